// make.js 用中文说的话；英文的在 book/en/explorer/make-words.js。
"use strict";

globalThis.makeWords = (() => {
	const { grouped } = pageParts;

	return {
		examples: ["两个 worker", "一条消息", "一把锁", "一次轮询", "一个死锁"],
		beginWith: "例子：",
		example: (name) => `这是例子“${name}”。`,
		asText: "程序的文本",
		leaveField: "离开这个输入框，就会读取程序。",
		read: "程序已经读取。",
		addWorker: "增加一个 worker",
		noMoreNames: "名字都用完了，不能再增加 worker。",
		workerAdded: (name) => `增加了 ${name}，由 main 启动和 join。`,
		printLine: "打印一行",
		atEnd: "它已经在尽头了。",
		done: (name, step, words) => `${name}：\`${step}\` ${words}。`,
		up: "上移了",
		down: "下移了",
		out: "删除了",
		newStep: (name) => `${name} 的新步骤`,
		add: "添加",
		added: "添加了",
		addTo: (name) => `把新步骤添加到 ${name}`,
		number(count) {
			if (count === null) return "可能的输出太多，这一页不能全部列出。";
			if (count === "0") return "它没有一次运行能够结束。";
			return `可能的输出有 ${grouped(count)} 种。`;
		},
		sentences: (...all) => all.join(""),
		same: "可能的输出与先前相同。",
		gained: "现在可能：",
		lost: "不再可能：",
		noProgram: (why) => `这还不是程序：${why}。`,
		standsStill: "它可能停滞不前。",
		first: (shown, all) => `这是${all ? ` ${grouped(all)} 种中的` : ""}前 ${shown} 种。`,
		way: (what, number) => `${what}，第 ${number} 种走法`,
		before: "什么先行发生于什么",
		stuck: "它怎样停滞不前",

		ask: "提问",
		twoLinesFirst: "程序至少要打印两行。",
		twoDifferent: "请选择不同的两行。",
		/** 两行之前、之间和之后的话。 */
		comesBefore: ["这一行：", " 先于 ", " 吗？"],
		because: (verdict, why) => (why ? `${verdict}。理由：${why}。` : `${verdict}。`),
		verdict: (verdict) =>
			({ always: "总是如此", never: "从不如此", sometimes: "有时如此" })[verdict],

		levels: ["1：一个子进程", "2：两个子进程", "3：一条消息", "4：一把锁", "5：一次轮询"],
		level: "级别 ",
		puzzle: "出一道新题",
		change: "修改这个程序",
		puzzleFirst: "请先出一道题。",
		ofPuzzle: "这是题目中的程序。",
		answer: (isRight, right, why, score, asked) =>
			`${isRight ? "正确" : "不对"}。答案是“${right}”：${why}。${asked} 题答对 ${score} 题。`,
		ofAddress: "这是地址里的程序。",
	};
})();
