// The page explorer.md: who prints next? could this be printed? always or never?
//
// A button stays where it is. When it can do nothing it is `aria-disabled`, and pressing it
// says why: so the focus is never lost. What happens is said in a `status` of each part.
"use strict";

(() => {
	const { arrows, button, buttons, code, disable, element, grouped, isDisabled, prose,
		status } = pageParts;
	const words = explorerWords;

	/** How many questions are asked in a row. */
	const ROUND = 5;

	/** Where the book says what these rules say. */
	function rules(names) {
		if (!names.length) return [];
		const to = { href: "happens-before.html#four-sentences" };
		const [before, after] = words.rules(names);
		return [before, element("a", to, names.join(words.and)), after];
	}

	/** Who prints next, and what was printed. */
	function nextPart(ask) {
		/** Each with its lines, its button, and what the engine says of its next line. */
		let processes = [];
		/** A process, its line, and how many outputs began so. */
		let printed = [];
		/** How many outputs there are, once they are counted. */
		let total = null;
		/** The sentences on what happened last. */
		let event = [];

		const news = status();
		const options = element("div", { role: "group", "aria-label": words.whoIsNext });
		const undo = button(words.undo, () => {
			if (isDisabled(undo)) return tell(words.nothingToUndo);
			const { process, line } = printed.pop();
			draw(words.takenBack(process.name, line));
		});
		const restart = button(words.restart, () => {
			printed = [];
			draw(words.nothing);
		});
		const rows = element("tbody", {});
		const heads = words.columns.map((name) => element("th", { scope: "col" }, name));
		const table = element("table", {},
			element("caption", {}, words.soFar),
			element("thead", {}, element("tr", {}, ...heads)),
			rows,
		);

		function tell(...sentences) {
			news.replaceChildren(...prose(words.sentences(sentences.filter(Boolean))));
		}

		function choose(process) {
			const { name, next } = process;
			if (!next) return tell(words.allPrinted(name));
			if (next.why) return tell(words.notNow(next.why));
			printed.push({ process, line: next.line });
			draw(words.prints(name, next.line));
		}

		/** The button of a process, and below it why it has to wait. */
		function option(process, position) {
			process.why = element("p", { id: `explorer-why-${position}` });
			process.button = button("", () => choose(process));
			process.button.setAttribute("aria-describedby", process.why.id);
			return element("div", {}, process.button, process.why);
		}

		function drawOption({ name, next, button, why }) {
			const line = next ? code(next.line) : words.hasPrintedAll;
			const left = next?.outputs ? words.beginSo(next.outputs) : "";
			const count = element("span", {}, left);
			button.replaceChildren(element("b", {}, name), " ", line, " ", count);
			disable(button, !next || next.why !== null);
			why.replaceChildren(...prose(next?.why ? words.because(next.why) : ""));
		}

		function row({ process, line, outputs }, at) {
			return element("tr", {},
				element("td", {}, `${at + 1}`),
				element("td", {}, element("b", {}, process.name), " ", code(line)),
				element("td", {}, outputs ? grouped(outputs) : ""),
			);
		}

		/** How far the output has got. */
		function state({ outputs: count, mayEnd, next }) {
			const goesOn = next.some((next) => next && !next.why);
			if (!goesOn) return [words.complete(total)];
			const end = mayEnd ? words.oneEndsHere : "";
			if (count === null) return [end];
			if (!printed.length) return [words.possible(count)];
			return [words.beginLikeThis(count), end];
		}

		function draw(...what) {
			event = what;
			const choices = printed.map(({ process }) => processes.indexOf(process));
			const now = ask(["next", ...choices].join("\n"));
			processes.forEach((process, position) => {
				process.next = now.next[position];
				if (process.button) drawOption(process);
			});
			if (printed.length) printed.at(-1).outputs = now.outputs;
			rows.replaceChildren(...printed.map(row));
			table.hidden = !printed.length;
			disable(undo, !printed.length);
			tell(...event, ...state(now));
		}

		return {
			shows: [news, options, buttons(undo, restart), table],
			open(all, lesson) {
				[processes, printed, total] = [all, [], null];
				const shown = all.filter(({ lines }) => lines.length);
				options.replaceChildren(...shown.map(option));
				draw(words.opened(words.title(lesson.id)), words.nothing);
			},
			counted(count) {
				total = count;
				draw(...event);
			},
			lines: () => printed.map(({ line }) => line),
		};
	}

	/** Whether a text is a possible output. */
	function judgePart(ask, linesAbove) {
		let total = null;
		// There are other runs.
		let hasMore = false;
		const news = status();
		const text = element("textarea", {
			id: "explorer-output", rows: 8, spellcheck: "false", autocapitalize: "off",
		});
		const quote = element("pre", {});
		const judge = button(words.judge, () => {
			const output = text.value.replace(/\n+$/, "");
			quote.hidden = true;
			if (!output) return news.replaceChildren(words.pasteFirst);
			const { verdict, line, why, rules: names, twin } = ask(`judge\n${output}`);
			if (verdict === "possible") {
				news.replaceChildren(
					...prose(why ? words.notEveryLine(why) : words.isPossible(total)));
			} else if (verdict === "impossible") {
				const not = hasMore ? words.notInThisCase : words.impossible;
				const other = twin ? words.twinCan : "";
				news.replaceChildren(...prose(not(line, why)), ...rules(names), other);
				show(output.split("\n"), line);
			} else {
				news.replaceChildren(words.unknown);
			}
		});
		const take = button(words.take, () => {
			clear();
			const lines = linesAbove();
			if (!lines.length) return news.replaceChildren(words.nothingAbove);
			text.value = lines.join("\n");
			text.focus();
		});

		/** The line that cannot be there, and the two before it. */
		function show(lines, refused) {
			const shown = [...lines, words.endsHere].slice(0, refused);
			const numbered = shown.map((line, at) => {
				const mark = at + 1 === refused ? ">" : " ";
				return `${mark} ${`${at + 1}`.padStart(3)} | ${line}`;
			});
			quote.replaceChildren(numbered.slice(-3).join("\n"));
			quote.hidden = false;
		}

		function clear() {
			news.replaceChildren();
			quote.hidden = true;
		}

		clear();
		const label = element("label", { for: text.id }, words.anOutput);
		return {
			shows: [label, text, buttons(judge, take), news, quote],
			open(all, lesson) {
				total = null;
				hasMore = "more" in lesson.dataset;
				text.value = "";
				clear();
			},
			counted(count) {
				total = count;
			},
		};
	}

	/** Questions, one after the other, with a score. */
	function questionsPart(ask) {
		let left = [];
		let question = null;
		let score = { asked: 0, right: 0 };

		const news = status();
		const text = element("div", { id: "explorer-question", tabindex: -1 });
		const choices = element("div", { role: "group", "aria-labelledby": text.id });
		const go = button("", () => {
			if (isDisabled(go)) return news.replaceChildren(words.answerFirst);
			if (!left.length) startRound();
			show(left.shift());
		});

		function startRound() {
			const seed = Math.floor(Math.random() * 65536);
			left = ask(`questions\n${seed}\n${ROUND}`);
			score = { asked: 0, right: 0 };
		}

		function show(next) {
			question = next;
			const [asked, ...lines] = question.text.split("\n");
			const number = words.number(score.asked + 1, ROUND);
			const shown = element("pre", {}, lines.join("\n"));
			text.replaceChildren(element("p", {}, number, asked), shown);
			choices.replaceChildren(...question.choices.map((choice) =>
				button(choice, (event) => answer(event.target, choice)),
			));
			news.replaceChildren();
			go.replaceChildren(left.length ? words.next : words.fiveMore);
			disable(go, true);
			text.focus();
		}

		function answer(pressed, choice) {
			if (isDisabled(pressed)) return;
			const isRight = choice === question.answer;
			score.asked += 1;
			score.right += isRight;
			for (const other of choices.children) disable(other, true);
			pressed.setAttribute("aria-pressed", true);
			const so = words.verdict(isRight, question.answer, question.why);
			const total = words.score(score.right, score.asked);
			news.replaceChildren(...prose(so), ...rules(question.rules), total);
			disable(go, false);
		}

		return {
			shows: [text, choices, news, buttons(go)],
			open() {
				left = [];
				text.replaceChildren();
				choices.replaceChildren();
				news.replaceChildren();
				go.replaceChildren(words.five);
				disable(go, false);
			},
			counted() {},
		};
	}

	/** Shows the parts, and opens a lesson in all of them. */
	function start(ask, places) {
		const lessons = [...document.querySelectorAll("script[type='text/plain'][id]")];
		const next = nextPart(ask);
		const parts = [next, judgePart(ask, next.lines), questionsPart(ask)];

		function open(position) {
			select.selectedIndex = position;
			const lesson = lessons[position];
			const twin = document.querySelector(`[data-twin="${lesson.id}"]`);
			const orders = [lesson, twin].filter(Boolean);
			const about = orders.map(({ textContent }) => `${textContent.trim()}\n`);
			const processes = ask(`open\n${about.join("\f")}`);
			for (const part of parts) part.open(processes, lesson);
			// Counting can take longer than a frame: the lesson is shown first.
			requestAnimationFrame(() => setTimeout(() => {
				if (select.selectedIndex !== position) return;
				const count = ask("count");
				for (const part of parts) part.counted(count);
			}));
		}

		/** Where the address names a lesson, as a chapter does: explorer.html#04-subclass */
		const addressed = () => lessons.findIndex(({ id }) => location.hash === `#${id}`);

		const select = element("select", {
			id: "explorer-lesson",
			change() {
				const position = select.selectedIndex;
				history.replaceState(null, "", `#${lessons[position].id}`);
				open(position);
			},
		});
		select.append(...lessons.map((lesson) => element("option", {}, words.title(lesson.id))));
		const label = element("label", { for: select.id }, words.lesson);
		places.lesson.replaceChildren(label, select);
		["next", "judge", "questions"].forEach((name, at) => {
			places[name].replaceChildren(...parts[at].shows);
		});
		open(addressed() < 0 ? lessons.findIndex(({ id }) => id.startsWith("03")) : addressed());
		addEventListener("hashchange", () => {
			// An output that has been begun stays.
			if (![-1, select.selectedIndex].includes(addressed())) open(addressed());
		});
	}

	// The page that is printed is the whole book, and nobody plays on it.
	if (location.pathname.endsWith("/print.html")) return;
	const places = {};
	for (const place of document.querySelectorAll("[data-explorer]")) {
		places[place.dataset.explorer] = place;
		place.addEventListener("keydown", arrows);
	}
	openEngine().then((ask) => start(ask, places));
})();
