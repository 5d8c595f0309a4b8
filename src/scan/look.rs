//! A *look* at one input for those who change it: its layers, its calls, and which calls a rule speaks of that nobody
//! silenced.

use super::source::{Source, ask};
use super::word::Writer;
use super::{Scan, Settings, Tie, Used};
use crate::association::{Creative, World};
use crate::catalogue::{Call, judge};
use crate::declaration::Declarations;
use crate::discover::Input;
use crate::extract::{self, Extraction, Layer, Note};
use crate::finding::Finding;
use crate::rule::{Case, Families};
use crate::source::{Lines, decode, sniff};
use crate::span::Span;
use crate::suppress::Ignores;
use std::cell::RefCell;

/// What a look at an input shows.
#[derive(Debug)]
pub struct Look<'c> {
    /// The regions of the input.
    pub layers: Vec<Layer>,
    /// Its calls, in the order of the file.
    pub calls: Vec<Call<'c>>,
    /// Its creative objects.
    pub creatives: Vec<Creative>,
    /// The creative that it belongs to, if it has none in itself.
    pub tie: Option<Tie>,
    /// What rules say of calls, with the number of the call. Twins are not folded: each is to be changed.
    pub flagged: Vec<(usize, Finding)>,
    /// What could not be read as it should.
    pub notes: Vec<Note>,
}

/// What an input is looked at with.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// The ledger of the configuration's ignores.
    pub used: &'a Used,
    /// The objects of all inputs: what their segments are and do.
    pub world: &'a World,
}

/// Looks at an input.
#[must_use]
pub fn look<'c>(input: &Input, bytes: &[u8], around: Around<'c>) -> Look<'c> {
    let Around { settings, used, world } = around;
    let decoded = decode(bytes);
    let lines = Lines::new(&decoded);
    let language = sniff(input, &decoded.text).language();
    let extraction = extract::extract_layers(&decoded.text, &decoded.map, language);
    let Extraction { calls, comments, mut creatives, objects, notes, layers, has_list, .. } = extraction;
    creatives.iter_mut().for_each(|creative| world.complete(creative));
    let calls: Vec<Call> = calls.into_iter().map(|raw| judge(raw, &settings.catalogue)).collect();
    let mut ignores = Ignores::read(&comments, |at| lines.place(Span::new(at, at)).line);
    let tie = (creatives.is_empty() && !has_list).then(|| settings.ties.find(input, world)).flatten();
    let (servers, markup) = (&settings.servers, &settings.markup);
    let scan = Scan { settings, used, world, servers, markup, bundled: false, tie: None };
    let source = Source::new(input, &lines, scan);
    let case = Case {
        catalogue: &settings.catalogue,
        calls: &calls,
        creatives: &creatives,
        objects: &objects,
        tied: tie.as_ref().map(|tie| &tie.creative),
        world,
        declarations: Declarations::default(),
        families: Families::default(),
        firsts: &RefCell::default(),
    };
    let mut writer = Writer::new(input.shown.clone(), &lines, settings);
    let mut flagged = Vec::new();
    for said in ask(&case, &settings.rules) {
        let Some(number) = said.call else { continue };
        let Some(finding) = writer.write(said.rule, said.draft, Some(&calls[number])) else { continue };
        if !source.is_silenced(&finding, &mut ignores) {
            flagged.push((number, finding));
        }
    }
    let notes = decoded.notes.into_iter().chain(notes).collect();
    Look { layers, calls, creatives, tie, flagged, notes }
}
