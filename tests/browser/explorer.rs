//! The explorer, by keyboard alone.

use std::fs;

use serde_json::json;

use crate::driver::Browser;
use crate::support::lessons;
use crate::{ARROW_RIGHT, ENTER, opened, root};

const TAB: char = '\u{E004}';
const ARROW_UP: char = '\u{E013}';
const ARROW_DOWN: char = '\u{E015}';

/// The keys, and what a screen reader would say.
struct Reader(Browser);

impl Reader {
    fn press(&self, key: char) {
        self.0.press(key);
    }

    fn type_in(&self, text: &str) {
        for key in text.chars() {
            self.press(if key == '\n' { ENTER } else { key });
        }
    }

    /// What the focused element is called, or has in it.
    fn focused(&self) -> String {
        let text = "
            const { id, labels, textContent } = document.activeElement;
            return labels?.length ? labels[0].textContent : textContent || id;";
        self.0.run(text).as_str().expect("a text").to_owned()
    }

    /// Goes on until something is focused that begins so.
    #[track_caller]
    fn tab_to(&self, beginning: &str) {
        /// When it is not there.
        const MOST: usize = 100;
        for _ in 0..MOST {
            self.press(TAB);
            if self.focused().starts_with(beginning) {
                return;
            }
        }
        panic!("Tab does not lead to {beginning:?}");
    }

    /// What the status of a part says.
    fn status(&self, part: &str) -> String {
        let status = format!(
            "return document.querySelector('[data-explorer={part}] [role=status]')
                .textContent;"
        );
        self.0.run(&status).as_str().expect("a text").to_owned()
    }

    /// The verdict on an output.
    fn judge(&self, output: &str) -> String {
        let output = json!(output);
        self.0.run(&format!(
            "document.getElementById('explorer-output').value = {output};
            document.querySelector('[data-explorer=judge] button').click();"
        ));
        self.status("judge")
    }

    /// Waits until the status of the first part says so.
    #[track_caller]
    fn wait_for(&self, text: &str) {
        let said = self.0.run_async(&format!(
            "const part = document.querySelector('[data-explorer=next]');
            const said = () => part.querySelector('[role=status]')?.textContent ?? '';
            if (!said().includes('{text}')) await new Promise(done => {{
                const look = () => said().includes('{text}') && done();
                const all = {{ childList: true, characterData: true, subtree: true }};
                new MutationObserver(look).observe(part, all);
            }});
            return said();"
        ));
        assert!(said.as_str().is_some_and(|said| said.contains(text)), "{said}");
    }

    #[track_caller]
    fn says(&self, part: &str, beginning: &str) {
        let said = self.status(part);
        assert!(said.starts_with(beginning), "{part} says {said:?}");
    }
}

#[test]
fn a_whole_lesson_goes_by_keyboard_alone() {
    let Some((book, browser)) = opened("a_whole_lesson_goes_by_keyboard_alone")
    else {
        return;
    };
    browser.set_width(360);
    book.load_in(&browser, "explorer.html", "light");
    let reader = Reader(browser);

    reader.wait_for("73,710 outputs are possible.");
    reader.tab_to("Lesson");
    reader.press(ARROW_DOWN);
    reader.wait_for("Lesson 04: subclass");
    reader.wait_for("4,980,014,040 outputs are possible.");
    reader.press(ARROW_UP);
    reader.wait_for("73,710 outputs are possible.");

    reader.tab_to("main");
    for child in ["Process-1", "Process-2", "Process-3"] {
        reader.press(ARROW_DOWN);
        assert!(reader.focused().starts_with(child));
    }
    reader.press(ENTER);
    let wait =
        "Not now: worker_3 cannot come before The number of cpu is [cpus]: main";
    reader.says("next", wait);

    for _ in 0..3 {
        reader.press(ARROW_UP);
    }
    reader.press(ENTER);
    let left = reader.status("next");
    assert!(left.ends_with(" 62,370 outputs begin like this."), "{left}");
    for _ in 1..7 {
        reader.press(ENTER);
    }
    reader.press(ENTER);
    reader.says("next", "main has printed all its lines.");
    for _ in 0..3 {
        reader.press(ARROW_RIGHT);
        reader.press(ENTER);
        reader.press(ENTER);
    }
    let end = "The output is complete. It is one of 73,710 possible outputs.";
    assert!(reader.status("next").ends_with(end), "{}", reader.status("next"));

    reader.tab_to("Undo");
    reader.press(ENTER);
    reader.says("next", "Taken back: End worker_3 of Process-3.");
    reader.tab_to("Start again");
    reader.press(ENTER);
    reader.says("next", "Nothing is printed. 73,710 outputs are possible.");

    reader.tab_to("An output of the lesson");
    reader.type_in("worker_1\nworker_2\n");
    reader.tab_to("Judge it");
    reader.press(ENTER);
    let verdict = reader.status("judge");
    let refused =
        "Impossible. Line 2: worker_2 cannot come before The number of cpu";
    assert!(verdict.starts_with(refused), "{verdict}");
    assert!(verdict.ends_with(" The rule is start."), "{verdict}");

    reader.tab_to("Ask five questions");
    for number in 1..=5 {
        reader.press(ENTER);
        assert!(reader.focused().starts_with(&format!("{number} of 5. ")));
        reader.press(TAB);
        reader.press(' ');
        let said = reader.status("questions");
        assert!(said.contains(". The answer is "), "{said}");
        assert!(said.ends_with(&format!(" of {number} right.")), "{said}");
        reader.tab_to(if number < 5 {
            "Next question"
        } else {
            "Five more questions"
        });
    }

    let place = reader.0.run("return location.pathname");
    assert_eq!(place, "/explorer.html", "an arrow has turned the page");
    assert_eq!(reader.0.complaints(), Vec::<String>::new());
}

