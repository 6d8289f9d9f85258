//! `cargo book` builds the pages of stock mdBook, and lets no fault pass.

mod support;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use support::group::Group;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder for the test `name`.
fn folder(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo_book").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// `cargo book` in `folder`, without what would change what it prints.
fn cargo_book(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command.current_dir(folder).env("NO_COLOR", "1").env("MDBOOK_BOOK__TITLE", "no");
    command
}

/// A book of one page with this text.
fn book(name: &str, page: &str) -> PathBuf {
    let folder = folder(name);
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("book/book.toml", "[book]\nsrc = \"en\"\n[build]\nbuild-dir = \"out\"\n");
    write("book/en/SUMMARY.md", "# Summary\n\n- [A page](page.md)\n");
    write("book/en/page.md", page);
    let code = "// ANCHOR: a\nlet a;\n// ANCHOR_END: a\n// ANCHOR: b\n// ANCHOR_END: b\n\
         // ANCHOR: c\nlet c;\n";
    write("code.rs", code);
    folder
}

#[track_caller]
fn ends(output: &Output, code: i32) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{stdout}{stderr}");
    stderr
}

#[test]
fn this_book_has_no_fault() {
    let dest = folder("this");
    let output = cargo_book(&root().join("src")).arg("--dest").arg(&dest).output();
    let stderr = ends(&output.expect("it runs"), 0);
    let faults = stderr.lines().filter(|line| !line.starts_with("stale: "));
    assert_eq!(faults.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Every English block has a Chinese one that was made from it.
#[test]
fn the_translation_is_in_step() {
    let dest = folder("in-step");
    let output = cargo_book(root()).arg("--dest").arg(&dest).output();
    let stderr = ends(&output.expect("it runs"), 0);
    let stale = stderr.lines().filter(|line| line.starts_with("stale: "));
    assert_eq!(stale.count(), 0, "\n{stderr}");
}

#[test]
fn stock_mdbook_builds_the_same_pages() {
    let [ours, stock] = ["ours", "stock"].map(folder);
    let mut mdbook = Command::new("mdbook");
    mdbook.arg("build").arg(root().join("book")).arg("--dest-dir").arg(&stock);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("MDBOOK_") {
            mdbook.env_remove(name);
        }
    }
    match mdbook.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            assert!(env::var_os("CI").is_none(), "CI must have mdbook on the path");
            // Written past the harness, which keeps print! to itself when a test passes.
            let _ =
                writeln!(io::stderr(), "cargo_book: SKIPPED, no mdbook on the path");
            return;
        }
        output => drop(ends(&output.expect("mdbook runs"), 0)),
    }
    let output = cargo_book(root()).arg("--dest").arg(&ours).output();
    ends(&output.expect("it runs"), 0);

    let [mut ours, stock] = [ours, stock].map(|folder| files(&folder));
    ours.retain(|name, _| !name.starts_with("zh-CN"));
    // mdBook knows nothing of the Chinese pages: there the link leads to their front page.
    for (name, page) in &mut ours {
        let link = |page: &str| format!("\"zh-CN/{page}\" id=\"language\"");
        if let Ok(text) = std::str::from_utf8(page)
            && let own = link(&name.to_string_lossy())
            && text.contains(&own)
        {
            *page = text.replace(&own, &link("index.html")).into_bytes();
        }
    }
    assert!(ours.keys().eq(stock.keys()), "{:?}\n{:?}", ours.keys(), stock.keys());
    let differ = ours.keys().filter(|name| ours[*name] != stock[*name]);
    assert_eq!(differ.collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}

/// Every file below `folder`, by its path there.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_owned();
                files.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    files
}

