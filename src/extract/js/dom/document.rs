//! `document`, `window` and `location`.

use super::load::What;
use crate::extract::js::Language;
use crate::extract::js::eval::{Call, Eval, Place};
use crate::extract::js::global::Global;
use crate::extract::js::text::{ELSEWHERE, Text};
use crate::extract::js::value::Value;
use std::rc::Rc;

impl<'a> Eval<'a> {
    pub(crate) fn document_method(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "write" | "writeln" => {
                self.write_document(call);
                Value::Undefined
            }
            "createElement" => self.create_element(&call.arg(0), call),
            "createElementNS" => self.create_element(&call.arg(1), call),
            "createTextNode" => {
                let id = self.new_element("#text", "createTextNode", call.span(0));
                self.heap.set(id, "data", call.arg(0));
                Value::Object(id)
            }
            "createDocumentFragment" => {
                Value::Object(self.new_element("#fragment", "createDocumentFragment", call.site))
            }
            "createRange" | "createTreeWalker" => Value::Unknown,
            "getElementById" => self.element_by_id(&call.arg(0)),
            "querySelector" | "closest" => match call.arg(0).as_known() {
                Some(selector) => self.by_selector(selector),
                None => self.found_element("*"),
            },
            "querySelectorAll" | "getElementsByTagName" | "getElementsByClassName" | "getElementsByName" => {
                let selector = match (name, call.arg(0).as_known()) {
                    ("getElementsByTagName" | "querySelectorAll", Some(selector)) => selector.to_owned(),
                    _ => "*".to_owned(),
                };
                self.collection(&selector)
            }
            "open" | "close" | "importNode" | "adoptNode" => match call.args.first() {
                Some(node) if name != "open" => node.clone(),
                _ => Value::Global(Global::Document),
            },
            _ => self.node_method(&Value::Global(Global::Document), name, call),
        }
    }

    /// Elements of which the number is not known.
    fn collection(&mut self, selector: &str) -> Value<'a> {
        let one = self.found_element(selector);
        let array = self.heap.array(vec![one]);
        if let Value::Object(id) = array {
            self.heap.get_mut(id).open = true;
        }
        array
    }

    fn by_selector(&mut self, selector: &str) -> Value<'a> {
        match selector.strip_prefix('#') {
            Some(id) if id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) => {
                let id = self.keep(id);
                self.element_by_id(&Value::Text(Text::at(id, ELSEWHERE)))
            }
            _ => self.found_element(selector),
        }
    }

    /// The element with an id: one that the script made, a data block, or one of the document.
    fn element_by_id(&mut self, id: &Value<'a>) -> Value<'a> {
        let Some(name) = id.as_known() else { return self.found_element("*") };
        if let Some(made) = self.made_with_id(name) {
            return made;
        }
        let element = self.found_element(&["#", name].concat());
        if let (Some((_, text)), Value::Object(id)) = (self.blobs.iter().find(|(blob, _)| blob == name), &element) {
            let text = Value::Text(Text::at(text, ELSEWHERE));
            for property in ["textContent", "innerHTML", "innerText", "text"] {
                self.heap.set(*id, property, text.clone());
            }
        }
        element
    }

    fn made_with_id(&mut self, name: &str) -> Option<Value<'a>> {
        let made = self.made.clone();
        let found = made.iter().find(|id| self.heap.name(**id, "id").and_then(Value::as_known) == Some(name));
        found.map(|id| Value::Object(*id))
    }

    fn create_element(&mut self, tag: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        if let Value::Any(tags) = tag {
            let tags = Rc::clone(tags);
            return self.each(&tags, |eval, tag| eval.create_element(tag, call));
        }
        let tag = tag.as_known().unwrap_or_default().trim_start_matches('<').trim_end_matches(['>', '/']);
        let tag = tag.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        let tag = self.keep(tag.strip_prefix("svg:").unwrap_or(&tag));
        let name = self.keep(&format!("createElement({tag})"));
        let id = self.new_element(tag, name, call.site);
        if self.made.len() < 64 {
            self.made.push(id);
        }
        Value::Object(id)
    }

    /// A property of the document.
    pub(crate) fn document_property(&mut self, name: &'a str) -> Value<'a> {
        match name {
            "body" | "head" | "documentElement" | "currentScript" | "scrollingElement" => {
                self.found_element(if name == "currentScript" { "script" } else { "*" })
            }
            "location" => Value::Global(Global::Location),
            "defaultView" | "parentWindow" => Value::Global(Global::Window),
            "scripts" => self.collection("script"),
            "images" => self.collection("img"),
            "write"
            | "writeln"
            | "createElement"
            | "createElementNS"
            | "createTextNode"
            | "getElementById"
            | "querySelector"
            | "querySelectorAll"
            | "getElementsByTagName"
            | "getElementsByClassName"
            | "addEventListener"
            | "createDocumentFragment"
            | "appendChild"
            | "open"
            | "close" => Value::Method(Rc::new((Value::Global(Global::Document), name))),
            _ => Value::Unknown,
        }
    }

    /// A property of `location`. Ads that Google takes are served over https.
    pub(crate) fn location_property(&mut self, name: &'a str) -> Value<'a> {
        match name {
            "protocol" => Value::Text(Text::at("https:", ELSEWHERE)),
            "assign" | "replace" => Value::Method(Rc::new((Value::Global(Global::Location), name))),
            _ => Value::Unknown,
        }
    }

    pub(crate) fn location_method(&mut self, name: &str, call: &Call<'a>) -> Value<'a> {
        if name == "assign" || name == "replace" {
            self.request(&call.arg(0), call.span(0), call.site, "location");
        }
        Value::Unknown
    }

    /// `location = url`.
    pub(crate) fn navigate(&mut self, url: &Value<'a>, place: Place) {
        self.request(url, place.value, place.site, "location");
    }

    /// A property of `window`: a variable of the script, or something of the browser.
    pub(crate) fn window_property(&mut self, name: &'a str) -> Value<'a> {
        if let Some(value) = self.global_variable(name) {
            return value;
        }
        match name {
            "opener" => Value::Global(Global::Window),
            "undefined" => Value::Undefined,
            _ => Global::named(name).map_or(Value::Unknown, Value::Global),
        }
    }

    /// Sets a property of `window`, `document`, `location` …
    pub(crate) fn set_global_property(&mut self, global: Global, name: &'a str, value: &Value<'a>, place: Place) {
        match (global, name) {
            (Global::Window | Global::Document, "location") | (Global::Location, "href") => self.navigate(value, place),
            (Global::Window, _) => {
                self.set_global_variable(name, value.clone());
                if name.starts_with("on") {
                    self.handle_property(&Value::Global(global), name, value);
                }
            }
            (Global::Document, "body" | "innerHTML") => {
                let statements = self.statements_of(place.site);
                self.load_now(value, What::Text(Language::Markup), place.value, "innerHTML".into(), &statements);
            }
            (Global::Document | Global::Mraid, _) if name.starts_with("on") => {
                self.handle_property(&Value::Global(global), name, value);
            }
            (Global::Array | Global::String | Global::Object, _) => {}
            _ => self.escape(value, place.site),
        }
    }
}
