// Colours code, in the place of mdBook's highlight.js and with its names: the languages of
// this book take a fortieth of that. A language is a list of what its words can be; at each
// place the first that fits is taken.
"use strict";

globalThis.hljs = (() => {
    const number = String.raw`\b\d\w*(?:\.\d\w*)?`;
    const words = (list) => String.raw`\b(?:${list.replaceAll(" ", "|")})\b`;
    const after = (list, name) => String.raw`(?<=${words(list)}\s+)${name}`;

    const rust = {
        comment: String.raw`//.*|/\*[^]*?\*/`,
        string: String.raw`b?"(?:\\[^]|[^"\\])*"|b?'(?:\\.[^']*|[^'\\])'`,
        symbol: String.raw`'[a-z_]\w*`,
        meta: String.raw`#!?\[[^\]]*\]`,
        title: after("fn struct enum trait type mod", String.raw`\w+`),
        keyword: words(
            "as async await break const continue crate dyn else enum extern fn for if impl "
                + "in let loop match mod move mut pub ref return self Self static struct "
                + "super trait type unsafe use where while",
        ),
        literal: words("true false Some None Ok Err"),
        built_in: String.raw`\b[a-z_]\w*!|${words(
            "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize Box "
                + "Drop Fn FnMut FnOnce Option Result String Vec",
        )}`,
        number,
    };
    const python = {
        comment: "#.*",
        string: String.raw`[bfru]*(?:"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')`,
        meta: String.raw`^\s*@[\w.]+`,
        title: after("def class", String.raw`\w+`),
        keyword: words(
            "and as assert async await break class continue def del elif else except finally "
                + "for from global if import in is lambda nonlocal not or pass raise return "
                + "try while with yield",
        ),
        literal: words("True False None"),
        number,
    };
    const sh = {
        comment: String.raw`(?<=^|\s)#.*`,
        string: String.raw`"(?:\\.|[^"\\])*"|'[^']*'`,
        variable: String.raw`\$\w+|\$\{[^}]*\}`,
        keyword: words("do done elif else esac fi for if in then while"),
        built_in: words("cd echo export kill read set unset"),
    };
    const session = { meta: String.raw`^\$(?= )`, string: String.raw`(?<=^\$ .*)${sh.string}` };
    const languages = { rust, python, sh, console: session };

    /** A part of a longer text, without the indentation that all its lines have. */
    function atMargin(text) {
        const indents = text.match(/^ *(?=\S)/gm) ?? [""];
        const least = Math.min(...indents.map((indent) => indent.length));
        return text.replaceAll(new RegExp(`^ {${least}}`, "gm"), "");
    }

    function highlightBlock(block) {
        const [, name] = /language-(\w+)/.exec(block.className) ?? [];
        const kinds = languages[name];
        if (!kinds) return;
        const any = Object.entries(kinds).map(([kind, of]) => `(?<${kind}>${of})`).join("|");
        const text = atMargin(block.textContent);
        let end = 0;
        block.replaceChildren();
        for (const match of text.matchAll(new RegExp(any, "gm"))) {
            const span = document.createElement("span");
            const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
            span.className = `hljs-${kind}`;
            span.append(match[0]);
            block.append(text.slice(end, match.index), span);
            end = match.index + match[0].length;
        }
        block.append(text.slice(end));
    }

    return { configure() {}, highlightBlock };
})();
