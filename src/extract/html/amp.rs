//! `amp-analytics`: requests named in JSON, sent by the triggers beside them; and `amp-ad-exit`, where a click leads to
//! and who is told of it.

use super::table::event_trigger;
use crate::call::Trigger;
use crate::extract::json::decoded;
use crate::extract::{Queue, Region};
use crate::mapped::{Builder, Mapped};
use crate::span::Span;
use jsonc_parser::ast::{Object, StringLit, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Reads the JSON of an `amp-analytics` element.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let source = region.text.text.clone();
    let parsed = match parse_to_ast(&source, &CollectOptions::default(), &ParseOptions::default()) {
        Ok(parsed) => parsed,
        Err(error) => {
            let (start, end) = (error.range().start, error.range().end);
            return queue.note(
                region.text.map.span(start..end),
                "broken-json",
                format!("this configuration is not JSON: {}", error.kind()),
            );
        }
    };
    let Some(root) = parsed.value.as_ref().and_then(Value::as_object) else { return };
    exits(root, region, queue);
    let Some(requests) = root.get_object("requests") else { return };
    let triggers = triggers(root);
    for property in &requests.properties {
        let Some(literal) = url_of(&property.value) else { continue };
        let Some(trigger) = sent_by(property.name.as_str(), &triggers) else { continue };
        let url = expanded(&text(&region.text, literal), requests, &region.text);
        queue.url(&url, region.route.step("amp-analytics").on(trigger));
    }
}

/// The targets of `amp-ad-exit`: each with its landing page, and addresses that are told of the click.
fn exits<'s>(root: &Object, region: &Region<'s>, queue: &mut Queue<'s>) {
    let targets = root.get_object("targets").into_iter().flat_map(|targets| &targets.properties);
    for target in targets.filter_map(|property| property.value.as_object()) {
        let tracking = target.get_array("trackingUrls").into_iter().flat_map(|urls| &urls.elements);
        let urls = target.get_string("finalUrl").into_iter().chain(tracking.filter_map(Value::as_string_lit));
        for url in urls {
            queue.url(&text(&region.text, url), region.route.step("amp-ad-exit").on(Trigger::Click));
        }
    }
}

/// `"name": "url"` or `"name": {"baseUrl": "url"}`.
fn url_of<'v, 'a>(value: &'v Value<'a>) -> Option<&'v StringLit<'a>> {
    value.as_string_lit().or_else(|| value.as_object()?.get_string("baseUrl"))
}

fn text<'s>(json: &Mapped<'s>, literal: &StringLit) -> Mapped<'s> {
    decoded(json.slice(literal.range.start + 1..literal.range.end - 1))
}

/// `(request, when)` of each trigger.
fn triggers(root: &Object) -> Vec<(String, Trigger)> {
    let Some(triggers) = root.get_object("triggers") else { return Vec::new() };
    let mut found = Vec::new();
    for trigger in triggers.properties.iter().filter_map(|property| property.value.as_object()) {
        let on = trigger.get_string("on").map_or("", |on| &on.value);
        let when = match on {
            "visible" | "ini-load" | "render-start" | "timer" | "" => Trigger::Load,
            on => event_trigger(on, Trigger::Load),
        };
        match trigger
            .properties
            .iter()
            .find(|property| property.name.as_str() == "request")
            .map(|property| &property.value)
        {
            Some(Value::StringLit(name)) => found.push((name.value.to_string(), when)),
            Some(Value::Array(names)) => {
                found.extend(
                    names.elements.iter().filter_map(Value::as_string_lit).map(|name| (name.value.to_string(), when)),
                );
            }
            _ => {}
        }
    }
    found
}

/// When a request is sent: by the earliest of its triggers. A request that no trigger names is not sent by itself.
fn sent_by(name: &str, triggers: &[(String, Trigger)]) -> Option<Trigger> {
    triggers.iter().filter(|(request, _)| request == name).map(|(_, when)| *when).min()
}

/// `${base}/pixel`: other requests' URLs put in; other variables stay as they are.
fn expanded<'s>(url: &Mapped<'s>, requests: &Object, json: &Mapped<'s>) -> Mapped<'s> {
    let Some(rest) = url.text.strip_prefix("${") else { return url.clone() };
    let Some(end) = rest.find('}') else { return url.clone() };
    let base = requests.properties.iter().find(|property| property.name.as_str() == &rest[..end]);
    let Some(literal) = base.and_then(|property| url_of(&property.value)) else { return url.clone() };
    let mut builder = Builder::default();
    let written: Span = url.map.span(0..end + 3);
    builder.escaped(&text(json, literal).text, written);
    builder.mapped(&url.slice(end + 3..url.text.len()));
    builder.build()
}
