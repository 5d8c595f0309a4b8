//! Properties and methods of something unknown. Names that mean one thing wherever they stand are taken to mean it:
//! what `x.appendChild(element)` does does not hang on what `x` is.

use super::load::{What, When, load};
use crate::call::Trigger;
use crate::extract::js::Language;
use crate::extract::js::eval::{Call, Eval, Place};
use crate::extract::js::global::Global;
use crate::extract::js::value::Value;

impl<'a> Eval<'a> {
    pub(crate) fn unknown_property(&mut self, name: &'a str) -> Value<'a> {
        match name {
            "document" | "contentDocument" | "ownerDocument" => Value::Global(Global::Document),
            "contentWindow" | "defaultView" => Value::Global(Global::Window),
            "parentNode" | "documentElement" => self.found_element("*"),
            _ => Value::Unknown,
        }
    }

    pub(crate) fn unknown_method(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "addEventListener" | "attachEvent" | "on" | "one" | "once" | "bind" | "listen" | "addListener"
            | "subscribe" | "delegate"
                if call.args.len() > 1 && call.arg(0).as_text().is_some() =>
            {
                let handler = call.args.last().cloned().unwrap_or(Value::Undefined);
                self.on_event(&call.arg(0), &Value::Unknown, &handler, call.site);
            }
            "removeEventListener" | "detachEvent" | "off" | "unbind" => {}
            "appendChild" | "insertBefore" | "replaceChild" | "insertAdjacentElement" | "insertAdjacentHTML" => {
                return self.node_method(&Value::Unknown, name, call);
            }
            "append" | "prepend" | "before" | "after" | "replaceWith" | "html" => self.put_markup(call, name),
            "write" | "writeln" if is_markup(&call.arg(0)) => self.write_document(call),
            "createElement"
            | "getElementById"
            | "getElementsByTagName"
            | "createTextNode"
            | "createDocumentFragment" => {
                return self.document_method(name, call);
            }
            "createContextualFragment" => {
                let statements = self.statements_of(call.site);
                let via = "createContextualFragment".into();
                self.load_markup(&call.arg(0), call.span(0), via, &statements);
            }
            "dispatchEvent" => return self.dispatch(call),
            "insertRule" => {
                self.parts(&call.arg(0), Language::Style, call.span(0), call.site, &"insertRule".into());
            }
            "define" if call.arg(0).as_known().is_some_and(|name| name.contains('-')) => self.define_element(call),
            "sendBeacon" => self.request(&call.arg(0), call.span(0), call.site, "sendBeacon"),
            "fetch" => return self.fetch(call),
            "open" if is_verb(&call.arg(0)) && call.args.len() > 1 => {
                self.request(&call.arg(1), call.span(1), call.site, "XMLHttpRequest.open");
            }
            "setAttribute" => self.set_unknown_attribute(call),
            _ => return self.unknown_callback(name, call),
        }
        Value::Unknown
    }

    /// `customElements.define(name, class)`: the elements of that name come to life.
    fn define_element(&mut self, call: &Call<'a>) {
        let element = self.construct(&call.arg(1), &Call::made(Vec::new(), call.site));
        self.maybe(|eval| eval.invoke(&element, "connectedCallback", &Call::made(Vec::new(), call.site)));
    }

    /// Methods that call what they are given at once.
    fn unknown_callback(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "forEach" | "map" | "filter" | "some" | "every" | "each" | "find" | "then" | "reduce" => {
                let args = vec![Value::Unknown; 3];
                self.maybe(|eval| eval.call(&call.arg(0), &Value::Undefined, &Call::made(args, call.site)));
            }
            "setTimeout" | "setInterval" | "requestAnimationFrame" => {
                return self.call_global(Global::Timeout, call);
            }
            _ => drop(self.unknown_call(call)),
        }
        Value::Unknown
    }

    /// Markup or elements put into something unknown.
    pub(crate) fn put_markup(&mut self, call: &Call<'a>, name: &str) {
        for (at, arg) in call.args.iter().enumerate() {
            if is_markup(arg) {
                let statements = self.statements_of(call.site);
                self.load_markup(arg, call.span(at), format!("{name}()").into(), &statements);
            } else {
                self.put_into(&Value::Unknown, arg);
                self.escape(arg, call.site);
            }
        }
    }

    fn set_unknown_attribute(&mut self, call: &Call<'a>) {
        let Some(name) = self.key(&call.arg(0)).map(|name| self.lower(name)) else { return };
        let via = format!("element.setAttribute({name})");
        self.load_unknown(name, &call.arg(1), Place { value: call.span(1), site: call.site }, via);
    }

    pub(crate) fn set_unknown_property(&mut self, name: &'a str, value: &Value<'a>, place: Place) {
        let is_function = value.as_id().is_some_and(|id| self.is_function(id));
        if is_function && name.starts_with("on") {
            return self.handle_property(&Value::Unknown, name, value);
        }
        if is_function {
            return self.escape(value, place.site);
        }
        if name == "location" && value.as_text().is_some() {
            return self.navigate(value, place);
        }
        let is_style = value.as_text().is_some_and(|text| text.as_str().contains("url("));
        if is_style && (name.starts_with("background") || name == "cssText") {
            return self.parts(value, Language::Style, place.value, place.site, &format!("style.{name}").into());
        }
        let lower = self.lower(name);
        self.load_unknown(lower, value, place, format!("element.{name}"));
    }

    /// What an element of unknown kind would load. Only what is known to be text is taken for a URL.
    fn load_unknown(&mut self, name: &str, value: &Value<'a>, place: Place, via: String) {
        let Some((what, when)) = load("", name) else { return };
        if value.alternatives().iter().all(|value| value.as_text().is_none()) {
            return;
        }
        match (what, when) {
            (What::Url, When::Click) => {
                self.request_on(value, place.value, place.site, via, self.moment.trigger.max(Trigger::Click));
            }
            (What::Text(Language::Markup), _) => {
                let statements = self.statements_of(place.site);
                let via = via.strip_prefix("element.").unwrap_or(&via).to_owned();
                self.load_now(value, what, place.value, via.into(), &statements);
            }
            _ => {
                let statements = self.statements_of(place.site);
                self.load_now(value, what, place.value, via.into(), &statements);
            }
        }
    }
}

fn is_verb(value: &Value) -> bool {
    value.as_known().is_some_and(|verb| {
        ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
            .iter()
            .any(|known| verb.eq_ignore_ascii_case(known))
    })
}

/// Whether a text looks like markup.
pub(super) fn is_markup(value: &Value) -> bool {
    value.alternatives().iter().filter_map(Value::as_text).any(|text| text.as_str().trim_start().starts_with('<'))
}
