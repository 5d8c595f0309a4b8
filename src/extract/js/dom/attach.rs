//! Attaching elements to the document. What an element would load only in the document is *pending* until then.

use super::load::What;
use crate::call::{Step, Trigger};
use crate::extract::js::eval::{Eval, Moment};
use crate::extract::js::found::Statements;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;

/// Whether an element is in the document.
const ATTACHED: &str = "@attached";
/// The elements inside of one that is not.
const CHILDREN: &str = "@children";

/// Something that an element loads once it is in the document.
#[derive(Clone, Debug)]
pub(crate) struct Pending<'a> {
    pub(super) name: &'a str,
    pub(super) what: What,
    pub(super) value: Value<'a>,
    pub(super) place: Span,
    pub(super) via: Step,
    statements: Statements,
    moment: Moment,
}

impl<'a> Eval<'a> {
    pub(crate) fn is_attached(&self, id: Id) -> bool {
        self.heap.name(id, ATTACHED).and_then(Value::truth) == Some(true)
    }

    /// Something to load once the element is in the document.
    pub(crate) fn pend(
        &mut self,
        id: Id,
        name: &'a str,
        what: What,
        value: Value<'a>,
        (place, site): (Span, Span),
        via: Step,
    ) {
        let statements = self.statements_of(site);
        let pending = Pending { name, what, value, place, via, statements, moment: self.moment };
        let replaces = self.is_sure();
        let all = self.pending.entry(id).or_default();
        if replaces {
            all.retain(|other| other.name != name || name == "textcontent+");
        }
        all.push(pending);
    }

    /// Puts an element and all inside of it into the document.
    pub(crate) fn attach(&mut self, id: Id) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !self.tick() {
                return;
            }
            let was = self.is_attached(id);
            self.heap.set(id, ATTACHED, Value::Bool(true));
            self.load_pending(id);
            if !was && let Some(children) = self.heap.name(id, CHILDREN).and_then(Value::as_id) {
                let children = self.heap.items(children).map(|items| items.to_vec()).unwrap_or_default();
                open.extend(children.iter().flat_map(Value::alternatives).filter_map(Value::as_id));
            }
        }
    }

    fn load_pending(&mut self, id: Id) {
        let sure = self.is_sure();
        let pending = if sure { self.pending.remove(&id) } else { self.pending.get(&id).cloned() };
        if self.is_inert(id) {
            return;
        }
        for pending in pending.unwrap_or_default() {
            let outer = self.moment;
            self.moment.confidence = outer.confidence.min(pending.moment.confidence);
            self.moment.trigger = outer.trigger.max(pending.moment.trigger.min(Trigger::Event));
            self.load_now(&pending.value, pending.what, pending.place, pending.via, &pending.statements);
            self.moment = outer;
        }
    }

    /// Puts an element into another one.
    pub(crate) fn put_into(&mut self, parent: &Value<'a>, child: &Value<'a>) {
        for child in child.alternatives().iter().filter_map(Value::as_id) {
            if !self.is_element(child) {
                continue;
            }
            match parent.as_id().filter(|parent| self.is_element(*parent)) {
                Some(parent) if !self.is_attached(parent) => self.keep_child(parent, child),
                Some(parent) => {
                    self.text_inside(parent, child);
                    self.attach(child);
                }
                None => self.attach(child),
            }
        }
    }

    fn keep_child(&mut self, parent: Id, child: Id) {
        self.text_inside(parent, child);
        match self.heap.name(parent, CHILDREN).and_then(Value::as_id) {
            Some(children) => drop(self.heap.change(children, |items| items.push(Value::Object(child)))),
            None => {
                let children = self.heap.array(vec![Value::Object(child)]);
                self.heap.set(parent, CHILDREN, children);
            }
        }
    }

    /// A text node in a script or a style sheet is part of its code.
    fn text_inside(&mut self, parent: Id, child: Id) {
        if self.tag(child) == "#text"
            && let Some(text) = self.heap.name(child, "data").cloned()
        {
            let site = self.site_of(child);
            self.set_loading(parent, "textcontent+", &text, site, site, None);
        }
    }
}
