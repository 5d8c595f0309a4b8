//! The known calls of `fixtures/shape`, each in the variants it is met in, as marks.

use taglint::catalogue::shape::{Context, Mark, marks, shape};
use taglint::url::Url;

/// What the audit's consent parameters look like on any URL.
const CONSENT: &str =
    "gdpr=1&gdpr_consent=CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA&us_privacy=1YNN&gpp=DBAA&gpp_sid=7";

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// A sync with placeholders for ids.
    Template,
    /// A sync with ids filled in.
    Filled,
    /// A sync without its query.
    Bare,
    /// Another call, as it is.
    Plain,
    /// Another call with consent parameters put behind.
    Consent,
    /// Another call without its query.
    Cut,
}

/// One URL of known nature.
pub(crate) struct Sample {
    pub(crate) url: String,
    /// Which list it is from; how well attested, for syncs: `known-A` is documented, host and path, of `known-C` only
    /// the domain is sure.
    pub(crate) source: String,
    /// Registrable domain: the vendor, as far as folds go.
    pub(crate) domain: String,
    pub(crate) variant: Variant,
    pub(crate) marks: Vec<Mark>,
}

impl Sample {
    fn new(url: String, source: &str, domain: &str, variant: Variant) -> Self {
        let marks = marks(&Url::parse(&url), &Context::default());
        Self { url, source: source.to_owned(), domain: domain.to_owned(), variant, marks }
    }

    /// What the linter says, with the weights it comes with.
    pub(crate) fn is_recognised(&self) -> bool {
        shape(&Url::parse(&self.url), &Context::default()).is_some()
    }

    pub(crate) fn is_sync(&self) -> bool {
        matches!(self.variant, Variant::Template | Variant::Filled | Variant::Bare)
    }
}

/// All samples.
pub(crate) fn samples() -> Vec<Sample> {
    let (syncs, others) =
        (include_str!("../../fixtures/shape/sync.tsv"), include_str!("../../fixtures/shape/benign.tsv"));
    let syncs = syncs.lines().skip(1).flat_map(sync);
    syncs.chain(others.lines().skip(1).flat_map(other)).collect()
}

/// `source, domain, template, filled, bare`; empty where a vendor's call has no id in it.
fn sync(line: &str) -> Vec<Sample> {
    let fields: Vec<&str> = line.split('\t').collect();
    let variants = [Variant::Template, Variant::Filled, Variant::Bare].into_iter().zip(&fields[2..]);
    let written = variants.filter(|(_, url)| !url.is_empty());
    written.map(|(variant, url)| Sample::new((*url).to_owned(), fields[0], fields[1], variant)).collect()
}

/// `category, domain, url`.
fn other(line: &str) -> Vec<Sample> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (category, domain, url) = (fields[0], fields[1], fields[2]);
    let joint = if url.contains('?') { '&' } else { '?' };
    let cut = url.split('?').next().unwrap_or(url);
    vec![
        Sample::new(url.to_owned(), category, domain, Variant::Plain),
        Sample::new(format!("{url}{joint}{CONSENT}"), category, domain, Variant::Consent),
        Sample::new(cut.to_owned(), category, domain, Variant::Cut),
    ]
}

/// How many of how many; of none it is no number, which no bound holds for.
pub(crate) fn ratio(some: usize, all: usize) -> f64 {
    if all == 0 { f64::NAN } else { some as f64 / all as f64 }
}
