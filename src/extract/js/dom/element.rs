//! Elements: made by the script, or found in the document.

use super::load::{What, When, candidates, load};
use crate::call::{Step, Trigger};
use crate::extract::js::Language;
use crate::extract::js::eval::{Call, Eval, Place};
use crate::extract::js::found::Statements;
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;
use std::rc::Rc;

/// How reports name the element: `new Image()`, `createElement(script)`.
const NAME: &str = "@name";
const STYLE: &str = "@style";
/// The element that a `style` belongs to.
const OWNER: &str = "@of";

impl<'a> Eval<'a> {
    /// A new element, named in reports as `name`.
    pub(crate) fn new_element(&mut self, tag: &'a str, name: &'a str, site: Span) -> Id {
        let id = self.heap.add(Kind::Element(tag));
        self.heap.set(id, NAME, Value::Text(Text::at(name, site)));
        id
    }

    /// An element of the document; the same one for the same selector.
    pub(crate) fn found_element(&mut self, selector: &str) -> Value<'a> {
        if let Some(id) = self.elements.get(selector) {
            return Value::Object(*id);
        }
        let (selector, tag) = (self.keep(selector), self.keep(tag_of(selector)));
        let name = if tag.is_empty() { "element" } else { self.keep(&format!("element({tag})")) };
        let id = self.new_element(tag, name, Span::default());
        self.elements.insert(selector, id);
        self.attach(id);
        Value::Object(id)
    }

    pub(crate) fn is_element(&self, id: Id) -> bool {
        matches!(self.heap.get(id).kind, Kind::Element(_))
    }

    /// The tag of an element; empty if it is unknown.
    pub(crate) fn tag(&self, id: Id) -> &'a str {
        if let Kind::Element(tag) = self.heap.get(id).kind { tag } else { "" }
    }

    fn element_name(&self, id: Id) -> &str {
        self.heap.name(id, NAME).and_then(Value::as_text).map_or("element", |name| name.as_str())
    }

    /// Where an element was made.
    pub(crate) fn site_of(&self, id: Id) -> Span {
        self.heap.name(id, NAME).and_then(Value::as_text).and_then(|name| name.span()).unwrap_or_default()
    }

    /// Elements that load nothing whatever they are told: `<link rel=preconnect>`, `<script type=text/template>`.
    pub(crate) fn is_inert(&self, id: Id) -> bool {
        let known = |name| self.heap.name(id, name).and_then(Value::as_known).map(str::to_ascii_lowercase);
        match self.tag(id) {
            "link" => known("rel").is_some_and(|rel| {
                !rel.split_whitespace().any(|rel| crate::extract::html::table::FETCHING_RELS.contains(&rel))
            }),
            "script" => known("type").is_some_and(|kind| !crate::extract::html::table::is_script_type(&kind)),
            _ => false,
        }
    }

    /// Sets a property of something of the browser.
    pub(crate) fn set_property(&mut self, id: Id, name: &'a str, value: &Value<'a>, place: Place) {
        if let Some(setter) = self.setter(id, name) {
            self.call(&setter, &Value::Object(id), &Call::made(vec![value.clone()], place.site));
            return;
        }
        if name.starts_with("on") && !self.is_plain(id) && self.handles(value) {
            self.handle_property(&Value::Object(id), name, value);
        }
        match self.heap.get(id).kind {
            Kind::Element(_) => {
                let lower = self.lower(name);
                self.set_loading(id, lower, value, place.value, place.site, None);
            }
            Kind::Style => self.set_style(id, name, value, place),
            Kind::Url if name == "search" || name == "href" => {
                self.heap.set(id, "@text", value.clone());
                return;
            }
            _ => {}
        }
        self.heap.set(id, name, value.clone());
    }

    fn handles(&self, value: &Value<'a>) -> bool {
        value.alternatives().iter().any(|value| value.as_id().is_some_and(|id| self.is_function(id)))
    }

    pub(crate) fn lower(&self, name: &'a str) -> &'a str {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) { self.keep(&name.to_ascii_lowercase()) } else { name }
    }

    /// Sets a property that may make the element load something. `attribute` if it is set as one.
    pub(crate) fn set_loading(
        &mut self,
        id: Id,
        name: &'a str,
        value: &Value<'a>,
        place: Span,
        site: Span,
        attribute: Option<&str>,
    ) {
        let tag = self.tag(id);
        let property = name.trim_end_matches('+');
        let Some((what, when)) = load(tag, property) else { return };
        let shown = if name == "textcontent+" { "textContent" } else { name };
        let via: Step = match attribute {
            Some(attribute) => format!("{}.setAttribute({attribute})", self.element_name(id)).into(),
            None if matches!(what, What::Text(Language::Markup)) => shown_markup(shown).into(),
            None => format!("{}.{}", self.element_name(id), shown_name(shown)).into(),
        };
        match when {
            When::Click => self.request_on(value, place, site, via, self.moment.trigger.max(Trigger::Click)),
            When::Attached if !self.is_attached(id) => self.pend(id, name, what, value.clone(), (place, site), via),
            _ if self.is_inert(id) => {}
            _ => {
                let statements = self.statements_of(site);
                self.load_now(value, what, place, via, &statements);
            }
        }
    }

    /// Loads what a property says.
    pub(crate) fn load_now(&mut self, value: &Value<'a>, what: What, place: Span, via: Step, statements: &Statements) {
        match what {
            What::Url => {
                self.load_blobs(value, place, &via, statements);
                self.request_of(value, place, via, statements);
            }
            What::Srcset => {
                let texts = self.text_of(value, place);
                for text in texts.alternatives().iter().filter_map(Value::as_text) {
                    for range in candidates(text.as_str()) {
                        self.request_of(&Value::Text(text.slice(range)), place, via.clone(), statements);
                    }
                }
            }
            What::Document => self.load_markup(value, place, via, statements),
            What::Text(language) => {
                let texts = self.text_of(value, place);
                for text in texts.alternatives().iter().filter_map(Value::as_text) {
                    match language {
                        Language::Markup => {
                            self.part_of(&without_scripts(text), language, place, via.clone(), statements)
                        }
                        Language::Script => drop(self.run_code(text, place, via.clone(), statements)),
                        Language::Style => self.part_of(text, language, place, via.clone(), statements),
                    }
                }
            }
        }
    }

    fn set_style(&mut self, id: Id, name: &'a str, value: &Value<'a>, place: Place) {
        let texts = self.text_of(value, place.value);
        if !texts.alternatives().iter().filter_map(Value::as_text).any(|text| text.as_str().contains("url(")) {
            return;
        }
        let via: Step = format!("style.{name}").into();
        let what = What::Text(Language::Style);
        match self.heap.name(id, OWNER).and_then(Value::as_id) {
            Some(owner) if !self.is_attached(owner) => {
                self.pend(owner, name, what, texts, (place.value, place.site), via);
            }
            _ => {
                let statements = self.statements_of(place.site);
                self.load_now(&texts, what, place.value, via, &statements);
            }
        }
    }

    /// A property of an element that the script did not set.
    pub(crate) fn element_property(&mut self, id: Id, name: &'a str) -> Value<'a> {
        match name {
            "style" => self.style_of(id),
            "ownerDocument" | "contentDocument" => Value::Global(Global::Document),
            "contentWindow" => Value::Global(Global::Window),
            "content" | "shadowRoot" | "firstElementChild" | "firstChild" if self.tag(id) == "template" => {
                Value::Object(id)
            }
            "parentNode"
            | "parentElement"
            | "firstChild"
            | "lastChild"
            | "nextSibling"
            | "previousSibling"
            | "firstElementChild"
            | "lastElementChild"
            | "nextElementSibling"
            | "previousElementSibling" => self.found_element("*"),
            "dataset" => self.open_object(id, name),
            "attributes" | "children" | "childNodes" | "classList" | "sheet" | "styleSheet" => Value::Unknown,
            _ if METHODS.contains(&name) => Value::Method(Rc::new((Value::Object(id), name))),
            _ => Value::Unknown,
        }
    }

    fn style_of(&mut self, id: Id) -> Value<'a> {
        if let Some(style) = self.heap.name(id, STYLE) {
            return style.clone();
        }
        let style = self.heap.add(Kind::Style);
        self.heap.set(style, OWNER, Value::Object(id));
        self.heap.set(id, STYLE, Value::Object(style));
        Value::Object(style)
    }

    fn open_object(&mut self, id: Id, name: &'a str) -> Value<'a> {
        let object = self.heap.add(Kind::Plain);
        self.heap.get_mut(object).open = true;
        self.heap.set(id, name, Value::Object(object));
        Value::Object(object)
    }

    /// A method of an element.
    pub(crate) fn element_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let this = Value::Object(id);
        match name {
            "setAttribute" | "setAttributeNS" => {
                let call = if name == "setAttributeNS" { call.skip(1) } else { call.clone() };
                self.set_attribute(id, &call);
                Value::Undefined
            }
            "getAttribute" => match self.key(&call.arg(0)) {
                Some(key) => self.property(id, key).unwrap_or(Value::Unknown),
                None => Value::Unknown,
            },
            "cloneNode" | "attachShadow" | "getRootNode" => this,
            "click" | "submit" | "requestSubmit" => {
                let (property, via) = if name == "click" { ("href", "a.click()") } else { ("action", "form.submit()") };
                if let Some(url) = self.property(id, property) {
                    self.request(&url, call.site, call.site, via);
                }
                Value::Undefined
            }
            "querySelector" | "querySelectorAll" | "getElementsByTagName" | "getElementsByClassName" | "closest" => {
                self.document_method(name, call)
            }
            _ => self.node_method(&this, name, call),
        }
    }

    fn set_attribute(&mut self, id: Id, call: &Call<'a>) {
        let (key, value) = (call.arg(0), call.arg(1));
        let Some(name) = self.key(&key).map(|name| self.lower(name)) else { return };
        if let (Some(event), Value::Text(code)) = (name.strip_prefix("on"), &value) {
            let code = Value::Object(self.heap.add(Kind::Code(code.clone())));
            self.on_event(&Value::Text(Text::at(event, call.site)), &Value::Object(id), &code, call.site);
        }
        self.set_loading(id, name, &value, call.span(1), call.site, Some(name));
        self.heap.set(id, name, value);
    }

    /// Methods that put elements and text into the document.
    pub(crate) fn node_method(&mut self, this: &Value<'a>, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "appendChild" | "insertBefore" | "replaceChild" => {
                self.put_into(this, &call.arg(0));
                call.arg(0)
            }
            "append" | "prepend" | "before" | "after" | "replaceWith" | "replaceChildren" => {
                call.args.iter().for_each(|child| self.put_into(this, child));
                Value::Undefined
            }
            "insertAdjacentElement" => {
                self.put_into(this, &call.arg(1));
                call.arg(1)
            }
            "insertAdjacentHTML" => {
                let statements = self.statements_of(call.site);
                self.load_now(
                    &call.arg(1),
                    What::Text(Language::Markup),
                    call.span(1),
                    "insertAdjacentHTML".into(),
                    &statements,
                );
                Value::Undefined
            }
            "addEventListener" | "attachEvent" => {
                self.on_event(&call.arg(0), this, &call.arg(1), call.site);
                Value::Undefined
            }
            "dispatchEvent" => self.dispatch(call),
            "removeEventListener"
            | "removeChild"
            | "remove"
            | "removeAttribute"
            | "focus"
            | "blur"
            | "play"
            | "pause" => Value::Undefined,
            _ => self.unknown_call(call),
        }
    }

    /// A method of `element.style`.
    pub(crate) fn style_method(&mut self, id: Id, name: &str, call: &Call<'a>) -> Value<'a> {
        if name == "setProperty"
            && let Some(property) = self.key(&call.arg(0))
        {
            self.set_style(id, property, &call.arg(1), Place { value: call.span(1), site: call.site });
        }
        Value::Undefined
    }
}

