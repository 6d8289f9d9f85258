// Writes the engine, as LZMA from stdin, as a script: from file:// a page can load that, and
// no .wasm. How long it is unpacked is the argument. Two characters hold 13 bits; base64 would
// take 8 % more.
"use strict";

const packed = require("node:fs").readFileSync(0);

/** One of the 91 characters from `#` to `}`; but no backslash: that is `~`. */
function character(value) {
    const char = String.fromCharCode(35 + value);
    return char === "\\" ? "~" : char;
}

let text = "";
let [bits, held] = [0, 0];
for (const byte of [...packed, 0, 0]) {
    bits = (bits << 8) | byte;
    held += 8;
    if (held >= 13) {
        held -= 13;
        const pair = (bits >> held) & 8191;
        text += character(Math.floor(pair / 91)) + character(pair % 91);
    }
}
console.log(`// Made by book/explorer/build.sh.
globalThis.explorerWasm = {
    size: ${process.argv[2]},
    bytes: ${packed.length},
    text: "${text}",
};`);
