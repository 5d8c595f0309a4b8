//! `invalid-association-action`: an association with an action that the platform does not document.

use super::{Case, Draft, Rule};
use crate::association::Creative;

pub(super) struct InvalidAssociationAction;

impl Rule for InvalidAssociationAction {
    fn id(&self) -> &'static str {
        "invalid-association-action"
    }

    fn creative(&self, _number: usize, creative: &Creative, _case: &Case) -> Vec<Draft> {
        let invalid = creative.associations.iter().filter(|one| one.known_action().is_none());
        invalid
            .map(|one| {
                let written = one.action.as_ref().map_or("none is given".to_owned(), |action| format!("\"{action}\""));
                let segment = one.segment.map_or("a segment".to_owned(), |id| format!("segment {id}"));
                Draft::at(one.action_span).fact("segments", segment).fact("detail", written)
            })
            .collect()
    }
}
