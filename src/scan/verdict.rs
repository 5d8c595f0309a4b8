//! Evidence of Google's audit that no call of any input leads to: said where the verdict stands.

use super::source::silenced_by_config;
use super::word::Writer;
use super::{Outcome, Scan, unpacked};
use crate::discover::Input;
use crate::finding::Finding;
use crate::rule;
use crate::source::{Lines, decode};
use crate::span::{Span, offset};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Adds to each input's outcome what its verdicts name and nothing explains. All inputs have been scanned by now.
pub(super) fn add(inputs: &[Input], outcomes: &mut [Outcome], scan: &Scan) {
    if !scan.world.has_verdicts() {
        return;
    }
    let mut findings = unexplained(scan);
    for (input, outcome) in inputs.iter().zip(outcomes) {
        // What a packed file holds is known by its name without the ending.
        let found = findings.remove(&input.shown).or_else(|| findings.remove(&unpacked(input).shown));
        let Some(mut found) = found else { continue };
        let before = found.len();
        found.retain(|(finding, seen)| !silenced_by_config(finding.rule, Some(seen), input, scan));
        outcome.suppressed += before - found.len();
        outcome.findings.extend(found.into_iter().map(|(finding, _)| finding));
        outcome.findings.sort_by_key(|finding| finding.place.span);
    }
}

/// By input, each with what was seen.
fn unexplained<'s>(scan: &Scan<'s>) -> FxHashMap<Arc<str>, Vec<(Finding, &'s str)>> {
    let mut findings: FxHashMap<Arc<str>, Vec<(Finding, &str)>> = FxHashMap::default();
    for (verdict, known) in scan.world.known_verdicts() {
        for evidence in verdict.evidence.iter().filter(|one| one.is_unexplained()) {
            let decoded = decode(evidence.text.as_bytes());
            let lines = Lines::new(&decoded);
            let mut writer = Writer::new(known.path.clone(), &lines, scan.settings);
            let mut draft = rule::downstream(evidence);
            draft.span = Span::new(0, offset(evidence.text.len()));
            let Some(mut finding) = writer.write("google-verdict", draft, None) else { continue };
            (finding.excerpt.line, finding.excerpt.column) = (evidence.place.line, evidence.place.column);
            finding.place = evidence.place.clone();
            findings.entry(known.path.clone()).or_default().push((finding, evidence.text.as_str()));
        }
    }
    findings
}
