//! Logistic regression over marks: which weights tell the known syncs from the other calls best. Small enough to be
//! done by plain descent, deterministic to the last bit, and bound to the sense of each mark: one that speaks for a
//! sync never gets a weight below zero, so what evidence says is true of the score.

use crate::data::Sample;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use taglint::catalogue::shape::Mark;

const STEPS: usize = 800;
const RATE: f64 = 1.5;
/// How much of the last step the next one keeps.
const MOMENTUM: f64 = 0.95;
/// Keeps weights of rare marks small.
const RIDGE: f64 = 0.0003;

/// A mark's entry in `rules/shape.toml`, as far as fitting goes.
#[derive(Deserialize)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) weight: f64,
    #[serde(default)]
    pub(crate) fixed: bool,
    pub(crate) says: Option<String>,
}

/// Scores from which on a confidence is earned, and how good each is said to be.
#[derive(Deserialize)]
pub(crate) struct Threshold {
    pub(crate) low: f64,
    medium: f64,
    high: f64,
    precision: BTreeMap<String, f64>,
}

impl Threshold {
    /// Name, first score, end and precision of each confidence.
    pub(crate) fn bands(&self) -> [(&'static str, f64, f64, f64); 3] {
        let steps = [("low", self.low, self.medium), ("medium", self.medium, self.high), ("high", self.high, 1.01)];
        steps.map(|(name, from, to)| (name, from, to, self.precision[name]))
    }
}

/// `rules/shape.toml`, as far as fitting goes.
#[derive(Deserialize)]
pub(crate) struct Rules {
    pub(crate) bias: f64,
    pub(crate) threshold: Threshold,
    #[serde(rename = "mark")]
    pub(crate) marks: Vec<Entry>,
}

pub(crate) const RULES: &str = include_str!("../../rules/shape.toml");

pub(crate) fn rules() -> Rules {
    toml::from_str(RULES).expect("rules/shape.toml parses")
}

/// Fitted weights, and the words that were there to fit them on.
pub(crate) struct Fit {
    pub(crate) bias: f64,
    pub(crate) weights: Vec<f64>,
    names: BTreeMap<String, usize>,
    seen: BTreeSet<(&'static str, &'static str)>,
}

impl Fit {
    /// Fits all weights but the fixed ones.
    pub(crate) fn on(rules: &Rules, samples: &[&Sample]) -> Self {
        let names = rules.marks.iter().enumerate().map(|(at, mark)| (mark.name.clone(), at)).collect();
        let weights = rules.marks.iter().map(|mark| if mark.fixed { mark.weight } else { 0.0 }).collect();
        let seen = samples.iter().flat_map(|sample| &sample.marks).map(|mark| (mark.name, mark.word)).collect();
        let mut fit = Self { bias: 0.0, weights, names, seen };
        let rows: Vec<(Vec<usize>, f64, f64)> = fit.rows(samples);
        let mut pace = vec![0.0; fit.weights.len() + 1];
        (0..STEPS).for_each(|_| fit.step(rules, &rows, &mut pace));
        fit
    }

    /// Marks, truth and share of each sample. Both classes have half, and within them every vendor counts by the root
    /// of its samples: twenty paths of one vendor are not twenty vendors.
    fn rows(&self, samples: &[&Sample]) -> Vec<(Vec<usize>, f64, f64)> {
        let mut count: BTreeMap<(bool, &str), f64> = BTreeMap::new();
        samples.iter().for_each(|sample| *count.entry((sample.is_sync(), &sample.domain)).or_default() += 1.0);
        let total = |sync| -> f64 { count.iter().filter(|((is, _), _)| *is == sync).map(|(_, n)| n.sqrt()).sum() };
        let totals = [total(false), total(true)];
        let mut rows: BTreeMap<(Vec<usize>, bool), f64> = BTreeMap::new();
        for sample in samples {
            let (is, own) = (sample.is_sync(), count[&(sample.is_sync(), sample.domain.as_str())]);
            *rows.entry((self.known(sample), is)).or_default() += 0.5 / (own.sqrt() * totals[usize::from(is)]);
        }
        rows.into_iter().map(|((marks, is), share)| (marks, f64::from(u8::from(is)), share)).collect()
    }

    /// One step downhill; `pace` is how fast each weight went, the bias last.
    fn step(&mut self, rules: &Rules, rows: &[(Vec<usize>, f64, f64)], pace: &mut [f64]) {
        let mut slope = vec![0.0; pace.len()];
        for (marks, truth, share) in rows {
            let miss = (self.sum(marks) - truth) * share;
            slope[rules.marks.len()] += miss;
            marks.iter().for_each(|mark| slope[*mark] += miss);
        }
        pace.iter_mut().zip(&slope).for_each(|(pace, slope)| *pace = MOMENTUM * *pace - RATE * slope);
        self.bias += pace[rules.marks.len()];
        for (at, mark) in rules.marks.iter().enumerate().filter(|(_, mark)| !mark.fixed) {
            let weight = self.weights[at] * (1.0 - RATE * RIDGE) + pace[at];
            self.weights[at] = if mark.says.is_some() { weight.max(0.0) } else { weight.min(0.0) };
            // A weight at its bound has stopped.
            pace[at] = if self.weights[at] == 0.0 { 0.0 } else { pace[at] };
        }
    }

    fn sum(&self, marks: &[usize]) -> f64 {
        let sum: f64 = self.bias + marks.iter().map(|mark| self.weights[*mark]).sum::<f64>();
        1.0 / (1.0 + (-sum).exp())
    }

    /// The marks of a sample whose words the fit has met: a word that only the vendor in question uses is no knowledge
    /// about vendors never seen.
    fn known(&self, sample: &Sample) -> Vec<usize> {
        let met = sample.marks.iter().filter(|mark| self.has_met(mark)).map(|mark| self.names[mark.name]);
        met.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn has_met(&self, mark: &Mark) -> bool {
        mark.name.starts_with("extension-") || self.seen.contains(&(mark.name, mark.word))
    }

    /// The rules with these weights in them, all else as it was.
    pub(crate) fn written_into(&self, rules: &str) -> String {
        let mut weights = self.weights.iter();
        let line = |line: &str| match line.split_once(" = ") {
            Some(("bias", _)) => format!("bias = {:.2}\n", self.bias),
            Some(("weight", _)) => {
                weights.next().map(|weight| format!("weight = {:.2}\n", weight + 0.0)).unwrap_or_default()
            }
            _ => format!("{line}\n"),
        };
        rules.lines().map(line).collect()
    }

    /// How likely a sync a sample is by these weights.
    pub(crate) fn score(&self, sample: &Sample) -> f64 {
        self.sum(&self.known(sample))
    }
}

/// Scores of all samples, each by a fit on the vendors of the other folds.
pub(crate) fn cross_validated(rules: &Rules, samples: &[Sample], folds: u32) -> Vec<f64> {
    let mut scores = vec![0.0; samples.len()];
    for fold in 0..folds {
        let others: Vec<&Sample> = samples.iter().filter(|sample| fold_of(&sample.domain, folds) != fold).collect();
        let fit = Fit::on(rules, &others);
        let own = samples.iter().enumerate().filter(|(_, sample)| fold_of(&sample.domain, folds) == fold);
        own.for_each(|(at, sample)| scores[at] = fit.score(sample));
    }
    scores
}

/// The fold of a vendor: all its calls are in one.
pub(crate) fn fold_of(domain: &str, folds: u32) -> u32 {
    domain.bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619)) % folds
}
