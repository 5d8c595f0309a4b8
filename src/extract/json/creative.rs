//! One creative object: its markup and URLs become regions and calls, its associations and declared ad servers are kept
//! with their spans.

use super::fields::{Field, field, tracker_trigger};
use super::get::{given, scalar, text_of};
use super::{Reader, property};
use crate::association::{Association, Creative, Declared};
use crate::call::Trigger;
use crate::extract::{Language, Region, Route};
use crate::mapped::Mapped;
use crate::url::{self, Url};
use jsonc_parser::ast::{Object, StringLit, Value};
use jsonc_parser::common::Ranged;

/// Keys that only a creative object has, two of which make one; or one of the first few.
const OWN_KEYS: &[&str] = &[
    "content",
    "content_secure",
    "original_content",
    "original_content_secure",
    "media_url",
    "media_url_secure",
    "segments",
    "pixels",
    "pixel_url",
    "pixel_url_secure",
    "native_attribute",
    "video_attribute",
    "custom_macros",
    "thirdparty_pixels",
    "adservers",
    "click_url",
    "click_target",
    "template",
    "audit_status",
    "adx_audit",
    "google_audit_status",
    "google_audit_feedback",
    "flash_backup_url",
    "impression_trackers",
];

/// Whether an object is a creative, by its keys.
pub(super) fn is_creative(object: &Object) -> bool {
    is_creative_besides(object, "")
}

/// The same, by other keys than this one.
pub(super) fn is_creative_besides(object: &Object, key: &str) -> bool {
    OWN_KEYS.iter().any(|own| *own != key && property(object, own).is_some())
}

impl<'s> Reader<'_, 's> {
    /// Reads a creative object.
    pub(super) fn creative(&mut self, object: &Object, route: &Route) {
        let creative = Creative {
            id: scalar(object, "id"),
            code: scalar(object, "code"),
            span: self.text.map.span(object.start()..object.end()),
            declared: self.declared(object),
            lists_segments: property(object, "segments").is_some(),
            associations: self.associations(object),
            third_party: self.ids(object, "thirdparty_pixels"),
            ..Creative::default()
        };
        let number = self.queue.creative(creative);
        let route = Route { creative: Some(number), ..route.clone() };
        self.fields(object, "", &route);
        self.relayed(object);
    }

    /// Walks the values below an object with their path.
    pub(super) fn fields(&mut self, object: &Object, path: &str, route: &Route) {
        for property in &object.properties {
            let key = property.name.as_str();
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            self.value(&property.value, object, &path, route);
        }
    }

    fn value(&mut self, value: &Value, around: &Object, path: &str, route: &Route) {
        match (value, field(path)) {
            (Value::NullKeyword(_), _) => {}
            (Value::StringLit(literal), Some(field)) => {
                self.field(literal, field, around, &route.step(path.to_owned()));
            }
            (_, Some(Field::Code | Field::Url(_) | Field::Tracker)) => self.wrong_type(value, path, "a text"),
            (Value::Object(object), _) => self.fields(object, path, route),
            (Value::Array(array), _) => {
                let path = format!("{path}[]");
                array.elements.iter().for_each(|element| self.value(element, around, &path, route));
            }
            _ => {}
        }
    }

    fn field(&mut self, literal: &StringLit, field: Field, around: &Object, route: &Route) {
        match field {
            Field::Code => self.code(literal, route),
            Field::Url(trigger) => self.url(literal, trigger, route),
            Field::Tracker => {
                let names = ["event_type", "vast_event_type", "vast_event_type_id", "name"];
                if is_segment_pixel(around)
                    && let Some(number) = route.creative
                {
                    self.queue.segment_tracker(number, self.string(literal).span());
                }
                let event = names.iter().find_map(|name| scalar(around, name)).unwrap_or_default();
                self.url(literal, tracker_trigger(&event), route);
            }
            Field::Anything if literal.value.contains('<') => self.code(literal, route),
            Field::Anything if Url::parse(&literal.value).is_absolute() => self.url(literal, Trigger::Load, route),
            Field::Anything => {}
            Field::Notice(trigger, sure) => self.url(literal, trigger, &route.clone().at_most(sure)),
            Field::Program => self.program(literal, Trigger::Load, route),
            Field::EventTracker => self.event_tracker(literal, around, route),
        }
    }

    pub(super) fn url(&mut self, literal: &StringLit, trigger: Trigger, route: &Route) {
        let url = self.string(literal);
        let site = self.site(literal);
        self.queue.url(&url, route.clone().on(trigger).at(site));
    }

    /// A string that holds code: markup, a script, or either in base64.
    pub(super) fn code(&mut self, literal: &StringLit, route: &Route) {
        if self.queue.is_shallow() {
            return;
        }
        let text = self.string(literal);
        let (text, route) = match unpacked(&text) {
            Some(unpacked) => (unpacked, route.step("base64")),
            None => (text, route.clone()),
        };
        let language = match &*text.text {
            text if is_json(text) => Language::Json,
            text if is_markup(text) => Language::Markup,
            _ => Language::Script,
        };
        let site = self.site(literal);
        self.queue.push(Region { text, language, route: route.at(site) });
    }

    fn associations(&mut self, object: &Object) -> Vec<Association> {
        self.entries(object, "segments").into_iter().map(|entry| self.association(entry)).collect()
    }

    fn association(&mut self, entry: &Object) -> Association {
        let (key, id) = match given(entry, "id") {
            Some(id) => ("segments[].id", Some(id)),
            None => ("segments[].segment_id", given(entry, "segment_id")),
        };
        let action = given(entry, "action");
        let whole = self.text.map.span(entry.start()..entry.end());
        let segment = id.and_then(text_of).and_then(|id| id.trim().parse().ok());
        match id {
            Some(id) if segment.is_none() => self.wrong_type(id, key, "a whole number"),
            Some(_) => {}
            None => {
                let message = "This entry of `segments` names no segment, so it says nothing; give its `id`".to_owned();
                self.queue.remark(whole, "incomplete-row", message);
            }
        }
        let place = |value: Option<&Value>| value.map_or(whole, |value| self.span(value));
        Association {
            code: None,
            member: None,
            segment,
            segment_span: place(id),
            action: action.and_then(text_of),
            action_span: place(action),
            span: whole,
        }
    }

    /// The ad servers that the creative declares; `None` if it does not say.
    fn declared(&mut self, object: &Object) -> Option<Vec<Declared>> {
        given(object, "adservers")?;
        let servers = self.entries(object, "adservers");
        let entry =
            |entry: &Object| Declared { id: scalar(entry, "id"), name: scalar(entry, "name").unwrap_or_default() };
        matches!(property(object, "adservers"), Some(Value::Array(_))).then(|| servers.into_iter().map(entry).collect())
    }
}

