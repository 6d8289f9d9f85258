// The page make.md: a program of a few steps, all that it can print, and puzzles.
"use strict";

(() => {
	const { arrows, button, buttons, code, disable, element, isDisabled, prose, status } =
		pageParts;
	const words = makeWords;

	/** In the order of their names in `words`. */
	const EXAMPLES = [
		"main; | main: begins; start ada; start ben; join ada; join ben; | main: ends"
			+ "/ada; | ada: one; | ada: two/ben; | ben: one; | ben: two",
		"main; start ada; start ben; join ada; join ben"
			+ "/ada; | ada: bakes; send ben; | ada: rests/ben; | ben: waits; receive ada; | ben: eats",
		"main; start ada; start ben; join ada; join ben"
			+ "/ada; lock; | ada: in; | ada: out; unlock/ben; lock; | ben: in; | ben: out; unlock",
		"main; start ada; poll ada; | main: goes on; join ada/ada; | ada: one",
		"main; start ada; join ada; send ada/ada; receive main; | ada: done",
	];
	const example = (at) => EXAMPLES[at].replaceAll("; ", "\n  ").replaceAll("/", "\n");
	const WORKERS = ["ada", "ben", "cleo", "dora", "emil", "fay"];
	const WORDS = ["one", "two", "three", "four", "five", "six"];

	/** The processes that a text tells of, each with its steps. */
	function rolesIn(text) {
		const roles = [];
		for (const line of text.split("\n").filter((line) => line.trim())) {
			if (!line.startsWith(" ")) roles.push({ name: line.trim(), steps: [] });
			else roles.at(-1)?.steps.push(line.trim());
		}
		return roles;
	}

	const textOf = (roles) => roles.map(({ name, steps }) =>
		[name, ...steps.map((step) => `  ${step}`)].join("\n") + "\n").join("\n");

	const output = (lines) => element("pre", {}, lines.join("\n"));

	/** An order as a picture: a column a process, and an arrow where one waits for another. */
	function drawing({ processes, edges }, title) {
		const SVG = "http://www.w3.org/2000/svg";
		const [WIDE, HIGH] = [180, 26];
		const shape = (tag, attributes, text = "") => {
			const made = document.createElementNS(SVG, tag);
			for (const [name, value] of Object.entries(attributes)) {
				made.setAttribute(name, value);
			}
			made.textContent = text;
			return made;
		};
		// The row of each event, below all that comes before it. 0 is the beginning.
		const rows = processes.map(({ events }) => [0, ...events].map(() => 0));
		for (let moved = true; moved;) {
			moved = false;
			const sink = (process, at, row) => {
				if (rows[process][at] >= row) return;
				rows[process][at] = row;
				moved = true;
			};
			rows.forEach((own, process) => own.forEach((row, at) => {
				if (at + 1 < own.length) sink(process, at + 1, row + 1);
			}));
			for (const { from: [p, i], to: [q, j] } of edges) sink(q, j, rows[p][i]);
		}
		const x = (process) => 14 + process * WIDE;
		const y = (process, at) => 18 + rows[process][at] * HIGH;
		const height = 36 + HIGH * Math.max(...rows.flat());
		const width = 14 + WIDE * processes.length;
		const svg = shape("svg", {
			class: "picture", role: "img", "aria-label": title, width, height,
			viewBox: `0 0 ${width} ${height}`,
		});
		for (const { from: [p, i], to: [q, j], kind } of edges) {
			const [left, top, right, low] = [x(p), y(p, i), x(q), y(q, j)];
			const look = kind === "message" ? "waits" : "edge";
			svg.append(shape("path", { class: look, d: `M${left} ${top}L${right} ${low}` }));
			const side = right > left ? -1 : 1;
			const head = `M${right + side * 5} ${low}l${side * 9} -4v8z`;
			svg.append(shape("path", { class: "head", d: head }));
		}
		processes.forEach(({ name, events }, process) => {
			const last = events.length;
			const line = `M${x(process)} ${y(process, 0)}V${y(process, last)}`;
			svg.append(shape("path", { class: "process", d: line }));
			["", ...events].forEach((event, at) => {
				const [left, top] = [x(process), y(process, at)];
				svg.append(shape("circle", { class: "head", cx: left, cy: top, r: 3.5 }));
				const text = at ? event : name;
				const look = { x: left + 8, y: top - 4, class: at ? "" : "name" };
				svg.append(shape("text", look, text.length > 20 ? `${text.slice(0, 19)}…` : text));
			});
		});
		return element("div", { class: "figure", tabindex: 0 }, svg);
	}

	/** The program, its steps and what can be done to them. */
	function programPart(ask, shown) {
		let roles = [];
		/** The text of the last program that could be run. */
		let before = null;

		const news = status();
		const lanes = element("div", { class: "make-lanes" });
		const text = element("textarea", {
			id: "make-text", rows: 14, spellcheck: "false", autocapitalize: "off",
			change() {
				load(text.value, words.read);
			},
		});
		const asText = element("details", {},
			element("summary", {}, words.asText),
			element("label", { for: text.id }, words.leaveField), text);
		const chosen = element("select", { id: "make-example", change() {
			load(example(chosen.selectedIndex), words.example(chosen.value));
		} }, ...words.examples.map((name) => element("option", {}, name)));
		const choose = element("p", {},
			element("label", { for: chosen.id }, words.beginWith), chosen);
		const add = button(words.addWorker, () => {
			const name = WORKERS.find((name) => !roles.some((role) => role.name === name));
			if (!name) return news.replaceChildren(words.noMoreNames);
			roles[0].steps.push(`start ${name}`, `join ${name}`);
			roles.push({ name, steps: [`| ${name}: one`] });
			draw(words.workerAdded(name));
		});

		/** What this process can do next, and does not yet have to be spelt. */
		function steps({ name }) {
			const others = roles.map((role) => role.name).filter((other) => other !== name);
			const verbs = ["start", "join", "poll", "send", "receive"];
			const about = verbs.flatMap((verb) => others.map((other) => `${verb} ${other}`));
			return [words.printLine, "lock", "unlock", ...about];
		}

		/** A line that this process does not print yet. */
		function line({ name, steps }) {
			const word = WORDS.find((word) => !steps.includes(`| ${name}: ${word}`));
			return `| ${name}: ${word ?? "again"}`;
		}

		function row(role, at) {
			const step = role.steps[at];
			const act = (label, done, change) => {
				const made = button(label, () => {
					if (isDisabled(made)) return news.replaceChildren(words.atEnd);
					const now = change();
					draw(words.done(role.name, step, done));
					focus(role.name, now, label);
				});
				made.setAttribute("aria-label", `${role.name}: ${step}: ${done}`);
				return made;
			};
			const move = (by) => () => {
				[role.steps[at], role.steps[at + by]] = [role.steps[at + by], step];
				return at + by;
			};
			const up = act("↑", words.up, move(-1));
			const down = act("↓", words.down, move(1));
			const drop = act("×", words.out, () => {
				role.steps.splice(at, 1);
				return Math.min(at, role.steps.length - 1);
			});
			disable(up, at === 0);
			disable(down, at + 1 === role.steps.length);
			return element("li", {}, code(step), " ", up, down, drop);
		}

		/** The button of this label of that step, which was made anew. */
		function focus(name, at, label) {
			const lane = [...lanes.children].find((it) => it.dataset.name === name);
			const all = lane.querySelectorAll("li")[at]?.querySelectorAll("button") ?? [];
			const same = [...all].find((it) => it.textContent === label);
			(same ?? lane.querySelector("select")).focus();
		}

		function lane(role) {
			const select = element("select", { "aria-label": words.newStep(role.name) },
				...steps(role).map((step) => element("option", {}, step)));
			const more = button(words.add, () => {
				const chosen = select.value;
				const step = chosen === words.printLine ? line(role) : chosen;
				role.steps.push(step);
				draw(words.done(role.name, step, words.added));
				focus(role.name, role.steps.length - 1, "↑");
			});
			more.setAttribute("aria-label", words.addTo(role.name));
			return element("div", { "data-name": role.name },
				element("b", {}, role.name),
				element("ol", {}, ...role.steps.map((_, at) => row(role, at))),
				element("p", { class: "explorer-buttons" }, select, more));
		}

		/** What the last change has brought. */
		function difference(now) {
			if (before === null || before === now) return [];
			const { same, gained, lost } = ask(`change\n${now}\f${before}`);
			if (same) return [words.same];
			return [
				...(gained ? [words.gained, output(gained)] : []),
				...(lost ? [words.lost, output(lost)] : []),
			];
		}

		function draw(what) {
			const now = textOf(roles);
			text.value = now;
			lanes.replaceChildren(...roles.map(lane));
			history.replaceState(null, "", `#p=${encodeURIComponent(now)}`);
			const answer = ask(`run\n${now}`);
			if (answer.error) {
				news.replaceChildren(
					...prose(words.sentences(what, words.noProgram(answer.error))));
				return shown(null);
			}
			const stuck = answer.stuck.length ? words.standsStill : "";
			const told = words.sentences(what, words.number(answer.outputs), stuck);
			news.replaceChildren(...prose(told), ...difference(now));
			before = now;
			shown(answer, now);
		}

		function load(program, what) {
			roles = rolesIn(program);
			draw(what);
		}

		return {
			shows: [choose, lanes, buttons(add), news, asText],
			load(program, what) {
				before = null;
				load(program, what);
			},
		};
	}

	/** All that the program can print, and why. */
	function outputsPart() {
		const list = element("ol", { class: "make-outputs" });
		const more = element("p", {});
		const pictures = element("div", {});
		return {
			shows: [list, more, pictures],
			show(answer) {
				const shown = answer?.shown ?? [];
				list.replaceChildren(...shown.map((lines) => element("li", {}, output(lines))));
				more.replaceChildren(answer && !answer.isAll
					? words.first(shown.length, answer.outputs) : "");
				const ways = answer?.orders ?? [];
				const stuck = answer?.stuck ?? [];
				const title = (at, all, what) => all.length > 1 ? words.way(what, at + 1) : what;
				const one = (what) => (order, at, all) => [
					element("p", {}, title(at, all, what)), drawing(order, title(at, all, what)),
				];
				pictures.replaceChildren(
					...ways.flatMap(one(words.before)),
					...stuck.flatMap(one(words.stuck)));
			},
		};
	}

	/** Does one line always come before another? */
	function whyPart(ask) {
		let program = null;
		const news = status();
		const [first, second] = ["make-first", "make-second"].map((id) => element("select", { id }));
		const go = button(words.ask, () => {
			if (isDisabled(go)) return news.replaceChildren(words.twoLinesFirst);
			if (first.value === second.value) {
				return news.replaceChildren(words.twoDifferent);
			}
			const { verdict, why, examples, error } =
				ask(`why\n${program}\f${first.value}\f${second.value}`);
			if (error) return news.replaceChildren(error);
			const because = words.because(words.verdict(verdict), why);
			news.replaceChildren(...prose(because), ...examples.map(output));
		});
		return {
			shows: [
				element("p", {},
					element("label", { for: first.id }, words.comesBefore[0]), first,
					element("label", { for: second.id }, words.comesBefore[1]), second,
					words.comesBefore[2]),
				buttons(go), news,
			],
			show(answer, now) {
				program = now ?? null;
				const steps = program ? rolesIn(program).flatMap((role) => role.steps) : [];
				const lines = steps.filter((step) => step.startsWith("| "));
				const options = () => [...new Set(lines)].map((line) =>
					element("option", {}, line.slice(2)));
				first.replaceChildren(...options());
				second.replaceChildren(...options());
				second.selectedIndex = second.options.length - 1;
				disable(go, second.options.length < 2);
				news.replaceChildren();
			},
		};
	}

	/** A program by chance, and a question about it. */
	function puzzlePart(ask, take) {
		let puzzle = null;
		let score = { asked: 0, right: 0 };
		const news = status();
		const level = element("select", { id: "make-level" },
			...words.levels.map((name) => element("option", {}, name)));
		const shown = element("div", { id: "make-puzzle", tabindex: -1 });
		const choices = element("div", { role: "group", "aria-labelledby": shown.id });
		const go = button(words.puzzle, () => {
			const seed = Math.floor(Math.random() * 2 ** 32);
			puzzle = ask(`puzzle\n${level.selectedIndex + 1}\f${seed}`);
			const [asked, ...lines] = puzzle.question.split("\n");
			shown.replaceChildren(
				output([puzzle.script.trim()]), element("p", {}, ...prose(asked)),
				...(lines.length ? [output(lines)] : []));
			choices.replaceChildren(...puzzle.choices.map((choice, at) =>
				button(choice, (event) => answer(event.target, at))));
			disable(change, false);
			news.replaceChildren();
			shown.focus();
		});
		const change = button(words.change, () => {
			if (isDisabled(change)) return news.replaceChildren(words.puzzleFirst);
			take(puzzle.script, words.ofPuzzle);
		});
		disable(change, true);

		function answer(pressed, at) {
			if (isDisabled(pressed)) return;
			const isRight = at === puzzle.answer;
			score.asked += 1;
			score.right += isRight;
			for (const other of choices.children) disable(other, true);
			pressed.setAttribute("aria-pressed", true);
			const right = puzzle.choices[puzzle.answer];
			news.replaceChildren(...prose(
				words.answer(isRight, right, puzzle.why, score.right, score.asked)));
		}

		return {
			shows: [
				element("p", {}, element("label", { for: level.id }, words.level), level),
				buttons(go, change), shown, choices, news,
			],
		};
	}

	function start(ask, places) {
		const [all, why] = [outputsPart(), whyPart(ask)];
		const program = programPart(ask, (...answer) => {
			all.show(...answer);
			why.show(...answer);
		});
		const puzzle = puzzlePart(ask, (script, what) => {
			program.load(script, what);
			places.program.scrollIntoView();
			places.program.querySelector("select").focus();
		});
		const parts = { program, outputs: all, why, puzzle };
		for (const [name, part] of Object.entries(parts)) {
			places[name].replaceChildren(...part.shows);
		}
		// Where the address holds a program, somebody has shared it.
		const shared = () => location.hash.startsWith("#p=")
			? decodeURIComponent(location.hash.slice(3)) : null;
		const open = () => program.load(
			shared() ?? example(0),
			shared() ? words.ofAddress : words.example(words.examples[0]));
		open();
		addEventListener("hashchange", () => shared() && open());
	}

	// The page that is printed is the whole book, and nobody plays on it.
	if (location.pathname.endsWith("/print.html")) return;
	const places = {};
	for (const place of document.querySelectorAll("[data-make]")) {
		places[place.dataset.make] = place;
		place.addEventListener("keydown", arrows);
	}
	openEngine().then((ask) => start(ask, places));
})();
