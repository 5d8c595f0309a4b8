//! Verdicts of Google's audit in JSON: creatives of the Real-time Bidding API, whose form is documented, and what
//! Microsoft relays of it, whose form is not: there, every address and domain in the feedback counts.

use super::get::{given, scalar};
use super::{Reader, property};
use crate::association::{Creative, Evidence, Object as Known, Verdict};
use crate::extract::Route;
use crate::mapped::Mapped;
use crate::span::Span;
use jsonc_parser::ast::{Array, Object, StringLit, Value};
use jsonc_parser::common::Ranged;
use regex::Regex;
use std::sync::LazyLock;

/// The key that only a creative of the Real-time Bidding API has.
const DECISION: &str = "creativeServingDecision";

/// Its audits: of auctions, of open bidding, of deals, and of two countries.
const AUDITS: &[&str] = &[
    "networkPolicyCompliance",
    "platformPolicyCompliance",
    "dealsPolicyCompliance",
    "chinaPolicyCompliance",
    "russiaPolicyCompliance",
];

/// Keys of an object that holds its creative's markup.
const MARKUP: &[&str] =
    &["html", "video", "native", "content", "content_secure", "media_url", "video_attribute", "native_attribute"];

/// Where Microsoft's objects relay the audit, each with the key of its status.
const RELAYED: &[(&str, &str)] = &[("adx_audit", "audit_status"), ("google_audit_feedback", "google_audit_status")];

/// An address, or a domain that stands by itself.
static SEEN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"https?://[^\s"'<>,;)\]]+|\b(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}\b"#;
    Regex::new(pattern).expect("a good pattern")
});

/// A label of the disapproval table, as feedback has it.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b[a-z]+(?:_[a-z0-9]+){1,6}\b").expect("a good pattern"));

/// Whether an object is a creative of the Real-time Bidding API with its verdict.
pub(super) fn is_judged(object: &Object) -> bool {
    matches!(property(object, DECISION), Some(Value::Object(_)))
}

impl Reader<'_, '_> {
    /// Reads a creative of the Real-time Bidding API: its markup, and the verdict on it.
    pub(super) fn judged(&mut self, object: &Object, route: &Route) {
        let id = scalar(object, "creativeId").or_else(|| last_part(&scalar(object, "name")?));
        let span = self.span_of(object);
        let creative = Creative { id: id.clone(), span, ..Creative::default() };
        let number = self.queue.creative(creative);
        self.fields(object, "", &Route { creative: Some(number), ..route.clone() });
        let Some(Value::Object(decision)) = given(object, DECISION) else { return };
        let mut evidence = Vec::new();
        for audit in AUDITS.iter().filter_map(|key| given(decision, key)?.as_object()) {
            self.audit(audit, &mut evidence);
        }
        if let Some(Value::Object(providers)) = given(decision, "adTechnologyProviders") {
            self.strings(
                providers,
                "unidentifiedProviderDomains",
                "unidentified ad technology provider",
                &mut evidence,
            );
        }
        self.verdict(object, Verdict { creative: id, evidence, span, holds_markup: false });
    }

    /// One audit's topics, unless it approves.
    fn audit(&mut self, audit: &Object, evidence: &mut Vec<Evidence>) {
        if scalar(audit, "status").is_some_and(|status| status.eq_ignore_ascii_case("approved")) {
            return;
        }
        for topic in self.entries(audit, "topics") {
            let name = scalar(topic, "policyTopic").unwrap_or_else(|| "an unnamed policy".to_owned());
            for one in self.entries(topic, "evidences") {
                if let Some(Value::Object(call)) = given(one, "httpCall") {
                    self.strings(call, "urls", &name, evidence);
                }
                if let Some(Value::Object(call)) = given(one, "domainCall") {
                    for domain in self.entries(call, "topHttpCallDomains") {
                        self.string_of(given(domain, "domain"), &name, evidence);
                    }
                }
            }
        }
    }

    fn strings(&mut self, object: &Object, key: &str, topic: &str, evidence: &mut Vec<Evidence>) {
        if let Some(Value::Array(Array { elements, .. })) = given(object, key) {
            elements.iter().for_each(|element| self.string_of(Some(element), topic, evidence));
        }
    }

    fn string_of(&mut self, value: Option<&Value>, topic: &str, evidence: &mut Vec<Evidence>) {
        if let Some(Value::StringLit(literal)) = value {
            let span = self.span(&Value::StringLit(literal.clone()));
            push(evidence, Evidence::new(literal.value.to_string(), topic.to_owned(), span));
        }
    }

    /// What one of Microsoft's creatives relays of the audit, unless it approves.
    pub(super) fn relayed(&mut self, object: &Object) {
        let mut evidence = Vec::new();
        for (key, status) in RELAYED {
            let Some(value) = given(object, key) else { continue };
            let inner = value.as_object().and_then(|inner| scalar(inner, status));
            let approved = |status: String| ["approved", "audited"].contains(&status.to_ascii_lowercase().as_str());
            if !inner.or_else(|| scalar(object, status)).is_some_and(approved) {
                self.feedback(value, &mut evidence);
            }
        }
        let span = self.span_of(object);
        self.verdict(object, Verdict { creative: scalar(object, "id"), evidence, span, holds_markup: false });
    }

    /// Every address and domain in feedback of any form. Its values wait in a list: nobody says how deep it goes.
    fn feedback(&mut self, value: &Value, evidence: &mut Vec<Evidence>) {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            match value {
                Value::StringLit(literal) => self.seen(literal, evidence),
                Value::Array(list) => waiting.extend(list.elements.iter().rev()),
                Value::Object(object) => waiting.extend(object.properties.iter().rev().map(|one| &one.value)),
                _ => {}
            }
        }
    }

    fn seen(&mut self, literal: &StringLit, evidence: &mut Vec<Evidence>) {
        let text: Mapped = self.string(literal);
        let label = LABEL.find(&text.text).map_or("its policy", |label| label.as_str()).to_owned();
        for found in SEEN.find_iter(&text.text) {
            let address = found.as_str().trim_end_matches('.');
            let span = text.map.span(found.start()..found.start() + address.len());
            push(evidence, Evidence::new(address.to_owned(), label.clone(), span));
        }
    }

    fn verdict(&mut self, object: &Object, verdict: Verdict) {
        if !verdict.evidence.is_empty() {
            let holds_markup = MARKUP.iter().any(|key| given(object, key).is_some());
            self.queue.object(Known::Verdict(Verdict { holds_markup, ..verdict }));
        }
    }

    fn span_of(&self, object: &Object) -> Span {
        self.text.map.span(object.start()..object.end())
    }
}

/// The several audits of one creative see the same things: each is kept once.
fn push(evidence: &mut Vec<Evidence>, one: Evidence) {
    if !evidence.contains(&one) {
        evidence.push(one);
    }
}

/// `buyers/1/creatives/9001`: the id is the last part.
fn last_part(name: &str) -> Option<String> {
    name.rsplit('/').next().filter(|part| !part.is_empty()).map(str::to_owned)
}
