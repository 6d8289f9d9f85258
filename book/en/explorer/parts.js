// What the pages to play with are made of. A button stays where it is. When it can do nothing it is
// `aria-disabled`, so the focus is never lost, and what happens is said in a `status`.
"use strict";

globalThis.pageParts = (() => {
	/** An element. An attribute that is a function listens to the event of that name. */
	function element(tag, attributes, ...children) {
		const made = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes)) {
			if (typeof value === "function") made.addEventListener(name, value);
			else made.setAttribute(name, value);
		}
		made.append(...children);
		return made;
	}

	const button = (label, click) => element("button", { type: "button", click }, label);
	const buttons = (...all) => element("p", { class: "explorer-buttons" }, ...all);
	const status = () => element("p", { role: "status" });
	const code = (line) => element("code", {}, line);

	function disable(button, disabled) {
		button.setAttribute("aria-disabled", disabled);
	}

	const isDisabled = (button) => button.getAttribute("aria-disabled") === "true";

	/** A sentence, in which a line stands in backticks. */
	function prose(sentence) {
		return sentence.split("`").map((part, at) => (at % 2 ? code(part) : part));
	}

	const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

	/** Arrows go from button to button, and never turn the page of the book. */
	function arrows(event) {
		const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
		if (!step) return;
		event.stopPropagation();
		const group = event.target.closest("[role=group]");
		if (!group || event.altKey || event.ctrlKey || event.metaKey) return;
		const all = [...group.querySelectorAll("button")];
		all[all.indexOf(event.target) + step]?.focus();
		event.preventDefault();
	}

	return {
		arrows, button, buttons, code, disable, element, grouped, isDisabled, prose, status,
	};
})();
