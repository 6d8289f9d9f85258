//! The Chinese book: the English one with other words.
//!
//! Its pages and their order are those of the English book, so a page that nobody has translated
//! is there, too. It stands in a folder of the English one, and what both books load is there
//! once.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use mdbook_driver::book::{Book, BookItem};
use mdbook_driver::config::Config;
use serde_json::{Value, json};

use crate::source::{Pages, Source, files};
use crate::translation::Translation;

/// The folder of its pages, below that of the book, and where they are built.
pub(crate) const FOLDER: &str = "zh-CN";

/// The settings of the Chinese book, or nothing if the book has no Chinese pages.
pub(crate) fn config(source: &Source, english: &Config) -> Result<Option<Config>> {
    if !source.book().join(FOLDER).is_dir() {
        return Ok(None);
    }
    let mut config = english.clone();
    config.book.src = FOLDER.into();
    config.book.language = Some(FOLDER.to_owned());
    config.book.title = Some("进程练习册".to_owned());
    config.book.description = Some(
        "并发的进程可能输出什么？用 Rust 学进程的课程，以 Python 的 multiprocessing.Process \
         为蓝本。"
            .to_owned(),
    );
    config.build.build_dir.push(FOLDER);
    // The page for an address that is not there is that of the whole site.
    config.set("output.html.input-404", "")?;
    let scripts: Option<Vec<PathBuf>> = config.get("output.html.additional-js")?;
    if source.book().join(WORDS).is_file() {
        let scripts: Vec<_> =
            scripts.into_iter().flatten().chain([WORDS.into()]).collect();
        config.set("output.html.additional-js", scripts)?;
    }
    Ok(Some(config))
}

/// The words that mdBook's scripts put into a page.
const WORDS: &str = "chinese.js";

/// Puts the Chinese names and pages in the place of the English ones.
pub(crate) fn translate(book: &mut Book, translation: &Translation<'_>) {
    let named = |name: &mut String| {
        if let Some(other) = translation.names.get(name) {
            name.clone_from(other);
        }
    };
    book.for_each_mut(|item| match item {
        BookItem::Chapter(chapter) => {
            named(&mut chapter.name);
            chapter.parent_names.iter_mut().for_each(named);
            let page = chapter.source_path.as_deref();
            let text = page.and_then(|page| translation.pages.text(page));
            if let Some(text) = text {
                chapter.content = text.to_owned();
            }
        }
        BookItem::PartTitle(title) => named(title),
        BookItem::Separator => {}
    });
}

/// Joins the two built books: each page leads to the same one in the other language, and what
/// is the same in both is there once.
pub(crate) fn join(dest: &Path, pages: &Pages<'_>) -> Result<()> {
    let folder = dest.join(FOLDER);
    remove_included(&folder, pages)?;
    let shared = remove_shared(dest, &folder)?;
    for path in files(&folder)? {
        let name = path.strip_prefix(&folder)?;
        if is(&path, "html") {
            let above = "../".repeat(name.components().count() - 1);
            rewrite(&path, |text| {
                let mut text = to_same_page(text, name);
                for (english, chinese) in TITLES {
                    let [old, new] =
                        [english, chinese].map(|it| format!("</svg>{it}</p>"));
                    text = text.replace(&old, &new);
                }
                for file in &shared {
                    let old = format!("\"{above}{file}\"");
                    text = text.replace(&old, &format!("\"{above}../{file}\""));
                }
                text
            })?;
            let other = dest.join(name);
            if other.is_file() {
                rewrite(&other, |text| to_same_page(text, name))?;
            }
        } else if is_search_index(name) {
            rewrite(&path, |text| {
                without_words(text).unwrap_or_else(|| text.to_owned())
            })?;
        }
    }
    Ok(())
}

/// What mdBook writes above `> [!NOTE]` and the like.
const TITLES: [(&str, &str); 5] = [
    ("Note", "注意"),
    ("Tip", "提示"),
    ("Important", "重要"),
    ("Warning", "警告"),
    ("Caution", "当心"),
];

