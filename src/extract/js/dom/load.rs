//! The table of what setting a property of an element makes the browser do.

use crate::extract::js::Language;

/// When an element acts on a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// At once, in the document or not.
    Now,
    /// Once it is in the document.
    Attached,
    /// When the user clicks.
    Click,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Url,
    /// Candidates with descriptors.
    Srcset,
    Text(Language),
    /// Markup of which the scripts run.
    Document,
}

/// What setting a property of an element with this tag (empty: unknown) does.
pub(super) fn load(tag: &str, name: &str) -> Option<(What, When)> {
    let (what, when) = match (name, tag) {
        ("src", "script" | "iframe" | "frame" | "embed" | "source" | "track") => (What::Url, When::Attached),
        ("src" | "lowsrc", _) => (What::Url, When::Now),
        ("srcset" | "imagesrcset", "source" | "link") => (What::Srcset, When::Attached),
        ("srcset", _) => (What::Srcset, When::Now),
        ("poster", _) | ("background", "body" | "table" | "td" | "tr" | "th") => (What::Url, When::Now),
        ("data", "object" | "") => (What::Url, When::Attached),
        ("href", "link" | "image" | "use") => (What::Url, When::Attached),
        ("xlink:href", "image" | "use") => (What::Url, When::Attached),
        ("href" | "ping" | "xlink:href", "a" | "area" | "") => (What::Url, When::Click),
        ("action", "form" | "") => (What::Url, When::Click),
        ("formaction", _) => (What::Url, When::Click),
        ("srcdoc", _) => (What::Document, When::Attached),
        ("style" | "csstext", _) => (What::Text(Language::Style), When::Attached),
        _ => return text(tag, name),
    };
    Some((what, when))
}

/// Properties that are the text inside of the element.
fn text(tag: &str, name: &str) -> Option<(What, When)> {
    let is_plain = matches!(name, "text" | "textcontent" | "innertext");
    match (tag, name) {
        ("script", _) if is_plain || name == "innerhtml" => Some((What::Text(Language::Script), When::Attached)),
        ("style", _) if is_plain || name == "innerhtml" => Some((What::Text(Language::Style), When::Attached)),
        ("template", "innerhtml") => Some((What::Text(Language::Markup), When::Attached)),
        ("textarea" | "title", _) => None,
        (_, "innerhtml" | "outerhtml") => Some((What::Text(Language::Markup), When::Now)),
        _ => None,
    }
}

/// The URLs of a `srcset`, by their byte ranges: what stands before white space and after a comma.
pub(super) fn candidates(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    for candidate in text.split_inclusive(", ") {
        let trimmed = candidate.trim_start_matches([',', ' ', '\n', '\t', '\r']);
        let start = at + candidate.len() - trimmed.len();
        let len = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let len = trimmed[..len].trim_end_matches(',').len();
        if len > 0 {
            ranges.push(start..start + len);
        }
        at += candidate.len();
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_what_stands_before_the_descriptor() {
        let text = "https://a/1.png?x=1,2 1x, https://a/2.png 2x";
        let urls: Vec<_> = candidates(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(urls, ["https://a/1.png?x=1,2", "https://a/2.png"]);
    }

    #[test]
    fn scripts_and_frames_wait_to_be_attached_and_images_do_not() {
        assert_eq!(load("img", "src"), Some((What::Url, When::Now)));
        assert_eq!(load("script", "src"), Some((What::Url, When::Attached)));
        assert_eq!(load("a", "href"), Some((What::Url, When::Click)));
        assert_eq!(load("div", "title"), None);
    }
}