#[test]
fn a_chapter_opens_its_lesson_and_the_address_follows_the_choice() {
    let Some((book, browser)) =
        opened("a_chapter_opens_its_lesson_and_the_address_follows_the_choice")
    else {
        return;
    };
    book.load_in(&browser, "13-sentinel.html", "light");
    let link =
        "return document.querySelector('main a[href*=\"explorer.html\"]').href";
    let link = browser.run(link);
    let link = link.as_str().expect("an address").to_owned();
    browser.load(&link);
    let reader = Reader(browser);
    reader.wait_for("Lesson 13: sentinel.");
    reader.tab_to("Lesson");
    reader.press(ARROW_DOWN);
    reader.wait_for("Lesson 14: family.");
    let address = reader.0.run("return location.hash");
    assert_eq!(address, "#14-family");

    // As a link on the page does, and then the browser's own button.
    reader.0.run("location.hash = '02-single-function'");
    reader.wait_for("Lesson 02: single function.");
    reader.0.run("history.back()");
    reader.wait_for("Lesson 14: family.");
    reader.0.run("location.hash = 'explorer-judge'");
    reader.says("next", "Lesson 14: family.");

    // From a folder, too.
    let (_, page) = link.rsplit_once('/').expect("a page");
    reader.0.load(&format!("file://{}/{page}", book.folder.display()));
    reader.wait_for("Lesson 13: sentinel.");
    assert_eq!(reader.0.complaints(), Vec::<String>::new());
}

#[test]
fn what_only_the_python_twin_can_print_is_told() {
    let Some((book, browser)) =
        opened("what_only_the_python_twin_can_print_is_told")
    else {
        return;
    };
    book.load_in(&browser, "explorer.html", "light");
    let reader = Reader(browser);
    reader.wait_for("73,710 outputs are possible.");
    let document = root().join("lessons/03-multiple-functions/document.txt");
    let document = fs::read_to_string(document).expect("what the document prints");
    let verdict = reader.judge(&document);
    assert!(verdict.starts_with("Impossible. Line 6: "), "{verdict}");
    assert!(verdict.ends_with(" The Python twin can print it."), "{verdict}");
    let verdict = reader.judge("worker_3");
    assert!(!verdict.contains("twin"), "{verdict}");

    // In the order of start. The lesson itself is still open.
    let mut lines: Vec<_> = document.lines().collect();
    lines[5..8].sort_unstable();
    let verdict = reader.judge(&lines.join("\n"));
    assert_eq!(verdict, "Possible: it is one of 73,710 possible outputs.");
}

/// The page has the case in which main finds the child alive.
#[test]
fn an_output_of_another_case_is_not_called_impossible() {
    let Some((book, browser)) =
        opened("an_output_of_another_case_is_not_called_impossible")
    else {
        return;
    };
    book.load_in(&browser, "explorer.html#01-first-process", "light");
    let reader = Reader(browser);
    reader.wait_for("252 outputs are possible.");
    let ended = "p.is_alive False";
    let other = lessons::FIRST_PROCESS.cases().only(1);
    let output = other.outputs().expect("few").next().expect("one").to_string();
    assert!(output.contains(ended), "{output}");
    let verdict = reader.judge(&output);
    let expected = format!("Not in this case. Line 10: {ended} is printed by ");
    assert!(verdict.starts_with(&expected), "{verdict}");
}

#[test]
fn the_explorer_speaks_chinese_on_a_chinese_page() {
    let Some((book, browser)) =
        opened("the_explorer_speaks_chinese_on_a_chinese_page")
    else {
        return;
    };
    book.load_in(&browser, "zh-CN/explorer.html#03-multiple-functions", "light");
    let reader = Reader(browser);
    reader.wait_for("可能的输出有 73,710 种。");
    reader.tab_to("main");
    reader.press(ENTER);
    let said = reader.status("next");
    assert!(said.starts_with("main 打印 "), "{said}");
    assert!(said.ends_with("这样开头的输出有 62,370 种。"), "{said}");
    // The engine does, too: why a process has to wait, what is wrong, and the rule.
    let waits =
        reader.0.run("return document.getElementById('explorer-why-3').textContent");
    let waits = waits.as_str().expect("a text");
    assert!(waits.starts_with("worker_3 不能在 "), "{waits}");
    let verdict = reader.judge("worker_1\nworker_2");
    let refused = "不可能。第 2 行：worker_2 不能在 The number of cpu is [cpus] 之前：main 打印 ";
    assert!(verdict.starts_with(refused), "{verdict}");
    assert!(
        verdict.ends_with("，Process-2 打印 worker_2。依据的规则是：启动。"),
        "{verdict}"
    );

    // What a lesson is called in the table of contents.
    let lesson =
        "return document.getElementById('explorer-lesson').selectedOptions[0]
        .textContent";
    let lesson = reader.0.run(lesson).to_string();
    let title = reader.0.run(
        "return document.querySelector('#mdbook-sidebar a[href$=\"03-multiple-functions.html\"]')
            .textContent.trim()",
    );
    assert_eq!(lesson, title.to_string());

    reader.0.run(
        "[...document.querySelectorAll('[data-explorer=questions] button')]
            .find(it => it.textContent === '出五道题').click();",
    );
    assert!(reader.focused().starts_with("第 1 题，共 5 题。"));
    reader.press(TAB);
    let choice = reader.focused();
    assert!(["总是", "能"].contains(&choice.as_str()), "{choice}");
    assert_eq!(reader.0.complaints(), Vec::<String>::new());
}
