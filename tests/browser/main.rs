//! Every page of the book in a real browser: it loads whole, it fits, it can be used by
//! everybody, and it is not heavy.

#[path = "../support/mod.rs"]
mod support;

mod driver;
mod explorer;
mod language;
mod make;
mod search;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use serde_json::{Value, json};

use driver::Browser;
use support::group::Group;

const THEMES: [&str; 5] = ["light", "rust", "coal", "navy", "ayu"];
/// A small telephone, and a window on a desk.
const WIDTHS: [u32; 2] = [360, 1280];
/// Bytes of the whole book, in both languages, and of a page with all that it loads.
const BOOK: u64 = 10_000_000;
const PAGE: u64 = 300_000;

/// Where its Chinese pages are.
const CHINESE: &str = "zh-CN/";

/// The book, on localhost.
struct Book {
    address: String,
    folder: PathBuf,
    _server: Group,
}

impl Book {
    /// It is built and served once for all tests.
    fn shown() -> &'static Self {
        static BOOK: OnceLock<Book> = OnceLock::new();
        BOOK.get_or_init(|| Self::serve(root(), "browser-book"))
    }

    /// The book of the folder `root`.
    fn serve(root: &Path, name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
        command.current_dir(root).arg("--serve").arg("--dest").arg(&folder);
        let mut server = Group::start(&command);
        let address = server.wait_for("serving ");
        let address = address.split(' ').next().expect("an address").to_owned();
        Self { address, folder, _server: server }
    }

    /// The names of its pages, in both languages: `08-join.html`, `zh-CN/08-join.html`.
    fn pages(&self) -> BTreeSet<String> {
        let names = |below: &str| {
            let files =
                fs::read_dir(self.folder.join(below)).expect("the built book");
            let names = files.map(|file| file.expect("a file").file_name());
            let names = names.map(|name| name.into_string().expect("UTF-8"));
            // The table of contents stands in the others.
            let is_page = |name: &String| {
                name.strip_suffix(".html").is_some_and(|stem| stem != "toc")
            };
            let pages = names.filter(is_page).map(|name| format!("{below}{name}"));
            pages.collect::<Vec<_>>()
        };
        [names(""), names(CHINESE)].into_iter().flatten().collect()
    }

    fn load(&self, browser: &Browser, page: &str) {
        browser.load(&format!("{}/{page}", self.address));
    }

    /// Loads a page in a theme, as for a reader who has chosen it before.
    fn load_in(&self, browser: &Browser, page: &str, theme: &str) {
        self.load(browser, page);
        choose(browser, theme);
        browser.complaints();
        self.load(browser, page);
        assert_eq!(shown(browser), theme, "{page}");
    }
}

/// Changes the theme as a reader does; mdBook keeps it for the next page.
#[track_caller]
fn choose(browser: &Browser, theme: &str) {
    // It has style sheets of its own for code, which are loaded then.
    let chosen = browser.run_async(&format!(
        "document.getElementById('mdbook-theme-{theme}').click();
        const sheets = [...document.querySelectorAll('link[rel=stylesheet]')];
        const awaited = sheets.filter(it => !it.disabled && !it.sheet);
        await Promise.all(awaited.map(it =>
            new Promise(done => it.addEventListener('load', done))));
        return awaited.length;"
    ));
    assert!(chosen.is_number(), "{chosen}");
    assert_eq!(shown(browser), theme);
}

/// The theme that a page is in.
fn shown(browser: &Browser) -> String {
    let classes = browser.run("return [...document.documentElement.classList]");
    let shown = THEMES
        .into_iter()
        .find(|it| strings(&classes).iter().any(|class| class == it));
    shown.unwrap_or_default().to_owned()
}

