//! `deal-forbids-association`: an association that a deal of the creative's does not allow.

use super::{Case, Draft, Rule};
use crate::association::{Association, Creative};
use crate::call::Confidence;

pub(super) struct DealForbidsAssociation;

impl Rule for DealForbidsAssociation {
    fn id(&self) -> &'static str {
        "deal-forbids-association"
    }

    fn creative(&self, _number: usize, creative: &Creative, case: &Case) -> Vec<Draft> {
        let id = creative.id.as_ref().and_then(|id| id.parse().ok());
        creative.associations.iter().filter_map(|one| draft(one, id, case)).collect()
    }
}

fn draft(one: &Association, creative: Option<u64>, case: &Case) -> Option<Draft> {
    let (action, segment) = (one.known_action()?, one.segment?);
    let (known, names) = case.world.refusing_deal(creative, action)?;
    let detail = format!("{}: {}, line {}", known.value.title(), known.path, known.place.line);
    let mut draft = Draft::at(one.action_span)
        .fact("segments", format!("segment {segment}"))
        .fact("action", action.as_str())
        .fact("detail", detail);
    // A deal that names no creatives may run others only.
    draft.confidence = if names { Confidence::High } else { Confidence::Low };
    Some(draft)
}
