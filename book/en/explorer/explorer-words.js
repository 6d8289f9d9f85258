// What explorer.js says in English; book/zh-CN/explorer/explorer-words.js says it in Chinese.
"use strict";

globalThis.explorerWords = (() => {
	const { grouped } = pageParts;

	/** "73,710 outputs are possible": one does, or several do. */
	const outputs = (count, one, several) =>
		count === "1" ? `1 output ${one}` : `${grouped(count)} outputs ${several}`;

	function oneOf(count) {
		if (count === null) return "a possible output";
		if (count === "1") return "the only possible output";
		return `one of ${grouped(count)} possible outputs`;
	}

	return {
		/** What a lesson is called: "03: multiple functions", but "25: ctrl-c". */
		title: (id) => id.replace("-", ": ").replace(/-(?=\w\w)/g, " "),
		lesson: "Lesson ",
		sentences: (all) => all.join(" "),
		/** What is before and after the names of so many rules. */
		rules: (names) => [names.length > 1 ? " The rules are " : " The rule is ", "."],
		and: " and ",

		whoIsNext: "Who prints next?",
		undo: "Undo",
		nothingToUndo: "There is nothing to undo.",
		takenBack: (name, line) => `Taken back: \`${line}\` of ${name}.`,
		restart: "Start again",
		nothing: "Nothing is printed.",
		columns: ["No.", "Line", "Outputs left"],
		soFar: "The output so far",
		allPrinted: (name) => `${name} has printed all its lines.`,
		hasPrintedAll: "has printed all its lines",
		notNow: (why) => `Not now: ${why}.`,
		prints: (name, line) => `${name} prints \`${line}\`.`,
		because: (why) => `${why}.`,
		beginSo: (count) => outputs(count, "begins so", "begin so"),
		complete: (total) => `The output is complete. It is ${oneOf(total)}.`,
		oneEndsHere: "One of them ends here.",
		possible: (count) => outputs(count, "is possible.", "are possible."),
		beginLikeThis: (count) => outputs(count, "begins like this.", "begin like this."),
		opened: (title) => `Lesson ${title}.`,

		judge: "Judge it",
		pasteFirst: "Paste an output first.",
		notEveryLine: (why) => `Possible, though not with every line: ${why}.`,
		isPossible: (total) => `Possible: it is ${oneOf(total)}.`,
		impossible: (line, why) => `Impossible. Line ${line}: ${why}.`,
		notInThisCase: (line, why) => `Not in this case. Line ${line}: ${why}.`,
		twinCan: " The Python twin can print it.",
		unknown: "Unknown: there are too many ways to tell whose lines these are.",
		take: "Take the output above",
		nothingAbove: "Nothing is printed above.",
		endsHere: "(the output ends here)",
		anOutput: "An output of the lesson",

		answerFirst: "Answer first.",
		number: (number, all) => `${number} of ${all}. `,
		next: "Next question",
		fiveMore: "Five more questions",
		five: "Ask five questions",
		verdict: (isRight, answer, why) =>
			`${isRight ? "Right" : "Wrong"}. The answer is ${answer}: ${why}.`,
		score: (right, asked) => ` ${right} of ${asked} right.`,
	};
})();
