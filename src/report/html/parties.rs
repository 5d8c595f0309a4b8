//! The *parties* of a creative: the third parties that it calls, and the fourth parties that these carry the browser on
//! to. A party is a vendor, or a host where nobody knows the vendor.

use crate::finding::{CallRecord, CallView, Finding};
use crate::mapped::HOLE;
use crate::report::Verdict;
use crate::report::plain::visible;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Parties in a column; the rest is counted.
pub(super) const MOST: usize = 12;

/// Parties whose way is told.
const WAYS: usize = 50;

/// A third party, and the fourth parties behind it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Party {
    pub(super) name: String,
    #[serde(skip)]
    verdict: Verdict,
    pub(super) class: &'static str,
    pub(super) calls: usize,
    pub(super) kinds: BTreeSet<&'static str>,
    pub(super) then: Vec<String>,
    /// Whether there are more than `then` holds.
    further: bool,
}

/// The fourth parties of a call that the server itself sends on: the markup does not name them.
pub(super) const UNNAMED: &str = "Partner user syncs";
/// Rules whose findings say that the server sends the browser on.
const SENT_ON: [&str; 3] = ["segment-pixel", "conversion-segment-pixel", "pixel-array-call"];

/// Who is called, those with findings first.
pub(super) fn third_parties(calls: &[&CallRecord], findings: &[&Finding]) -> Vec<Party> {
    let judged = judged(findings);
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    // Fourth parties of captures, by the third party that it all started with: they may bring in others themselves.
    let mut behind: FxHashMap<String, usize> = FxHashMap::default();
    let mut parties: Vec<Party> = Vec::new();
    let by_host = by_host(calls);
    for call in calls.iter().map(|record| &record.call) {
        let Some(name) = name(call) else { continue };
        let brought_by = before(call).and_then(|host| by_host.get(host)).filter(|by| domain(by) != domain(&name));
        if let Some(at) = brought_by.and_then(|by| numbers.get(by).or(behind.get(by))).copied() {
            parties[at].goes_on_to(Some(name.clone()));
            parties[at].weigh(judged.get(call.url.as_str()).copied().unwrap_or_default().0);
            behind.entry(name).or_insert(at);
            continue;
        }
        let at = *numbers.entry(name.clone()).or_insert(parties.len());
        if at == parties.len() {
            parties.push(Party { name, ..Party::default() });
        }
        parties[at].add(call, judged.get(call.url.as_str()).copied().unwrap_or_default());
    }
    parties.sort_by_key(|party| Reverse(party.verdict));
    for party in &mut parties {
        party.class = class(party.verdict);
    }
    parties
}

/// How a party of a capture came in.
#[derive(Debug, Serialize)]
pub(super) struct Way {
    name: String,
    /// Where in the markup it starts, if that is known, and the hosts in between.
    way: String,
    first: String,
}

/// For each party of a capture the first call to it.
pub(super) fn ways(calls: &[&CallRecord]) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for call in calls.iter().map(|record| &record.call).filter(|call| is_captured(call)) {
        let Some(name) = name(call).filter(|name| ways.len() < WAYS && !ways.iter().any(|way| way.name == *name))
        else {
            continue;
        };
        let before = call.chain.split_last().map_or(&[][..], |(_, before)| before);
        let way = visible(&before.join(" › ")).into_owned();
        ways.push(Way { name, way, first: visible(&call.url).into_owned() });
    }
    ways
}

/// Whether a call was seen in a capture.
fn is_captured(call: &CallView) -> bool {
    call.via == "har" || call.via.starts_with("har[")
}

/// Whose the hosts of captured calls are.
fn by_host<'c>(calls: &[&'c CallRecord]) -> FxHashMap<&'c str, String> {
    let captured = calls.iter().map(|record| &record.call).filter(|call| is_captured(call));
    captured.filter_map(|call| Some((call.host.as_deref()?, name(call)?))).collect()
}

/// The registrable domain, where a party goes by its host.
fn domain(party: &str) -> &str {
    psl::domain_str(party).unwrap_or(party)
}

/// The host that brought a captured call about.
fn before(call: &CallView) -> Option<&str> {
    let (_, way) = call.chain.split_last()?;
    way.last().filter(|_| is_captured(call)).map(String::as_str)
}

/// What the findings say of a URL: how bad it is, and whether its server sends the browser on.
fn judged<'f>(findings: &[&'f Finding]) -> FxHashMap<&'f str, (Verdict, bool)> {
    let mut judged: FxHashMap<&str, (Verdict, bool)> = FxHashMap::default();
    for finding in findings {
        let Some(call) = &finding.call else { continue };
        let (verdict, sent_on) = judged.entry(&call.url).or_default();
        *verdict = Verdict::of([*finding]).max(*verdict);
        *sent_on |= SENT_ON.contains(&finding.rule);
    }
    judged
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fails => "fails",
        Verdict::Risk => "risk",
        Verdict::Flawed | Verdict::Clean => "plain",
    }
}

impl Party {
    fn add(&mut self, call: &CallView, (verdict, sent_on): (Verdict, bool)) {
        self.calls += 1;
        self.kinds.insert(call.kind.as_str());
        self.weigh(verdict);
        for hop in &call.hops {
            self.goes_on_to(party(hop.vendor.as_deref(), hop.host.as_deref()));
        }
        if call.hops.is_empty() && sent_on {
            self.goes_on_to(Some(UNNAMED.to_owned()));
        }
    }

    /// Takes in what is said of a call of its own, or of one that it brings about.
    fn weigh(&mut self, verdict: Verdict) {
        self.verdict = self.verdict.max(verdict);
    }

    fn goes_on_to(&mut self, name: Option<String>) {
        let Some(name) = name.filter(|name| *name != self.name && !self.then.contains(name)) else { return };
        if self.then.len() < MOST {
            self.then.push(name);
        } else {
            self.further = true;
        }
    }
}

/// The vendor, or the host where nobody knows it; nothing for the creative's own files.
fn name(call: &CallView) -> Option<String> {
    let at_run_time = || call.url.contains(HOLE).then(|| "Host known only at run time".to_owned());
    party(call.vendor.as_deref(), call.host.as_deref()).or_else(at_run_time)
}

fn party(vendor: Option<&str>, host: Option<&str>) -> Option<String> {
    vendor.or(host).map(|name| visible(name).into_owned())
}
