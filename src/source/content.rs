//! Guessing by content. A guess only has to choose the right reader for an ad tag: markup, a script, a style sheet or
//! JSON. In doubt it is markup, as the ad server would put the text into a page.

use super::sniff::{Guess, Kind};
use crate::extract::is_sheet;
use regex::Regex;
use std::sync::LazyLock;

/// How much of a text is looked at, in bytes.
const SAMPLE: usize = 64 << 10;

/// A tag with a name that HTML or VAST could have.
static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)<(?:!doctype\b|[a-z][a-z0-9:-]*(?:[\s/>]|$))"));
/// What stands at the start of a line in a script, or anywhere in one and nowhere else.
static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?m)^\s*(?:(?:var|let|const|function|async|import|export|new|return)\s+[\w$*{'"\[]|(?:if|for|while|switch)\s*\(|"#,
        r#"try\s*\{|[!(]+\s*(?:async\s+)?function\b|\(+\s*\(?[\w\s,$]*\)?\s*=>|['"]use strict|//|/\*|javascript:)|"#,
        r#"\b(?:document|window|navigator|self|top|parent|mraid)\.[a-zA-Z]+|\bnew\s+(?:Image|XMLHttpRequest)\b|"#,
        r#"\b(?:fetch|eval|setTimeout|atob|require)\s*\(|=>\s*[{(]|\)\s*;\s*$"#,
    ))
});
/// A row of names between tabs, one of them that of a column of tags.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?im)^[^\n]*\t[^\n\t]*\b(?:tag|tag content|secure url|redirect)\b[^\n\t]*(?:\t|$)|^[^\n\t]*\btag\b[^\n\t]*\t[^\n]*\b(?:id|name)\b",
    )
});
/// A rule or an at-rule of CSS.
static STYLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?m)^\s*(?:@(?:import|charset|media|font-face|keyframes|supports|namespace)\b|"#,
        r#"[\w.#*:\[][^{}<;=()'"]*\{\s*(?:[\w-]+\s*:|\}))"#,
    ))
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is fixed")
}

/// Whether the text starts with a tag: then it is markup whatever its name says. A comment does not count, as scripts
/// and style sheets may start with `<!--` too.
pub(super) fn starts_with_tag(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('<') && TAG.find(sample(text)).is_some_and(|tag| tag.start() == 0)
}

/// What a text is, told from the text alone.
pub(super) fn guess(text: &str) -> Guess {
    let text = sample(text.trim_start());
    json(text).or_else(|| xml(text)).or_else(|| sheet(text)).unwrap_or_else(|| by_tag(text))
}

fn by_tag(text: &str) -> Guess {
    let tag = TAG.find(text).map(|tag| tag.start());
    let before = &text[..tag.unwrap_or(text.len())];
    let markup = before.is_empty() || text.starts_with("<!--") || text.starts_with("<?");
    match tag {
        _ if text.is_empty() => Guess::new(Kind::Plain, "it is empty"),
        Some(_) if markup => Guess::new(Kind::Html, "it starts like markup"),
        // Script that writes markup has a tag in a string; what comes before the tag tells.
        _ if SCRIPT.is_match(before) => Guess::new(Kind::Script, "it reads like a script"),
        Some(_) => Guess::new(Kind::Html, "there is a tag in it"),
        None if STYLE.is_match(text) => Guess::new(Kind::Css, "it reads like a style sheet"),
        None if markup => Guess::new(Kind::Html, "it starts like markup"),
        None => Guess::new(Kind::Plain, "nothing in it looks like code"),
    }
}

/// Whether the text starts as a HAR document does.
pub(super) fn is_capture(text: &str) -> bool {
    let text = sample(text.trim_start());
    let first = text.strip_prefix('{').map_or("", str::trim_start);
    first.starts_with("\"log\"") && text.contains("\"entries\"")
}

fn json(text: &str) -> Option<Guess> {
    if is_capture(text) {
        return Some(Guess::new(Kind::Har, "it starts like a capture"));
    }
    let inside = text.get(1..)?.trim_start();
    let begins = |with: &[u8]| inside.bytes().next().is_some_and(|byte| with.contains(&byte));
    match text.as_bytes()[0] {
        b'{' if begins(b"\"}") && !inside.starts_with("\"use strict") => {}
        b'[' if begins(b"{[\"]") => {}
        _ => return None,
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let whole = |line: &str| line.starts_with(['{', '[']) && line.ends_with(['}', ']']);
    if lines.next().is_some_and(whole) && lines.next().is_some_and(|line| line.starts_with(['{', '['])) {
        return Some(Guess::new(Kind::Jsonl, "its first lines are JSON each"));
    }
    Some(Guess::new(Kind::Json, "it starts like JSON"))
}

/// The columns of tags, or the labels above them.
fn sheet(text: &str) -> Option<Guess> {
    let before = &text[..text.find('<').unwrap_or(text.len())];
    if HEADER.is_match(before) {
        return Some(Guess::new(Kind::Csv, "it has a header of columns with tags"));
    }
    is_sheet(text).then(|| Guess::new(Kind::Tags, "it has labels above its tags"))
}

fn xml(text: &str) -> Option<Guess> {
    let starts = |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let xhtml = || text.contains("<html");
    let is_xml = (starts("<?xml") && !xhtml()) || starts("<vast") || starts("<vmap:") || starts("<videoadserving");
    is_xml.then(|| Guess::new(Kind::Xml, "it starts like XML"))
}

fn sample(text: &str) -> &str {
    &text[..text.floor_char_boundary(SAMPLE)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells() {
        let cases = [
            ("", Kind::Plain),
            ("<img src=x>", Kind::Html),
            ("\n <!-- a tag -->\n<div>", Kind::Html),
            ("<!-- nothing but a comment -->", Kind::Html),
            ("%%CLICK%%<a href=x>", Kind::Html),
            ("Paste this into the page:\n<script src=x></script>", Kind::Html),
            ("{{#if x}}<img src=x>{{/if}}", Kind::Html),
            ("document.write('<img src=x>')", Kind::Script),
            ("var html = \"<div>\";", Kind::Script),
            ("// <b>not</b> markup\nfoo()", Kind::Script),
            ("(function(){new Image().src='//a.example'})()", Kind::Script),
            ("(() => { go() })()", Kind::Script),
            ("'use strict';\nx = 1", Kind::Script),
            ("for (i=0;i<n;i++) go()", Kind::Script),
            ("a { color: red }", Kind::Css),
            ("@import 'x';", Kind::Css),
            (".x,\n.y > p {\n  background: url(x)\n}", Kind::Css),
            ("{\"id\": 1}", Kind::Json),
            ("[\n  {\"id\": 1}\n]", Kind::Json),
            ("{\"id\": 1}\n{\"id\": 2}\n", Kind::Jsonl),
            ("{\n\"use strict\"; go() }", Kind::Script),
            ("<?xml version='1.0'?><VAST/>", Kind::Xml),
            ("<vast version='4.0'/>", Kind::Xml),
            ("<?xml version='1.0'?><html><body/></html>", Kind::Html),
            ("Dear colleague, the import of the tag failed.", Kind::Plain),
            ("https://secure.adnxs.com/seg?add=1234567", Kind::Plain),
            ("1 < 2 and 3 > 2", Kind::Plain),
        ];
        for (text, kind) in cases {
            assert_eq!(guess(text).kind, kind, "{text}");
        }
    }

    #[test]
    fn a_cut_in_a_character_does_no_harm() {
        let text = format!("{}é", "a".repeat(SAMPLE - 1));
        assert_eq!(guess(&text).kind, Kind::Plain);
    }
}