/// What a page has below its heading, and what is said of it.
const FAULTS: [(&str, &str); 21] = [
    (
        "```rust\n{{#include ../../none.rs}}\n```",
        "page.md:4: {{#include ../../none.rs}}: there is no file ../../none.rs: correct \
         the path",
    ),
    (
        "```rust\n{{#include ../../code.rs:z}}\n```",
        "page.md:4: {{#include ../../code.rs:z}}: the file has no ANCHOR: z: add it, or \
         correct it",
    ),
    (
        "```rust\n{{#include ../../code.rs:b}}\n```",
        "page.md:4: {{#include ../../code.rs:b}}: ANCHOR: b has nothing in it",
    ),
    (
        "```rust\n{{#include ../../code.rs:c}}\n```",
        "page.md:4: {{#include ../../code.rs:c}}: the file has no ANCHOR_END: c after \
         its ANCHOR: c: add it",
    ),
    (
        "```rust\n{{#include ../../code.rs:90:}}\n```",
        "page.md:4: {{#include ../../code.rs:90:}}: nothing is there: the file has 7 \
         lines",
    ),
    (
        "```rust\n{{#include ../../code.rs}}\n```",
        "page.md:4: {{#include ../../code.rs}}: the page would show the file's ANCHOR \
         comments: name an ANCHOR",
    ),
    (
        "{{#included ../../code.rs}}",
        "page.md:3: {{#included ../../code.rs}}: mdBook has no such command: write \
         {{#include FILE:ANCHOR}}",
    ),
    (
        "```rust\n// ANCHOR: a\nlet a;\n```",
        "page.md:4: the page shows this ANCHOR comment: take it out",
    ),
    (
        "```rust\n```",
        "page.md: a block of code has nothing in it: fill it, or take it out",
    ),
    ("<div>\n\nA text.", "page.md:3: unclosed HTML tag `<div>` found in `page.md`"),
    (
        "A text.\n\n</div>",
        "page.md:5: unexpected HTML end tag `</div>` found in `page.md` Check that the \
         HTML tags are properly balanced.",
    ),
    (
        "[it](other.md)",
        "page.md:3: other.md leads nowhere: the book has no such page or file",
    ),
    (
        "[it](../../code.rs)",
        "page.md:3: ../../code.rs leads nowhere: the book has no such page or file",
    ),
    (
        "[it](/page.html)",
        "page.md:3: /page.html leads nowhere: the book has no such page or file",
    ),
    (
        "[it](page.md#there)",
        "page.md:3: page.md#there leads nowhere: page.md has no id there",
    ),
    (
        "<p><a href=\"#there\">it</a></p>",
        "page.md:3: #there leads nowhere: page.md has no id there",
    ),
    (
        "<img src=\"it.png\" alt=\"it\">",
        "page.md:3: it.png leads nowhere: the book has no such page or file",
    ),
    (
        "![it](https://example.com/it.png)",
        "page.md:3: https://example.com/it.png is asked of another site: keep a copy of \
         it in the book",
    ),
    (
        "<p style=\"background: url(//example.com/it.png)\">it</p>",
        "page.md:3: //example.com/it.png is asked of another site: keep a copy of it in \
         the book",
    ),
    (
        "```rust\nfn main() {}\n```",
        "page.md: a block asks play.rust-lang.org: set runnable = false in \
         [output.html.playground] of book.toml",
    ),
    (
        "<i class=\"fas fa-nothing-of-this-name\"></i>",
        "page.md:3: failed to find Font Awesome icon for icon `nothing-of-this-name` \
         with type `solid` in `page.md`: Invalid Font Awesome icon name: visit \
         https://fontawesome.com/icons?d=gallery&m=free to see valid names",
    ),
];