/// The book and a browser; without one it is said that `test` is skipped.
fn opened(test: &str) -> Option<(&'static Book, Browser)> {
    if !driver::is_here() {
        skip(test, "chromedriver");
        return None;
    }
    Some((Book::shown(), Browser::start()))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Says on stderr that the test is skipped where there is no browser, or no `tool`.
fn skip(test: &str, tool: &str) {
    assert!(env::var_os("CI").is_none(), "CI must have {tool}");
    // Written past the harness, which keeps print! to itself when a test passes.
    let _ = writeln!(io::stderr(), "browser: {test} SKIPPED, no {tool} found");
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_page_loads_fits_and_is_light() {
    let Some((book, browser)) = opened("every_page_loads_fits_and_is_light") else {
        return;
    };
    let mut faults = Vec::new();
    for page in book.pages() {
        // Where the page is narrow it is loaded without the sidebar. It is loaded in the theme
        // that the last one was in, so both are.
        browser.set_width(WIDTHS[0]);
        book.load(&browser, &page);
        let first = shown(&browser);
        let other = if first == "light" { "navy" } else { "light" };
        for width in WIDTHS {
            browser.set_width(width);
            for theme in [&first, other] {
                choose(&browser, theme);
                let wide = strings(&browser.run(WIDE));
                let told =
                    |it| format!("{page}, {theme}, {width} px: too wide: {it}");
                faults.extend(wide.into_iter().map(told));
            }
        }
        let complaints = browser.complaints().into_iter();
        faults.extend(complaints.map(|it| format!("{page}: {it}")));
        // A file that comes again for another theme is one that the browser has already.
        let loaded: BTreeSet<_> =
            strings(&browser.run(LOADED)).into_iter().collect();
        let bytes: u64 = loaded.iter().map(|file| size(file)).sum();
        if bytes > PAGE {
            let loaded = Vec::from_iter(loaded).join("\n    ");
            faults.push(format!("{page} loads {bytes} bytes:\n    {loaded}"));
        }
    }
    none(&faults);
}

fn size(file: &str) -> u64 {
    let (size, _) = file.split_once(' ').expect("a size and a name");
    size.parse().expect("a number")
}

/// What ends right of the page, in no box of the text that scrolls.
const WIDE: &str = "
    const root = document.documentElement;
    const main = document.querySelector('main');
    const scrolls = box => box !== main
        && (/auto|scroll/.test(getComputedStyle(box).overflowX)
            || scrolls(box.parentElement));
    const wide = [...document.querySelectorAll('main *')].filter(element =>
        element.getBoundingClientRect().right > root.clientWidth + 1
            && !scrolls(element.parentElement));
    return wide.map(element => element.outerHTML.slice(0, 100))
        .concat(root.scrollWidth > root.clientWidth ? [`it has ${root.scrollWidth}`] : []);";

/// The page and all that it has asked for, without headers.
const LOADED: &str = "
    return ['navigation', 'resource']
        .flatMap(type => performance.getEntriesByType(type))
        .map(({ name, encodedBodySize }) => `${encodedBodySize} ${name}`);";

#[test]
fn the_book_is_light() {
    let mut files = Vec::new();
    let mut folders = vec![Book::shown().folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the built book") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.metadata().expect("a file").len(), path));
            }
        }
    }
    let bytes: u64 = files.iter().map(|(size, _)| size).sum();
    files.sort();
    files.reverse();
    files.truncate(20);
    assert!(bytes <= BOOK, "the book has {bytes} bytes, above all {files:#?}");
}

#[test]
fn no_page_breaks_a_rule_of_accessibility() {
    let Some(axe) = axe("no_page_breaks_a_rule_of_accessibility") else { return };
    let book = Book::shown();
    let pages: Vec<_> = book.pages().into_iter().collect();
    let halves = pages.chunks(pages.len().div_ceil(2));
    let faults: Vec<_> = thread::scope(|scope| {
        let judges = halves.map(|pages| {
            let judge = || {
                let browser = Browser::start();
                browser.run_on_each_page(&axe);
                let places = pages.iter().enumerate();
                let faults = places.map(|(place, page)| {
                    judged(book, &browser, page, if place == 0 { ALL } else { OWN })
                });
                faults.flatten().collect::<Vec<_>>()
            };
            scope.spawn(judge)
        });
        let judges: Vec<_> = judges.collect();
        judges.into_iter().flat_map(|judge| judge.join().expect("a list")).collect()
    });
    none(&faults);
}

/// What axe-core finds on a page: in the first theme by all rules and in both widths, in the
/// others by those of colours. Only the first time it is the whole page, then `part` of it.
fn judged(book: &Book, browser: &Browser, page: &str, part: &str) -> Vec<String> {
    let mut faults = Vec::new();
    book.load(browser, page);
    browser.run(UNFOLD);
    choose(browser, THEMES[0]);
    for (width, part) in WIDTHS.into_iter().zip([ALL, part]) {
        browser.set_width(width);
        let found = strings(&browser.run_async(&judge(part, "tag", RULES)));
        faults
            .extend(found.into_iter().map(|it| format!("{page}, {width} px: {it}")));
    }
    for theme in &THEMES[1..] {
        choose(browser, theme);
        let found = strings(&browser.run_async(&judge(part, "rule", COLOURS)));
        faults.extend(found.into_iter().map(|it| format!("{page}, {theme}: {it}")));
    }
    faults
}

