//! The addresses in a link or a style sheet.

/// What a style sheet asks for.
pub(crate) fn addresses(css: &str) -> impl Iterator<Item = &str> {
    let quotes = ['"', '\'', ' '];
    let urls = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let imports =
        css.split("@import ").skip(1).filter_map(|rest| rest.split(';').next());
    urls.chain(imports.filter(|rest| !rest.starts_with("url(")))
        .map(move |address| address.trim_matches(quotes))
}

/// Whether it leads to another site.
pub(crate) fn is_outside(address: &str) -> bool {
    ["http://", "https://", "//"].iter().any(|start| address.starts_with(start))
}

/// Whether it is `data:`, `mailto:` or the like.
pub(crate) fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|it| it.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// A text in which `%20` stands for a space.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
