// Unpacks LZMA, as the SDK's lzma-specification.txt says. It makes the engine an eighth smaller
// than gzip, which a browser can unpack by itself.
"use strict";

/** Unpacks `size` bytes that were packed with lc=3, lp=0, pb=0 and without a header. */
globalThis.unpackLzma = (packed, size) => {
	const out = new Uint8Array(size);
	// How likely a bit is 0, of 2048: by what the bit decides, and what is known before it.
	const [IS_MATCH, IS_REP, IS_REP_0, IS_REP_1, IS_REP_2, IS_LONG] = [0, 12, 24, 36, 48, 60];
	const [LENGTH, REP_LENGTH, SLOT, DISTANCE, ALIGN, LITERAL] = [72, 346, 620, 876, 1004, 1024];
	const odds = new Uint16Array(LITERAL + 8 * 0x300).fill(1024);

	let [range, code, next] = [2 ** 32 - 1, 0, 1];
	const shift = () => (code = code * 256 + packed[next++]);
	for (let i = 0; i < 4; i++) shift();

	function narrow(isOne, below) {
		if (isOne) code -= below;
		range = isOne ? range - below : below;
		if (range < 2 ** 24) {
			range *= 256;
			shift();
		}
		return Number(isOne);
	}

	function bit(at) {
		const below = (range >>> 11) * odds[at];
		const isOne = code >= below;
		odds[at] += isOne ? -(odds[at] >> 5) : (2048 - odds[at]) >> 5;
		return narrow(isOne, below);
	}

	/** A number of so many bits, the highest first. */
	function tree(at, bits) {
		let node = 1;
		while (node < 1 << bits) node = node * 2 + bit(at + node);
		return node - (1 << bits);
	}

	/** A number of so many bits, the lowest first. */
	function reversed(at, bits) {
		let [node, number] = [1, 0];
		for (let i = 0; i < bits; i++) {
			const one = bit(at + node);
			node = node * 2 + one;
			number |= one << i;
		}
		return number;
	}

	/** A number of so many bits, each as likely 0 as 1. */
	function plain(bits) {
		let number = 0;
		while (bits-- > 0) {
			range -= range % 2;
			number = number * 2 + narrow(code >= range / 2, range / 2);
		}
		return number;
	}

	const length = (at) => {
		if (!bit(at)) return 2 + tree(at + 2, 3);
		return bit(at + 1) ? 18 + tree(at + 18, 8) : 10 + tree(at + 10, 3);
	};

	function distance(length) {
		const slot = tree(SLOT + 64 * Math.min(length - 2, 3), 6);
		if (slot < 4) return slot;
		const bits = (slot >> 1) - 1;
		const start = (2 | (slot & 1)) << bits;
		if (slot < 14) return start + reversed(DISTANCE + start - slot, bits);
		return start + plain(bits - 4) * 16 + reversed(ALIGN, 4);
	}

	/** A byte after `before`. After a match, `unlikely` is the byte that would have gone on. */
	function literal(before, unlikely) {
		const at = LITERAL + 0x300 * (before >> 5);
		let [node, agrees] = [1, unlikely !== undefined];
		for (let i = 7; i >= 0; i--) {
			const other = (unlikely >> i) & 1;
			const one = bit(at + (agrees ? 256 + 256 * other : 0) + node);
			agrees &&= one === other;
			node = node * 2 + one;
		}
		return node - 256;
	}

	// What the last steps were, and how far back the last four matches began.
	let [state, back] = [0, [0, 0, 0, 0]];
	for (let place = 0; place < size; ) {
		if (!bit(IS_MATCH + state)) {
			const unlikely = state < 7 ? undefined : out[place - back[0] - 1];
			out[place] = literal(out[place - 1] ?? 0, unlikely);
			place++;
			state -= state < 4 ? state : state < 10 ? 3 : 6;
			continue;
		}
		const late = state < 7 ? 0 : 3;
		let count = 1;
		if (!bit(IS_REP + state)) {
			count = length(LENGTH);
			back = [distance(count), ...back.slice(0, 3)];
			state = 7 + late;
		} else {
			const again = !bit(IS_REP_0 + state) ? 0
				: !bit(IS_REP_1 + state) ? 1
				: 2 + bit(IS_REP_2 + state);
			back.unshift(...back.splice(again, 1));
			if (again || bit(IS_LONG + state)) {
				count = length(REP_LENGTH);
				state = 8 + late;
			} else {
				state = late ? 11 : 9;
			}
		}
		for (; count > 0; count--, place++) out[place] = out[place - back[0] - 1];
	}
	return out;
};
