//! *Creatives* as they are configured on the platform, and their *associations*: creative x segment x action on the
//! server side. Read from configs; rules hold them against the calls of the markup. What else the platform knows
//! (segments, third-party pixels, deals) are its [`Object`]s; all that the inputs of a run hold is its [`World`].

mod audit;
mod first;
mod listed;
mod name;
mod object;
mod refusal;
mod source;
mod verdict;
mod world;

pub(crate) use audit::{Audit, Key};
pub use first::Firsts;
pub use listed::Also;
pub use object::{AdServer, Conversion, Deal, Object, Piggyback, Scope, Segment, Template, ThirdPartyPixel, UserSyncs};
pub use source::{Known, Source};
pub(crate) use verdict::domains;
pub use verdict::{Evidence, Verdict};
pub use world::World;

use crate::remedy::Action;
use crate::span::Span;

/// A creative object.
#[derive(Clone, Debug, Default)]
pub struct Creative {
    /// Its id on the platform.
    pub id: Option<String>,
    /// Its owner's code for it.
    pub code: Option<String>,
    /// The object in the file.
    pub span: Span,
    /// The ad servers it declares; `None` if the object does not say.
    pub declared: Option<Vec<Declared>>,
    /// Whether the object says what it is associated with: an empty list or a null says that it is with nothing.
    pub lists_segments: bool,
    /// Its associations, in the order written.
    pub associations: Vec<Association>,
    /// Where the trackers stand that are marked as segment pixels.
    pub segment_trackers: Vec<Span>,
    /// Whether it comes from a hand-written list of associations, and so is only a part of what is known of a creative.
    pub written: bool,
    /// What hand-written lists associate it with besides.
    pub also: Also,
    /// Ids of the third-party pixels attached to it.
    pub third_party: Vec<u64>,
}

impl Creative {
    /// How people know it: `creative 9001`, `creative code summer`.
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.id, &self.code) {
            (Some(id), _) => format!("creative {id}"),
            (None, Some(code)) => format!("creative code {code}"),
            (None, None) => "the creative".to_owned(),
        }
    }

    /// What a hand-written list calls it, if it comes from one.
    #[must_use]
    pub fn listed_as(&self) -> Option<&str> {
        self.id.as_deref().or(self.code.as_deref()).filter(|_| self.written)
    }

    /// Whether it is associated with a segment for this action.
    #[must_use]
    pub fn has(&self, segment: u64, action: Action) -> bool {
        self.associations.iter().any(|one| one.segment == Some(segment) && one.known_action() == Some(action))
            || self.also.has(segment, action)
    }
}

/// An ad server that a creative declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The platform's id of the ad server.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
}

/// One entry of `segments[]`.
#[derive(Clone, Debug)]
pub struct Association {
    /// Segment id, if it is a number, or its code is known.
    pub segment: Option<u64>,
    /// Segment code, where a hand-written list has a code instead of an id.
    pub code: Option<String>,
    /// Owner of the code.
    pub member: Option<String>,
    /// Where the id stands.
    pub segment_span: Span,
    /// The action as written.
    pub action: Option<String>,
    /// Where the action stands.
    pub action_span: Span,
    /// The whole entry.
    pub span: Span,
}

impl Association {
    /// The action, in either spelling of the documentation.
    #[must_use]
    pub fn known_action(&self) -> Option<Action> {
        match self.action.as_deref()? {
            "add on view" | "add_on_view" => Some(Action::View),
            "add on click" | "add_on_click" => Some(Action::Click),
            _ => None,
        }
    }
}
