//! The page on which programs are made, by keyboard.

use crate::driver::Browser;
use crate::{ENTER, opened};

/// What the status of a part says, once it contains `wanted`.
#[track_caller]
fn wait_for(browser: &Browser, part: &str, wanted: &str) {
    let said = browser.run_async(&format!(
        "const part = document.querySelector('[data-make={part}]');
        const said = () => part.querySelector('[role=status]')?.textContent ?? '';
        if (!said().includes('{wanted}')) await new Promise(done => {{
            const look = () => said().includes('{wanted}') && done();
            const all = {{ childList: true, characterData: true, subtree: true }};
            new MutationObserver(look).observe(part, all);
            setTimeout(done, 10000);
        }});
        return said();"
    ));
    let said = said.as_str().expect("a text");
    assert!(said.contains(wanted), "{part} says {said:?}");
}

/// Puts the focus on the button of this name.
#[track_caller]
fn focus(browser: &Browser, name: &str) {
    let found = browser.run(&format!(
        "const all = [...document.querySelectorAll('[data-make] button')];
        const named = it => (it.getAttribute('aria-label') ?? it.textContent) === '{name}';
        const button = all.find(named);
        button?.focus();
        return button !== undefined;"
    ));
    assert_eq!(found, true, "there is no button {name}");
}

#[test]
fn a_step_is_moved_and_the_outputs_follow() {
    let Some((book, browser)) = opened("a_step_is_moved_and_the_outputs_follow")
    else {
        return;
    };
    book.load_in(&browser, "make.html", "light");
    wait_for(&browser, "program", "6 outputs are possible");
    focus(&browser, "main: join ada: moved up");
    browser.press(ENTER);
    wait_for(&browser, "program", "1 output is possible");
    wait_for(&browser, "program", "No longer possible");
    // The focus stays on the step, so that it can be moved on.
    let name = "return document.activeElement.getAttribute('aria-label')";
    assert_eq!(browser.run(name), "main: join ada: moved up");

    // Whoever opens the address sees the same program.
    let address = browser.run("return location.href");
    let address = address.as_str().expect("an address");
    assert!(address.contains("#p=main"), "{address}");
    browser.load("about:blank");
    browser.load(address);
    wait_for(
        &browser,
        "program",
        "The program of the address. 1 output is possible",
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_line_that_may_come_first_is_shown_first() {
    let Some((book, browser)) = opened("a_line_that_may_come_first_is_shown_first")
    else {
        return;
    };
    book.load_in(&browser, "make.html", "light");
    wait_for(&browser, "program", "6 outputs are possible");
    browser.run(
        "document.getElementById('make-first').value = 'ben: two';
        document.getElementById('make-second').value = 'ada: one';",
    );
    focus(&browser, "Ask");
    browser.press(ENTER);
    wait_for(&browser, "why", "sometimes");
    browser.run("document.getElementById('make-second').value = 'main: ends';");
    browser.press(ENTER);
    wait_for(&browser, "why", "always, because");
}

#[test]
fn a_puzzle_is_answered_and_its_program_changed() {
    let Some((book, browser)) =
        opened("a_puzzle_is_answered_and_its_program_changed")
    else {
        return;
    };
    book.load_in(&browser, "make.html", "light");
    wait_for(&browser, "program", "6 outputs are possible");
    for level in 0..5 {
        browser.run(&format!(
            "document.getElementById('make-level').selectedIndex = {level};"
        ));
        focus(&browser, "A new puzzle");
        browser.press(ENTER);
        browser.run(
            "document.querySelector('[data-make=puzzle] [role=group] button').focus();",
        );
        browser.press(ENTER);
        wait_for(&browser, "puzzle", "The answer is");
        wait_for(&browser, "puzzle", &format!("of {} right", level + 1));
    }
    focus(&browser, "Change this program");
    browser.press(ENTER);
    wait_for(&browser, "program", "The program of the puzzle.");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn programs_are_made_in_chinese_on_a_chinese_page() {
    let Some((book, browser)) =
        opened("programs_are_made_in_chinese_on_a_chinese_page")
    else {
        return;
    };
    book.load_in(&browser, "zh-CN/make.html", "light");
    wait_for(&browser, "program", "可能的输出有 6 种。");
    focus(&browser, "main: join ada: 上移了");
    browser.press(ENTER);
    wait_for(&browser, "program", "可能的输出有 1 种。");
    wait_for(&browser, "program", "不再可能");
    focus(&browser, "提问");
    browser.press(ENTER);
    wait_for(&browser, "why", "总是如此。理由：main 打印 main: begins，");
    let drawn = "return [...document.querySelectorAll('[data-make=outputs] text')]
        .map(it => it.textContent).filter(it => it.startsWith('结')).length";
    assert_eq!(browser.run(drawn), 3, "each process ends");
    focus(&browser, "出一道新题");
    browser.press(ENTER);
    browser.run(
        "document.querySelector('[data-make=puzzle] [role=group] button').click();",
    );
    wait_for(&browser, "puzzle", "答案是");
    // The other language has the same program.
    browser.run("document.getElementById('language').click()");
    wait_for(
        &browser,
        "program",
        "The program of the address. 1 output is possible",
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