#[test]
fn a_task_list_breaks_no_rule_of_accessibility() {
    let Some(axe) = axe("a_task_list_breaks_no_rule_of_accessibility") else {
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("task-list");
    fs::create_dir_all(folder.join("book/en")).expect("a folder");
    for file in ["access.css", "access.js"] {
        let copy = folder.join("book").join(file);
        fs::copy(root().join("book").join(file), copy).expect("a file");
    }
    let write = |name: &str, text: &str| {
        fs::write(folder.join("book").join(name), text).expect("a file");
    };
    let config = "[book]\nsrc = \"en\"\n[output.html]\n\
                  additional-css = [\"access.css\"]\nadditional-js = [\"access.js\"]\n";
    write("book.toml", config);
    write("en/SUMMARY.md", "# Summary\n\n- [Tasks](tasks.md)\n");
    write("en/tasks.md", "# Tasks\n\n- [x] Read it.\n- [ ] Predict it.\n");
    let book = Book::serve(&folder, "task-list-book");
    let browser = Browser::start();
    browser.run_on_each_page(&axe);
    none(&judged(&book, &browser, "tasks.html", ALL));
}

#[test]
fn a_key_reaches_what_a_pointer_reaches() {
    let Some((book, browser)) = opened("a_key_reaches_what_a_pointer_reaches")
    else {
        return;
    };
    browser.set_width(1280);
    book.load_in(&browser, "04-subclass.html", "light");
    let expanded = "
        const toggle = document.getElementById('mdbook-sidebar-toggle');
        toggle.focus();
        return [document.activeElement === toggle, toggle.ariaExpanded];";
    assert_eq!(browser.run(expanded), json!([true, "true"]));
    browser.press(ENTER);
    assert_eq!(browser.run(expanded), json!([true, "false"]));

    browser.set_width(360);
    let scrolled = browser.run_async(&format!(
        "{DRAWN}
        document.querySelector('main pre > code[tabindex]').focus();"
    ));
    assert_eq!(scrolled, Value::Null);
    browser.press(ARROW_RIGHT);
    let page = browser.run_async(
        "const code = document.activeElement;
        if (!code.scrollLeft) {
            await new Promise(done => code.addEventListener('scroll', done));
        }
        return location.pathname;",
    );
    assert_eq!(page, "/04-subclass.html");
}

#[test]
fn code_is_coloured_and_can_be_copied() {
    let Some((book, browser)) = opened("code_is_coloured_and_can_be_copied") else {
        return;
    };
    book.load_in(&browser, "02-single-function.html", "light");
    browser.allow("clipboard-read");
    let coloured = browser.run(
        "const code = document.querySelector('code.language-rust');
        return [...code.children].map(it => `${it.className} ${it.textContent}`);",
    );
    let coloured = strings(&coloured);
    for part in ["hljs-keyword fn", "hljs-title main", "hljs-built_in println!"] {
        assert!(coloured.iter().any(|it| it == part), "{part}: {coloured:#?}");
    }
    let copied = browser.run_async(
        "const button = document.querySelector('.clip-button');
        const told = new Promise(done => new MutationObserver(done)
            .observe(button, { childList: true, subtree: true }));
        button.click();
        await told;
        const code = button.closest('pre').querySelector('code').innerText;
        return [button.textContent, await navigator.clipboard.readText() === code];",
    );
    assert_eq!(copied, json!(["Copied!", true]));

    // A method, which stands in an `impl`.
    book.load_in(&browser, "inside-words.html", "light");
    let code = "return document.querySelector('code.language-rust').textContent";
    let code = browser.run(code);
    let code = code.as_str().expect("a text");
    assert!(
        code.starts_with("pub fn send") && code.trim_end().ends_with("\n}"),
        "{code}"
    );
}

const ENTER: char = '\u{E007}';
const ARROW_RIGHT: char = '\u{E014}';

/// What axe-core is, for `test`; or nothing, and `test` is skipped.
fn axe(test: &str) -> Option<String> {
    let axe = fs::read_to_string(root().join(AXE)).ok();
    if axe.is_none() {
        skip(test, AXE);
    } else if !driver::is_here() {
        skip(test, "chromedriver");
        return None;
    }
    axe
}

/// Where `.ci/run` puts it: `npm install --prefix target/ci-tools axe-core`.
const AXE: &str = "target/ci-tools/node_modules/axe-core/axe.min.js";

/// WCAG 2.2, levels A and AA.
const RULES: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']";
/// Those of them that depend on the theme.
const COLOURS: &str = "['color-contrast', 'link-in-text-block']";

/// Shows all that a reader can unfold, and has a theme change at once.
const UNFOLD: &str = "
    document.querySelectorAll('details').forEach(details => details.open = true);
    document.getElementById('mdbook-search-toggle').click();
    const style = document.createElement('style');
    style.textContent = '*, ::before, ::after { transition: none !important }';
    document.head.append(style);";

/// Waits until the page has been drawn in its new size, and what watches its size has seen
/// that.
const DRAWN: &str = "
    for (let frame = 0; frame < 2; frame++) {
        await new Promise(requestAnimationFrame);
    }";

/// A whole page, and what of it no other page has: the rest has the same colours in all.
const ALL: &str = "document";
const OWN: &str = "{ include: [['main'], ['.header-item'], ['.active']] }";

/// What axe-core finds in `part` of a page that the rules of `kind` forbid.
fn judge(part: &str, kind: &str, rules: &str) -> String {
    format!(
        "{DRAWN}
        const runOnly = {{ type: '{kind}', values: {rules} }};
        const options = {{ runOnly, resultTypes: ['violations'] }};
        const found = await axe.run({part}, options);
        return found.violations.flatMap(({{ id, nodes }}) => nodes.map(node =>
            `${{id}}: ${{node.html.slice(0, 100)}}: ${{node.failureSummary}}`));"
    )
}

#[track_caller]
fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    list.iter().map(|it| it.as_str().expect("a string").to_owned()).collect()
}
