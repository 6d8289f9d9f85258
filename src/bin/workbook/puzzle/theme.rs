//! What the programs of puzzles tell of: names and lines that one can keep in mind.

/// A place where somebody works.
#[derive(Debug)]
pub(crate) struct Theme {
    /// What main does, from the first to the last.
    pub(crate) main: [&'static str; 4],
    pub(crate) workers: [Worker; 3],
    /// What only one of them can use at a time.
    pub(crate) lock: &'static str,
    /// The ways that words take from one to another.
    pub(crate) pipes: [&'static str; 2],
}

/// Who works there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Worker {
    pub(crate) name: &'static str,
    pub(crate) does: [&'static str; 3],
    /// A word of four letters: C reads as many bytes as were written.
    pub(crate) word: &'static str,
}

const fn worker(
    name: &'static str,
    does: [&'static str; 3],
    word: &'static str,
) -> Worker {
    Worker { name, does, word }
}

pub(crate) const THEMES: [Theme; 5] = [
    Theme {
        main: [
            "opens the kitchen",
            "reads the menu",
            "writes a bill",
            "turns off the light",
        ],
        workers: [
            worker("cook", ["chops onions", "stirs the soup", "tastes it"], "soup"),
            worker(
                "baker",
                ["kneads the dough", "bakes bread", "cuts a loaf"],
                "loaf",
            ),
            worker("waiter", ["lays the table", "lights a candle", "bows"], "wine"),
        ],
        lock: "stove",
        pipes: ["counter", "hatch"],
    },
    Theme {
        main: [
            "lifts the anchor",
            "sounds the horn",
            "writes the log",
            "drops the anchor",
        ],
        workers: [
            worker("sailor", ["hoists the sail", "coils the rope", "sings"], "wind"),
            worker("pilot", ["reads the chart", "takes the helm", "waves"], "reef"),
            worker("stoker", ["shovels coal", "oils the engine", "naps"], "fire"),
        ],
        lock: "deck",
        pipes: ["radio", "bell"],
    },
    Theme {
        main: [
            "opens the gate",
            "looks at the sky",
            "counts the tools",
            "locks the shed",
        ],
        workers: [
            worker("digger", ["digs a bed", "rakes leaves", "rests"], "beds"),
            worker("sower", ["sows beans", "labels the rows", "hums"], "bean"),
            worker("picker", ["picks plums", "fills a basket", "eats one"], "plum"),
        ],
        lock: "pump",
        pipes: ["basket", "cart"],
    },
    Theme {
        main: [
            "dims the lights",
            "cues the band",
            "thanks them",
            "drops the curtain",
        ],
        workers: [
            worker("actor", ["learns a part", "takes a bow", "leaves"], "hush"),
            worker("singer", ["warms her voice", "sings an aria", "coughs"], "aria"),
            worker(
                "dancer",
                ["ties his shoes", "dances a solo", "stretches"],
                "leap",
            ),
        ],
        lock: "stage",
        pipes: ["prompt", "signal"],
    },
    Theme {
        main: [
            "plans the paper",
            "sets the date",
            "answers a call",
            "sells the paper",
        ],
        workers: [
            worker(
                "writer",
                ["drafts a story", "checks the facts", "yawns"],
                "news",
            ),
            worker("editor", ["trims a story", "picks a title", "nods"], "head"),
            worker(
                "printer",
                ["inks the plates", "stacks paper", "whistles"],
                "page",
            ),
        ],
        lock: "press",
        pipes: ["desk", "tube"],
    },
];