/// Whether a tracker is marked as a segment pixel.
fn is_segment_pixel(tracker: &Object) -> bool {
    matches!(property(tracker, "is_segment_pixel"), Some(Value::BooleanLit(literal)) if literal.value)
}

/// Text that is base64 of markup or of a script, unpacked.
fn unpacked<'s>(text: &Mapped<'s>) -> Option<Mapped<'s>> {
    let packed = text.text.trim();
    let looks = packed.len() >= 24 && packed.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=-_\r\n".contains(&b));
    if !looks {
        return None;
    }
    let unpacked = url::base64(&text.trim())?;
    let readable = unpacked.text.chars().all(|c| !c.is_control() || c.is_whitespace());
    readable.then_some(unpacked)
}

/// Whether a text is an object of JSON: a native ad in the place of markup. A script may start with a brace as well.
fn is_json(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix('{').map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with('"') && !inside.starts_with("\"use strict"))
}

/// Whether code is markup: a tag opens it, or what stands before the first tag is nothing that could write one.
fn is_markup(text: &str) -> bool {
    let starts_tag = |rest: &str| rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '/');
    let tag = text.match_indices('<').map(|(at, _)| at).find(|at| starts_tag(&text[*at..]));
    tag.is_some_and(|at| !text[..at].contains(['=', '(', ';', '\'', '"', '`']))
}

#[cfg(test)]
mod tests {
    use super::is_markup;

    #[test]
    fn text_before_a_tag_does_not_make_it_a_script() {
        for text in [
            "<img src=x>",
            "\u{feff} <b>",
            "\u{fffd}<img src='x'>",
            "Buy now <img src=x>",
            "${CLICK_URL}<a href=x>",
            "<!-- --><b>",
        ] {
            assert!(is_markup(text), "{text}");
        }
        for text in
            ["document.write('<img src=x>')", "x = '<img>'", "if (a<b) go()", "i<5", "go()", "`<b>`", "var s=1;s<b"]
        {
            assert!(!is_markup(text), "{text}");
        }
    }
}
