//! The search finds words of every language that the book has.

use serde_json::json;

use crate::driver::Browser;
use crate::{opened, strings};

/// Opens the search and types a query; the results, when there are some.
fn search(browser: &Browser, query: &str) -> Vec<String> {
    browser.press('s');
    for key in query.chars() {
        browser.press(key);
    }
    let results = browser.run_async(
        "const list = document.getElementById('mdbook-searchresults');
        const header = document.getElementById('mdbook-searchresults-header');
        const bar = document.getElementById('mdbook-searchbar');
        const isDone = () => header.textContent.includes(`'${bar.value}'`);
        if (!isDone()) await new Promise(done => new MutationObserver(
            () => isDone() && done(),
        ).observe(header, { childList: true, characterData: true, subtree: true }));
        return [...list.children].map(it => it.innerHTML);",
    );
    strings(&results)
}

#[test]
fn a_chinese_word_is_found_shown_and_marked() {
    let Some((book, browser)) = opened("a_chinese_word_is_found_shown_and_marked")
    else {
        return;
    };
    book.load_in(&browser, "08-join.html", "light");
    // Within a word too: 子进程.
    let results = search(&browser, "进程");
    assert!(!results.is_empty());
    assert!(results.iter().all(|it| it.contains("<em>进程</em>")), "{results:#?}");

    let link = "return document.querySelector('#mdbook-searchresults a').href";
    browser.load(browser.run(link).as_str().expect("an address"));
    let marked = browser.run(
        "const marks = [...document.querySelectorAll('mark')].map(it => it.textContent);
        return [location.pathname, marks.length > 5, [...new Set(marks)]];",
    );
    assert_eq!(marked, json!(["/glossary.html", true, ["进程"]]));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_section_is_found_and_not_only_its_page() {
    let Some((book, browser)) = opened("a_section_is_found_and_not_only_its_page")
    else {
        return;
    };
    book.load_in(&browser, "08-join.html", "light");
    let results = search(&browser, "few outputs are observed");
    let section =
        "16-races.html?highlight=few%20outputs%20are%20observed#races-observed";
    assert!(results[0].contains(section), "{results:#?}");
}

#[test]
fn what_is_not_chinese_is_found_by_the_words_as_before() {
    let Some((book, browser)) =
        opened("what_is_not_chinese_is_found_by_the_words_as_before")
    else {
        return;
    };
    book.load_in(&browser, "08-join.html", "light");
    let results = search(&browser, "sentinels");
    assert!(
        results.iter().any(|it| it.contains("13-sentinel.html")),
        "{results:#?}"
    );

    book.load_in(&browser, "08-join.html", "light");
    let results = search(&browser, "犬");
    assert_eq!(results, Vec::<String>::new());
}
