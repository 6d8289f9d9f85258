//! The search finds words of every language that the book has.

use serde_json::json;

use crate::driver::Browser;
use crate::{none, opened, strings};

/// Opens the search and types a query; the results, when there are some.
fn search(browser: &Browser, query: &str) -> Vec<String> {
    browser.press('s');
    type_in(browser, query)
}

/// Types a query into the open search.
fn type_in(browser: &Browser, query: &str) -> Vec<String> {
    for key in query.chars() {
        browser.press(key);
    }
    let results = browser.run_async(
        "const list = document.getElementById('mdbook-searchresults');
        const header = document.getElementById('mdbook-searchresults-header');
        const bar = document.getElementById('mdbook-searchbar');
        const isDone = () => header.textContent.replace(/[“”]/g, \"'\")
            .includes(`'${bar.value}'`);
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
    let marked = browser.run_async(
        "while (!document.querySelector('mark')) await new Promise(requestAnimationFrame);
        const marks = [...document.querySelectorAll('mark')].map(it => it.textContent);
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

#[test]
fn a_chinese_page_finds_its_headings_and_words_of_both_scripts() {
    let Some((book, browser)) =
        opened("a_chinese_page_finds_its_headings_and_words_of_both_scripts")
    else {
        return;
    };
    book.load_in(&browser, "zh-CN/08-join.html", "light");
    let heading = browser.run(
        "const heading = document.getElementById('join-rule');
        return [heading.textContent, heading.id];",
    );
    let [heading, id] = &strings(&heading)[..] else { panic!("{heading}") };
    let results = search(&browser, heading);
    let link = format!("#{id}\"");
    let has_link = |it: &String| it.contains("08-join.html?") && it.contains(&link);
    assert!(results.iter().any(has_link), "{heading}: {results:#?}");
    let said =
        "return document.getElementById('mdbook-searchresults-header').textContent";
    let said = browser.run(said).to_string();
    assert!(said.contains("搜索结果"), "{said}");

    // A Latin word between Chinese ones, which no blank need separate.
    book.load_in(&browser, "zh-CN/08-join.html", "light");
    let results = search(&browser, "join_timeout");
    assert!(results[0].contains("08-join.html"), "{results:#?}");
    let unmarked = results.iter().filter(|it| !it.contains("<em>join_timeout"));
    let unmarked: Vec<_> = unmarked.cloned().collect();
    none(&unmarked);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// Nobody writes blanks between Chinese words, and a query may have words that the book has only
/// apart.
#[test]
fn a_query_is_cut_into_words_that_are_found_and_marked() {
    let Some((book, browser)) =
        opened("a_query_is_cut_into_words_that_are_found_and_marked")
    else {
        return;
    };
    book.load_in(&browser, "zh-CN/08-join.html", "light");
    let results = search(&browser, "水壶内核");
    let on_join = results.iter().position(|it| it.contains("08-join.html"));
    let on_join = on_join.unwrap_or_else(|| panic!("{results:#?}"));
    for word in ["水壶", "内核"] {
        assert!(
            results[on_join].contains(&format!("<em>{word}</em>")),
            "{results:#?}"
        );
    }
    let link = format!(
        "return document.querySelectorAll('#mdbook-searchresults a')[{on_join}].href"
    );
    browser.load(browser.run(&link).as_str().expect("an address"));
    let marked = browser.run_async(
        "while (!document.querySelector('mark')) await new Promise(requestAnimationFrame);
        const marks = [...document.querySelectorAll('mark')].map(it => it.textContent);
        return [...new Set(marks)].sort();",
    );
    assert_eq!(marked, json!(["内核", "水壶"]));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The search is loaded when it is opened, and keeps what is typed before it is there.
#[test]
fn the_search_is_loaded_when_it_is_asked_for() {
    let Some((book, browser)) = opened("the_search_is_loaded_when_it_is_asked_for")
    else {
        return;
    };
    book.load_in(&browser, "08-join.html", "light");
    let loaded = "return performance.getEntriesByType('resource')
        .some(({ name }) => name.includes('searcher'));";
    assert_eq!(browser.run(loaded), false);
    browser.run("document.getElementById('mdbook-search-toggle').click()");
    let results = type_in(&browser, "sentinel");
    assert!(results[0].contains("13-sentinel.html"), "{results:#?}");
    let closed = browser.run(
        "document.getElementById('mdbook-search-toggle').click();
        return document.getElementById('mdbook-search-wrapper').className;",
    );
    assert_eq!(closed, "hidden");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
