//! What cross-validation found, in numbers.

use crate::FOLDS;
use crate::data::{Sample, Variant, ratio};
use crate::fit::{Threshold, fold_of};
use std::fmt;

/// Samples with the scores they got from weights that know nothing of their vendors.
pub(crate) struct Report {
    samples: Vec<(Sample, f64)>,
    pub(crate) threshold: Threshold,
}

const VARIANTS: [Variant; 6] =
    [Variant::Template, Variant::Filled, Variant::Bare, Variant::Plain, Variant::Consent, Variant::Cut];

impl Report {
    pub(crate) fn new(samples: Vec<Sample>, scores: Vec<f64>, threshold: Threshold) -> Self {
        Self { samples: samples.into_iter().zip(scores).collect(), threshold }
    }

    /// The share of samples of these variants that score this much or more.
    pub(crate) fn share(&self, variants: &[Variant], from: f64) -> f64 {
        self.share_where(|sample| variants.contains(&sample.variant), from..f64::INFINITY)
    }

    fn share_where(&self, is_meant: impl Fn(&Sample) -> bool, scores: std::ops::Range<f64>) -> f64 {
        let meant: Vec<f64> =
            self.samples.iter().filter(|(sample, _)| is_meant(sample)).map(|(_, score)| *score).collect();
        ratio(meant.iter().filter(|score| scores.contains(score)).count(), meant.len())
    }

    /// Of calls that score so, had half of all calls been syncs: the share of syncs.
    pub(crate) fn precision(&self, from: f64, to: f64) -> f64 {
        let syncs = self.share_where(Sample::is_sync, from..to);
        let others = self.share_where(|sample| !sample.is_sync(), from..to);
        syncs / (syncs + others)
    }

    /// The samples on the wrong side of the lowest threshold, each with its marks.
    pub(crate) fn mistakes(&self) -> String {
        let wrong = self.samples.iter().filter(|(sample, score)| (*score >= self.threshold.low) != sample.is_sync());
        let lines = wrong.map(|(sample, score)| {
            let marks: Vec<String> = sample.marks.iter().map(|mark| format!("{}:{}", mark.name, mark.word)).collect();
            format!("{:?} {score:.2} {} {}", sample.variant, sample.url, marks.join(" "))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "share at or above the lowest threshold, by fold and variant")?;
        writeln!(f, "{:9}{}", "fold", VARIANTS.map(|variant| format!("{:>8} ", format!("{variant:?}"))).concat())?;
        for fold in 0..FOLDS {
            let own = |sample: &Sample| fold_of(&sample.domain, FOLDS) == fold;
            self.line(f, &fold.to_string(), own, self.threshold.low)?;
        }
        for from in [0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9, 0.95, 0.98] {
            self.line(f, &from.to_string(), |_| true, from)?;
        }
        for source in ["prebid", "prebidjs", "known-A", "known-B", "known-C"] {
            self.line(f, source, |sample| sample.source == source, self.threshold.low)?;
        }
        for (name, from, to, _) in self.threshold.bands() {
            writeln!(f, "{name}: precision {:.3} from {from} to {to:.2}", self.precision(from, to))?;
        }
        Ok(())
    }
}

impl Report {
    fn line(&self, f: &mut fmt::Formatter, name: &str, is_meant: impl Fn(&Sample) -> bool, from: f64) -> fmt::Result {
        write!(f, "{name:9}")?;
        for variant in VARIANTS {
            let share = self.share_where(|s| s.variant == variant && is_meant(s), from..f64::INFINITY);
            write!(f, "{:6.1} % ", 100.0 * share)?;
        }
        writeln!(f)
    }
}