/// Methods that scripts keep in variables.
const METHODS: &[&str] =
    &["appendChild", "insertBefore", "setAttribute", "addEventListener", "attachEvent", "append", "insertAdjacentHTML"];

/// The tag that a selector asks for: `img` of `div > img.x`.
fn tag_of(selector: &str) -> &str {
    let last = selector.rsplit([' ', '>', '+', '~']).next().unwrap_or_default();
    let end = last.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(last.len());
    &last[..end]
}

fn shown_markup(name: &str) -> &'static str {
    if name == "outerhtml" { "outerHTML" } else { "innerHTML" }
}

fn shown_name(name: &str) -> &str {
    match name {
        "textcontent" => "textContent",
        "innertext" => "innerText",
        "innerhtml" => "innerHTML",
        name => name,
    }
}

/// Markup without its scripts: browsers do not run scripts that come in through `innerHTML`.
fn without_scripts<'a>(text: &Text<'a>) -> Text<'a> {
    let lower = text.as_str().to_ascii_lowercase();
    let mut kept = Text::default();
    let mut at = 0;
    while let Some(start) = lower[at..].find("<script").map(|start| at + start) {
        kept.push(&text.slice(at..start));
        let end = lower[start..].find("</script").map_or(lower.len(), |end| start + end);
        at = lower[end..].find('>').map_or(lower.len(), |close| end + close + 1);
    }
    if at == 0 {
        return text.clone();
    }
    kept.push(&text.slice(at..lower.len()));
    kept
}
