//! One input from bytes to findings: decoded, told its format, its calls extracted and judged, the rules asked, the
//! suppressions applied.

use super::bundle::Own;
use super::tie::untied;
use super::word::{Counts, Writer};
use super::{Outcome, Scan, Tie, party, twin, view};
use crate::association::{Creative, Firsts};
use crate::call::{Confidence, RawCall, Step, Trigger};
use crate::catalogue::{Call, judge};
use crate::chain::{Chain, Markup, Origin};
use crate::config::{Declare, Ignore};
use crate::declaration::Declarations;
use crate::discover::Input;
use crate::extract::{self, Extraction, Note};
use crate::finding::{CallRecord, Finding, Problem, Reading};
use crate::plan;
use crate::rule::{Case, Draft, Families, RULES, Rulebook};
use crate::source::{Lines, decode, sniff};
use crate::span::Span;
use crate::suppress::Ignores;
use crate::url::Host;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::Arc;

/// What a rule says, before it is worded: the rule's id, the draft, and the number of the call it is about.
pub(super) struct Said {
    pub(super) rule: &'static str,
    pub(super) draft: Draft,
    pub(super) call: Option<usize>,
}

/// Scans one input.
pub(super) fn scan(input: &Input, bytes: &[u8], scan: &Scan) -> Outcome {
    let decoded = decode(bytes);
    let lines = Lines::new(&decoded);
    let problems = decoded.notes.iter().map(|note| problem(&input.shown, note, &lines)).collect();
    let mut outcome = Outcome { problems, ..Outcome::default() };
    let guess = sniff(input, &decoded.text);
    if scan.settings.explain {
        let (path, what) = (input.shown.clone(), guess.kind.name().to_owned());
        outcome.readings.push(Reading { path, what, why: guess.why });
    }
    let language = guess.language();
    let source = Source::new(input, &lines, *scan);
    let selectors = scan.settings.rules.selectors();
    extract::each_part(&decoded.text, &decoded.map, language, selectors, &mut |extraction| {
        let problems = extraction.notes.iter().map(|note| problem(&input.shown, note, &lines)).collect();
        let mut part = Outcome { problems, ..Outcome::default() };
        source.judge(extraction, &mut part);
        outcome.join(part);
    });
    outcome
}

fn problem(path: &Arc<str>, note: &Note, lines: &Lines) -> Problem {
    let place = lines.place(note.span);
    Problem {
        path: path.clone(),
        line: Some(place.line),
        column: Some(place.column),
        code: note.code,
        message: note.message.clone(),
        incomplete: note.incomplete,
    }
}

/// A source, ready to be judged.
pub(super) struct Source<'a> {
    pub(super) input: &'a Input,
    pub(super) lines: &'a Lines<'a>,
    pub(super) scan: Scan<'a>,
    /// The associations of its list so far.
    firsts: RefCell<Firsts>,
    /// What was said of it so far.
    counts: RefCell<Counts>,
}

impl<'a> Source<'a> {
    pub(super) fn new(input: &'a Input, lines: &'a Lines<'a>, scan: Scan<'a>) -> Self {
        Self { input, lines, scan, firsts: RefCell::default(), counts: RefCell::default() }
    }

