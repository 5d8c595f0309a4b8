//! *Regions* are runs of one language in a source, with the *route* that leads to each; an *extraction* is all that was
//! found in them.

use super::{Language, Mark};
use crate::association::{Creative, Object};
use crate::call::{Confidence, RawCall, Step, Trigger};
use crate::mapped::Mapped;
use crate::span::Span;
use std::rc::Rc;

/// How a region was reached, and when its code runs.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// The steps to it.
    pub chain: Vec<Step>,
    /// When its code runs.
    pub trigger: Trigger,
    /// Lower where its code may never run.
    pub confidence: Confidence,
    /// What to delete to be rid of all of it, where that is one piece.
    pub remove: Option<Span>,
    /// What makes the call or holds the code at hand: a tag, an attribute, a statement, a JSON string, in the text of the
    /// region that is being read.
    pub site: Option<Span>,
    /// The expression that makes the URL at hand, where a script puts it together.
    pub expression: Option<Span>,
    /// What relative URLs in it are relative to.
    pub base: Option<Rc<str>>,
    /// Number of the creative object (in [`Extraction::creatives`]) that it belongs to.
    pub creative: Option<usize>,
    /// How many regions it is inside of.
    pub depth: usize,
    /// Number of the document that it is in, from 1; 0 for none. Scripts of one document share their variables.
    pub document: usize,
}

impl Route {
    /// The route one step further.
    #[must_use]
    pub fn step(&self, step: impl Into<Step>) -> Self {
        let mut chain = Vec::with_capacity(self.chain.len() + 1);
        chain.extend_from_slice(&self.chain);
        chain.push(step.into());
        Self { chain, base: self.base.clone(), ..*self }
    }

    /// The same, run at the later of both triggers.
    #[must_use]
    pub fn on(mut self, trigger: Trigger) -> Self {
        self.trigger = self.trigger.max(trigger);
        self
    }

    /// The same, with at most this confidence.
    #[must_use]
    pub fn at_most(mut self, confidence: Confidence) -> Self {
        self.confidence = self.confidence.min(confidence);
        self
    }

    /// The same, made by this part of the region's text.
    #[must_use]
    pub fn at(mut self, site: Span) -> Self {
        self.site = Some(site);
        self
    }

    /// The same, where this is to be deleted.
    #[must_use]
    pub fn removing(mut self, span: Option<Span>) -> Self {
        self.remove = span.or(self.remove);
        self
    }
}

/// A text to be read, and its route.
#[derive(Clone, Debug)]
pub struct Region<'s> {
    /// The text, mapped to the file.
    pub text: Mapped<'s>,
    /// What it is written in.
    pub language: Language,
    /// How it was reached.
    pub route: Route,
}

/// A region as it was read, kept for changing the code: its text, and what holds it in the region around it.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The text, mapped to the file.
    pub text: Mapped<'static>,
    /// What it is written in.
    pub language: Language,
    /// Number of the region around it; its own for the outermost.
    pub around: usize,
    /// What holds it in the text of the region around it.
    pub site: Option<Span>,
    /// The steps to it.
    pub chain: Vec<Step>,
}

/// A place where code uses the browser's storage (`lso_objects`).
#[derive(Clone, Debug)]
pub struct Storage {
    /// The expression.
    pub span: Span,
    /// The route to the script.
    pub chain: Vec<Step>,
}

/// A part that could not be read as it should, or a bound that was hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// The problem's code.
    pub code: &'static str,
    /// In plain words.
    pub message: String,
    /// Whether something may have gone unread.
    pub incomplete: bool,
}

/// All that was found in one source, in the order of its bytes.
#[derive(Debug, Default)]
pub struct Extraction {
    /// Calls.
    pub calls: Vec<RawCall>,
    /// Uses of the browser's storage.
    pub storage: Vec<Storage>,
    /// Comments that speak to taglint.
    pub comments: Vec<Mapped<'static>>,
    /// Creative objects of a config.
    pub creatives: Vec<Creative>,
    /// Whether it has a row of a hand-written list; where the regions are kept, those give no creatives.
    pub has_list: bool,
    /// Elements that selectors match.
    pub marks: Vec<Mark>,
    /// The platform's other objects in it.
    pub objects: Vec<Object>,
    /// Parts that could not be read.
    pub notes: Vec<Note>,
    /// The regions, in the order in which they were read, if they were asked for.
    pub layers: Vec<Layer>,
}
