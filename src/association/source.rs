//! What one input brings to the [`World`](super::World): its objects and creatives with where they stand, and what its
//! rows say.

use super::listed::Listed;
use super::{Creative, Object};
use crate::finding::Place;
use crate::span::Span;
use std::sync::Arc;

/// Something with where it is known from.
#[derive(Clone, Debug)]
pub struct Known<T> {
    /// What is known.
    pub value: T,
    /// Path of the input, relative, with `/`.
    pub path: Arc<str>,
    /// Where in it.
    pub place: Place,
}

/// What one input brings.
#[derive(Debug)]
pub struct Source {
    pub(super) path: Arc<str>,
    /// Its objects, in the order of the file.
    pub(super) objects: Vec<Known<Object>>,
    /// Its creatives, in the order of the file.
    pub(super) creatives: Vec<Known<Creative>>,
    /// What its rows say; most inputs have none.
    pub(super) listed: Option<Box<Listed>>,
}

impl Source {
    /// An input that brings nothing yet, by its path.
    #[must_use]
    pub fn new(path: &Arc<str>) -> Self {
        Self { path: path.clone(), objects: Vec::new(), creatives: Vec::new(), listed: None }
    }

    /// Adds an object.
    pub fn object(&mut self, object: Object, place: impl Fn(Span) -> Place) {
        let span = object.span();
        self.objects.push(Known::new(object, &self.path, span, place));
    }

    /// Adds a creative.
    pub fn creative(&mut self, creative: Creative, place: impl Fn(Span) -> Place) {
        if creative.written {
            return self.listed.get_or_insert_default().add(&creative);
        }
        let span = creative.span;
        self.creatives.push(Known::new(creative, &self.path, span, place));
    }

    /// Adds the creative of a row of a sheet. One that has no code is of no use to any other file.
    pub fn row(&mut self, creative: &Creative) {
        if let Some(code) = &creative.code {
            self.listed.get_or_insert_default().add_coded(code);
        }
    }
}

impl<T> Known<T> {
    /// Makes something known from a span of an input.
    #[must_use]
    pub fn new(value: T, path: &Arc<str>, span: Span, place: impl Fn(Span) -> Place) -> Self {
        Self { value, path: path.clone(), place: place(span) }
    }
}