    pub(super) fn judge(&self, extraction: Extraction, outcome: &mut Outcome) {
        let Extraction { mut calls, storage, comments, mut creatives, objects, marks, .. } = extraction;
        tie_captured(&mut calls, self.scan.markup);
        creatives.iter_mut().for_each(|creative| self.complete(creative));
        let calls: Vec<Call> = calls.into_iter().map(|raw| judge(raw, &self.scan.settings.catalogue)).collect();
        outcome.calls = calls.len();
        if self.scan.bundled {
            outcome.own = calls.iter().filter_map(|call| self.own(call)).collect();
        }
        if self.scan.settings.inventory {
            outcome.records = calls.iter().map(|call| self.record(call)).collect();
        }
        // Markup is tied; a config has its creatives in itself.
        let tie = creatives.is_empty().then(|| self.tie()).flatten();
        let case = Case {
            tied: tie.as_ref().map(|tie| &tie.creative),
            catalogue: &self.scan.settings.catalogue,
            calls: &calls,
            creatives: &creatives,
            objects: &objects,
            world: self.scan.world,
            declarations: self.declarations(),
            families: Families::default(),
            firsts: &self.firsts,
        };
        if self.scan.settings.inventory {
            outcome.parties = party::parties(&self.input.shown, &case, self.lines);
        }
        if self.scan.settings.plan {
            outcome.plan = plan::entries(&self.input.shown, &case, tie.as_ref(), self.lines);
        }
        self.tell_untied(&case, tie.as_ref(), outcome);
        let rules = &self.scan.settings.rules;
        let mut said = ask(&case, rules);
        let marked = marks.iter().filter_map(|mark| rules.marked(mark));
        said.extend(marked.map(|(rule, draft)| Said { rule, draft, call: None }));
        said.extend(storage.iter().flat_map(|use_| {
            let drafts = RULES.iter().filter_map(move |rule| Some((rule.id(), rule.storage(use_)?)));
            drafts.map(|(rule, draft)| Said { rule, draft, call: None })
        }));
        let said = twin::fold(said, &case);
        let mut ignores = Ignores::read(&comments, |at| self.lines.place(Span::new(at, at)).line);
        let mut findings = self.word(said, &calls);
        self.suppress(&mut findings, &mut ignores, outcome);
        self.report_ignores(&ignores, &mut findings, outcome);
        findings.sort_by_key(|finding| (finding.place.span, order(finding)));
        outcome.findings = findings;
    }

    /// Completes what the input says of a creative by what is known of it from elsewhere.
    fn complete(&self, creative: &mut Creative) {
        self.scan.world.complete(creative);
        if creative.declared.is_none() {
            creative.declared = self.scan.tie.and_then(|tie| tie.creative.declared.clone());
        }
    }

    fn tie(&self) -> Option<Tie> {
        self.scan.tie.cloned().or_else(|| self.scan.settings.ties.find(self.input, self.scan.world))
    }

    /// Says that associations were not checked, where they could be expected to be.
    fn tell_untied(&self, case: &Case, tie: Option<&Tie>, outcome: &mut Outcome) {
        let settings = self.scan.settings;
        if !settings.ties.are_expected(self.scan.world) {
            return;
        }
        let Some(message) = untied(case, tie) else { return };
        outcome.untied = true;
        if settings.verbose {
            let path = self.input.shown.clone();
            outcome.problems.push(Problem {
                path,
                line: None,
                column: None,
                code: "not-tied",
                message,
                incomplete: false,
            });
        }
    }

