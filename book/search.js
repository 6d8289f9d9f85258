// The search. Its scripts are a fifth of a page, so they are loaded when somebody searches.
//
// mdBook's index has only words between blanks, and Chinese has none there. What is sought on a
// Chinese page, and a Chinese query on any page, is sought in the texts themselves.
(() => {
	const scripts = globalThis.search_scripts;
	if (!scripts) return; // the book is built without a search

	const bar = document.getElementById("mdbook-searchbar");
	const wrapper = document.getElementById("mdbook-search-wrapper");
	const toggle = document.getElementById("mdbook-search-toggle");
	const isChinese = document.documentElement.lang === "zh-CN";
	const han = /\p{Script=Han}/u;

	const load = (name) => new Promise((loaded, failed) => {
		const script = document.createElement("script");
		script.src = path_to_root + name;
		script.onload = loaded;
		script.onerror = failed;
		document.head.append(script);
	});

	let all = null;
	function loadAll() {
		const [elasticlunr, mark, searcher] = scripts;
		all ??= Promise.all([load(elasticlunr), load(mark)]).then(change).then(() => load(searcher));
		return all;
	}

	/** A Chinese term, or if nothing has it as a whole, the longest parts that something has. */
	function cut(term, has) {
		if (!han.test(term)) return [term];
		const parts = [];
		for (let at = 0; at < term.length; at += parts.at(-1).length) {
			let end = term.length;
			while (end > at + 1 && !has(term.slice(at, end))) end--;
			parts.push(term.slice(at, end));
		}
		return parts;
	}

	/** Where a term is in a text: within Chinese anywhere, in other letters from a word on. */
	function places(term) {
		const escaped = term.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
		return new RegExp(han.test(term) ? escaped : `(?<![\\w-])${escaped}[\\w-]*`, "gu");
	}

	/** How often a text has a term. */
	const times = (text, term) => text.match(places(term))?.length ?? 0;

	/** Has the search find Chinese, and the page mark it. */
	function change() {
		// The term of each word that it was cut into: the teaser marks words of the query only.
		const terms = new Map();
		const stem = elasticlunr.stemmer;
		elasticlunr.stemmer = (word) => terms.get(word) ?? stem(word);

		const ofWords = elasticlunr.Index.prototype.search;
		elasticlunr.Index.prototype.search = function (query, options) {
			terms.clear();
			if (!isChinese && !han.test(query)) return ofWords.call(this, query, options);
			const docs = Object.values(this.documentStore.docs).map((doc) => (
				{ ...doc, text: doc.body.toLowerCase(), heading: doc.title.toLowerCase() }));
			const has = (term) => docs.some(({ text }) => text.includes(term));
			const words = query.toLowerCase().split(/\s+/).flatMap((term) => {
				const words = cut(term, has);
				if (words.length > 1) for (const word of words) terms.set(word, term);
				return words;
			});
			const found = docs.map((doc) => {
				const counts = words.map((word) => times(doc.text, word) + 10 * times(doc.heading, word));
				// The teaser marks what a word begins with, so each place becomes one.
				const body = words.reduce(
					(text, word) => text.replace(new RegExp(places(word), "giu"), " $& "), doc.body,
				);
				return { ref: doc.id, score: Math.min(...counts), doc: { ...doc, body } };
			});
			return found.filter(({ score }) => score).sort((one, other) => other.score - one.score);
		};

		const Marker = Mark;
		globalThis.Mark = function (content) {
			const marker = new Marker(content);
			const { mark } = marker;
			marker.mark = (words, options) => {
				const text = content.textContent.toLowerCase();
				const has = (term) => text.includes(term.toLowerCase());
				return mark(words.flatMap((word) => cut(word, has)), options);
			};
			return marker;
		};
	}

	/** Opens the search at once: what is typed until it is loaded is kept. */
	function open() {
		wrapper.classList.remove("hidden");
		scrollTo(0, 0);
		bar.focus();
		loadAll().then(() => {
			const { selectionStart, selectionEnd } = bar;
			// mdBook has closed it, and now opens it itself.
			toggle.click();
			bar.focus();
			bar.setSelectionRange(selectionStart, selectionEnd);
		});
	}

	toggle.addEventListener("click", () => all ?? open());
	document.addEventListener("keydown", (event) => {
		const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
		if (all || !["s", "/"].includes(key) || altKey || ctrlKey || metaKey || shiftKey) return;
		if (mdbook_something_else_has_focus(event)) return;
		event.preventDefault();
		open();
	});
	bar.form.addEventListener("submit", (event) => event.preventDefault());
	// What an input method, a pointer or a voice puts in comes without a key.
	bar.addEventListener("input", () => bar.dispatchEvent(new KeyboardEvent("keyup")));
	// A link of a result, and an address with a query.
	if (/[?&](search|highlight)=/.test(location.search)) loadAll();
})();
