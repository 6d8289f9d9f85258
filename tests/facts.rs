//! Walks the page of facts: each is proved by a test or is a difference with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The numbers of the rows. Those in between are about the document and its programs.
const FACTS: [RangeInclusive<u32>; 2] = [1..=107, 133..=146];

/// What the last cell of a row begins with when we decided otherwise.
const DIFFERS: &str = "Differs: ";

#[test]
fn every_fact_is_proved_or_differs_for_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("book/en/facts.md")).unwrap();
    let mut sources = Vec::new();
    collect_sources(&root.join("tests"), &mut sources);
    let problems = problems(&page, &sources);
    assert!(
        problems.is_empty(),
        "book/en/facts.md or a test must change:\n{}",
        problems.join("\n")
    );
}

struct Source {
    path: PathBuf,
    text: String,
}

fn collect_sources(folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of tests") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect_sources(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("UTF-8");
            sources.push(Source { path, text });
        }
    }
}

fn problems(page: &str, sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut named: BTreeMap<&str, &Path> = BTreeMap::new();
    for source in sources {
        let ids = source.text.lines().filter_map(comment).flat_map(ids);
        named.extend(ids.map(|id| (id, &*source.path)));
    }
    let mut seen = BTreeSet::new();
    for line in page.lines().filter(|line| line.starts_with(ROW)) {
        let [link, python, ours] = cells(line)[..] else {
            problems.push(format!("a row of not three cells: {line}"));
            continue;
        };
        let id = link.strip_suffix("</a>").and_then(|link| link.rsplit_once('>'));
        let id = id.map_or(link, |(_, id)| id);
        if link != link_to(id) {
            problems.push(format!("{id} is no link to its row"));
        }
        if !seen.insert(id) {
            problems.push(format!("{id} has two rows"));
        }
        if python.is_empty() || ours.is_empty() || ours == DIFFERS.trim_end() {
            problems.push(format!("{id} has an empty cell"));
        }
        if !ours.starts_with(DIFFERS) && !named.contains_key(id) {
            problems.push(format!("{id} is claimed, and no test names it"));
        }
    }
    let wanted = FACTS.into_iter().flatten().map(|number| format!("S-{number:03}"));
    let missing = wanted.filter(|id| !seen.contains(id.as_str()));
    problems.extend(missing.map(|id| format!("{id} has no row")));
    for (id, path) in named {
        if !seen.contains(id) {
            problems
                .push(format!("{} names {id}, which has no row", path.display()));
        }
    }
    problems
}

/// What a row begins with.
const ROW: &str = "| <a id=\"s-";

/// The first cell of the row `id`: a link to itself, which a reader can copy.
fn link_to(id: &str) -> String {
    let anchor = id.to_lowercase();
    format!("<a id=\"{anchor}\" href=\"#{anchor}\">{id}</a>")
}

/// The cells of a row of a Markdown table, between bars that are not escaped.
fn cells(row: &str) -> Vec<&str> {
    let row = row.trim().trim_start_matches('|');
    let row = row.strip_suffix('|').unwrap_or(row);
    let mut cells = Vec::new();
    let mut start = 0;
    for (bar, _) in row.match_indices('|') {
        if !row[..bar].ends_with('\\') {
            cells.push(row[start..bar].trim());
            start = bar + 1;
        }
    }
    cells.push(row[start..].trim());
    cells
}

/// The text of a comment, at the end of a line too.
fn comment(line: &str) -> Option<&str> {
    line.split_once("// ").map(|(_, comment)| comment)
}

fn ids(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split([',', ' ', ':', '.', ';', '(', ')']);
    words.filter(|word| {
        word.strip_prefix("S-").is_some_and(|number| {
            number.len() == 3
                && number.parse().is_ok_and(|number: u32| {
                    FACTS.iter().any(|range| range.contains(&number))
                })
        })
    })
}

#[test]
fn a_page_of_differences_needs_no_test() {
    assert_eq!(found(|_| Some("Differs: so it is"), ""), [""; 0]);
}

#[test]
fn a_claim_needs_a_test_that_names_it() {
    let page = |number| Some(if number == 31 { "Same." } else { "Differs: so" });
    assert_eq!(found(page, ""), ["S-031 is claimed, and no test names it"]);
    assert_eq!(found(page, "S-030, S-031: because"), [""; 0]);
}

#[test]
fn a_missing_row_is_named_also_by_a_test() {
    let page = |number| (number != 146).then_some("Differs: so");
    assert_eq!(found(page, ""), ["S-146 has no row"]);
    assert_eq!(
        found(page, "S-146"),
        ["S-146 has no row", "test.rs names S-146, which has no row"]
    );
}

#[test]
fn a_row_may_stand_once_and_says_something() {
    let page = |number| Some(if number == 1 { "Differs:" } else { "Differs: so" });
    assert_eq!(
        found(page, ""),
        ["S-001 has an empty cell", "S-001 is claimed, and no test names it"]
    );
    let twice = |number| {
        Some(if number == 1 {
            "Differs: so |\n| <a id=\"s-001\" href=\"#s-001\">S-001</a> | a | b"
        } else {
            "Differs: so"
        })
    };
    assert_eq!(found(twice, "S-001"), ["S-001 has two rows"]);
    let unlinked = format!("{ROW}002\" href=\"#s-001\">S-001</a> | a | Same. |\n");
    let source = Source { path: PathBuf::new(), text: "// S-001".to_owned() };
    let found_in_it = problems(&unlinked, &[source]);
    assert_eq!(found_in_it[0], "S-001 is no link to its row");
    let wide = |number| Some(if number == 1 { "Same. | b" } else { "Differs: so" });
    assert_eq!(
        found(wide, ""),
        [
            format!(
                "a row of not three cells: | {} | a | Same. | b |",
                link_to("S-001")
            ),
            "S-001 has no row".to_owned()
        ]
    );
    let escaped = |_| Some("Differs: a \\| is no end of a cell");
    assert_eq!(found(escaped, ""), [""; 0]);
}

/// The problems of a page whose rows end in `ours`, and of a test with a comment.
fn found(ours: impl Fn(u32) -> Option<&'static str>, comment: &str) -> Vec<String> {
    let row = |number| {
        let link = link_to(&format!("S-{number:03}"));
        Some(format!("| {link} | a | {} |\n", ours(number)?))
    };
    let page: String = FACTS.into_iter().flatten().filter_map(row).collect();
    let text = format!("    let code; // {comment}\n");
    problems(&page, &[Source { path: PathBuf::from("test.rs"), text }])
}
