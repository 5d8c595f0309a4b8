//! What was observed: for people the tree of parties, the difference to what reading the creative says, and then what
//! `check` says of the capture; for programs one JSON document. Every other format shows the findings alone.

use super::paint::Paint;
use super::plain::{clipped, count, visible, when};
use super::{Format, Style, Verdict, human, json};
use crate::call::Trigger;
use crate::finding::{Finding, Problem, Report, Severity, Summary};
use crate::observe::{Difference, Observation, Party, Stored};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Name and version of the form of `observe`.
const OBSERVE: &str = "taglint.observe/1";
/// Parties, and differences of a kind, that people are shown; JSON has them all.
const MOST: usize = 40;

/// Writes what was observed. `report` is that of all observations together.
///
/// # Errors
/// Those of the writer.
pub fn observe(
    format: Format,
    observations: &[Observation],
    report: &Report,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => {
            for one in observations {
                picture(one, style, out)?;
            }
            human::check(report, style, out)
        }
        Format::Json => document(observations, report, out),
        format => super::check(format, report, style, out),
    }
}

#[derive(Serialize)]
struct Document<'o> {
    schema: &'static str,
    observed: Vec<Observed<'o>>,
    findings: &'o [Finding],
    problems: &'o [Problem],
    summary: &'o Summary,
}

#[derive(Serialize)]
struct Observed<'o> {
    path: &'o str,
    runs: usize,
    requests: usize,
    parties: &'o [Party],
    difference: &'o Option<Difference>,
    stored: &'o [Stored],
}

fn document(observations: &[Observation], report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let observed = observations.iter().map(|one| {
        let Observation { path, runs, requests, parties, difference, stored, .. } = one;
        Observed { path, runs: *runs, requests: *requests, parties, difference, stored }
    });
    let (observed, Report { findings, problems, summary, .. }) = (observed.collect(), report);
    json::document(&Document { schema: OBSERVE, observed, findings, problems, summary }, out)
}

fn picture(one: &Observation, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    let times = if one.runs == 1 { "once".to_owned() } else { format!("{} times", one.runs) };
    let head = format!("shown to a browser {times}, {}", count(one.requests, "request"));
    writeln!(out, "{}  {}\n", paint.heading(&visible(&one.path)), paint.dim(&head))?;
    tree(one, style, out)?;
    if let Some(difference) = &one.difference {
        live(difference, style, out)?;
        predicted(difference, style, out)?;
    }
    stored(&one.stored, style, out)
}

fn tree(one: &Observation, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    if one.parties.is_empty() {
        return writeln!(out, "  It called nobody\n");
    }
    writeln!(out, "  {}", paint.bold("The creative"))?;
    let mut open: Vec<bool> = Vec::new();
    for (number, party) in one.parties.iter().enumerate().take(MOST) {
        let is_last = !one.parties[number + 1..]
            .iter()
            .take_while(|next| next.depth >= party.depth)
            .any(|next| next.depth == party.depth);
        open.truncate(party.depth);
        let stem: String = open.iter().map(|more| if *more { "│  " } else { "   " }).collect();
        let branch = if is_last { "└─ " } else { "├─ " };
        writeln!(out, "  {stem}{branch}{}", named(party, one.runs, paint))?;
        open.push(!is_last);
        let inner: String = open.iter().map(|more| if *more { "│  " } else { "   " }).collect();
        let room = style.width.saturating_sub(inner.chars().count() + 4).max(30);
        for line in about(party) {
            writeln!(out, "  {inner}{}", paint.dim(&clipped(&line, room)))?;
        }
    }
    if one.parties.len() > MOST {
        writeln!(out, "  … and {} more", one.parties.len() - MOST)?;
    }
    writeln!(out)
}

/// `Microsoft Advertising  segment, 2 calls, in 2 of 3 runs`.
fn named(party: &Party, runs: usize, paint: Paint) -> String {
    let name = visible(&party.name);
    let name = match party.verdict {
        Verdict::Fails => paint.severity(Severity::Error, &name),
        Verdict::Risk | Verdict::Flawed => paint.severity(Severity::Warning, &name),
        Verdict::Clean => paint.bold(&name),
    };
    let kinds: Vec<&str> = party.kinds.iter().map(|kind| kind.as_str()).collect();
    let mut words = vec![kinds.join(", "), count(party.calls, "call")];
    if runs > 1 {
        words.push(format!("in {} of {runs} runs", party.runs));
    }
    if party.trigger != Trigger::Load {
        words.push(when(party.trigger).to_owned());
    }
    match party.verdict {
        Verdict::Fails => words.push("would be disapproved".to_owned()),
        Verdict::Risk => words.push("at risk".to_owned()),
        _ => {}
    }
    format!("{name}  {}", paint.dim(&words.join(", ")))
}

/// The first call, how it came about, and the cookies.
fn about(party: &Party) -> Vec<String> {
    let mut lines = vec![format!("first by {}", visible(&party.first))];
    match (&party.origin, party.depth) {
        (Some(origin), 0) => lines.push(format!("written in {}", visible(origin))),
        (Some(origin), _) => lines.push(format!("told by {}; it all starts in {}", party.told, visible(origin))),
        (None, _) => lines.push(format!("told by {}", party.told)),
    }
    if !party.cookies.is_empty() {
        let cookies: Vec<&str> = party.cookies.iter().map(String::as_str).take(6).collect();
        lines.push(format!("sets cookies: {}", visible(&cookies.join(", "))));
    }
    lines
}

fn live(difference: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let all = &difference.only_live;
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {}", Paint::new(style).bold("Only seen live: reading the creative does not tell of these calls"))?;
    for one in all.iter().take(MOST) {
        let through = match one.through.len() {
            0 => "the creative itself".to_owned(),
            _ => one.through.join(" › "),
        };
        let line = format!("{}, {}, through {through}", one.party, count(one.calls, "call"));
        writeln!(out, "    {}", clipped(&visible(&line), style.width.saturating_sub(4)))?;
        writeln!(out, "      {}", clipped(&visible(&one.first), style.width.saturating_sub(6)))?;
    }
    more(all.len(), out)
}

fn predicted(difference: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let all = &difference.only_predicted;
    if all.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "  {}",
        Paint::new(style).bold("Only predicted: these calls are written in the creative and did not come")
    )?;
    for one in all.iter().take(MOST) {
        writeln!(out, "    {}", clipped(&visible(&one.url), style.width.saturating_sub(4)))?;
        let line = format!("{}: {}", one.place, one.why);
        writeln!(out, "      {}", clipped(&visible(&line), style.width.saturating_sub(6)))?;
    }
    more(all.len(), out)
}

fn more(all: usize, out: &mut dyn Write) -> io::Result<()> {
    if all > MOST {
        writeln!(out, "    … and {} more", all - MOST)?;
    }
    writeln!(out)
}

/// What stays in the browser, by host.
fn stored(stored: &[Stored], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if stored.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {}", Paint::new(style).bold("Stays in the browser"))?;
    let mut by: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for one in stored {
        by.entry((one.what, &one.host)).or_default().push(&one.name);
    }
    for ((what, host), names) in by.iter().take(MOST) {
        let named: Vec<&str> = names.iter().copied().take(6).collect();
        let line = format!("{what} of {host}: {}", named.join(", "));
        writeln!(out, "    {}", clipped(&visible(&line), style.width.saturating_sub(4)))?;
    }
    more(by.len(), out)
}
