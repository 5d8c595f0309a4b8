//! Promises. What they wait for comes at once where it is known: only who gets which value matters here, not when.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use std::rc::Rc;

/// The property that holds what a promise came to.
const SETTLED: &str = "@value";

impl<'a> Eval<'a> {
    /// A promise of a value.
    pub(crate) fn promise(&mut self, value: Value<'a>) -> Value<'a> {
        let value = self.settled(&value);
        let id = self.heap.add(Kind::Promise);
        self.heap.set(id, SETTLED, value);
        Value::Object(id)
    }

    /// What a value comes to when it is waited for.
    pub(crate) fn settled(&mut self, value: &Value<'a>) -> Value<'a> {
        match value {
            Value::Object(id) if matches!(self.heap.get(*id).kind, Kind::Promise) => {
                self.heap.name(*id, SETTLED).cloned().unwrap_or(Value::Unknown)
            }
            value => value.clone(),
        }
    }

    /// `new Promise((resolve, reject) => …)`.
    pub(crate) fn new_promise(&mut self, call: &Call<'a>) -> Value<'a> {
        let id = self.heap.add(Kind::Promise);
        let settle = |name| Value::Method(Rc::new((Value::Object(id), name)));
        let args = vec![settle("@resolve"), settle("@reject")];
        self.call(&call.arg(0), &Value::Undefined, &Call::made(args, call.site));
        Value::Object(id)
    }

    pub(crate) fn promise_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "@resolve" => {
                let value = self.settled(&call.arg(0));
                self.heap.set(id, SETTLED, value);
                Value::Undefined
            }
            "@reject" => Value::Undefined,
            "then" => {
                let value = self.settled(&Value::Object(id));
                let result = self.call(&call.arg(0), &Value::Undefined, &Call::made(vec![value], call.site));
                self.maybe(|eval| {
                    eval.call(&call.arg(1), &Value::Undefined, &Call::made(vec![Value::Unknown], call.site))
                });
                self.promise(result)
            }
            "finally" => {
                self.call(&call.arg(0), &Value::Undefined, &Call::made(Vec::new(), call.site));
                Value::Object(id)
            }
            "catch" => {
                self.maybe(|eval| {
                    eval.call(&call.arg(0), &Value::Undefined, &Call::made(vec![Value::Unknown], call.site))
                });
                Value::Object(id)
            }
            _ => Value::Unknown,
        }
    }

    /// `Promise.resolve(…)`, `Promise.all([…])`.
    pub(crate) fn promise_function(&mut self, name: &str, call: &Call<'a>) -> Value<'a> {
        match name {
            "resolve" => self.promise(call.arg(0)),
            "all" | "allSettled" => {
                let items = self.spread(&call.arg(0));
                let settled: Vec<_> = items.iter().map(|item| self.settled(item)).collect();
                let all = self.heap.array(settled);
                self.promise(all)
            }
            _ => self.promise(Value::Unknown),
        }
    }
}
