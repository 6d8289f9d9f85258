//! Answers as JSON: as much of it as they need.

use std::fmt::{Display, Write};

/// `"text"`
pub(crate) fn string(text: impl Display) -> String {
    let mut json = String::from("\"");
    for character in text.to_string().chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            _ if character.is_control() => {
                let code = u32::from(character);
                write!(json, "\\u{code:04x}").expect("a String takes it");
            }
            _ => json.push(character),
        }
    }
    json.push('"');
    json
}

/// `"text"`, or `null`
pub(crate) fn optional(text: Option<impl Display>) -> String {
    text.map_or_else(|| "null".to_owned(), string)
}

/// `[a,b]`
pub(crate) fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", joined(&mut items.into_iter()))
}

/// `{"name":a,"other":b}`
pub(crate) fn object<const N: usize>(fields: [(&str, String); N]) -> String {
    let fields = fields.into_iter();
    let fields = &mut fields.map(|(name, value)| string(name) + ":" + &value);
    format!("{{{}}}", joined(fields))
}

/// One function for all, because what a page loads is small.
fn joined(items: &mut dyn Iterator<Item = String>) -> String {
    let mut joined = String::new();
    for item in items {
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(&item);
    }
    joined
}
