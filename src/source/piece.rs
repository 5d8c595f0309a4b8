//! Text put together from pieces, where it does not stand in the file byte for byte: characters of other encodings, and
//! bytes that are none. ASCII runs stay whole, so that a map costs only what a text has of anything else.

use crate::extract::Note;
use crate::limit;
use crate::mapped::{Builder, Mapped};
use crate::span::{Span, offset};
use encoding_rs::{Decoder, Encoding, UTF_8};

/// A text, and what was wrong with it.
pub(super) struct Read {
    pub(super) text: Mapped<'static>,
    pub(super) bad: Bad,
    /// That the rest was not read, if it was not.
    pub(super) cut: Option<Note>,
}

/// Byte sequences that are no character: how many, and where the first is.
#[derive(Default)]
pub(super) struct Bad {
    count: usize,
    first: Span,
}

impl Bad {
    fn add(&mut self, span: Span) {
        if self.count == 0 {
            self.first = span;
        }
        self.count += 1;
    }

    /// One remark for all of them.
    pub(super) fn note(&self, encoding: &str) -> Option<Note> {
        let (what, code) = match self.count {
            0 => return None,
            1 => ("1 character is".to_owned(), self.code(encoding)),
            count => (format!("{count} characters are, from here on,"), self.code(encoding)),
        };
        let message = format!("{what} not valid {encoding} and read as U+FFFD; save the file as UTF-8");
        Some(Note { span: self.first, code, message, incomplete: false })
    }

    fn code(&self, encoding: &str) -> &'static str {
        if encoding == UTF_8.name() { "invalid-utf8" } else { "invalid-character" }
    }
}

/// UTF-8 from byte `at` on, with what is not valid read as U+FFFD, as browsers do.
pub(super) fn lossy(bytes: &[u8], at: usize) -> Read {
    let mut pieces = Pieces::new(bytes, at);
    for chunk in bytes[at..].utf8_chunks() {
        pieces.exact(chunk.valid());
        if !chunk.invalid().is_empty() {
            let span = pieces.other("\u{fffd}", chunk.invalid().len());
            pieces.bad.add(span);
        }
        if pieces.is_full() {
            break;
        }
    }
    pieces.finish()
}

/// Any other encoding from byte `at` on. The decoder is fed byte by byte outside ASCII runs, and what it gives belongs
/// to the bytes that it was fed since it last gave something.
pub(super) fn by_character(bytes: &[u8], at: usize, encoding: &'static Encoding) -> Read {
    let mut pieces = Pieces::new(bytes, at);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut fed, mut ascii_end) = (0, at);
    while pieces.at + fed < bytes.len() && !pieces.is_full() {
        let here = pieces.at + fed;
        if here >= ascii_end {
            ascii_end = here + Encoding::ascii_valid_up_to(&bytes[here..]);
        }
        let run = if fed == 0 { own_run(&decoder, &bytes[here..ascii_end]) } else { 0 };
        if run > 0 {
            pieces.exact(str::from_utf8(&bytes[here..here + run]).expect("the run is ASCII"));
        } else {
            let last = here + 1 == bytes.len();
            fed = feed(&mut decoder, &bytes[here..=here], last, fed + 1, &mut pieces);
        }
    }
    pieces.finish()
}

/// How many bytes of ASCII stand for themselves, given the state that the decoder is in. Where that is none (the bytes of
/// UTF-16 may all be ASCII), the run must not have been looked through anew for each byte of it.
fn own_run(decoder: &Decoder, ascii: &[u8]) -> usize {
    // Of encodings with one byte a character the library says 0 where all is ASCII.
    if decoder.encoding().is_single_byte() {
        return ascii.len();
    }
    decoder.latin1_byte_compatible_up_to(ascii).unwrap_or(0)
}

/// Feeds one byte, `fed` with those before it that gave nothing yet. Returns how many now wait.
fn feed(decoder: &mut Decoder, byte: &[u8], last: bool, fed: usize, pieces: &mut Pieces) -> usize {
    // The longest that one byte can set free is a replacement and what stood behind a wrong lead byte.
    let mut space = [0; 32];
    let (_, _, written, replaced) = decoder.decode_to_utf8(byte, &mut space, last);
    if written == 0 {
        return fed;
    }
    let text = str::from_utf8(&space[..written]).expect("a decoder writes UTF-8");
    let span = pieces.other(text, fed);
    if replaced {
        pieces.bad.add(span);
    }
    0
}

/// Where reading is, and what was read.
struct Pieces {
    at: usize,
    end: usize,
    left: usize,
    builder: Builder,
    bad: Bad,
}

impl Pieces {
    fn new(bytes: &[u8], at: usize) -> Self {
        Self { at, end: bytes.len(), left: limit::PIECES, builder: Builder::default(), bad: Bad::default() }
    }

    fn exact(&mut self, text: &str) {
        self.builder.exact(text, offset(self.at));
        self.at += text.len();
    }

    fn other(&mut self, text: &str, bytes: usize) -> Span {
        let span = Span::from(self.at..self.at + bytes);
        self.builder.escaped(text, span);
        self.at += bytes;
        self.left = self.left.saturating_sub(1);
        span
    }

    fn is_full(&self) -> bool {
        self.left == 0
    }

    fn finish(self) -> Read {
        let cut = (self.is_full() && self.at < self.end).then(|| Note {
            span: Span::from(self.at..self.end),
            code: "too-large",
            message: "The rest was not read: too many characters are not ASCII. Save the file as UTF-8, or split it"
                .into(),
            incomplete: true,
        });
        Read { text: self.builder.build(), bad: self.bad, cut }
    }
}
