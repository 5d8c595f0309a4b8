//! Extraction: from a source to every call its code makes. A source starts as one *region*; reading a region finds
//! calls and more regions (a script in the markup, markup in a string of the script, a document in `srcdoc` …), which
//! join a queue until it is empty. Each region carries its map back to the file and its *route*: how it was reached and
//! when it runs. No region knows what is around it, so each language is read in a room of its own.

pub mod css;
pub mod html;
pub mod js;
pub mod json;
mod queue;
mod script;

pub use queue::{Extraction, Layer, Note, Queue, Region, Route, Storage};

use crate::mapped::{Map, Mapped};

/// What a region is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// HTML.
    Markup,
    /// JavaScript.
    Script,
    /// CSS: a style sheet.
    Sheet,
    /// CSS: the declarations of a `style` attribute.
    Declarations,
    /// JSON or JSON lines.
    Json,
    /// JSON of `amp-analytics`.
    AmpConfig,
}

/// Reads a text and all that is nested in it. `map` leads from the text to the file.
#[must_use]
pub fn extract(text: &str, map: &Map, language: Language) -> Extraction {
    run(Queue::new(text.len()), text, map, language)
}

/// The same, with the regions kept.
#[must_use]
pub fn extract_layers(text: &str, map: &Map, language: Language) -> Extraction {
    run(Queue::new(text.len()).keeping(), text, map, language)
}

fn run<'s>(mut queue: Queue<'s>, text: &'s str, map: &Map, language: Language) -> Extraction {
    queue.push(Region { text: Mapped { text: text.into(), map: map.clone() }, language, route: Route::default() });
    while let Some(region) = queue.take() {
        read(&region, &mut queue);
    }
    queue.finish()
}

fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    match region.language {
        Language::Markup => html::read(region, queue),
        Language::Script => script::read(region, queue),
        Language::Sheet => css::read_sheet(region, queue),
        Language::Declarations => css::read_declarations(region, queue),
        Language::Json => json::read(region, queue),
        Language::AmpConfig => html::amp::read(region, queue),
    }
}
