//! The first pass: the objects of all inputs, read before the rules run. Only JSON and lists of associations can hold
//! them, and only a file with one of a few words in it is parsed for them.

use super::bytes::Inputs;
use super::{PIECE, unpacked};
use crate::association::{Object, Source, World};
use crate::discover::Input;
use crate::extract;
use crate::finding::Problem;
use crate::source::{Kind, Lines, decode, gunzip, is_gzip, sniff};
use crate::span::Span;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A file without any of these holds no object that another file could ask about.
static MARKERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = [
        "segment",
        "thirdparty",
        "pixel",
        "deal",
        "allow_creative",
        "supply_exceptions",
        "declare_to_adx",
        "hostnames",
        "creative",
        "Creative",
    ];
    AhoCorasick::new(words).expect("a few short words")
});

/// Extensions of files that may hold objects.
const EXTENSIONS: &[&str] = &["json", "jsonl", "ndjson", "txt", "csv", "toml", "yaml", "yml"];

/// Reads the objects of all inputs, in parallel; they are put together in the order of the inputs.
pub(super) fn gather(inputs: &[Input], read: &Inputs) -> (World, Vec<Problem>) {
    let pieces = inputs.par_iter().with_max_len(PIECE);
    let sources: Vec<Source> = pieces.filter_map(|input| source(input, read)).collect();
    World::gather(sources)
}

fn source(input: &Input, read: &Inputs) -> Option<Source> {
    let is_gz = input.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let name = if is_gz { Cow::Owned(unpacked(input).path) } else { Cow::Borrowed(&*input.path) };
    let extension = name.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let may = input.stdin || extension.is_empty() || EXTENSIONS.iter().any(|one| one.eq_ignore_ascii_case(extension));
    // What cannot be read is said when it is scanned.
    let bytes = may.then(|| read.bytes(input).ok()).flatten()?;
    let source = match is_gzip(&bytes) {
        true => gunzip(&bytes).ok().and_then(|bytes| of_bytes(&unpacked(input), &bytes)),
        false => of_bytes(input, &bytes),
    };
    read.keep(input, bytes);
    source
}

/// The objects of an input whose bytes are at hand.
pub(super) fn of_bytes(input: &Input, bytes: &[u8]) -> Option<Source> {
    let decoded = decode(bytes);
    let kind = sniff(input, &decoded.text).kind;
    let may = matches!(kind, Kind::Json | Kind::Jsonl | Kind::Csv | Kind::TomlList | Kind::YamlList);
    if !may || !MARKERS.is_match(&*decoded.text) {
        return None;
    }
    let lines = Lines::new(&decoded);
    let place = |span: Span| lines.place(span);
    let mut source = Source::new(&input.shown);
    extract::each_part_of_objects(&decoded.text, &decoded.map, kind.language(), &mut |found| {
        for mut one in found.objects {
            if let Object::Verdict(verdict) = &mut one {
                verdict.evidence.iter_mut().for_each(|evidence| evidence.place = place(evidence.span));
            }
            source.object(one, place);
        }
        for one in found.creatives {
            match kind == Kind::Csv && !one.written {
                true => source.row(&one),
                false => source.creative(one, place),
            }
        }
    });
    Some(source)
}
