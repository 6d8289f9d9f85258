// The engine: process-order, compiled for the browser. What it can be asked stands in
// book/explorer/src/answers.rs.
"use strict";

/** The bytes that wasm.js holds: pairs of characters, 13 bits in each. */
function packedEngine({ bytes, text }) {
	const digit = (at) => (text[at] === "~" ? 92 : text.charCodeAt(at)) - 35;
	let [bits, held, at] = [0, 0, 0];
	return Uint8Array.from({ length: bytes }, () => {
		if (held < 8) {
			bits = (bits << 13) | (digit(at) * 91 + digit(at + 1));
			[held, at] = [held + 13, at + 2];
		}
		held -= 8;
		return bits >> held;
	});
}

/** Unpacks the engine. What it returns takes a request and returns the answer. */
globalThis.openEngine = async () => {
	const unpacked = unpackLzma(packedEngine(explorerWasm), explorerWasm.size);
	const { instance } = await WebAssembly.instantiate(unpacked);
	const { put, ask, get } = instance.exports;
	const answered = (request) => {
		new TextEncoder().encode(request).forEach((byte) => put(byte));
		const answer = Uint8Array.from({ length: ask() }, (_, place) => get(place));
		return JSON.parse(new TextDecoder().decode(answer));
	};
	// A page is answered in its own language.
	if (globalThis.document) answered(`language\n${document.documentElement.lang}`);
	return answered;
};
