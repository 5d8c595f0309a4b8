//! A deterministic corpus of creatives for measuring: the shapes of real tags, filled by a small random generator with
//! a fixed start, so that every machine measures the same bytes. Names are made up; about three in ten hold a bad call.

mod shape;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A creative of the corpus: its file name and text.
pub(crate) struct Creative {
    /// `c00042.html`
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
}

/// The creatives of a corpus, one after another.
pub(crate) fn creatives(count: usize) -> impl Iterator<Item = Creative> {
    (0..count).map(|number| {
        let mut dice = Dice::new(number as u64);
        let (extension, text) = shape::creative(&mut dice);
        Creative { name: format!("c{number:05}.{extension}"), text }
    })
}

/// Writes a corpus, 200 creatives a folder; returns its bytes.
#[allow(dead_code)]
pub(crate) fn write(folder: &Path, count: usize) -> io::Result<u64> {
    let mut bytes = 0;
    for (number, creative) in creatives(count).enumerate() {
        let folder = folder.join(format!("batch{:03}", number / 200));
        fs::create_dir_all(&folder)?;
        bytes += creative.text.len() as u64;
        fs::write(folder.join(&creative.name), creative.text)?;
    }
    Ok(bytes)
}

/// Writes a corpus as rows of a batch; returns its bytes.
#[allow(dead_code)]
pub(crate) fn write_rows(file: &Path, count: usize) -> io::Result<u64> {
    let mut out = BufWriter::new(fs::File::create(file)?);
    for creative in creatives(count) {
        let (id, extension) = creative.name.split_once('.').unwrap_or((&creative.name, ""));
        let row = match extension {
            "json" => serde_json::json!({"id": id, "creative": object(&creative.text)}),
            _ => serde_json::json!({"id": id, "content": creative.text, "format": extension}),
        };
        writeln!(out, "{row}")?;
    }
    out.flush()?;
    fs::metadata(file).map(|data| data.len())
}

/// The creative object of the platform's answer.
fn object(text: &str) -> serde_json::Value {
    let mut answer: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    answer["creative"].take()
}

/// A small random generator (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5EED)
    }

    /// Any number.
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// One of these.
    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }
}
