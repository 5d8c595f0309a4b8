//! Code that runs later: timers, promises, event handlers. Tasks run when the script has run to its end: first those
//! that come by themselves, in order, then those that wait for the user. A script that only schedules itself again and
//! again is run a few times over.

use super::{Call, Eval, Moment};
use crate::call::Trigger;
use crate::extract::html::table::event_trigger;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;

/// How often one function runs as a task.
const RUNS: usize = 3;
/// Tasks of one script.
const TASKS: usize = 2_000;

/// Something to call later.
#[derive(Debug)]
pub(crate) struct Task<'a> {
    function: Value<'a>,
    this: Value<'a>,
    args: Vec<Value<'a>>,
    moment: Moment,
    site: Span,
}

/// Events of ad platforms and apps that come by themselves once the ad shows.
const OWN_EVENTS: &[&str] = &[
    "ready",
    "viewablechange",
    "exposurechange",
    "statechange",
    "init",
    "visible",
    "inview",
    "impression",
    "enter",
    "hidden",
    "adload",
    "adloaded",
    "loaded",
    "dcloaded",
    "adready",
    "adinitialized",
    "complete",
    "sizechange",
];

impl<'a> Eval<'a> {
    /// Calls a function later, when code that runs now would still run by itself.
    pub(crate) fn soon(&mut self, function: &Value<'a>, args: Vec<Value<'a>>, site: Span) {
        self.schedule(
            function,
            Value::Global(crate::extract::js::global::Global::Window),
            args,
            self.moment.trigger,
            site,
        );
    }

    fn schedule(&mut self, function: &Value<'a>, this: Value<'a>, args: Vec<Value<'a>>, trigger: Trigger, site: Span) {
        for function in function.alternatives() {
            if !matches!(function, Value::Object(_) | Value::Method(_)) {
                continue;
            }
            if self.soon.len() + self.later.len() >= TASKS || !self.tick() {
                return;
            }
            let moment = Moment { trigger, ..self.moment };
            let task = Task { function: function.clone(), this: this.clone(), args: args.clone(), moment, site };
            if trigger == self.moment.trigger { self.soon.push_back(task) } else { self.later.push_back(task) }
        }
    }

    /// Calls a function when an event comes to something.
    pub(crate) fn on_event(&mut self, event: &Value<'a>, target: &Value<'a>, handler: &Value<'a>, site: Span) {
        let around = self.moment.trigger;
        let trigger = event.as_known().map_or(around.max(Trigger::Event), |names| {
            names.split_whitespace().map(|name| trigger_of(name, around)).min().unwrap_or(around)
        });
        let detail = self.event(target, event);
        let handler = self.handler(handler);
        if let Some(names) = event.as_known().filter(|_| trigger == Trigger::Event && self.listeners.len() < TASKS) {
            let names = self.keep(names);
            self.listeners.push((names, handler.clone(), target.clone()));
        }
        self.schedule(&handler, target.clone(), vec![detail], trigger, site);
    }

