//! jQuery and its like.

use super::load::What;
use super::unknown::is_markup;
use crate::call::Step;
use crate::extract::js::Language;
use crate::extract::js::eval::{Call, Eval, Place};
use crate::extract::js::found::Statements;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;

/// The element that a query is about.
const ELEMENT: &str = "@element";

impl<'a> Eval<'a> {
    /// `$(function)`, `$("<img>")`, `$("selector")`, `$(element)`.
    pub(crate) fn query(&mut self, call: &Call<'a>) -> Value<'a> {
        let first = call.arg(0);
        if first.as_id().is_some_and(|id| self.is_function(id)) {
            self.soon(&first, vec![Value::Unknown], call.site);
            return Value::Unknown;
        }
        let element = match &first {
            Value::Object(id) if self.is_element(*id) => first.clone(),
            value if is_markup(value) => self.query_markup(value, call),
            Value::Text(selector) => {
                let selector = selector.as_str().to_owned();
                self.found_element(&selector)
            }
            _ => self.found_element("*"),
        };
        let query = self.query_of(&element);
        if let (Value::Object(_), Value::Object(id)) = (call.arg(1), &query)
            && is_markup(&first)
        {
            self.set_attributes(*id, &call.arg(1), call);
        }
        query
    }

    fn query_of(&mut self, element: &Value<'a>) -> Value<'a> {
        let id = self.heap.add(Kind::Query);
        self.heap.set(id, ELEMENT, element.clone());
        Value::Object(id)
    }

    /// `$("<img src=…>")` makes the elements at once; images load.
    fn query_markup(&mut self, markup: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        let text = markup.as_known().unwrap_or_default().trim_start();
        let tag = text.trim_start_matches('<');
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let tag = self.keep(&tag[..end].to_ascii_lowercase());
        let name = self.keep(&format!("$(<{tag}>)"));
        let id = self.new_element(tag, name, call.site);
        if text.contains('=') || text.matches('<').count() > 2 || text.is_empty() {
            let statements = self.statements_of(call.site);
            self.load_markup(markup, call.span(0), "$()".into(), &statements);
        }
        Value::Object(id)
    }

    fn element_of(&self, id: Id) -> Option<Id> {
        self.heap.name(id, ELEMENT).and_then(Value::as_id)
    }

    pub(crate) fn query_property(&mut self, id: Id, name: &str) -> Value<'a> {
        if name == "0" { self.heap.name(id, ELEMENT).cloned().unwrap_or(Value::Unknown) } else { Value::Unknown }
    }

    pub(crate) fn query_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let this = Value::Object(id);
        match name {
            "attr" | "prop" | "css" => {
                match call.arg(0) {
                    properties @ Value::Object(_) if call.args.len() == 1 => {
                        self.set_attributes_as(id, name, &properties, call)
                    }
                    key if call.args.len() > 1 => self.set_query(id, name, &key, &call.arg(1), call.span(1), call.site),
                    _ => return Value::Unknown,
                }
                this
            }
            "append" | "prepend" | "before" | "after" | "html" | "replaceWith" => {
                for arg in &call.args {
                    if let Some(element) = self.query_element(arg) {
                        let parent = self.heap.name(id, ELEMENT).cloned().unwrap_or(Value::Unknown);
                        self.put_into(&parent, &element);
                    }
                }
                self.put_markup(call, name);
                this
            }
            "appendTo" | "prependTo" | "insertAfter" | "insertBefore" => {
                let parent = self.query_element(&call.arg(0)).unwrap_or(Value::Unknown);
                if let Some(element) = self.element_of(id) {
                    self.put_into(&parent, &Value::Object(element));
                }
                this
            }
            "load" if call.arg(0).as_text().is_some() => {
                self.request(&call.arg(0), call.span(0), call.site, "$().load");
                this
            }
            "ready" | "each" => {
                let element = self.heap.name(id, ELEMENT).cloned().unwrap_or(Value::Unknown);
                self.soon(&call.arg(0), vec![Value::Unknown, element], call.site);
                this
            }
            "get" => self.query_property(id, "0"),
            _ => self.query_event(id, name, call),
        }
    }

