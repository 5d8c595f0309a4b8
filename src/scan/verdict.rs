//! Evidence of Google's audit that no call of any input leads to: said where the verdict stands.

use super::word::Writer;
use super::{Outcome, Settings};
use crate::association::World;
use crate::discover::Input;
use crate::finding::Finding;
use crate::rule;
use crate::source::{Lines, decode};
use crate::span::{Span, offset};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Adds to each input's outcome what its verdicts name and nothing explains. All inputs have been scanned by now.
pub(super) fn add(inputs: &[Input], outcomes: &mut [Outcome], world: &World, settings: &Settings) {
    if !world.has_verdicts() {
        return;
    }
    let mut findings = unexplained(world, settings);
    for (input, outcome) in inputs.iter().zip(outcomes) {
        if let Some(found) = findings.remove(&input.shown) {
            outcome.findings.extend(found);
            outcome.findings.sort_by_key(|finding| finding.place.span);
        }
    }
}

fn unexplained(world: &World, settings: &Settings) -> FxHashMap<Arc<str>, Vec<Finding>> {
    let mut findings: FxHashMap<Arc<str>, Vec<Finding>> = FxHashMap::default();
    for (verdict, known) in world.known_verdicts() {
        for evidence in verdict.evidence.iter().filter(|one| one.is_unexplained()) {
            let decoded = decode(evidence.text.as_bytes());
            let lines = Lines::new(&decoded);
            let mut writer = Writer::new(known.path.clone(), &lines, settings);
            let mut draft = rule::downstream(evidence);
            draft.span = Span::new(0, offset(evidence.text.len()));
            let Some(mut finding) = writer.write("google-verdict", draft, None) else { continue };
            (finding.excerpt.line, finding.excerpt.column) = (evidence.place.line, evidence.place.column);
            finding.place = evidence.place.clone();
            findings.entry(known.path.clone()).or_default().push(finding);
        }
    }
    findings
}
