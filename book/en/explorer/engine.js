// The engine: src/order, compiled for the browser. What it can be asked stands in
// book/explorer/src/answers.rs.
"use strict";

/** Unpacks the engine. What it returns takes a request and returns the answer. */
globalThis.openEngine = async () => {
    const packed = Uint8Array.from(atob(explorerWasm), (char) => char.charCodeAt(0));
    const unpacked = new Blob([packed])
        .stream()
        .pipeThrough(new DecompressionStream("gzip"));
    const { instance } = await WebAssembly.instantiate(
        await new Response(unpacked).arrayBuffer(),
    );
    const { put, ask, get } = instance.exports;
    return (request) => {
        new TextEncoder().encode(request).forEach((byte) => put(byte));
        const answer = Uint8Array.from({ length: ask() }, (_, place) => get(place));
        return JSON.parse(new TextDecoder().decode(answer));
    };
};
