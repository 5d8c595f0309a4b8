//! Extraction: from a source to every call its code makes. A source starts as one *region*; reading a region finds
//! calls and more regions (a script in the markup, markup in a string of the script, a document in `srcdoc` …), which
//! join a queue until it is empty. Each region carries its map back to the file and its *route*: how it was reached and
//! when it runs. No region knows what is around it, so each language is read in a room of its own.

pub mod css;
mod har;
pub mod html;
pub mod js;
pub mod json;
mod list;
mod mark;
mod queue;
mod region;
mod script;
mod table;
mod tags;
mod vast;

pub use mark::{Mark, Selectors};
pub use queue::Queue;
pub use region::{Extraction, Layer, Note, Region, Route, Storage};
pub(crate) use tags::is_sheet;
pub(crate) use vast::is_vast;

use crate::mapped::{Map, Mapped};
use std::ops::Range;

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
    /// VAST or VMAP. It turns up wherever markup does, and is told by its root.
    Vast,
    /// JSON or JSON lines.
    Json,
    /// JSON of `amp-analytics`.
    AmpConfig,
    /// A hand-written list of associations in TOML.
    TomlList,
    /// A hand-written list of associations in YAML.
    YamlList,
    /// A text with several tags under labels.
    Tags,
    /// CSV: a sheet of creatives, or a list of associations.
    Csv,
}

/// Reads a text and all that is nested in it. `map` leads from the text to the file.
#[must_use]
pub fn extract(text: &str, map: &Map, language: Language) -> Extraction {
    run(Queue::new(text.len()), text, map, language)
}

/// The same, with a mark at every element that a selector matches.
#[must_use]
pub fn extract_marking(text: &str, map: &Map, language: Language, selectors: &Selectors) -> Extraction {
    run(Queue::new(text.len()).marking(selectors), text, map, language)
}

/// The same part by part, in order: a sheet may have a million rows, and what was found in some of them is done with before
/// the next are read. All else is one part.
pub fn each_part(text: &str, map: &Map, language: Language, selectors: &Selectors, see: &mut dyn FnMut(Extraction)) {
    let queue = Queue::new(text.len()).marking(selectors);
    match language {
        Language::Csv => parts(queue, text, map, see),
        _ => see(run(queue, text, map, language)),
    }
}

/// The objects and creatives that a text holds, not the code in it, part by part.
pub fn each_part_of_objects(text: &str, map: &Map, language: Language, see: &mut dyn FnMut(Extraction)) {
    match language {
        Language::Csv => parts(Queue::new(text.len()).shallow(), text, map, see),
        _ => see(objects(text, map, language)),
    }
}

fn parts<'s>(mut queue: Queue<'s>, text: &'s str, map: &Map, see: &mut dyn FnMut(Extraction)) {
    let text = Mapped { text: text.into(), map: map.clone() };
    let region = Region { text, language: Language::Csv, route: Route::default() };
    let mut rows = 0;
    table::csv::read_rows(&region, &mut queue, &mut |sheet, queue| {
        rows += 1;
        if rows % PART_ROWS != 0 {
            return;
        }
        sheet.part(queue);
        if queue.has_found() {
            drain(queue);
            see(queue.part());
        }
    });
    drain(&mut queue);
    see(queue.finish());
}

/// Rows of a sheet that are one part.
const PART_ROWS: usize = 2_000;

fn drain(queue: &mut Queue) {
    while let Some(region) = queue.take() {
        read(&region, queue);
    }
}

/// The same, with the regions kept.
#[must_use]
pub fn extract_layers(text: &str, map: &Map, language: Language) -> Extraction {
    run(Queue::new(text.len()).keeping(), text, map, language)
}

fn run<'s>(mut queue: Queue<'s>, text: &'s str, map: &Map, language: Language) -> Extraction {
    queue.push(Region { text: Mapped { text: text.into(), map: map.clone() }, language, route: Route::default() });
    drain(&mut queue);
    queue.finish()
}

/// Reads only the objects and creatives that a text holds, not the code in them.
#[must_use]
pub fn objects(text: &str, map: &Map, language: Language) -> Extraction {
    let mut queue = Queue::new(text.len()).shallow();
    let text = Mapped { text: text.into(), map: map.clone() };
    read(&Region { text, language, route: Route::default() }, &mut queue);
    queue.finish()
}

/// Reads a sheet of a workbook: its rows with, for each cell, where it is in the text and its column from 0.
#[must_use]
pub fn sheet(text: &str, rows: &[Vec<(Range<usize>, usize)>]) -> Extraction {
    let mut queue = Queue::new(text.len());
    let whole = Mapped::plain(text, 0);
    let mut sheet = table::Sheet::default();
    for row in rows {
        let cell =
            |(range, column): &(Range<usize>, usize)| table::Cell { column: *column, text: whole.slice(range.clone()) };
        sheet.row(&row.iter().map(cell).collect::<Vec<_>>(), &mut queue);
    }
    sheet.end(whole.span(), &mut queue);
    drain(&mut queue);
    queue.finish()
}

fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    match region.language {
        Language::Markup => html::read(region, queue),
        Language::Script => script::read(region, queue),
        Language::Sheet => css::read_sheet(region, queue),
        Language::Declarations => css::read_declarations(region, queue),
        Language::Vast => vast::read(region, queue),
        Language::Json => json::read(region, queue),
        Language::TomlList => list::read_toml(&region.text, queue),
        Language::YamlList => list::read_yaml(&region.text, queue),
        Language::Tags => tags::read(region, queue),
        Language::Csv => table::csv::read(region, queue),
        Language::AmpConfig => html::amp::read(region, queue),
    }
}
