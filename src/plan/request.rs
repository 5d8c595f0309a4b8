//! The request that makes a plan's associations, as the platform documents it. It replaces the whole list of the
//! creative, so that what is there already is in it.

use super::{Entry, Planned};
use crate::remedy::Action;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// How an action is spelled: the documentation has both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// `add on view`
    #[default]
    Spaces,
    /// `add_on_view`
    Underscores,
}

impl Spelling {
    /// The action of an association, spelled so. An action that is not known stays as it is.
    #[must_use]
    pub fn action(self, planned: &Planned) -> String {
        match &planned.action {
            Ok(action) => self.known(*action),
            Err(written) => written.clone(),
        }
    }

    fn known(self, action: Action) -> String {
        match self {
            Self::Spaces => action.as_str().to_owned(),
            Self::Underscores => action.as_str().replace(' ', "_"),
        }
    }
}

/// The address below the API's own, for the method PUT: `creative?id=9001`. `None` where the creative is not known, or
/// where there is nothing to add.
#[must_use]
pub fn request(entry: &Entry) -> Option<String> {
    entry.added().next()?;
    let (key, name) = match (&entry.id, &entry.code) {
        (Some(id), _) => ("id", id),
        (None, Some(code)) => ("code", code),
        (None, None) => return None,
    };
    Some(format!("creative?{key}={}", utf8_percent_encode(name, NON_ALPHANUMERIC)))
}

/// The body of the request: `{"creative": {"id": …, "segments": […]}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Body {
    creative: Creative,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Creative {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Segment {
    id: u64,
    action: String,
}

/// The body of an entry's request: all associations that the creative is to have.
#[must_use]
pub fn body(entry: &Entry, spelling: Spelling) -> Body {
    let segment = |planned: &Planned| Segment { id: planned.segment, action: spelling.action(planned) };
    let id = entry.id.as_ref().and_then(|id| id.parse().ok());
    Body { creative: Creative { id, segments: entry.segments.iter().map(segment).collect() } }
}
