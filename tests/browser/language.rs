//! The two languages of the book: one leads to the other, and each has its own words.

use crate::{CHINESE, ENTER, none, opened, strings};

/// Scrolls to the place of an id, and goes to the other language by a key.
const SWITCH: &str = "
    document.getElementById(arguments[0]).scrollIntoView();
    document.getElementById('language').focus({ preventScroll: true });";

#[test]
fn the_other_language_keeps_the_place() {
    let Some((book, browser)) = opened("the_other_language_keeps_the_place") else {
        return;
    };
    book.load_in(&browser, "08-join.html", "light");
    let place = "return location.pathname + location.hash";
    for (id, there) in [
        ("join-rule", "/zh-CN/08-join.html#join-rule"),
        ("join-twin", "/08-join.html#join-twin"),
        ("join", "/zh-CN/08-join.html#join"),
    ] {
        browser.run(&SWITCH.replace("arguments[0]", &format!("'{id}'")));
        browser.press(ENTER);
        assert_eq!(browser.run(place), there);
    }
    // What an address ends with is the state of a page, too.
    book.load(&browser, "explorer.html#04-subclass");
    let there = browser.run_async(
        "const link = document.getElementById('language');
        link.dispatchEvent(new PointerEvent('pointerdown'));
        const { pathname, hash } = new URL(link.href);
        return pathname + hash;",
    );
    assert_eq!(there, "/zh-CN/explorer.html#04-subclass");
}

#[test]
fn every_page_leads_to_itself_without_a_script() {
    let Some((book, browser)) =
        opened("every_page_leads_to_itself_without_a_script")
    else {
        return;
    };
    let mut faults = Vec::new();
    for page in book.pages().into_iter().filter(|page| page != "404.html") {
        let (there, label, language) = match page.strip_prefix(CHINESE) {
            Some(page) => (page.to_owned(), "English", "en"),
            None => (format!("{CHINESE}{page}"), "中文", "zh-CN"),
        };
        book.load(&browser, &page);
        let link = strings(&browser.run(
            "const { href, textContent, lang, hreflang } =
                document.getElementById('language');
            return [new URL(href).pathname, textContent, lang, hreflang];",
        ));
        let expected =
            [format!("/{there}"), label.into(), language.into(), language.into()];
        if link != expected {
            faults.push(format!("{page}: {link:?}"));
        }
    }
    none(&faults);
}

/// mdBook's own words: what is outside of the text, and what its scripts put in.
#[test]
fn a_chinese_page_has_no_english_around_its_text() {
    let Some((book, browser)) =
        opened("a_chinese_page_has_no_english_around_its_text")
    else {
        return;
    };
    let mut faults = Vec::new();
    for page in book.pages().into_iter().filter(|page| page.starts_with(CHINESE)) {
        book.load(&browser, &page);
        assert_eq!(browser.run("return document.documentElement.lang"), "zh-CN");
        let words = strings(&browser.run(WORDS));
        faults.extend(words.into_iter().map(|word| format!("{page}: {word}")));
    }
    none(&faults);
}

/// Texts outside of `main`, and attributes that are read out, with a Latin word that is no name.
/// The table of contents has the titles of the pages, and a step of a program is code.
const WORDS: &str = "
    const NAMES = /English|Ayu|Esc|Rust|Python|main|ada|ben|start|join|begins|ends|one|two/g;
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement } = walker.currentNode;
        if (!parentElement.closest('main, script, noscript, template, #mdbook-sidebar')) {
            texts.push(walker.currentNode.data);
        }
    }
    for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]')) {
        if (element.closest('main :lang(en)')) continue;
        for (const name of ['title', 'aria-label', 'placeholder']) {
            texts.push(element.getAttribute(name) ?? '');
        }
    }
    return texts.filter(text => /[A-Za-z]{3}/.test(text.replace(NAMES, '')));";
