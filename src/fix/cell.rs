//! Taking calls out of sheets: the text of the cell goes, the cell stays, so that every row keeps its columns.

use super::plan::{Cut, Refusal, Wish};
use crate::span::Span;

/// What to cut out of a sheet. `others` is where the code is that must stay.
pub(super) fn cuts(wishes: &[Wish], others: &[Span]) -> (Vec<Cut>, Vec<Refusal>) {
    let is_shared = |wish: &&Wish| others.iter().any(|other| wish.site.contains(*other));
    let (shared, alone): (Vec<&Wish>, Vec<&Wish>) = wishes.iter().partition(is_shared);
    let why = "the cell has another URL or code as well: take the call out by hand";
    let refused = shared.into_iter().map(|wish| Refusal { wish: wish.clone(), why });
    let cut = |wish: &Wish| Cut::new(wish.site.range(), wish.calls.clone());
    (alone.into_iter().map(cut).collect(), refused.collect())
}
