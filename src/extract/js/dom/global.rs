//! Calls and properties of what the browser provides by name.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use std::rc::Rc;

impl<'a> Eval<'a> {
    /// Calls a function of the browser.
    pub(crate) fn call_global(&mut self, global: Global, call: &Call<'a>) -> Value<'a> {
        match global {
            Global::Fetch => return self.fetch(call),
            Global::Open => self.request(&call.arg(0), call.span(0), call.site, "window.open"),
            Global::PostMessage => self.post_message(call),
            Global::Timeout => self.timer(call),
            Global::Frame => self.soon(&call.arg(0), vec![Value::Unknown], call.site),
            Global::Eval => {
                let code = self.text_of(&call.arg(0), call.span(0));
                return self.run_codes(&code, call, "eval");
            }
            Global::ImportScripts => {
                for at in 0..call.args.len() {
                    self.request(&call.arg(at), call.span(at), call.site, "importScripts");
                }
            }
            Global::Listen => self.on_event(&call.arg(0), &Value::Global(Global::Window), &call.arg(1), call.site),
            Global::Query => return self.query(call),
            Global::Function => return self.new_function(call),
            Global::Array => return self.new_array(call),
            Global::RegExp => return self.new_pattern(call),
            Global::Object => return call.arg(0),
            Global::String if call.args.is_empty() => return Value::Text(Text::default()),
            Global::ParseInt
            | Global::ParseFloat
            | Global::IsNaN
            | Global::Number
            | Global::Boolean
            | Global::String
            | Global::Atob
            | Global::Btoa
            | Global::Escape
            | Global::Unescape
            | Global::Encode
            | Global::EncodePart
            | Global::Decode
            | Global::DecodePart => {
                return self.lift(call, |eval, call| eval.convert(global, call));
            }
            Global::Console | Global::Unlisten | Global::Storage | Global::Symbol => {}
            _ => return self.unknown_call(call),
        }
        Value::Unknown
    }

    /// `setTimeout(function or code, …)`.
    fn timer(&mut self, call: &Call<'a>) {
        match call.arg(0) {
            Value::Text(code) => {
                let code = Value::Object(self.heap.add(Kind::Code(code)));
                self.soon(&code, Vec::new(), call.site);
            }
            function => self.soon(&function, call.skip(2).args, call.site),
        }
    }

    /// `new Function(…, body)`.
    fn new_function(&mut self, call: &Call<'a>) -> Value<'a> {
        let Some(body) = call.args.last().cloned() else { return Value::Unknown };
        let last = call.args.len() - 1;
        let mut params = Vec::with_capacity(last);
        for at in 0..last {
            match self.text_of(&call.arg(at), call.span(at)) {
                Value::Text(param) => params.push(param),
                _ => return Value::Unknown,
            }
        }
        let bodies = self.text_of(&body, call.span(last));
        let bodies: Vec<Text<'a>> = bodies.alternatives().iter().filter_map(Value::as_text).cloned().collect();
        Value::any(bodies.iter().map(|body| self.function_of_text(&params, body)).collect::<Vec<_>>())
    }

    /// `new X(…)`.
    pub(crate) fn construct_global(&mut self, global: Global, call: &Call<'a>) -> Value<'a> {
        match global {
            Global::Function => self.new_function(call),
            Global::Array => self.new_array(call),
            Global::RegExp => self.new_pattern(call),
            Global::Promise => self.new_promise(call),
            Global::Url | Global::Params => self.new_url(global, call),
            Global::Ask => self.new_ask(call),
            Global::Blob => self.new_blob(call),
            Global::Map | Global::Set => self.new_collection(global, call),
            Global::Object => Value::Object(self.heap.add(Kind::Plain)),
            Global::String => self.call_global(global, call),
            Global::Date => Value::Unknown,
            _ => self.construct_browser(global, call),
        }
    }

    /// Calls a method of something of the browser.
    pub(crate) fn invoke_global(&mut self, global: Global, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match global {
            Global::Window => self.window_method(name, call),
            Global::Document => self.document_method(name, call),
            Global::Location => self.location_method(name, call),
            Global::Navigator if name == "sendBeacon" => {
                self.request(&call.arg(0), call.span(0), call.site, "sendBeacon");
                Value::Bool(true)
            }
            Global::Mraid => self.mraid(name, call),
            Global::Query => self.query_function(name, call),
            Global::Math => self.lift(call, |eval, call| eval.math(name, call)),
            Global::Json => self.json(name, call),
            Global::Object => self.object_function(name, call),
            Global::Array => self.array_function(name, call),
            Global::Url if name == "createObjectURL" => call.arg(0),
            Global::Promise => self.promise_function(name, call),
            Global::Reflect => self.reflect(name, call),
            Global::String if name == "fromCharCode" || name == "fromCodePoint" => self.lift(call, Self::text_of_codes),
            Global::Number if matches!(name, "parseInt" | "parseFloat" | "isNaN") => {
                Global::named(name).map_or(Value::Unknown, |function| self.call_global(function, call))
            }
            Global::Date | Global::Console | Global::Storage => Value::Unknown,
            _ => self.function_of_browser(global, name, call),
        }
    }

    /// `call`, `apply` and `bind` of a function of the browser.
    fn function_of_browser(&mut self, global: Global, name: &str, call: &Call<'a>) -> Value<'a> {
        match name {
            "call" => self.call_global(global, &call.skip(1)),
            "apply" => {
                let args = self.spread(&call.arg(1));
                self.call_global(global, &Call::made(args, call.site))
            }
            "bind" => Value::Global(global),
            _ => self.unknown_call(call),
        }
    }

    fn window_method(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let function = self.window_property(name);
        match function {
            Value::Unknown => self.unknown_method(name, call),
            function => self.call(&function, &Value::Global(Global::Window), call),
        }
    }

    fn mraid(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let via = match name {
            "open" => "mraid.open",
            "playVideo" => "mraid.playVideo",
            "storePicture" => "mraid.storePicture",
            "expand" => "mraid.expand",
            _ => return self.unknown_method(name, call),
        };
        if !matches!(call.arg(0), Value::Undefined) {
            self.request(&call.arg(0), call.span(0), call.site, via);
        }
        Value::Unknown
    }

    /// A property of something of the browser.
    pub(crate) fn global_property(&mut self, global: Global, name: &'a str) -> Value<'a> {
        match global {
            Global::Window => self.window_property(name),
            Global::Document => self.document_property(name),
            Global::Location => self.location_property(name),
            Global::Navigator if name == "sendBeacon" => Value::Method(Rc::new((Value::Global(global), name))),
            _ if name == "prototype" => self.prototype_of(global),
            Global::Math if name == "PI" => Value::Number(std::f64::consts::PI),
            Global::Navigator | Global::Storage | Global::Mraid | Global::Console | Global::Query => Value::Unknown,
            _ => Value::Method(Rc::new((Value::Global(global), name))),
        }
    }

    /// A property of an object that the browser made.
    pub(crate) fn browser_property(&mut self, id: Id, name: &'a str) -> Value<'a> {
        match &self.heap.get(id).kind {
            Kind::Element(_) => self.element_property(id, name),
            Kind::Url | Kind::Params => self.url_property(id, name),
            Kind::Query => self.query_property(id, name),
            Kind::Map | Kind::Set => self.collection_property(id, name),
            Kind::Promise | Kind::Regex(..) => Value::Method(Rc::new((Value::Object(id), name))),
            _ => Value::Unknown,
        }
    }

    /// A method of an object that the browser made.
    pub(crate) fn browser_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match &self.heap.get(id).kind {
            Kind::Element(_) => self.element_method(id, name, call),
            Kind::Style => self.style_method(id, name, call),
            Kind::Query => self.query_method(id, name, call),
            Kind::Request => self.request_method(id, name, call),
            _ => self.unknown_method(name, call),
        }
    }
}
