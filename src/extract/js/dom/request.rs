//! Functions and objects that send requests: `fetch`, `XMLHttpRequest`, `sendBeacon`, sockets, workers.

use crate::call::Confidence;
use crate::extract::js::Language;
use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;

impl<'a> Eval<'a> {
    /// A method of an `XMLHttpRequest`.
    pub(crate) fn request_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "open" if call.args.len() > 1 => self.request(&call.arg(1), call.span(1), call.site, "XMLHttpRequest.open"),
            "addEventListener" => self.on_event(&call.arg(0), &Value::Object(id), &call.arg(1), call.site),
            _ => {}
        }
        Value::Unknown
    }

    /// `fetch(url)`, `fetch(new Request(url))`.
    pub(crate) fn fetch(&mut self, call: &Call<'a>) -> Value<'a> {
        self.request(&call.arg(0), call.span(0), call.site, "fetch");
        self.promise(Value::Unknown)
    }

    /// `new X(…)` of something of the browser.
    pub(crate) fn construct_browser(&mut self, global: Global, call: &Call<'a>) -> Value<'a> {
        let via = match global {
            Global::Image => return Value::Object(self.new_element("img", "new Image()", call.site)),
            Global::Audio => {
                let id = self.new_element("audio", "new Audio()", call.site);
                if !call.args.is_empty() {
                    self.request(&call.arg(0), call.span(0), call.site, "new Audio()");
                }
                return Value::Object(id);
            }
            Global::Request => return Value::Object(self.heap.add(Kind::Request)),
            Global::Observer => {
                let args = vec![Value::Unknown; 2];
                self.soon(&call.arg(0), args, call.site);
                return Value::Unknown;
            }
            Global::Event => return self.new_event(call),
            Global::Font => {
                self.parts(&call.arg(1), Language::Style, call.span(1), call.site, &"new FontFace()".into());
                return Value::Unknown;
            }
            Global::Socket => "WebSocket",
            Global::Events => "EventSource",
            Global::Worker => {
                let statements = self.statements_of(call.site);
                self.load_blobs(&call.arg(0), call.span(0), &"Worker".into(), &statements);
                "Worker"
            }
            _ => return self.unknown_call(call),
        };
        self.request(&call.arg(0), call.span(0), call.site, via);
        Value::Object(self.heap.add(Kind::Request))
    }

    /// `postMessage`: URLs in it are evidently meant to be requested by whoever gets it, though not for certain.
    pub(crate) fn post_message(&mut self, call: &Call<'a>) {
        let outer = self.moment;
        self.moment.confidence = outer.confidence.min(Confidence::Low);
        self.message(&call.arg(0), call.span(0), call.site, 0);
        self.moment = outer;
    }

    fn message(&mut self, value: &Value<'a>, place: Span, site: Span, depth: usize) {
        if depth > 4 || !self.tick() {
            return;
        }
        match value {
            Value::Text(text) => self.message_text(&text.clone(), place, site, depth),
            Value::Object(id) => {
                let object = self.heap.get(*id);
                let items = self.heap.items(*id).map(|items| items.to_vec()).unwrap_or_default();
                let values: Vec<_> =
                    items.into_iter().chain(object.table.iter().map(|(_, value)| value.clone())).collect();
                values.iter().for_each(|value| self.message(value, place, site, depth + 1));
            }
            Value::Any(values) => values.iter().for_each(|value| self.message(value, place, site, depth + 1)),
            _ => {}
        }
    }

    fn message_text(&mut self, text: &crate::extract::js::text::Text<'a>, place: Span, site: Span, depth: usize) {
        if text.as_str().starts_with(['{', '[']) && text.as_str() != crate::mapped::HOLE {
            let value = self.parse_json(text);
            self.message(&value, place, site, depth + 1);
        } else if crate::extract::js::literal::is_url(text.as_str()) {
            self.request(&Value::Text(text.clone()), place, site, "postMessage");
        }
    }
}
