//! Relative URLs against a `<base href>`. Written by hand because the URLs here hold macros and holes, which a strict
//! URL type would escape or refuse.

use super::{Host, Url, scheme_name};

/// The absolute form of `text`, if it is relative and `base` is not.
#[must_use]
pub fn join(base: &str, text: &str) -> Option<String> {
    let relative = Url::parse(text);
    if relative.host != Host::Own || scheme_name(text).is_some() {
        return None;
    }
    let parsed = Url::parse(base);
    if parsed.host == Host::Own {
        return None;
    }
    let origin = &parsed.text[..parsed.text.len() - parsed.text[parsed.path.start..].len()];
    let path = parsed.path();
    Some(match text.as_bytes().first() {
        Some(b'/') => format!("{origin}{text}"),
        Some(b'?') => format!("{origin}{path}{text}"),
        _ => format!("{origin}{}", merge(path, text)),
    })
}

/// `text` in the folder of `path`, with `.` and `..` resolved.
fn merge(path: &str, text: &str) -> String {
    let folder = path.rfind('/').map_or("/", |slash| &path[..=slash]);
    let (relative, rest) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let mut parts: Vec<&str> = folder.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." if parts.len() > 1 => {
                parts.pop();
            }
            ".." => {}
            part => parts.push(part),
        }
    }
    // Dots at the end name a folder.
    if matches!(relative.rsplit('/').next(), Some("." | "..")) {
        parts.push("");
    }
    format!("{}{rest}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn relative_urls_join_and_absolute_ones_do_not() {
        let base = "https://ads.example-brand.com/a/b/index.html?x";
        let cases = [
            ("seg?add=1", Some("https://ads.example-brand.com/a/b/seg?add=1")),
            ("../c/./d.js", Some("https://ads.example-brand.com/a/c/d.js")),
            ("../../..", Some("https://ads.example-brand.com/")),
            ("c/..?x", Some("https://ads.example-brand.com/a/b/?x")),
            ("/seg?add=${ID}", Some("https://ads.example-brand.com/seg?add=${ID}")),
            ("?y", Some("https://ads.example-brand.com/a/b/index.html?y")),
            ("//other.example/x", None),
            ("https://other.example/x", None),
            ("{…}/x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(join(base, text).as_deref(), expected, "{text}");
        }
    }
}
