//! *Marks*: elements that the selectors of users' rules match, found while markup is read.

use crate::call::Confidence;
use crate::span::Span;
use scraper::Selector;
use std::sync::Arc;

/// What to look for in markup. An empty list costs nothing.
pub type Selectors = Arc<[Selector]>;

/// An element that a selector matches.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Number of the selector.
    pub selector: usize,
    /// The element's start tag, as bytes of the file.
    pub span: Span,
    /// Its name, lower case.
    pub element: String,
    /// Lower where the markup around it may never be used.
    pub confidence: Confidence,
}