/// Has the link to the other language, which leads to its front page, lead to this one.
fn to_same_page(html: &str, name: &Path) -> String {
    let link = format!("{}\" id=\"language\"", name.display());
    html.replacen("index.html\" id=\"language\"", &link, 1)
}

/// Removes what mdBook has copied and pages include: a picture is in its page.
fn remove_included(folder: &Path, pages: &Pages<'_>) -> Result<()> {
    let texts = pages.iter().map(|(_, text)| text);
    let included: BTreeSet<_> = texts
        .flat_map(|text| text.split("{{#include ").skip(1))
        .filter_map(|rest| rest.split(['}', ':']).next())
        .map(|path| folder.join(path))
        .filter(|path| path.starts_with(folder) && path.is_file())
        .collect();
    for path in included {
        remove(&path)?;
    }
    Ok(())
}

/// Removes what is the same in the folder above: the names of those files.
fn remove_shared(dest: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut shared = Vec::new();
    for path in files(folder)? {
        let name = path.strip_prefix(folder)?;
        let above = fs::read(dest.join(name));
        if above.is_ok_and(|above| fs::read(&path).is_ok_and(|own| own == above)) {
            shared.push(name.to_string_lossy().into_owned());
            remove(&path)?;
        }
    }
    Ok(shared)
}

fn is_search_index(name: &Path) -> bool {
    name.to_string_lossy().starts_with("searchindex-")
}

/// The index of a search without its table of words: mdBook cuts Chinese at blanks, so hardly a
/// word of it is there, and search.js seeks in the texts. Nothing if the index is not mdBook's.
fn without_words(script: &str) -> Option<String> {
    let (start, rest) = script.split_once("JSON.parse('")?;
    let (index, end) = rest.rsplit_once("')")?;
    let index = index.replace("\\'", "'").replace("\\\\", "\\");
    let mut index: Value = serde_json::from_str(&index).ok()?;
    let words = index["index"]["index"].as_object_mut()?;
    for of_field in words.values_mut() {
        *of_field = json!({ "root": {} });
    }
    index["index"]["documentStore"]["docInfo"] = json!({});
    let index = index.to_string().replace('\\', "\\\\").replace('\'', "\\'");
    Some(format!("{start}JSON.parse('{index}'){end}"))
}

fn rewrite(path: &Path, change: impl FnOnce(&str) -> String) -> Result<()> {
    let cannot = || format!("cannot change {}", path.display());
    let text = fs::read_to_string(path).with_context(cannot)?;
    fs::write(path, change(&text)).with_context(cannot)
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path)
        .with_context(|| format!("cannot remove {}", path.display()))?;
    // Its folder, if it was the last file there.
    let _ = path.parent().map(fs::remove_dir);
    Ok(())
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|of_path| of_path == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_keeps_its_texts_and_loses_its_words() {
        let index = r#"{"doc_urls":["a.html#a"],"index":{"documentStore":{"docInfo":{"0":{"body":2}},"docs":{"0":{"body":"it\'s \\\\n \\"é\\""}}},"index":{"body":{"root":{"i":{}}}}}}"#;
        let script = format!("window.search = JSON.parse('{index}');");
        let short = without_words(&script).expect("an index");
        assert_eq!(
            short,
            r#"window.search = JSON.parse('{"doc_urls":["a.html#a"],"index":{"documentStore":{"docInfo":{},"docs":{"0":{"body":"it\'s \\\\n \\"é\\""}}},"index":{"body":{"root":{}}}}}');"#
        );
        assert_eq!(without_words("window.search = 1;"), None);
    }

    #[test]
    fn a_page_leads_to_the_same_one() {
        let html = "<a href=\"../zh-CN/index.html\" id=\"language\">";
        assert_eq!(
            to_same_page(html, Path::new("a/b.html")),
            "<a href=\"../zh-CN/a/b.html\" id=\"language\">"
        );
    }
}
