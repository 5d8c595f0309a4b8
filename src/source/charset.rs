//! Which encoding the bytes are in, told from the bytes alone: a byte order mark, the pattern of zero bytes, what the
//! file declares of itself. Also whether they are text at all.

use super::tally::tally;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// How much of a file is looked at to tell text from other things.
const SAMPLE: usize = 8 << 10;
/// Browsers look for a declaration in the first 1024 bytes.
const DECLARATION: usize = 1024;

/// So many control characters prove nothing, however short the file is.
const FEW: usize = 3;

/// Starts of files that are no text, and what to tell people of them.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG", "it is a PNG image"),
    (b"GIF8", "it is a GIF image"),
    (b"\xff\xd8\xff", "it is a JPEG image"),
    (b"RIFF", "it is an image, sound or video"),
    (b"%PDF", "it is a PDF document"),
    (b"PK\x03\x04", "it is a ZIP archive: unpack it and check the files in it"),
    (b"\x1f\x8b", "it is compressed with gzip: unpack it and check the file in it"),
    (b"FWS", "it is a Flash movie, which browsers no longer play"),
    (b"CWS", "it is a Flash movie, which browsers no longer play"),
    (b"wOF", "it is a font"),
];

/// UTF-16 by its byte order mark, with the mark's length, or by zero bytes where every second one is zero.
pub(super) fn utf16(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    match bytes {
        [0xff, 0xfe, ..] => Some((UTF_16LE, 2)),
        [0xfe, 0xff, ..] => Some((UTF_16BE, 2)),
        _ => Some((utf16_by_zeros(bytes)?, 0)),
    }
}

fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(DECLARATION)];
    memchr::memchr(0, sample)?;
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (pairs, high_first, low_first) = (sample.len() / 2, zeros(0), zeros(1));
    let evident = |zero: usize, other: usize| pairs >= 2 && zero * 10 >= pairs * 7 && other * 20 <= pairs;
    match () {
        () if evident(low_first, high_first) => Some(UTF_16LE),
        () if evident(high_first, low_first) => Some(UTF_16BE),
        () => None,
    }
}

/// Why the bytes are no text, if one byte in twenty or more is a control character that no text has; texts have tab,
/// line feed, vertical tab, form feed, carriage return, escape.
pub(super) fn not_text(bytes: &[u8]) -> Option<String> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    // Nearly all texts have none of them. Every byte is looked at, several at once.
    if !sample.iter().fold(false, |any, byte| any | is_odd(*byte)) {
        return None;
    }
    let odd = tally(sample, is_odd);
    if odd < FEW || odd * 20 < sample.len() {
        return None;
    }
    let what = MAGIC.iter().find(|(start, _)| bytes.starts_with(start));
    let what = what.map_or("a large part of it is control characters", |(_, what)| what);
    Some(format!("Not text, so nothing in it was checked; {what}"))
}

/// Whether a byte is a control character that no text has.
fn is_odd(byte: u8) -> bool {
    (byte < 0x20) & !(b'\t'..=b'\r').contains(&byte) & (byte != 0x1b)
}

/// The encoding of bytes that are not valid UTF-8: as declared, else UTF-8 where most of it is, else windows-1252, as
/// browsers take it.
pub(super) fn of_invalid(bytes: &[u8]) -> &'static Encoding {
    declared(bytes).unwrap_or_else(|| if is_mostly_utf8(bytes) { UTF_8 } else { WINDOWS_1252 })
}

/// What `<meta charset>`, `@charset` or an XML declaration says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?i-u)(?:<meta\s[^>]*?charset\s*=\s*|^\s*@charset\s+|^\s*<\?xml\s[^>]*?encoding\s*=\s*)["']?\s*([\w:.+-]+)"#,
        )
        .expect("the pattern is fixed")
    });
    let label = DECLARED.captures(&bytes[..bytes.len().min(DECLARATION)])?.get(1)?;
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    // A file that could be read up to its declaration is not in UTF-16, whatever it says.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad
}
