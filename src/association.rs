//! *Creatives* as they are configured on the platform, and their *associations*: creative x segment x action on the
//! server side. Read from configs; rules hold them against the calls of the markup.

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
    /// Its associations, in the order written.
    pub associations: Vec<Association>,
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
    /// Segment id, if it is a number.
    pub segment: Option<u64>,
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
