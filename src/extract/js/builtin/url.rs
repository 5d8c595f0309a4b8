//! `URL` and `URLSearchParams`: a URL is the text that was given plus the parameters that were added.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;

/// The text so far.
const TEXT: &str = "@text";
/// The URL that parameters belong to.
const OWNER: &str = "@url";

impl<'a> Eval<'a> {
    /// `new URL(url, base)`, `new URLSearchParams(init)`.
    pub(crate) fn new_url(&mut self, global: Global, call: &Call<'a>) -> Value<'a> {
        let id = self.heap.add(if global == Global::Url { Kind::Url } else { Kind::Params });
        let first = call.arg(0);
        let mut text = match &first {
            Value::Undefined => Value::Text(Text::default()),
            Value::Object(object) if global == Global::Params && self.is_plain(*object) => {
                self.pairs_text(&first, call.site)
            }
            first => self.text_of(first, call.span(0)),
        };
        if let (Value::Text(path), base @ (Value::Text(_) | Value::Object(_))) = (&text, call.arg(1))
            && path.as_str().starts_with('/')
            && !path.as_str().starts_with("//")
        {
            let base = self.text_of(&base, call.span(1));
            text = self.concat(origin(&base), text, call.site);
        }
        self.heap.set(id, TEXT, text);
        Value::Object(id)
    }

    /// `new Request(url)`: says its URL.
    pub(crate) fn new_ask(&mut self, call: &Call<'a>) -> Value<'a> {
        let id = self.heap.add(Kind::Url);
        let text = self.text_of(&call.arg(0), call.span(0));
        self.heap.set(id, TEXT, text);
        Value::Object(id)
    }

    fn pairs_text(&mut self, object: &Value<'a>, site: Span) -> Value<'a> {
        let params = self.heap.add(Kind::Params);
        self.heap.set(params, TEXT, Value::Text(Text::default()));
        for key in self.keys_of(object).unwrap_or_default() {
            let value = self.get_key(object, &key);
            self.add_param(params, &Call::made(vec![key, value], site));
        }
        self.url_text(params, site)
    }

    pub(crate) fn is_url(&self, id: Id) -> bool {
        matches!(self.heap.get(id).kind, Kind::Url | Kind::Params)
    }

    pub(crate) fn url_text(&mut self, id: Id, place: Span) -> Value<'a> {
        self.heap.name(id, TEXT).cloned().unwrap_or_else(|| Value::Text(Text::hole(place)))
    }

    /// A property of a URL.
    pub(crate) fn url_property(&mut self, id: Id, name: &str) -> Value<'a> {
        match name {
            "href" | "url" => self.url_text(id, Span::default()),
            "searchParams" => {
                let params = self.heap.add(Kind::Params);
                self.heap.set(params, OWNER, Value::Object(id));
                Value::Object(params)
            }
            _ => Value::Unknown,
        }
    }

    pub(crate) fn url_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "toString" | "toJSON" => self.url_text(id, call.site),
            "append" | "set" => {
                let owner = self.heap.name(id, OWNER).and_then(Value::as_id).unwrap_or(id);
                self.add_param(owner, call);
                Value::Undefined
            }
            _ => Value::Unknown,
        }
    }

    fn add_param(&mut self, id: Id, call: &Call<'a>) {
        let old = self.url_text(id, call.site);
        let is_params = matches!(self.heap.get(id).kind, Kind::Params);
        let separator = match &old {
            Value::Text(text) if text.is_empty() => "",
            Value::Text(text) if is_params || text.as_str().contains('?') => "&",
            _ => "?",
        };
        let mut text = self.concat(old, Value::Text(Text::at(separator, call.site)), call.site);
        for (at, before) in [(0, ""), (1, "=")] {
            let part = self.text_of(&call.arg(at), call.span(at));
            let encoded = self.encoded(&part, call.site);
            text = self.concat(text, Value::Text(Text::at(before, call.site)), call.site);
            text = self.concat(text, encoded, call.site);
        }
        self.heap.set(id, TEXT, text);
    }

    fn encoded(&mut self, part: &Value<'a>, site: Span) -> Value<'a> {
        let call = Call::made(vec![part.clone()], site);
        self.lift(&call, |eval, call| eval.convert(Global::EncodePart, call))
    }
}

/// The scheme and host of a base.
fn origin<'a>(base: &Value<'a>) -> Value<'a> {
    Value::any(base.alternatives().iter().map(|base| match base {
        Value::Text(text) => {
            let whole = text.as_str();
            let host = whole.find("//").map_or(0, |at| at + 2);
            Value::Text(text.slice(0..whole[host..].find('/').map_or(whole.len(), |at| at + host)))
        }
        other => other.clone(),
    }))
}
