//! Which deal refuses an association, looked up: a list may have a million rows, each of which asks.

use super::Deal;
use crate::remedy::Action;
use rustc_hash::FxHashMap;

/// The deals of a run, by their numbers among the objects.
#[derive(Debug, Default)]
pub(super) struct Deals {
    all: Vec<usize>,
    view: Refusals,
    click: Refusals,
}

/// The deals that refuse an action.
#[derive(Debug, Default)]
struct Refusals {
    /// The first that names no creatives, and may be of any.
    open: Option<usize>,
    /// The first that names a creative, by its id.
    naming: FxHashMap<u64, usize>,
}

impl Deals {
    /// Adds a deal by its number. Numbers grow.
    pub(super) fn add(&mut self, number: usize, deal: &Deal) {
        self.all.push(number);
        for (refusals, is_allowed) in [(&mut self.view, deal.on_view), (&mut self.click, deal.on_click)] {
            if is_allowed {
                continue;
            }
            if deal.creatives.is_empty() {
                refusals.open.get_or_insert(number);
            }
            for creative in &deal.creatives {
                refusals.naming.entry(*creative).or_insert(number);
            }
        }
    }

    /// The numbers of all.
    pub(super) fn all(&self) -> &[usize] {
        &self.all
    }

    /// The number of the first deal that refuses an action to a creative, and whether it names the creative.
    pub(super) fn refusing(&self, creative: Option<u64>, action: Action) -> Option<(usize, bool)> {
        let refusals = if action == Action::View { &self.view } else { &self.click };
        let naming = creative.and_then(|creative| refusals.naming.get(&creative)).map(|number| (*number, true));
        naming.into_iter().chain(refusals.open.map(|number| (number, false))).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_deal_that_may_be_of_the_creative_refuses() {
        let deal = |on_view, on_click, creatives: &[u64]| Deal {
            on_view,
            on_click,
            creatives: creatives.to_vec(),
            ..Deal::default()
        };
        let mut deals = Deals::default();
        let all =
            [deal(true, true, &[]), deal(false, true, &[1, 2]), deal(false, false, &[]), deal(false, false, &[1, 3])];
        all.iter().zip(5..).for_each(|(deal, number)| deals.add(number, deal));
        assert_eq!(deals.all(), [5, 6, 7, 8]);
        let refusing = |creative, action| deals.refusing(creative, action);
        assert_eq!(refusing(Some(1), Action::View), Some((6, true)));
        assert_eq!(refusing(Some(1), Action::Click), Some((7, false)));
        assert_eq!(refusing(Some(3), Action::View), Some((7, false)));
        assert_eq!(refusing(None, Action::View), Some((7, false)));
        assert_eq!(Deals::default().refusing(Some(1), Action::View), None);
    }
}
