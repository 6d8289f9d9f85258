// Finds Chinese, which has no spaces between its words: mdBook's index has only words of
// Latin letters. A query with a Chinese character is sought in the texts themselves.
(() => {
	if (!globalThis.elasticlunr) return; // the book is built without a search

	const ofWords = elasticlunr.Index.prototype.search;
	elasticlunr.Index.prototype.search = function (query, options) {
		if (!/\p{Script=Han}/u.test(query)) return ofWords.call(this, query, options);
		const terms = query.toLowerCase().split(/\s+/);
		const found = Object.values(this.documentStore.docs).map((doc) => {
			const text = doc.body.toLowerCase();
			const counts = terms.map((term) => text.split(term).length - 1);
			// The teaser marks what a word begins with, so each term becomes one.
			const body = terms.reduce(
				(text, term) => text.replaceAll(term, ` ${term} `), doc.body,
			);
			return { ref: doc.id, score: Math.min(...counts), doc: { ...doc, body } };
		});
		return found.filter(({ score }) => score).sort((one, other) => other.score - one.score);
	};

	// What an input method, a pointer or a voice puts in comes without a key.
	const bar = document.getElementById("mdbook-searchbar");
	bar.addEventListener("input", () => bar.dispatchEvent(new KeyboardEvent("keyup")));
})();