    /// `.on("click", …)`, `.click(…)`.
    fn query_event(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let target = self.heap.name(id, ELEMENT).cloned().unwrap_or(Value::Unknown);
        let handler = call.args.last().cloned().unwrap_or(Value::Undefined);
        let is_function = handler.as_id().is_some_and(|id| self.is_function(id));
        match name {
            "on" | "one" | "bind" | "delegate" | "live" => self.on_event(&call.arg(0), &target, &handler, call.site),
            _ if is_function && EVENTS.contains(&name) => {
                let event = Value::Text(crate::extract::js::text::Text::at(name, call.site));
                self.on_event(&event, &target, &handler, call.site);
            }
            _ => drop(self.unknown_call(call)),
        }
        Value::Object(id)
    }

    fn query_element(&self, value: &Value<'a>) -> Option<Value<'a>> {
        let id = value.as_id()?;
        match self.heap.get(id).kind {
            Kind::Query => self.heap.name(id, ELEMENT).cloned(),
            Kind::Element(_) => Some(value.clone()),
            _ => None,
        }
    }

    fn set_attributes(&mut self, id: Id, properties: &Value<'a>, call: &Call<'a>) {
        self.set_attributes_as(id, "attr", properties, call);
    }

    fn set_attributes_as(&mut self, id: Id, method: &str, properties: &Value<'a>, call: &Call<'a>) {
        let Some(properties) = properties.as_id() else { return };
        let own: Vec<_> = self.heap.get(properties).table.iter().map(|(name, value)| (name, value.clone())).collect();
        for (name, value) in own {
            let key = Value::Text(crate::extract::js::text::Text::at(name, call.site));
            self.set_query(id, method, &key, &value, call.site, call.site);
        }
    }

    fn set_query(&mut self, id: Id, method: &str, key: &Value<'a>, value: &Value<'a>, place: Span, site: Span) {
        let (Some(element), Some(name)) = (self.element_of(id), self.key(key)) else { return };
        if method == "css" {
            let style = self.get(&Value::Object(element), "style");
            if let Value::Object(style) = style {
                self.set_property(style, name, value, Place { value: place, site });
            }
            return;
        }
        let name = self.lower(name);
        let (what, tag) = (super::load::load(self.tag(element), name), self.tag(element));
        if let Some((What::Url, super::load::When::Now)) = what {
            let statements = self.statements_of(site);
            let via = format!("$({}).{method}({name})", if tag.is_empty() { "…" } else { tag });
            self.load_now(value, What::Url, place, via.into(), &statements);
            self.heap.set(element, name, value.clone());
        } else {
            self.set_property(element, name, value, Place { value: place, site });
        }
    }

    /// `$.get(…)` and its kin.
    pub(crate) fn query_function(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let via: &'static str = match name {
            "get" => "$.get",
            "post" => "$.post",
            "getJSON" => "$.getJSON",
            "getScript" => "$.getScript",
            "ajax" => "$.ajax",
            "each" => return self.query_each(call),
            _ => return self.unknown_call(call),
        };
        let options = if call.arg(0).as_id().is_some() { call.arg(0) } else { call.arg(1) };
        match (call.arg(0), name) {
            (Value::Object(_), _) => {
                let url = self.get(&options, "url");
                self.request(&url, call.span(0), call.site, via);
            }
            (url, _) => self.request(&url, call.span(0), call.site, via),
        }
        call.args.iter().for_each(|arg| self.escape(arg, call.site));
        Value::Unknown
    }

    fn query_each(&mut self, call: &Call<'a>) -> Value<'a> {
        let Some(items) = self.items_of(&call.arg(0)) else { return self.unknown_call(call) };
        for (at, item) in items.into_iter().enumerate() {
            let args = vec![Value::Number(at as f64), item.clone()];
            self.call(&call.arg(1), &item, &Call::made(args, call.site));
        }
        call.arg(0)
    }

    /// Markup that is put into the document with its scripts.
    pub(crate) fn load_markup(&mut self, markup: &Value<'a>, place: Span, via: Step, statements: &Statements) {
        let texts = self.text_of(markup, place);
        for text in texts.alternatives().iter().filter_map(Value::as_text) {
            self.part_of(text, Language::Markup, place, via.clone(), statements);
        }
    }
}

/// Methods that are named after the event.
const EVENTS: &[&str] = &[
    "click",
    "dblclick",
    "mousedown",
    "mouseup",
    "mouseenter",
    "mouseleave",
    "mouseover",
    "mouseout",
    "mousemove",
    "hover",
    "keydown",
    "keyup",
    "keypress",
    "submit",
    "change",
    "focus",
    "blur",
    "scroll",
    "resize",
    "load",
    "error",
    "touchstart",
    "touchend",
    "tap",
];
