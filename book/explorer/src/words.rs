//! In which language a page is answered. What processes do is told by `process-order`; what the
//! engines say themselves stands where they say it, in English and behind that in Chinese.

use process_order::words::Language;

/// The language of the pages with this `lang`.
pub(crate) fn language(tag: &str) -> Result<Language, String> {
    match tag {
        "en" => Ok(Language::English),
        "zh-CN" => Ok(Language::Chinese),
        _ => Err(format!("no page is in {tag}")),
    }
}

/// That of two sentences which is in this language.
pub(crate) fn said<T>(language: Language, english: T, chinese: T) -> T {
    match language {
        Language::Chinese => chinese,
        _ => english,
    }
}

/// To a request that begins with something else.
pub(crate) fn no_verb(language: Language, verb: &str) -> String {
    said(language, format!("{verb} is no verb"), format!("没有 {verb} 这个动词"))
}
