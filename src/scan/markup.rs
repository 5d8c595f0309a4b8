//! The markup that captures are of: its calls with their places, for tying what was captured to them.

use super::Settings;
use crate::catalogue::judge;
use crate::chain::Markup;
use crate::discover::Input;
use crate::extract;
use crate::source::{Lines, decode, sniff};

/// Adds the calls of a file to the markup; whether there are any.
pub fn markup(input: &Input, bytes: &[u8], settings: &Settings, markup: &mut Markup) -> bool {
    let decoded = decode(bytes);
    let lines = Lines::new(&decoded);
    let language = sniff(input, &decoded.text).language();
    let found = extract::extract(&decoded.text, &decoded.map, language).calls;
    for raw in found {
        let place = lines.place(raw.span());
        let call = judge(raw, &settings.catalogue);
        markup.add(call.url(), &format!("{}:{}:{}", input.shown, place.line, place.column));
    }
    !markup.is_empty()
}
