//! *Clashes*: two entries of the catalogue that claim the same call, neither of which is more exact. Which of them wins
//! would be an accident, so it is a mistake.

use super::Sample;
use super::read::Sheet;
use crate::catalogue::{Catalogue, Endpoint, Vendor};
use crate::page::Mistake;
use crate::url::Url;
use std::ops::Range;

/// Looks at every sample that must match.
pub(super) fn check(
    catalogue: &Catalogue,
    samples: &[(String, Sample)],
    places: &[(&Sheet, Range<usize>)],
) -> Result<(), Box<Mistake>> {
    for ((_, sample), (sheet, at)) in samples.iter().zip(places).filter(|((_, sample), _)| sample.expected) {
        let rivals = catalogue.rivals(&Url::parse(&sample.text));
        if let [one, other, ..] = rivals[..] {
            let (one, other) = (name(one), name(other));
            let help = format!(
                "make one of them more exact (a longer path, one more `query` condition), or give yours the id of the \
                 other, in a file for the same vendor, to stand in its place: {other}"
            );
            let message = format!("{one} and {other} claim this call with equal right");
            return Err(sheet.page.mistake(at.clone(), message, "claimed twice".to_owned(), Some(help)));
        }
    }
    Ok(())
}

fn name((vendor, endpoint): (&Vendor, &Endpoint)) -> String {
    format!("`{}/{}`", vendor.name, endpoint.id)
}
