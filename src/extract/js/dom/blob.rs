//! Files that a script makes of text: code for a worker, a document for a frame. Their URLs ask nobody for anything.

use crate::call::Step;
use crate::extract::js::Language;
use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::found::Statements;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;

const TEXT: &str = "@text";

impl<'a> Eval<'a> {
    /// `new Blob([part, …], { type: … })`.
    pub(crate) fn new_blob(&mut self, call: &Call<'a>) -> Value<'a> {
        let Some(parts) = self.items_of(&call.arg(0)) else { return Value::Unknown };
        let mut text = Value::Text(Text::default());
        for part in &parts {
            let part = self.text_of(part, call.span(0));
            text = self.concat(text, part, call.site);
        }
        let options = call.arg(1);
        let kind = self.known_property(&options, "type").unwrap_or_else(|| Value::Text(Text::default()));
        let id = self.heap.add(Kind::Blob);
        self.heap.set(id, TEXT, text);
        self.heap.set(id, "type", kind);
        Value::Object(id)
    }

    pub(crate) fn as_blob(&self, value: &Value<'a>) -> Option<Id> {
        value.as_id().filter(|id| matches!(self.heap.get(*id).kind, Kind::Blob))
    }

    /// Reads what is in the blobs that a value may be, where the browser does.
    pub(crate) fn load_blobs(&mut self, value: &Value<'a>, place: Span, via: &Step, statements: &Statements) {
        for id in value.alternatives().iter().filter_map(|value| self.as_blob(value)).collect::<Vec<_>>() {
            let kind = self.heap.name(id, "type").and_then(Value::as_known).unwrap_or_default();
            let language = match kind.rsplit('/').next().unwrap_or_default() {
                "html" => Language::Markup,
                "css" => Language::Style,
                _ if via.contains("script") || **via == *"Worker" || kind.contains("script") => Language::Script,
                _ => continue,
            };
            let text = self.heap.name(id, TEXT).cloned().unwrap_or(Value::Unknown);
            for text in text.alternatives().iter().filter_map(Value::as_text) {
                match language {
                    Language::Script => drop(self.run_code(text, place, via.clone(), statements)),
                    language => self.part_of(text, language, place, via.clone(), statements),
                }
            }
        }
    }
}
