//! Plain words and harmless text. A creative is somebody else's text: what it holds of terminal controls and of
//! characters that turn the reading direction must not act when it is printed.

use crate::call::{Confidence, Trigger};
use crate::finding::{Finding, PartyRecord, Severity};
use crate::source::tally::tally;
use std::borrow::Cow;

/// The text with every character that could act on a terminal made visible as `�`; line breaks and tabs become spaces.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    // Nearly all texts are plain, which is told of many bytes at once.
    let odd = tally(text.as_bytes(), |byte| !(b' '..0x7f).contains(&byte));
    if odd == 0 || text.chars().all(|c| harmless(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(harmless).collect())
    }
}

/// The character, or what stands for it where it could act on a terminal.
pub(crate) fn harmless(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => '\u{fffd}',
        c => c,
    }
}

/// `1 error`, `2 errors`.
pub(crate) fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// The word for a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Off => "off",
    }
}

/// The word for a confidence.
pub(crate) fn confidence(confidence: Confidence) -> &'static str {
    confidence.as_str()
}

/// The word for a trigger.
pub(crate) fn trigger(trigger: Trigger) -> &'static str {
    trigger.as_str()
}

/// When a call is sent, in a sentence.
pub(crate) fn when(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Load => "on load",
        Trigger::Event => "on an ad event",
        Trigger::Click => "on click",
    }
}

/// What is wrong and what to do, in one paragraph.
pub(crate) fn sentence(finding: &Finding) -> String {
    let (message, help) = (visible(&finding.message), visible(&finding.help));
    format!("{}. {}.", message.trim_end_matches('.'), help.trim_end_matches('.'))
}

/// The text, cut to so many characters with `…` where it is longer.
pub(crate) fn clipped(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some(_) => Cow::Owned(text.chars().take(longest.saturating_sub(1)).chain(['…']).collect()),
        None => Cow::Borrowed(text),
    }
}

/// `1 input is`, `2 inputs are`.
pub(crate) fn be(number: usize, word: &str) -> String {
    format!("{} {}", count(number, word), if number == 1 { "is" } else { "are" })
}

/// Who a party is: its name, or a domain of its own.
pub(crate) fn party(party: &PartyRecord) -> &str {
    let domain = party.domains.first().map_or("unknown", String::as_str);
    party.vendor.as_deref().unwrap_or(domain)
}

/// The domains of a party, with blanks between.
pub(crate) fn domains(party: &PartyRecord) -> String {
    party.domains.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// What the calls of a party do.
pub(crate) fn kinds(party: &PartyRecord) -> String {
    party.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whether a party is declared; empty where nothing is, or where it cannot be told.
pub(crate) fn declared(party: &PartyRecord) -> &'static str {
    match party.declared {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}
