//! `deal-forbids-association`: an association that a deal of the creative's does not allow.

use super::{Case, Draft, Rule};
use crate::association::{Association, Creative, Deal};
use crate::call::Confidence;
use crate::remedy::Action;

pub(super) struct DealForbidsAssociation;

impl Rule for DealForbidsAssociation {
    fn id(&self) -> &'static str {
        "deal-forbids-association"
    }

    fn creative(&self, _number: usize, creative: &Creative, case: &Case) -> Vec<Draft> {
        creative.associations.iter().filter_map(|one| draft(one, creative, case)).collect()
    }
}

fn draft(one: &Association, creative: &Creative, case: &Case) -> Option<Draft> {
    let (action, segment) = (one.known_action()?, one.segment?);
    let refuses = |deal: &Deal| !if action == Action::View { deal.on_view } else { deal.on_click };
    let mut refusing = case.world.deals().filter(|(deal, _)| refuses(deal));
    let (known, confidence) = refusing.find_map(|(deal, known)| Some((known, runs_on(creative, deal)?)))?;
    let detail = format!("{}: {}, line {}", known.value.title(), known.path, known.place.line);
    let mut draft = Draft::at(one.action_span)
        .fact("segments", format!("segment {segment}"))
        .fact("action", action.as_str())
        .fact("detail", detail);
    draft.confidence = confidence;
    Some(draft)
}

/// How sure it is that the creative runs on the deal; `None` if the deal names others only.
fn runs_on(creative: &Creative, deal: &Deal) -> Option<Confidence> {
    let id: Option<u64> = creative.id.as_ref().and_then(|id| id.parse().ok());
    match (deal.creatives.is_empty(), id) {
        (true, _) => Some(Confidence::Low),
        (false, Some(id)) => deal.creatives.contains(&id).then_some(Confidence::High),
        (false, None) => None,
    }
}
