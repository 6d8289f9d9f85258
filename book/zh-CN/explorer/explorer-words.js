// explorer.js 用中文说的话；英文的在 book/en/explorer/explorer-words.js。
"use strict";

globalThis.explorerWords = (() => {
	const { grouped } = pageParts;

	function oneOf(count) {
		if (count === null) return "一种可能的输出";
		if (count === "1") return "唯一可能的输出";
		return `${grouped(count)} 种可能的输出之一`;
	}

	return {
		/** 目录里怎样称呼这一课：“3. 多个函数”。 */
		title(id) {
			const link = document.querySelector(`#mdbook-sidebar a[href$="${id}.html"]`);
			return link?.textContent.trim() ?? id;
		},
		lesson: "课 ",
		sentences: (all) => all.join(""),
		/** 规则的名字之前和之后的话。 */
		rules: () => ["依据的规则是：", "。"],
		and: "、",

		whoIsNext: "下一行是谁的？",
		undo: "撤销",
		nothingToUndo: "没有可以撤销的。",
		takenBack: (name, line) => `收回了 ${name} 的 \`${line}\`。`,
		restart: "从头再来",
		nothing: "还没有打印任何一行。",
		columns: ["序号", "行", "还剩几种输出"],
		soFar: "到此为止的输出",
		allPrinted: (name) => `${name} 的各行都已经打印。`,
		hasPrintedAll: "各行都已经打印",
		notNow: (why) => `现在还不行：${why}。`,
		prints: (name, line) => `${name} 打印 \`${line}\`。`,
		because: (why) => `${why}。`,
		beginSo: (count) => `${grouped(count)} 种输出这样开头`,
		complete: (total) => `输出完整了。它是${oneOf(total)}。`,
		oneEndsHere: "其中一种到此结束。",
		possible: (count) => `可能的输出有 ${grouped(count)} 种。`,
		beginLikeThis: (count) => `这样开头的输出有 ${grouped(count)} 种。`,
		opened: (title) => `打开的是“${title}”。`,

		judge: "判断",
		pasteFirst: "请先粘贴一份输出。",
		notEveryLine: (why) => `可能，不过不是每一行都有：${why}。`,
		isPossible: (total) => `可能：它是${oneOf(total)}。`,
		impossible: (line, why) => `不可能。第 ${line} 行：${why}。`,
		notInThisCase: (line, why) => `在这种情形下不可能。第 ${line} 行：${why}。`,
		twinCan: "它的 Python 孪生程序能打印它。",
		unknown: "无法判断：这些行分别出自谁，说法太多了。",
		take: "取上面的输出",
		nothingAbove: "上面还没有打印任何一行。",
		endsHere: "（输出到此结束）",
		anOutput: "这一课的一份输出",

		answerFirst: "请先回答。",
		number: (number, all) => `第 ${number} 题，共 ${all} 题。`,
		next: "下一题",
		fiveMore: "再来五题",
		five: "出五道题",
		verdict: (isRight, answer, why) =>
			`${isRight ? "正确" : "不对"}。答案是“${answer}”：${why}。`,
		score: (right, asked) => `${asked} 题答对 ${right} 题。`,
	};
})();
