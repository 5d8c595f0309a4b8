//! A *call* is one request that a creative's own code makes a user's browser send. This module holds the words about
//! calls that every later step shares; extraction makes [`RawCall`]s, the catalogue turns them into judged calls.

use crate::chain::Seen;
use crate::mapped::Mapped;
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What must happen for the browser to send the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// Rendering the ad is enough.
    #[default]
    Load,
    /// A video event, or a user action other than a click.
    Event,
    /// The user must click or tap.
    Click,
}

impl Trigger {
    /// Its word in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Event => "event",
            Self::Click => "click",
        }
    }
}

/// How sure we are of what is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A guess that wants a person's look.
    Low,
    /// Likely.
    Medium,
    /// As good as certain.
    #[default]
    High,
}

impl Confidence {
    /// Its word in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One step of the route from the file to the call: `script`, `document.write`, `img[src]`.
pub type Step = Cow<'static, str>;

/// A call as extraction found it: not yet looked up in the catalogue.
#[derive(Clone, Debug)]
pub struct RawCall {
    /// The URL as resolved, mapped to where it is written.
    pub url: Mapped<'static>,
    /// The whole expression, where a script puts the URL together from several places.
    pub expression: Option<Span>,
    /// The code to delete to be rid of the call: the element, the statement or the attribute.
    pub remove: Option<Span>,
    /// Number of the region whose code makes it, and what makes it in the text of that region (byte offsets there): a tag,
    /// an attribute, a statement, a JSON string.
    pub made_at: (usize, Option<Span>),
    /// When it is sent.
    pub trigger: Trigger,
    /// The route to it; the last step tells how it is made.
    pub chain: Vec<Step>,
    /// Lower where the code around it may never run.
    pub confidence: Confidence,
    /// Number of the creative object it belongs to, in a config.
    pub creative: Option<usize>,
    /// Its place in a capture, where it was seen to be made.
    pub seen: Option<Seen>,
}

impl RawCall {
    /// A URL as an image that loads with the ad: what is asked about where there is no markup around it.
    #[must_use]
    pub fn pixel(url: &str) -> Self {
        Self {
            url: Mapped::plain(url, 0).into_owned(),
            expression: None,
            remove: None,
            made_at: (0, None),
            trigger: Trigger::Load,
            chain: vec!["img[src]".into()],
            confidence: Confidence::High,
            creative: None,
            seen: None,
        }
    }

    /// Where the call is written: the URL, or the expression that makes it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.expression.unwrap_or_else(|| self.url.span())
    }

    /// Whether it stands in a VAST document.
    #[must_use]
    pub fn is_in_video(&self) -> bool {
        self.chain.iter().any(|step| matches!(&**step, "VAST" | "VideoAdServingTemplate"))
    }
}