    /// What is declared for the input.
    fn declarations(&self) -> Declarations<'_> {
        let holds = |entry: &&Declare| self.input.is_at(|path| entry.holds_for(path));
        let entries = self.scan.settings.declared.iter().filter(holds).collect();
        Declarations { entries, servers: Some(self.scan.servers) }
    }

    /// What is to be looked up in the bundle: what is asked for there for certain, and is known in full.
    fn own(&self, call: &Call) -> Option<Own> {
        let raw = &call.raw;
        let is_sure = raw.trigger == Trigger::Load && raw.confidence == Confidence::High && *call.host() == Host::Own;
        let has_macro = raw.url.text.contains(['{', '[', '$']) || raw.url.text.contains("%%");
        let is_known = !has_macro && !raw.chain.iter().any(|step| step == "VAST");
        let place = self.lines.place(raw.span());
        (is_sure && is_known).then(|| Own { url: raw.url.text.to_string(), line: place.line, column: place.column })
    }

    fn record(&self, call: &Call) -> CallRecord {
        let place = self.lines.place(call.raw.span());
        CallRecord {
            path: self.input.shown.clone(),
            line: place.line,
            column: place.column,
            span: place.span,
            call: view(call),
        }
    }

    fn word(&self, said: Vec<Said>, calls: &[Call]) -> Vec<Finding> {
        let mut writer =
            Writer::new(self.input.shown.clone(), self.lines, self.scan.settings).after(self.counts.take());
        let findings =
            said.into_iter().filter_map(|one| writer.write(one.rule, one.draft, one.call.map(|at| &calls[at])));
        let findings = findings.collect();
        self.counts.replace(writer.counts());
        findings
    }

    /// Takes out what a comment or the configuration silences.
    fn suppress(&self, findings: &mut Vec<Finding>, ignores: &mut Ignores, outcome: &mut Outcome) {
        let before = findings.len();
        findings.retain(|finding| !self.is_silenced(finding, ignores));
        outcome.suppressed = before - findings.len();
    }

    /// Whether a comment or the configuration silences it.
    pub(super) fn is_silenced(&self, finding: &Finding, ignores: &mut Ignores) -> bool {
        let by_comment = ignores.silences(finding.rule, finding.place.line);
        let url = finding.call.as_ref().map(|call| call.url.as_str());
        silenced_by_config(finding.rule, url, self.input, &self.scan) || by_comment
    }

    fn report_ignores(&self, ignores: &Ignores, findings: &mut Vec<Finding>, outcome: &mut Outcome) {
        let unused = ignores.unused().map(|ignore| Said {
            rule: "unused-ignore",
            draft: Draft::at(ignore.span).fact("detail", "comment").fact("rule", ignore.rule.clone()),
            call: None,
        });
        findings.extend(self.word(unused.collect(), &[]));
        for misspelt in &ignores.misspelt {
            let note =
                Note { span: misspelt.span, code: "bad-ignore", message: misspelt.message.clone(), incomplete: false };
            outcome.problems.push(problem(&self.input.shown, &note, self.lines));
        }
    }
}

/// Whether the configuration silences what a rule says of an address in an input.
pub(super) fn silenced_by_config(rule: &str, url: Option<&str>, input: &Input, scan: &Scan) -> bool {
    let matching = scan.settings.ignores.iter().enumerate();
    let mut silenced = false;
    let holds = |ignore: &Ignore| input.is_at(|path| ignore.matches(rule, path, url));
    for (number, _) in matching.filter(|(_, ignore)| holds(ignore)) {
        scan.used.mark(number);
        silenced = true;
    }
    silenced
}

/// Gives captured calls the place in the markup where their chain starts.
fn tie_captured(calls: &mut [RawCall], markup: &Markup) {
    let mut origins: FxHashMap<*const Chain, Vec<Option<Origin>>> = FxHashMap::default();
    for call in calls.iter_mut().filter(|_| !markup.is_empty()) {
        let Some(seen) = &mut call.seen else { continue };
        let known = origins.entry(Arc::as_ptr(&seen.chain)).or_insert_with(|| markup.origins(&seen.chain));
        seen.origin = known[seen.node].clone();
        let via = call.chain.pop();
        call.chain = seen.steps().into_iter().map(Step::from).chain(via).collect();
    }
}

/// Asks every rule about every call and creative.
pub(super) fn ask(case: &Case, rules: &Rulebook) -> Vec<Said> {
    let mut said = Vec::new();
    for (number, call) in case.calls.iter().enumerate() {
        // Nearly every rule is asked about every call, and nearly all have nothing to say.
        rules.asked(call).for_each(|rule| {
            if let Some(draft) = rule.call(call, case) {
                said.push(Said { rule: rule.id(), draft, call: Some(number) });
            }
        });
    }
    let creatives = case.creatives.iter().enumerate().flat_map(|(number, creative)| {
        let drafts = RULES.iter().map(move |rule| (rule.id(), rule.creative(number, creative, case)));
        drafts.flat_map(|(rule, drafts)| drafts.into_iter().map(move |draft| Said { rule, draft, call: None }))
    });
    said.extend(creatives);
    said.iter_mut().for_each(|one| one.draft.resolve(case.world));
    said
}

/// A rule's place in the list of all.
fn order(finding: &Finding) -> usize {
    RULES.iter().position(|rule| rule.id() == finding.rule).unwrap_or(usize::MAX)
}
