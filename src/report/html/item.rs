//! A finding as the page shows it.

use super::code::{self, Line};
use crate::call::Confidence;
use crate::finding::{CallView, Finding};
use crate::remedy::{Action, Associate};
use crate::report::plain::{self, visible, when};
use serde::Serialize;

/// What the template of a finding needs.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    rule: &'static str,
    severity: &'static str,
    title: String,
    label: Option<&'static str>,
    confidence: Option<&'static str>,
    message: String,
    help: String,
    line: u32,
    column: u32,
    code: Vec<Line>,
    call: Option<Call>,
    associate: Vec<Association>,
    lost: Vec<String>,
    related: Vec<String>,
}

/// The call a finding is about.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    url: String,
    vendor: String,
    kind: &'static str,
    when: &'static str,
    route: String,
    hops: Vec<Hop>,
}

#[derive(Debug, Serialize)]
struct Hop {
    url: String,
    vendor: String,
    kind: &'static str,
}

/// An association to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Association {
    /// Segment id, where it is known.
    pub(super) id: Option<u64>,
    /// What the table says: the id, or the code whose id has to be looked up.
    segment: String,
    /// What the button copies.
    copy: String,
    pub(super) action: &'static str,
    event: &'static str,
}

impl Item {
    pub(super) fn new(finding: &Finding) -> Self {
        let remedy = finding.remedy.as_ref();
        Self {
            rule: finding.rule,
            severity: plain::severity(finding.severity),
            title: finding.words.title.clone(),
            label: finding.disapproval,
            confidence: (finding.confidence < Confidence::High).then(|| plain::confidence(finding.confidence)),
            message: visible(&finding.message).into_owned(),
            help: visible(&finding.help).into_owned(),
            line: finding.place.line,
            column: finding.place.column,
            code: code::lines(&finding.excerpt),
            call: finding.call.as_ref().map(Call::new),
            associate: remedy.map_or_else(Vec::new, |remedy| remedy.associate.iter().map(Association::new).collect()),
            lost: remedy.map_or_else(Vec::new, |remedy| remedy.lost.clone()),
            related: finding
                .related
                .iter()
                .map(|(place, word)| format!("line {}: {}", place.line, visible(word)))
                .collect(),
        }
    }
}

impl Call {
    fn new(call: &CallView) -> Self {
        let hops = call.hops.iter().map(|hop| Hop {
            url: visible(&hop.url).into_owned(),
            vendor: visible(hop.vendor.as_deref().unwrap_or("unknown vendor")).into_owned(),
            kind: hop.kind.as_str(),
        });
        Self {
            url: visible(&call.url).into_owned(),
            vendor: visible(call.vendor.as_deref().unwrap_or("unknown vendor")).into_owned(),
            kind: call.kind.as_str(),
            when: when(call.trigger),
            route: visible(&call.chain.join(" › ")).into_owned(),
            hops: hops.collect(),
        }
    }
}

impl Association {
    pub(super) fn new(one: &Associate) -> Self {
        let code = one.code.as_deref().unwrap_or_default();
        let owner = one.member.as_deref().map_or(String::new(), |member| format!(" of member {member}"));
        let (segment, copy) = match one.segment {
            Some(id) => (id.to_string(), id.to_string()),
            None => (format!("code {code}{owner}: look its id up"), code.to_owned()),
        };
        let event = match one.action {
            Action::View => "Impression",
            Action::Click => "Click",
        };
        Self { id: one.segment, segment, copy, action: one.action.as_str(), event }
    }
}
