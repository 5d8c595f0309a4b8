//! What is said next to a finding's source: the label at the span, and below it what to do, in plain words.

use crate::call::Confidence;
use crate::catalogue::Kind;
use crate::finding::{Finding, HopView};
use crate::remedy::{Action, Associate, Remedy};
use crate::report::Style;
use crate::report::plain::{self, clipped, visible, when};

/// Losses that are named before the rest is counted.
const LOSSES: usize = 3;
/// Columns that miette puts before a line of help, and spare on the right.
const MARGIN: usize = 10;

/// How the call is made: `sent on load by img[src]`.
pub(super) fn label(finding: &Finding) -> Option<String> {
    let call = finding.call.as_ref()?;
    if let Some(purpose) = call.via.strip_prefix("har") {
        let purpose = purpose.trim_matches(['[', ']']);
        let purpose = if purpose.is_empty() { String::new() } else { format!(", for: {purpose}") };
        return Some(format!("seen in the capture {}{purpose}", when(call.trigger)));
    }
    Some(format!("sent {} by {}", when(call.trigger), clipped(&visible(&call.via), 40)))
}

/// The help, and below it a list: what to associate, what is lost, what to delete, where else to look.
pub(super) fn help(finding: &Finding, style: &Style) -> String {
    let mut rows = Vec::new();
    if let Some(remedy) = &finding.remedy {
        rows.extend(remedy.associate.iter().map(association));
        rows.extend(losses(remedy, style.verbose));
        rows.extend(deletion(finding, remedy));
    }
    rows.extend(route(finding, style.verbose));
    for (place, word) in &finding.related {
        rows.push(("see also", format!("line {}, column {}: {word}", place.line, place.column)));
    }
    if finding.confidence < Confidence::High {
        rows.push(("confidence", plain::confidence(finding.confidence).to_owned()));
    }
    let width = style.width.saturating_sub(MARGIN).max(30);
    let mut help = visible(&finding.help).into_owned();
    for (key, value) in &rows {
        help.push('\n');
        help.push_str(&row(key, &visible(value), width));
    }
    help
}

fn row(key: &str, value: &str, width: usize) -> String {
    let first = format!("{:<12}", format!("{key}:"));
    textwrap::fill(value, textwrap::Options::new(width).initial_indent(&first).subsequent_indent("            "))
}

fn association(one: &Associate) -> (&'static str, String) {
    let event = match one.action {
        Action::View => "Impression",
        Action::Click => "Click",
    };
    let what = match (one.segment, &one.code) {
        (Some(id), _) => format!("segment {id}"),
        (None, Some(code)) => format!("the segment with code {code}{}", member(one)),
        (None, None) => "the segment".to_owned(),
    };
    ("associate", format!("{what}, action \"{}\" (event {event} in the Segment Pixels section)", one.action.as_str()))
}

fn member(one: &Associate) -> String {
    one.member.as_ref().map_or(String::new(), |member| format!(" of member {member}"))
}

fn losses(remedy: &Remedy, all: bool) -> Option<(&'static str, String)> {
    let shown = if all { remedy.lost.len() } else { LOSSES };
    let mut words = remedy.lost.iter().take(shown).cloned().collect::<Vec<_>>().join("; ");
    let more = remedy.lost.len().saturating_sub(shown);
    if more > 0 {
        words.push_str(&format!("; and {more} more (--verbose)"));
    }
    (!words.is_empty()).then_some(("lost", words))
}

/// The code to delete, as far as the excerpt shows it, else its place. Every call has such code; it is named where the
/// advice is to delete it.
fn deletion(finding: &Finding, remedy: &Remedy) -> Option<(&'static str, String)> {
    let advised = finding.help.contains("elete") || !remedy.associate.is_empty();
    let remove = remedy.remove.filter(|_| advised)?;
    let words = match excerpted(finding, remove.start as usize, remove.end as usize) {
        Some(code) => clipped(&code.split_whitespace().collect::<Vec<_>>().join(" "), 160).into_owned(),
        None => format!("the code around it, bytes {} to {} of the file", remove.start, remove.end),
    };
    Some(("delete", words))
}

/// The text of a byte range of the file, if the excerpt holds it uncut.
fn excerpted(finding: &Finding, start: usize, end: usize) -> Option<&str> {
    let (excerpt, span) = (&finding.excerpt, finding.place.span.range());
    // Where the span's length differs, the file's bytes are not the excerpt's (UTF-16, or a clipped span).
    if span.len() != excerpt.len {
        return None;
    }
    let from = (excerpt.start + start).checked_sub(span.start)?;
    let to = (excerpt.start + end).checked_sub(span.start)?;
    let code = excerpt.text.get(from..to).filter(|code| !code.contains('…') && !code.is_empty())?;
    // In other encodings than UTF-8 letters have other lengths: then the ends would be off.
    (code.is_ascii() || (code.starts_with('<') && code.ends_with('>'))).then_some(code)
}

/// Where the browser is carried on to, and, when asked for, how the call comes about.
fn route(finding: &Finding, verbose: bool) -> Vec<(&'static str, String)> {
    let Some(call) = &finding.call else { return Vec::new() };
    let mut rows: Vec<(&str, String)> = call.hops.iter().map(|hop| ("goes on to", carried_on(hop))).collect();
    if verbose {
        rows.push(("route", call.chain.join(" › ")));
        rows.push(("url", call.url.clone()));
    }
    rows
}

fn carried_on(hop: &HopView) -> String {
    let vendor = hop.vendor.as_deref().unwrap_or("unknown vendor");
    let kind = if hop.kind == Kind::Unknown { String::new() } else { format!(", {}", hop.kind.as_str()) };
    format!("{} ({vendor}{kind})", clipped(&hop.url, 200))
}
