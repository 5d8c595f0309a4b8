//! A *remedy* is what to do instead of a call: which segments to associate with the creative on the server, with which
//! action, what is lost by it, and what to delete from the markup.

mod replace;
mod resolve;

pub use replace::{Loss, LossKind, Named, added, is_mitigated, losses, named, replace};
pub use resolve::{conversion, counted, looked_up, resolve};

use crate::call::Trigger;
use crate::span::Span;
use serde::Serialize;

/// The event of a server-side association.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Action {
    /// The user is added when the creative is viewed ("Impression" in the UI).
    #[serde(rename = "add on view")]
    View,
    /// The user is added when the creative is clicked ("Click" in the UI).
    #[serde(rename = "add on click")]
    Click,
}

impl Action {
    /// The action that replaces a call with this trigger.
    #[must_use]
    pub fn for_trigger(trigger: Trigger) -> Self {
        if trigger == Trigger::Click { Self::Click } else { Self::View }
    }

    /// The documented spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "add on view",
            Self::Click => "add on click",
        }
    }
}

/// One association to make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Associate {
    /// Segment id, if the call names one, or its code is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<u64>,
    /// Segment code, where the call has a code instead of an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Owner of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// With which action.
    pub action: Action,
}

/// What to do instead of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// Segments to associate.
    pub associate: Vec<Associate>,
    /// What the association cannot do that the call did, one plain phrase each.
    pub lost: Vec<String>,
    /// The bytes to delete: the element, statement or attribute.
    pub remove: Option<Span>,
}

impl Remedy {
    /// The segments to associate in words: `segment 1234567`, `segments 1, 2 and the code "cart"`.
    #[must_use]
    pub fn segments(&self) -> String {
        let id = |one: &Associate| match (one.segment, &one.code) {
            (Some(id), Some(code)) => Some(format!("{id} (code {code})")),
            (id, _) => id.map(|id| id.to_string()),
        };
        let ids: Vec<String> = self.associate.iter().filter_map(id).collect();
        let unknown = self.associate.iter().filter(|one| one.segment.is_none());
        let codes: Vec<String> = unknown.filter_map(|one| one.code.clone()).collect();
        let phrase = |one: &str, many: &str, names: &[String]| match names {
            [] => None,
            [name] => Some(format!("{one} {name}")),
            names => Some(format!("{many} {}", names.join(", "))),
        };
        let ids = phrase("segment", "segments", &ids);
        let codes = phrase("segment code", "segment codes", &codes);
        match (ids, codes) {
            (None, None) => "its segments".to_owned(),
            (Some(one), None) | (None, Some(one)) => one,
            (Some(ids), Some(codes)) => format!("{ids} and {codes}"),
        }
    }
}
