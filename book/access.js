// What stock mdBook keeps from those who read with a keyboard or a screen reader.
(() => {
	// The switch of the sidebar is a <label>: no key reaches it, and nothing says what it is.
	const toggle = document.getElementById("mdbook-sidebar-toggle");
	toggle.setAttribute("role", "button");
	toggle.tabIndex = 0;
	toggle.addEventListener("keydown", event => {
		if (event.key === "Enter" || event.key === " ") {
			event.preventDefault();
			toggle.click();
		}
	});

	// The field to search in is named by its placeholder only, and described by an id that
	// no element has.
	const search = document.getElementById("mdbook-searchbar");
	if (search) {
		search.setAttribute("aria-label", search.placeholder);
		search.setAttribute("aria-describedby", "mdbook-searchresults-header");
	}

	// The link to the other language leads to this page there, and from here to the same place
	// on it. Headings have the same ids in both; what else an address ends with, a page means.
	const other = document.getElementById("language");
	function aim() {
		const headings = [...document.querySelectorAll("main :is(h1, h2, h3, h4)[id]")];
		const { hash } = location;
		if (hash && !headings.some(({ id }) => hash === `#${id}`)) {
			other.hash = hash;
			return;
		}
		const above = (heading) => heading.getBoundingClientRect().top < innerHeight / 3;
		other.hash = scrollY ? headings.findLast(above)?.id ?? "" : "";
	}
	other?.addEventListener("pointerdown", aim);
	other?.addEventListener("click", aim);

	// What is wider than the page scrolls, and so must be reached by a key. There the arrows
	// scroll: mdBook would turn the page.
	const wide = document.querySelectorAll("main pre > code, .table-wrapper, .figure");
	const watch = new ResizeObserver(entries => entries.forEach(({ target }) => {
		if (target.scrollWidth > target.clientWidth) {
			target.tabIndex = 0;
		} else {
			target.removeAttribute("tabindex");
		}
	}));
	wide.forEach(element => {
		watch.observe(element);
		element.addEventListener("keydown", event => {
			if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
				event.stopPropagation();
			}
		});
	});

	// A box of a task list has no name of its own.
	document.querySelectorAll("main li > input[type=checkbox]").forEach(box => {
		box.setAttribute("aria-label", box.parentElement.textContent.trim());
	});
})();
