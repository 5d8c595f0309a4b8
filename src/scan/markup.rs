//! The calls that are *written* in creatives, with their places: what captures are tied to, and what observing is held
//! against. Archives are read as a scan reads them, member by member; captures among them are records, not creatives.

use super::Settings;
use super::bundle::{inside, is_wanted};
use crate::catalogue::{Call, judge};
use crate::chain::Markup;
use crate::discover::Input;
use crate::extract;
use crate::limit::{ARCHIVE_DEPTH, INPUT_BYTES};
use crate::source::{Kind, Lines, decode, gunzip, is_gzip, is_workbook, is_zip, sniff, unzip};
use std::borrow::Cow;
use std::sync::Arc;

/// A call that is written in a creative.
#[derive(Debug)]
pub struct Written<'c> {
    /// The call.
    pub call: Call<'c>,
    /// Path, line and column (from 1): `bundle.zip!index.html:3:14`.
    pub place: Arc<str>,
}

/// Adds the calls of a file to the markup; whether there are any.
pub fn markup(input: &Input, bytes: &[u8], settings: &Settings, markup: &mut Markup) -> bool {
    for Written { call, place } in written(input, bytes, settings) {
        markup.add(call.url(), &place);
    }
    !markup.is_empty()
}

/// The calls of a file, or of the files in it.
#[must_use]
pub fn written<'c>(input: &Input, bytes: &[u8], settings: &'c Settings) -> Vec<Written<'c>> {
    let mut all = Vec::new();
    each(input, bytes, |input, bytes| all.extend(of_file(input, bytes, settings)));
    all
}

fn of_file<'c>(input: &Input, bytes: &[u8], settings: &'c Settings) -> Vec<Written<'c>> {
    let decoded = decode(bytes);
    let lines = Lines::new(&decoded);
    let guess = sniff(input, &decoded.text);
    if guess.kind == Kind::Har {
        return Vec::new();
    }
    let found = extract::extract(&decoded.text, &decoded.map, guess.language()).calls;
    let one = |raw: crate::call::RawCall| {
        let place = lines.place(raw.span());
        let place = format!("{}:{}:{}", input.shown, place.line, place.column).into();
        Written { call: judge(raw, &settings.catalogue), place }
    };
    found.into_iter().map(one).collect()
}

/// Hands over each file: one that is not packed itself, one that is alone, the members of an archive and of those in it.
fn each(input: &Input, bytes: &[u8], mut give: impl FnMut(&Input, &[u8])) {
    let mut budget = INPUT_BYTES;
    let mut waiting = vec![(input.clone(), Cow::Borrowed(bytes), 0)];
    while let Some((input, bytes, depth)) = waiting.pop() {
        if is_workbook(&input.path) {
            continue;
        }
        if is_zip(&bytes) {
            let archive = if depth < ARCHIVE_DEPTH { unzip(&bytes, &mut budget, is_wanted) } else { continue };
            let members = archive.members.into_iter().rev();
            waiting.extend(members.map(|one| (inside(&input, &one.name), Cow::Owned(one.bytes), depth + 1)));
        } else if is_gzip(&bytes) {
            if let Some(bytes) = gunzip(&bytes).ok().filter(|bytes| !is_gzip(bytes) && !is_zip(bytes)) {
                give(&super::unpacked(&input), &bytes);
            }
        } else {
            give(&input, &bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("in memory");
            zip.write_all(bytes).expect("in memory");
        }
        zip.finish().expect("in memory").into_inner()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).expect("in memory");
        packer.finish().expect("in memory")
    }

    #[test]
    fn files_are_handed_over_one_by_one_and_not_without_end() {
        let deep = (0..ARCHIVE_DEPTH).fold(b"deep".to_vec(), |inner, _| zip(&[("in.zip", &inner)]));
        let inner = zip(&[("b.html", b"two"), ("c.js.gz", &gzip(b"three"))]);
        let bundle =
            zip(&[("a.html", b"one"), ("i.zip", &inner), ("d.zip", &deep), ("i.png", b"none"), (".h.js", b"none")]);
        let input = Input { path: "x.zip".into(), shown: "x.zip".into(), named: true, stdin: true };
        let mut seen = Vec::new();
        each(&input, &bundle, |input, bytes| seen.push(format!("{} {}", input.shown, String::from_utf8_lossy(bytes))));
        assert_eq!(seen, ["x.zip!a.html one", "x.zip!i.zip!b.html two", "x.zip!i.zip!c.js.gz!c.js three"]);
        seen.clear();
        let alone = Input { path: "t.html.gz".into(), shown: "t.html.gz".into(), named: true, stdin: true };
        each(&alone, &gzip(b"tag"), |input, bytes| seen.push(format!("{} {}", input.shown, bytes.len())));
        assert_eq!(seen, ["t.html.gz!t.html 3"]);
    }
}
