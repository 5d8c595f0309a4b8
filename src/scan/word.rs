//! From a draft to a finding: the rule's words filled with the draft's facts, the severity chosen, the span placed in
//! its lines with an excerpt, and a *fingerprint* that stays when lines move.

use super::{Settings, view};
use crate::catalogue::Call;
use crate::chain::Seen;
use crate::finding::{Finding, Severity};
use crate::rule::{Draft, fill};
use crate::source::Lines;
use rustc_hash::FxHashMap;
use siphasher::sip::SipHasher24;
use std::hash::Hasher;
use std::sync::Arc;

/// How often each rule spoke of the same text.
pub(super) type Counts = FxHashMap<u64, u32>;

/// Writes the findings of one source.
pub(super) struct Writer<'a> {
    path: Arc<str>,
    lines: &'a Lines<'a>,
    settings: &'a Settings,
    /// How often each rule spoke of the same text already.
    seen: Counts,
}

impl<'a> Writer<'a> {
    pub(super) fn new(path: Arc<str>, lines: &'a Lines<'a>, settings: &'a Settings) -> Self {
        Self { path, lines, settings, seen: Counts::default() }
    }

    /// The same, going on after another part of the source.
    pub(super) fn after(self, seen: Counts) -> Self {
        Self { seen, ..self }
    }

    /// What a next part is to go on after.
    pub(super) fn counts(self) -> Counts {
        self.seen
    }

    /// The finding, unless the rule is off or the draft is less sure than asked for.
    pub(super) fn write(&mut self, rule: &'static str, draft: Draft, call: Option<&Call>) -> Option<Finding> {
        let severity = self.settings.severity(rule);
        if severity == Severity::Off || draft.confidence < self.settings.min_confidence {
            return None;
        }
        let words = self.settings.rules.words(rule)?;
        let help = match &words.help_without_segment {
            Some(help) if draft.remedy.as_ref().is_some_and(|remedy| remedy.associate.is_empty()) => help,
            _ => &words.help,
        };
        let place = self.lines.place(draft.span);
        let excerpt = self.lines.excerpt(draft.span);
        let said = call.map_or_else(|| excerpt.text.clone(), |call| call.raw.url.text.clone().into_owned());
        Some(Finding {
            rule,
            words,
            severity,
            confidence: draft.confidence,
            disapproval: words.disapproval.as_deref(),
            message: fill(&words.message, |name| draft.get(name)),
            help: fill(help, |name| draft.get(name)) + in_video(words.disapproval.as_deref(), call) + &in_capture(call),
            path: self.path.clone(),
            place,
            call: call.map(view),
            fingerprint: self.fingerprint(rule, &said),
            excerpt,
            related: draft.related.iter().map(|(span, word)| (self.lines.place(*span), word.clone())).collect(),
            removal: draft.remedy.as_ref().and_then(|remedy| Some(self.lines.place(remedy.remove?))),
            remedy: draft.remedy,
        })
    }

    /// Rule, path, what is spoken of and its count, hashed: the same wherever the lines are.
    fn fingerprint(&mut self, rule: &str, said: &str) -> String {
        let base = hash(&[rule, &self.path, said]);
        let count = self.seen.entry(base).and_modify(|count| *count += 1).or_default();
        format!("{:016x}", hash(&[rule, &self.path, said, &count.to_string()]))
    }
}

/// What a call of a video ad is told besides: the audit of video has a label of its own.
fn in_video(disapproval: Option<&str>, call: Option<&Call>) -> &'static str {
    let in_video = call.is_some_and(|call| call.raw.is_in_video());
    match disapproval {
        Some("invalid_fourth_party_call") if in_video => ". In a video ad, Google may call it video_invalid_vendor",
        _ => "",
    }
}

/// The way to a captured call.
fn in_capture(call: Option<&Call>) -> String {
    let words = call.and_then(|call| call.raw.seen.as_ref()).and_then(Seen::words);
    words.map_or_else(String::new, |words| format!(". {words}"))
}

fn hash(parts: &[&str]) -> u64 {
    let mut hasher = SipHasher24::new();
    for part in parts {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.finish()
}