#[test]
fn each_fault_is_told_with_its_place() {
    for (number, (text, said)) in FAULTS.into_iter().enumerate() {
        let folder =
            book(&format!("fault-{number}"), &format!("# A page\n\n{text}\n"));
        let playground = "[output.html.playground]\nrunnable = false\n";
        if !said.contains("play.rust-lang.org") {
            let config = folder.join("book/book.toml");
            let mut config = fs::OpenOptions::new().append(true).open(config);
            config
                .as_mut()
                .expect("it is there")
                .write_all(playground.as_bytes())
                .ok();
        }
        let stderr = ends(&cargo_book(&folder).output().expect("it runs"), 1);
        let expected =
            format!("fault: book/en/{said}\nThe book has 1 fault to mend.\n");
        assert_eq!(stderr, expected, "of {text}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_their_places() {
    let folder = book("many", "# A page\n\n[it](b.md) and [it](#a)\n\n<div>\n");
    fs::write(folder.join("book/en/lost.md"), "# Lost\n").expect("a file");
    fs::write(folder.join("book/style.css"), "@import 'https://example.com/a.css';")
        .expect("a file");
    let config = "[book]\nsrc = \"en\"\n[build]\nbuild-dir = \"out\"\n\
                  [output.html]\nadditional-css = [\"style.css\"]\nhash-files = false\n";
    fs::write(folder.join("book/book.toml"), config).expect("a file");
    let stderr = ends(&cargo_book(&folder).output().expect("it runs"), 1);
    assert_eq!(
        stderr,
        "\
fault: book/en/lost.md: the book leaves this page out: name it in a list of SUMMARY.md
fault: book/en/page.md:3: #a leads nowhere: page.md has no id a
fault: book/en/page.md:3: b.md leads nowhere: the book has no such page or file
fault: book/en/page.md:5: unclosed HTML tag `<div>` found in `page.md`
fault: book/out/style.css: https://example.com/a.css is asked of another site: keep a \
copy of it in the book
The book has 5 faults to mend.
"
    );
}

#[test]
fn what_mdbook_cannot_load_is_a_fault_with_its_place() {
    let folder = book("unloadable", "# A page\n");
    let summary = "# Summary\n\n- [A page](page.md)\n- [Another](other.md)\n";
    fs::write(folder.join("book/en/SUMMARY.md"), summary).expect("a file");
    let config = folder.join("book/book.toml");
    let build = "[build]\ncreate-missing = false\n";
    fs::write(&config, format!("[book]\nsrc = \"en\"\n{build}")).expect("a file");
    let stderr = ends(&cargo_book(&folder).output().expect("it runs"), 1);
    assert!(stderr.starts_with("fault: book/en/SUMMARY.md:4: "), "{stderr}");

    fs::write(&config, "[book]\nsource = \"en\"\n").expect("a file");
    let stderr = ends(&cargo_book(&folder).output().expect("it runs"), 1);
    assert!(stderr.starts_with("fault: book/book.toml: "), "{stderr}");
    assert!(stderr.contains("unknown field `source`"), "{stderr}");
}

/// A book of two languages: its English page and its Chinese one, which is recorded.
fn two_languages(name: &str, english: &str, chinese: &str) -> PathBuf {
    let folder = book(name, english);
    let pages = folder.join("book/zh-CN");
    fs::create_dir_all(&pages).expect("a folder");
    let summary = "# 目录\n\n- [一页](page.md)\n";
    for (page, text) in [("SUMMARY.md", summary), ("page.md", chinese)] {
        fs::write(pages.join(page), text).expect("a file");
    }
    let output = cargo_book(&folder).arg("--translated").output();
    assert_eq!(ends(&output.expect("it runs"), 0), "");
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("a file")
}

const ENGLISH: &str = "\
# A page {#page}

One.

Two, and [a file](file.txt).

> [!NOTE]
> Three.

```text
{{#include part.rs}}
```
";
const CHINESE: &str = "\
# 一页 {#page}

一。

二，还有[一个文件](file.txt)。

> [!NOTE]
> 三。

```text
{{#include part.rs}}
```
";

#[test]
fn each_language_is_built_and_what_is_stale_is_shown_in_english() {
    let folder = two_languages("two", ENGLISH, CHINESE);
    for file in ["part.rs", "file.txt"] {
        fs::write(folder.join("book/en").join(file), "let part;\n").expect("a file");
    }
    let build = || cargo_book(&folder).output().expect("it runs");
    assert_eq!(ends(&build(), 0), "");
    let page = read(&folder, "book/out/zh-CN/page.html");
    for part in [
        "<html lang=\"zh-CN\"",
        "<title>一页 - 进程练习册</title>",
        "<p>一。</p>",
        "let part;",
        "href=\"../file.txt\"",
        "</svg>注意</p>",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    assert!(!page.contains("untranslated"), "{page}");
    // What both load is there once.
    let chinese = files(&folder.join("book/out/zh-CN"));
    let names: Vec<_> = chinese.keys().map(|name| name.to_string_lossy()).collect();
    assert!(names.iter().all(|name| !name.ends_with(".css")), "{names:?}");

    let changed = ENGLISH.replace("One.", "Won.") + "\nFour.\n";
    fs::write(folder.join("book/en/page.md"), changed).expect("a file");
    let stderr = ends(&build(), 0);
    assert_eq!(
        stderr,
        "\
stale: book/zh-CN/page.md: new or changed: book/en/page.md:3: Won.
stale: book/zh-CN/page.md: new or changed: book/en/page.md:14: Four.
stale: book/zh-CN/page.md:3: this translates what is gone or has changed
"
    );
    let page = read(&folder, "book/out/zh-CN/page.html");
    for part in ["<p>Won.</p>", "二，还有", "<p>Four.</p>"] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    let marks = page.matches("<div class=\"untranslated\" lang=\"en\">").count();
    assert_eq!((marks, page.contains("一。")), (2, false), "{page}");

    fs::remove_file(folder.join("book/zh-CN/page.md")).expect("it was there");
    let stderr = ends(&build(), 0);
    let said = "stale: book/zh-CN/page.md: this page is not translated yet\n";
    assert_eq!(stderr, said);
}

#[test]
fn a_page_of_another_shape_is_not_recorded() {
    let folder = two_languages(
        "shape",
        "# A page {#page}\n\nOne.\n",
        "# 一页 {#page}\n\n一。\n",
    );
    let record = |page: &str| {
        let output = cargo_book(&folder).args(["--translated", page]).output();
        output.expect("it runs")
    };
    let chinese = folder.join("book/zh-CN/page.md");
    fs::write(&chinese, "# 一页 {#page}\n\n- 一。\n").expect("a file");
    for name in ["page", "page.md", "book/zh-CN/page.md"] {
        assert_eq!(
            ends(&record(name), 1),
            "refused: book/zh-CN/page.md:3: here is a list of 1 item, but in the English \
             one: book/en/page.md:3: a paragraph\n"
        );
    }
    fs::write(&chinese, "# 一页 {#page}\n").expect("a file");
    assert_eq!(
        ends(&record("page"), 1),
        "refused: book/zh-CN/page.md: the page ends, but in the English one: \
         book/en/page.md:3: a paragraph\n"
    );
    assert_eq!(
        ends(&record("none"), 1),
        "refused: book/zh-CN/none.md: there is no such page\n"
    );
    // What was recorded before is no record of the page as it is now.
    let output = cargo_book(&folder).output().expect("it runs");
    let said = "stale: book/zh-CN/page.md: nobody has said since its last change what this \
                page translates: run cargo book --translated\n";
    assert_eq!(ends(&output, 0), said);
}

#[test]
fn a_fault_is_told_of_the_language_that_has_it() {
    let english = "# A page {#page}\n\nOne.\n\n[It](none.md)\n";
    let chinese = "# 一页 {#page}\n\n[一](#nowhere)\n\n[它](../../page.html)\n";
    let folder = two_languages("faults-in-two", english, chinese);
    let output = cargo_book(&folder).output().expect("it runs");
    assert_eq!(
        ends(&output, 1),
        "\
fault: book/en/page.md:5: none.md leads nowhere: the book has no such page or file
fault: book/zh-CN/page.md:3: #nowhere leads nowhere: page.md has no id nowhere
fault: book/zh-CN/page.md:5: ../../page.html leads nowhere: the book has no such page or file
The book has 3 faults to mend.
"
    );
    // A link to the other language is judged, too, and a fault of a part in English is told
    // there only.
    let chinese =
        "# 一页 {#page}\n\n[一](../page.html#page)\n\n[二](../page.html#no)\n";
    fs::write(folder.join("book/zh-CN/page.md"), chinese).expect("a file");
    let output = cargo_book(&folder).output().expect("it runs");
    assert_eq!(
        ends(&output, 1),
        "\
fault: book/en/page.md:5: none.md leads nowhere: the book has no such page or file
fault: book/zh-CN/page.md:5: ../page.html#no leads nowhere: page.md has no id no
The book has 2 faults to mend.
"
    );
    fs::remove_file(folder.join("book/zh-CN/page.md")).expect("it was there");
    let output = cargo_book(&folder).output().expect("it runs");
    let stderr = ends(&output, 1);
    assert!(stderr.ends_with("The book has 1 fault to mend.\n"), "{stderr}");
}

#[test]
fn only_an_older_book_is_overwritten() {
    let folder = book("dest", "# A page\n");
    let mut into = cargo_book(&folder);
    into.args(["--dest", "mine"]);
    for _ in ["new", "older"] {
        ends(&into.output().expect("it runs"), 0);
    }
    fs::remove_file(folder.join("mine/toc.html")).expect("it was built");
    fs::write(folder.join("mine/letter"), "Dear").expect("a file");
    let stderr = ends(&into.output().expect("it runs"), 2);
    assert!(stderr.contains("is not empty and holds no built book"), "{stderr}");
    assert_eq!(fs::read(folder.join("mine/letter")).expect("it is there"), b"Dear");
}

#[test]
fn usage_ends_with_2_and_says_what_to_do() {
    let stderr = ends(&cargo_book(Path::new("/")).output().expect("it runs"), 2);
    let said =
        "error: no book/book.toml in / or above it: go to the workbook's folder\n";
    assert_eq!(stderr, said);
    let stderr = ends(&cargo_book(root()).arg("--to").output().expect("it runs"), 2);
    assert!(stderr.contains("Usage: cargo book [OPTIONS]"), "{stderr}");
}

#[test]
fn it_is_served_and_built_again_when_it_changes() {
    let folder = book("served", "# A page\n\nThe old text.\n");
    let mut command = cargo_book(&folder);
    command.arg("--serve");
    let mut server = Group::start(&command);
    let address = server.wait_for("serving ");
    let address = address.split(' ').next().expect("an address").to_owned();

    // A browser opens connections that it does not use.
    let port =
        address.rsplit(':').next().expect("a port").parse().expect("a number");
    let _idle = [(); 8].map(|()| TcpStream::connect(("127.0.0.1", port)));
    for path in ["/", "/page.html?v=1#a-page"] {
        assert!(get(&format!("{address}{path}")).1.contains("The old text."));
    }
    for (path, status) in [
        ("/page.html", 200),
        ("/none.html", 404),
        ("/../book.toml", 404),
        ("/%2e%2e/book.toml", 404),
        ("/fonts", 404),
    ] {
        assert_eq!(get(&format!("{address}{path}")).0, status, "{path}");
    }

    fs::write(folder.join("book/en/page.md"), "# A page\n\nThe new text.\n")
        .expect("a file");
    server.wait_for("built: ");
    assert!(get(&format!("{address}/page.html")).1.contains("The new text."));

    fs::create_dir_all(folder.join("book/zh-CN")).expect("a folder");
    fs::write(folder.join("book/zh-CN/page.md"), "# 一页\n\n新的文字。\n")
        .expect("a file");
    server.wait_for("built: ");
    assert_eq!(get(&format!("{address}/zh-CN/page.html")).0, 200);
}

/// A book that is served, and where.
fn served(name: &str) -> (Group, u16) {
    let folder = book(name, "# A page\n\nIts text.\n");
    fs::write(folder.join("secret.txt"), "the secret").expect("a file");
    let mut command = cargo_book(&folder);
    command.arg("--serve");
    let mut server = Group::start(&command);
    let address = server.wait_for("serving http://localhost:");
    let port = address.split(' ').next().expect("a port");
    (server, port.parse().expect("a number"))
}

/// All that is answered to `request`, which is sent as it is.
#[track_caller]
fn asked(port: u16, request: &str) -> String {
    let mut connection =
        TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    connection.set_read_timeout(Some(Duration::from_mins(1))).expect("a time-out");
    connection.write_all(request.as_bytes()).expect("it reads");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).expect("it answers, and ends");
    String::from_utf8_lossy(&answer).into_owned()
}

// F-84
#[test]
fn nothing_outside_the_book_is_served() {
    let (_server, port) = served("traversal");
    let up = ["..", "%2e%2e", ".%2e", "%2E.", "..%2f", "..%5c", "%252e%252e"];
    let between = ["/", "//", "/./", "%2f", "\\"];
    let secret = "secret.txt";
    let mut targets: Vec<_> = up
        .into_iter()
        .flat_map(|up| between.map(|it| format!("/{up}{it}{up}{it}{secret}")))
        .collect();
    targets.extend([
        format!("{}", root().join(secret).display()),
        format!("//{secret}"),
        format!("/{}{secret}", "../".repeat(40)),
        format!("/fonts/../../../{secret}"),
        format!("/%00/../../{secret}"),
        format!("../../{secret}"),
        "/..;/book.toml".to_owned(),
    ]);
    for target in targets {
        let answer =
            asked(port, &format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"));
        let status = answer.split(' ').nth(1);
        assert!(matches!(status, Some("400" | "404")), "{target}: {answer}");
        assert!(!answer.contains("the secret"), "{target}");
    }
}

// F-84
#[test]
fn odd_requests_are_answered() {
    let (_server, port) = served("odd");
    let whole = asked(port, "GET /page.html HTTP/1.1\r\nHost: a\r\n\r\n");
    let (headers, page) = whole.split_once("\r\n\r\n").expect("headers and a page");
    assert!(page.contains("Its text."), "{whole}");
    let length = format!("content-length: {}", page.len());
    assert!(headers.contains(&length) && headers.contains("text/html"), "{headers}");
    let head = asked(port, "HEAD /page.html HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(head.contains(&length) && head.ends_with("\r\n\r\n"), "{head}");
    for (request, status) in [
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), "200"),
        ("GET /none.html HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), "404"),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd".to_owned(),
            "405",
        ),
        (format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(9_000)), "404"),
        (format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(70_000)), "414"),
        ("no request at all\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = asked(port, &request);
        assert_eq!(
            answer.split(' ').nth(1),
            Some(status),
            "{request:.40}: {answer}"
        );
    }
}

// F-84
#[test]
fn those_who_never_ask_keep_nobody_out() {
    let (_server, port) = served("half-open");
    let half_open = |_| {
        let connection = TcpStream::connect(("127.0.0.1", port));
        let mut connection = connection.expect("it listens");
        connection.write_all(b"GET / HT").expect("it reads");
        connection
    };
    let connections: Vec<_> = (0..300).map(half_open).collect();
    let answer = asked(port, "GET /page.html HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(answer.contains("Its text."), "{answer}");
    drop(connections);
}

// F-84
#[test]
fn a_folder_that_another_one_has_is_left_to_it() {
    let (_server, port) = served("claimed");
    // The folder of the book that is served.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo_book/claimed");
    for arguments in [&["--serve"][..], &[], &["--dest", "book/../book/out"]] {
        let output = cargo_book(&folder).args(arguments).output();
        let stderr = ends(&output.expect("it runs"), 2);
        let start =
            format!("error: {} is in use: ", folder.join("book/out").display());
        assert!(stderr.starts_with(&start), "{stderr}");
        let end = "builds or shows a book there. End it, or name another folder with \
                   --dest\n";
        assert!(stderr.ends_with(end), "{stderr}");
    }
    let output = cargo_book(&folder).args(["--dest", "mine"]).output();
    ends(&output.expect("it runs"), 0);
    let answer = asked(port, "GET /page.html HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(answer.contains("Its text."), "{answer}");
}

// F-84
#[test]
fn a_folder_is_known_by_its_whole_path() {
    let folder = book("whole", "# A page\n");
    symlink("book", folder.join("link")).expect("a symlink");
    for dest in ["book/../mine", "./mine", "link/../mine"] {
        let output = cargo_book(&folder).args(["--dest", dest]).output();
        let output = output.expect("it runs");
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        ends(&output, 0);
        let shown = folder.join("mine/index.html").display().to_string();
        assert!(stdout.trim_end().ends_with(&format!(" {shown}")), "{stdout}");
    }
}

/// The status and the text of an answer.
fn get(address: &str) -> (u16, String) {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build();
    let answer = ureq::Agent::from(agent).get(address).call();
    let mut answer = answer.expect("the server answers");
    let text = answer.body_mut().read_to_string().expect("UTF-8");
    (answer.status().as_u16(), text)
}