    /// `new Event(name)`, `new CustomEvent(name, { detail: … })`.
    pub(crate) fn new_event(&mut self, call: &Call<'a>) -> Value<'a> {
        let event = self.event(&Value::Unknown, &call.arg(0));
        if let (Some(id), Some(detail)) = (event.as_id(), self.known_property(&call.arg(1), "detail")) {
            self.heap.set(id, "detail", detail);
        }
        event
    }

    /// `target.dispatchEvent(event)`: its handlers run at once. On whom it is sent makes no difference here: events bubble.
    pub(crate) fn dispatch(&mut self, call: &Call<'a>) -> Value<'a> {
        let kind = self.known_property(&call.arg(0), "type");
        let Some(name) = kind.as_ref().and_then(Value::as_known) else { return self.unknown_call(call) };
        self.spend(self.listeners.len() / 8);
        let is_for = |names: &str| names.split_whitespace().any(|one| one == name);
        let heard: Vec<_> = self.listeners.iter().filter(|(names, ..)| is_for(names)).cloned().collect();
        for (_, handler, this) in heard {
            if !self.tick() {
                break;
            }
            self.dispatched.extend(handler.alternatives().iter().filter_map(Value::as_id));
            self.call(&handler, &this, &Call::made(vec![call.arg(0)], call.site));
        }
        Value::Bool(true)
    }

    /// A handler is a function, or an object with `handleEvent`.
    fn handler(&self, handler: &Value<'a>) -> Value<'a> {
        match handler {
            Value::Object(id) => self.heap.name(*id, "handleEvent").cloned().unwrap_or_else(|| handler.clone()),
            _ => handler.clone(),
        }
    }

    fn event(&mut self, target: &Value<'a>, event: &Value<'a>) -> Value<'a> {
        let id = self.heap.add(Kind::Plain);
        self.heap.get_mut(id).open = true;
        self.heap.set(id, "type", event.clone());
        for name in ["target", "currentTarget", "srcElement"] {
            self.heap.set(id, name, target.clone());
        }
        Value::Object(id)
    }

    /// `element.onclick = …`.
    pub(crate) fn handle_property(&mut self, target: &Value<'a>, name: &'a str, handler: &Value<'a>) {
        let event = Value::Text(Text::at(&name[2..], Span::default()));
        let site = self.frame().site;
        self.on_event(&event, target, handler, site);
    }

    /// A value that is handed to something unknown: functions in it may be called, elements attached.
    pub(crate) fn escape(&mut self, value: &Value<'a>, site: Span) {
        self.escape_to(value, site, 0);
    }

    fn escape_to(&mut self, value: &Value<'a>, site: Span, depth: usize) {
        for value in value.alternatives() {
            let Value::Object(id) = value else { continue };
            if self.is_function(*id) {
                self.call_unknown(value, *id, site);
            } else if self.is_element(*id) {
                self.attach(*id);
            } else if depth < 2 && self.is_plain(*id) && self.tick() {
                let inner: Vec<_> = self.heap.get(*id).table.iter().map(|(_, value)| value.clone()).collect();
                self.heap.get_mut(*id).open = true;
                inner.iter().for_each(|value| self.escape_to(value, site, depth + 1));
            }
        }
    }

    fn call_unknown(&mut self, function: &Value<'a>, id: Id, site: Span) {
        let arity = match &self.heap.get(id).kind {
            Kind::Function(function) => function.params().map_or(0, |params| params.items.len()),
            _ => 0,
        };
        self.soon(function, vec![Value::Unknown; arity], site);
    }

    /// A call of something unknown: what it is given may be called.
    pub(crate) fn unknown_call(&mut self, call: &Call<'a>) -> Value<'a> {
        call.args.iter().for_each(|value| self.escape(value, call.site));
        Value::Unknown
    }

    /// Runs every task.
    pub(crate) fn run_tasks(&mut self) {
        while let Some(task) = self.soon.pop_front().or_else(|| self.later.pop_front()) {
            if !self.tick() {
                return;
            }
            if self.may_run_task(&task) {
                self.run_task(task);
            }
        }
    }

    fn may_run_task(&mut self, task: &Task<'a>) -> bool {
        let Value::Object(id) = task.function else { return true };
        if task.moment.trigger == Trigger::Event && self.dispatched.contains(&id) {
            return false;
        }
        let runs = self.runs.entry((id, task.moment.trigger)).or_default();
        *runs += 1;
        *runs <= RUNS
    }

    fn run_task(&mut self, task: Task<'a>) {
        let outer = std::mem::replace(&mut self.moment, task.moment);
        let call = Call::made(task.args, task.site);
        if task.moment.trigger == outer.trigger {
            self.call(&task.function, &task.this, &call);
        } else {
            let confidence = self.moment.confidence;
            self.maybe(|eval| {
                // That an event may not come is what the trigger says already.
                eval.moment.confidence = confidence;
                eval.call(&task.function, &task.this, &call);
            });
        }
        self.moment = outer;
        self.flush_writes();
    }
}

fn trigger_of(event: &str, around: Trigger) -> Trigger {
    let name = event.to_ascii_lowercase();
    let name = name.split('.').next().unwrap_or_default();
    let name = name.strip_prefix("on").filter(|rest| !rest.is_empty()).unwrap_or(name);
    if OWN_EVENTS.contains(&name) { around } else { event_trigger(name, around) }
}
