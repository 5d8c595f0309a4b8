//! Functions that turn one text into another: `decodeURIComponent`, `atob`, `unescape`, `String.fromCharCode`.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::global::Global;
use crate::extract::js::number;
use crate::extract::js::text::Text;
use crate::extract::js::value::Value;
use crate::span::Span;
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt::Write;

/// Browsers take base64 with and without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl<'a> Eval<'a> {
    /// A function that only works out a value, with an argument that is not one of several.
    pub(crate) fn convert(&mut self, global: Global, call: &Call<'a>) -> Value<'a> {
        let first = call.arg(0);
        match global {
            Global::ParseInt => match (first.as_known(), first.to_number()) {
                (Some(text), _) => {
                    Value::Number(number::parse_int(text, call.arg(1).to_number().filter(|radix| !radix.is_nan())))
                }
                (None, Some(number)) => Value::Number(number.trunc()),
                _ => Value::Unknown,
            },
            Global::ParseFloat => match (first.as_known(), first.to_number()) {
                (Some(text), _) => Value::Number(number::parse_float(text)),
                (None, Some(number)) => Value::Number(number),
                _ => Value::Unknown,
            },
            Global::IsNaN => first.to_number().map_or(Value::Unknown, |number| Value::Bool(number.is_nan())),
            Global::Number => first.to_number().map_or(Value::Unknown, Value::Number),
            Global::Boolean => first.truth().map_or(Value::Unknown, Value::Bool),
            _ => match self.text_of(&first, call.span(0)) {
                Value::Text(text) if self.afford(text.len()) => self.convert_text(global, &text, call.site),
                _ => Value::Unknown,
            },
        }
    }

    fn convert_text(&mut self, global: Global, text: &Text<'a>, site: Span) -> Value<'a> {
        let place = text.place(site);
        let whole = |decoded: Option<String>| match decoded {
            Some(decoded) if decoded == text.as_str() => Value::Text(text.clone()),
            Some(decoded) => Value::Text(Text::made(decoded, place)),
            None => Value::Unknown,
        };
        match global {
            Global::String => Value::Text(text.clone()),
            Global::EncodePart => Value::Text(text.map_runs(|run| encoded(run, b"-_.!~*'()"))),
            Global::Encode => Value::Text(text.map_runs(|run| encoded(run, b"-_.!~*'();/?:@&=+$,#"))),
            Global::Escape => Value::Text(text.map_runs(|run| encoded(run, b"@*_+-./"))),
            _ if text.has_hole() => match global {
                Global::Decode | Global::DecodePart | Global::Unescape => {
                    Value::Text(text.map_runs(|run| decoded(global, run).unwrap_or_else(|| run.to_owned())))
                }
                _ => Value::Text(Text::hole(site)),
            },
            Global::Atob => whole(from_base64(text.as_str())),
            Global::Btoa => {
                let latin: Option<Vec<u8>> = text.as_str().chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
                whole(latin.map(|bytes| BASE64.encode(bytes)))
            }
            _ => whole(decoded(global, text.as_str())),
        }
    }

    /// `String.fromCharCode(…)`.
    pub(crate) fn text_of_codes(&mut self, call: &Call<'a>) -> Value<'a> {
        let codes: Option<Vec<f64>> = call.args.iter().map(Value::to_number).collect();
        let Some(codes) = codes.filter(|codes| self.afford(codes.len())) else {
            return Value::Text(Text::hole(call.site));
        };
        if codes.iter().any(|code| *code > 65_535.0) {
            let text = codes.iter().filter_map(|code| char::from_u32(*code as u32)).collect();
            return Value::Text(Text::made(text, call.site));
        }
        let units: Vec<u16> = codes.iter().map(|code| *code as u16).collect();
        Value::Text(Text::made(String::from_utf16_lossy(&units), call.site))
    }
}

fn from_base64(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = BASE64.decode(compact).ok()?;
    // `atob` gives one character a byte.
    Some(bytes.into_iter().map(char::from).collect())
}

fn encoded(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn decoded(global: Global, text: &str) -> Option<String> {
    match global {
        Global::Unescape => Some(unescape(text)),
        Global::DecodePart | Global::Decode => {
            percent_encoding::percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
        }
        _ => None,
    }
}

/// `unescape`: `%XX` is one character, `%uXXXX` another.
fn unescape(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let hex = |from: usize, to: usize| rest.get(from..to).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let (unit, len) = match character {
            '%' if rest[1..].starts_with('u') => (hex(2, 6), 6),
            '%' => (hex(1, 3), 3),
            _ => (None, 0),
        };
        if let Some(unit) = unit {
            units.push(unit);
            rest = &rest[len..];
        } else {
            units.extend(character.encode_utf16(&mut [0; 2]).iter());
            rest = &rest[character.len_utf8()..];
        }
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded_as_in_a_browser() {
        assert_eq!(unescape("%3Ca%u0062%zz%"), "<ab%zz%");
        assert_eq!(from_base64(" aHR0cHM6Ly9hLw ").as_deref(), Some("https://a/"));
        assert_eq!(from_base64("6Q==").as_deref(), Some("é"));
        assert_eq!(encoded("a b/ü", b"/"), "a%20b/%C3%BC");
    }
}
