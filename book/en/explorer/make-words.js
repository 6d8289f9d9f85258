// What make.js says in English; book/zh-CN/explorer/make-words.js says it in Chinese.
"use strict";

globalThis.makeWords = (() => {
	const { grouped } = pageParts;

	return {
		examples: ["two workers", "a message", "a lock", "a poll", "a deadlock"],
		beginWith: "Begin with ",
		example: (name) => `The example ${name}.`,
		asText: "The program as text",
		leaveField: "Leave the field, and it is read.",
		read: "The program was read.",
		addWorker: "Add a worker",
		noMoreNames: "There are as many workers as there are names.",
		workerAdded: (name) => `${name} is there, and main starts and joins ${name}.`,
		printLine: "print a line",
		atEnd: "It is at the end already.",
		done: (name, step, words) => `${name}: \`${step}\` is ${words}.`,
		up: "moved up",
		down: "moved down",
		out: "taken out",
		newStep: (name) => `A new step of ${name}`,
		add: "Add",
		added: "added",
		addTo: (name) => `Add the new step to ${name}`,
		number(count) {
			if (count === null) return "More outputs are possible than this page makes.";
			if (count === "0") return "It has no run that ends.";
			return count === "1" ? "1 output is possible." : `${grouped(count)} outputs are possible.`;
		},
		sentences: (...all) => all.filter(Boolean).join(" "),
		same: " The same outputs as before.",
		gained: " Now possible: ",
		lost: " No longer possible: ",
		noProgram: (why) => `It is no program yet: ${why}.`,
		standsStill: "It can stand still.",
		first: (shown, all) => `These are the first ${shown}${all ? ` of ${grouped(all)}` : ""}.`,
		way: (what, number) => `${what}, way ${number}`,
		before: "What happens before what",
		stuck: "How it stands still",

		ask: "Ask",
		twoLinesFirst: "A program with two lines comes first.",
		twoDifferent: "Choose two different lines.",
		/** What is before, between and after two lines. */
		comesBefore: ["Does ", " come before ", "?"],
		because: (verdict, why) => why ? `${verdict}, because ${why}.` : `${verdict}.`,
		verdict: (verdict) => verdict,

		levels: ["1: one child", "2: two children", "3: a message", "4: a lock", "5: a poll"],
		level: "Level ",
		puzzle: "A new puzzle",
		change: "Change this program",
		puzzleFirst: "Ask for a puzzle first.",
		ofPuzzle: "The program of the puzzle.",
		answer: (isRight, right, why, score, asked) =>
			`${isRight ? "Right" : "Wrong"}. The answer is ${right}: ${why}. ${score} of ${asked} right.`,
		ofAddress: "The program of the address.",
	};
})();
