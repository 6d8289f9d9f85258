// The words that mdBook's scripts put into a page, in Chinese.
(() => {
	const WORDS = {
		"Copy to clipboard": "复制到剪贴板",
		"Copied!": "已复制",
		"Clipboard error!": "无法复制",
	};

	/** Has a text that a script sets come in Chinese. */
	function translate(element, chinese) {
		Object.defineProperty(element, "innerText", {
			set(text) {
				this.textContent = chinese(text);
			},
		});
	}

	for (const button of document.querySelectorAll(".clip-button")) {
		button.title = WORDS[button.title] ?? button.title;
		button.setAttribute("aria-label", button.title);
		translate(button.firstChild, (text) => WORDS[text] ?? text);
	}

	/** "5 search results for 'join':", "No search results for 'join'." */
	translate(document.getElementById("mdbook-searchresults-header"), (text) => {
		const [, count, query] = text.match(/^(\w+) search results? for '(.*)'[:.]$/s) ?? [];
		if (!count) return text;
		return count === "No" ? `没有找到“${query}”。` : `“${query}”的搜索结果，共 ${count} 项：`;
	});
	const results = document.getElementById("mdbook-searchresults");
	new MutationObserver(() => {
		for (const teaser of results.querySelectorAll(".teaser")) {
			teaser.setAttribute("aria-label", "摘录");
		}
	}).observe(results, { childList: true });
})();
