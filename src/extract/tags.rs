//! *Tag sheets* in plain text, as CM360, Sizmek and other ad servers export them: several tags one after the other, each
//! under lines that name its placement. Each tag is read as a document of its own, so that one that was cut off does not
//! swallow the next; a tag may also be an address alone, under a label that says what it is for.

use super::{Language, Queue, Region};
use crate::call::{Confidence, Trigger};
use crate::mapped::Mapped;
use crate::source::{Kind, sniff};
use crate::url::Url;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A line that names something: `Placement ID: 123`, at the very start of it, so that no key of a script is one.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let words = "advertiser|campaign|placement|publisher|site|package|creative|ad|section|dimensions?|size|start|end|\
                 flight|format|comments?|notes?|tags?|impression|click|tracking|tracker|internal|standard|iframes?|\
                 javascript|script|noscript|vast|pre-?fetch|pixel|landing|secure|third|redirect|command|url|generated";
    Regex::new(&format!(r"(?i-u)^(?:{words})\b[\w /().,&-]{{0,60}}?[ ]?[:\t]")).expect("the pattern is fixed")
});

/// A line between two tags.
static RULE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)^\s*[-=*_#~]{4,}\s*$").expect("the pattern is fixed"));

/// Labels under which an address is one that browsers or players request.
static ADDRESSES: LazyLock<Regex> = LazyLock::new(|| {
    let words = "tag|impression|click|track|pixel|redirect|command|vast|fetch|landing|standard|iframe|script";
    Regex::new(&format!("(?i-u){words}")).expect("the pattern is fixed")
});

/// Where the label at the start of a line ends, if there is one.
fn label(line: &str) -> Option<usize> {
    line.starts_with(|c: char| c.is_ascii_uppercase()).then(|| LABEL.find(line)).flatten().map(|found| found.end())
}

/// Whether a text is a tag sheet: labels before the first tag, and something that could be one.
pub(crate) fn is_sheet(text: &str) -> bool {
    let before = &text[..text.find('<').unwrap_or(text.len())];
    let labels = before.lines().filter(|line| label(line).is_some()).count();
    labels >= 2 && (before.len() < text.len() || text.contains("://"))
}

/// Reads a tag sheet.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let mut sheet = Sheet { region, queue, label: String::new(), block: None };
    let text = &region.text.text;
    for line in text.split_inclusive('\n') {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        sheet.line(line, at);
    }
    sheet.end_block();
}

struct Sheet<'r, 's> {
    region: &'r Region<'s>,
    queue: &'r mut Queue<'s>,
    /// The latest label.
    label: String,
    /// The lines since then that are no labels.
    block: Option<Range<usize>>,
}

impl Sheet<'_, '_> {
    fn line(&mut self, line: &str, at: usize) {
        let (start, end) = (at, at + line.len());
        if RULE.is_match(line) {
            return self.end_block();
        }
        let Some(label) = label(line) else {
            let block = self.block.get_or_insert(start..end);
            block.end = end;
            return;
        };
        self.end_block();
        line[..label].clone_into(&mut self.label);
        self.block = (!line[label..].trim().is_empty()).then(|| at + label..end);
    }

    /// Reads what stood under the label: a tag, or addresses.
    fn end_block(&mut self) {
        let Some(range) = self.block.take() else { return };
        let text = self.region.text.slice(range);
        let language = match sniff("", &text.text).kind {
            Kind::Script => Language::Script,
            Kind::Vast => Language::Vast,
            _ => Language::Markup,
        };
        if text.text.contains('<') || language == Language::Script {
            let route = self.region.route.clone();
            return self.queue.push(Region { text, language, route });
        }
        if ADDRESSES.is_match(&self.label) {
            let whole = text.text.clone();
            for word in whole.split_whitespace() {
                let at = word.as_ptr() as usize - whole.as_ptr() as usize;
                self.address(&text.slice(at..at + word.len()));
            }
        }
    }

    fn address(&mut self, url: &Mapped) {
        if !Url::parse(&url.text).is_absolute() {
            return;
        }
        let is_click = ["click", "landing"].iter().any(|word| self.label.to_ascii_lowercase().contains(word));
        let trigger = if is_click { Trigger::Click } else { Trigger::Load };
        let route = self.region.route.step("tag sheet").on(trigger).at_most(Confidence::Medium);
        self.queue.url(&url.clone().into_owned(), route);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_lines_that_name_something() {
        for line in
            ["Placement ID: 123", "Impression tag (image):", "Campaign\tSpring", "Click command: x", "Size: 1x1"]
        {
            assert!(label(line).is_some(), "{line}");
        }
        for line in ["  size: 3,", "placement: 'a',", "https://a.example/", "Web team only: x", "<b>Size: 3</b>", "Ads"]
        {
            assert!(label(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_sheet_has_labels_before_its_first_tag() {
        assert!(is_sheet("Campaign: a\nPlacement: b\n\n<script src=x></script>"));
        assert!(is_sheet("Campaign: a\nInternal redirect:\nhttps://a.example/"));
        for text in ["<p>\nCampaign: a\nSize: b", "Campaign: a\nPlacement: b", "Size: 3\n<img src=x>", ""] {
            assert!(!is_sheet(text), "{text}");
        }
    }
}
