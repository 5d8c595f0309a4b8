//! Where values leave the script: requests, and text for the browser to read.

use super::eval::Eval;
use super::found::Statements;
use super::heap::Kind;
use super::text::Text;
use super::value::{Id, Value};
use super::{Language, Part, Request};
use crate::call::{Confidence, Step, Trigger};
use crate::span::Span;

impl<'a> Eval<'a> {
    /// A request for a URL that is written at `place`, made by the expression at `site`.
    pub(crate) fn request(&mut self, url: &Value<'a>, place: Span, site: Span, via: impl Into<Step>) {
        let statements = self.statements_of(site);
        self.request_of(url, place, via.into(), &statements);
    }

    /// The same with a trigger of its own.
    pub(crate) fn request_on(
        &mut self,
        url: &Value<'a>,
        place: Span,
        site: Span,
        via: impl Into<Step>,
        trigger: Trigger,
    ) {
        let outer = std::mem::replace(&mut self.moment.trigger, trigger);
        self.request(url, place, site, via);
        self.moment.trigger = outer;
    }

    /// The same with its statements.
    pub(crate) fn request_of(&mut self, url: &Value<'a>, place: Span, via: Step, statements: &Statements) {
        let asks = |value: &&Value<'a>| is_url(value) && self.as_blob(value).is_none();
        let values = url.alternatives().iter().filter(asks).cloned().collect::<Vec<_>>();
        if values.is_empty() || self.found.is_full() {
            return;
        }
        let texts = self.text_of(&Value::any(values), place);
        let confidence = self.confidence(texts.alternatives().len() == 1);
        for text in texts.alternatives().iter().filter_map(Value::as_text).filter(|text| !text.is_empty()) {
            let request = Request {
                url: text.mapped(place),
                via: via.clone(),
                trigger: self.moment.trigger,
                statement: None,
                expression: (!text.is_literal()).then(|| text.home().unwrap_or(place)),
                through: self.through(),
                block: self.moment.block,
                confidence,
            };
            self.found.request(request, statements.clone());
        }
    }

    /// Text that the browser is made to read.
    pub(crate) fn part_of(
        &mut self,
        text: &Text<'a>,
        language: Language,
        place: Span,
        via: Step,
        statements: &Statements,
    ) {
        if text.as_str().trim().is_empty() || text.as_str() == crate::mapped::HOLE || self.found.is_full() {
            return;
        }
        let part = Part {
            text: text.mapped(place),
            language,
            via,
            trigger: self.moment.trigger,
            statement: None,
            through: self.through(),
            block: self.moment.block,
            confidence: self.moment.confidence,
        };
        self.found.part(part, statements.clone());
    }

    /// The same for each text that a value may be.
    pub(crate) fn parts(&mut self, value: &Value<'a>, language: Language, place: Span, site: Span, via: &Step) {
        let (texts, statements) = (self.text_of(value, place), self.statements_of(site));
        for text in texts.alternatives().iter().filter_map(Value::as_text) {
            self.part_of(text, language, place, via.clone(), &statements);
        }
    }

    /// How sure it is that what happens now happens, and with this value.
    pub(crate) fn confidence(&self, sure: bool) -> Confidence {
        if sure { self.moment.confidence } else { self.moment.confidence.min(Confidence::Medium) }
    }

    /// What a value says where a text is wanted. What says nothing useful there (`undefined`, a function) is unknown.
    pub(crate) fn text_of(&mut self, value: &Value<'a>, place: Span) -> Value<'a> {
        match value {
            Value::Text(_) => value.clone(),
            Value::Any(values) => Value::any(values.iter().map(|value| self.text_of(value, place)).collect::<Vec<_>>()),
            Value::Number(number) => Value::Text(self.number_text(*number, place)),
            Value::Bool(bool) => Value::Text(Text::at(if *bool { "true" } else { "false" }, place)),
            Value::Object(id) => {
                let unknown = Value::Text(Text::hole(place));
                self.deeper(|eval| eval.object_text(*id, place), unknown)
            }
            _ => Value::Text(Text::hole(place)),
        }
    }

    fn number_text(&mut self, number: f64, place: Span) -> Text<'a> {
        let text = super::number::format(number);
        match self.written_at(place) {
            Some(written) if written.as_str() == text => written,
            _ => Text::made(text, place),
        }
    }

    fn object_text(&mut self, id: Id, place: Span) -> Value<'a> {
        match &self.heap.get(id).kind {
            Kind::Array(_) => {
                let comma = Value::Text(Text::at(",", place));
                self.join_items(id, &comma, place)
            }
            Kind::Url | Kind::Params => self.url_text(id, place),
            Kind::Plain => match self.property(id, "toString").or_else(|| self.property(id, "href")) {
                Some(Value::Object(function)) if self.is_function(function) => {
                    let call = super::eval::Call::made(Vec::new(), place);
                    match self.call(&Value::Object(function), &Value::Object(id), &call) {
                        said @ (Value::Text(_) | Value::Number(_)) => self.text_of(&said, place),
                        _ => Value::Text(Text::hole(place)),
                    }
                }
                Some(text @ Value::Text(_)) => text,
                _ => Value::Text(Text::hole(place)),
            },
            _ => Value::Text(Text::hole(place)),
        }
    }
}

/// Whether a value in the place of a URL makes a request: `img.src = null` does not.
fn is_url(value: &Value) -> bool {
    !matches!(value, Value::Undefined | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Method(_))
}
