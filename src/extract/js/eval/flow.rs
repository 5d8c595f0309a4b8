//! Where evaluation goes on: branches that may or may not run, and statements that leave.

use super::Eval;
use crate::call::Confidence;
use crate::extract::js::heap::Changes;
use crate::extract::js::value::Value;
use oxc_ast::ast::{CatchClause, IfStatement, LabeledStatement, Statement, SwitchCase, SwitchStatement, TryStatement};

/// How a statement ended.
#[derive(Clone, Debug)]
pub(crate) enum Flow<'a> {
    /// The next one runs.
    Next,
    Return(Value<'a>),
    Break(Option<&'a str>),
    Continue(Option<&'a str>),
    /// With what is thrown, where that is known.
    Throw(Option<Value<'a>>),
}

impl<'a> Eval<'a> {
    /// Runs something that may not run: takes back what it changed and gives it out.
    pub(crate) fn branch<R>(&mut self, run: impl FnOnce(&mut Self) -> R) -> (R, Changes<'a>) {
        let moment = self.moment;
        self.moment.confidence = moment.confidence.min(Confidence::Medium);
        self.branches += 1;
        let mark = self.heap.branch();
        let result = run(self);
        let changes = self.heap.unwind(&mark);
        self.branches -= 1;
        self.moment = moment;
        self.spend(changes.len());
        (result, changes)
    }

    /// Runs something that may not run, and joins what it changed with what was.
    pub(crate) fn maybe<R>(&mut self, run: impl FnOnce(&mut Self) -> R) -> R {
        let (result, changes) = self.branch(run);
        self.heap.join_maybe(changes);
        result
    }

    /// Runs one of two, by a test that may be unknown.
    pub(crate) fn either(
        &mut self,
        test: Option<bool>,
        yes: impl FnOnce(&mut Self) -> Value<'a>,
        no: impl FnOnce(&mut Self) -> Value<'a>,
    ) -> Value<'a> {
        match test {
            Some(true) => yes(self),
            Some(false) => no(self),
            None => {
                let (one, one_changed) = self.branch(yes);
                let (other, other_changed) = self.branch(no);
                self.heap.join_two(one_changed, other_changed);
                one.or(other)
            }
        }
    }

    pub(crate) fn if_statement(&mut self, statement: &'a IfStatement<'a>) -> Flow<'a> {
        let test = self.expr(&statement.test).truth();
        let alternate = statement.alternate.as_ref();
        match test {
            Some(true) => self.statement(&statement.consequent),
            Some(false) => alternate.map_or(Flow::Next, |alternate| self.statement(alternate)),
            None => {
                self.flush_writes();
                let one = self.branch(|eval| eval.statement(&statement.consequent));
                let other = self.branch(|eval| alternate.map_or(Flow::Next, |alternate| eval.statement(alternate)));
                let flow = self.rejoin(one, other);
                self.flush_writes();
                flow
            }
        }
    }

    /// Goes on after two branches, of which one ran.
    fn rejoin(&mut self, one: (Flow<'a>, Changes<'a>), other: (Flow<'a>, Changes<'a>)) -> Flow<'a> {
        match (one, other) {
            ((Flow::Return(one), one_changed), (Flow::Return(other), other_changed)) => {
                self.heap.join_two(one_changed, other_changed);
                Flow::Return(one.or(other))
            }
            ((Flow::Return(value), changed), (flow, kept)) | ((flow, kept), (Flow::Return(value), changed)) => {
                self.heap.join_only(kept);
                let frame = self.frame();
                frame.returns.push(value);
                frame.exits.push(changed);
                self.maybe_left();
                flow
            }
            ((one, one_changed), (other, other_changed)) => {
                self.heap.join_two(one_changed, other_changed);
                self.rejoin_loop(one, other)
            }
        }
    }

    fn rejoin_loop(&mut self, one: Flow<'a>, other: Flow<'a>) -> Flow<'a> {
        match (one, other) {
            (Flow::Next, Flow::Next) => Flow::Next,
            (Flow::Next, _) | (_, Flow::Next) => {
                self.maybe_left();
                Flow::Next
            }
            (Flow::Throw(_), _) => Flow::Throw(None),
            (one, _) => one,
        }
    }

    /// What follows may not run.
    fn maybe_left(&mut self) {
        self.left = true;
        self.moment.confidence = self.moment.confidence.min(Confidence::Medium);
    }

    pub(crate) fn switch(&mut self, statement: &'a SwitchStatement<'a>) -> Flow<'a> {
        let value = self.expr(&statement.discriminant);
        let mut unsure = Vec::new();
        for (at, case) in statement.cases.iter().enumerate() {
            let Some(test) = &case.test else { continue };
            let test = self.expr(test);
            match self.strictly_equal(&value, &test) {
                Some(true) if unsure.is_empty() => return self.cases(&statement.cases[at..]),
                Some(false) => {}
                _ => unsure.push(at),
            }
        }
        let default = statement.cases.iter().position(|case| case.test.is_none());
        if unsure.is_empty() {
            return default.map_or(Flow::Next, |at| self.cases(&statement.cases[at..]));
        }
        unsure.extend(default);
        self.flush_writes();
        let runs = unsure.into_iter().map(|at| self.branch(|eval| eval.cases(&statement.cases[at..]))).collect();
        self.rejoin_cases(runs, default.is_some());
        self.flush_writes();
        Flow::Next
    }

    fn rejoin_cases(&mut self, runs: Vec<(Flow<'a>, Changes<'a>)>, complete: bool) {
        let mut joined: Vec<Changes<'a>> = if complete { Vec::new() } else { vec![Vec::new()] };
        for (flow, changes) in runs {
            match flow {
                Flow::Return(value) => {
                    let frame = self.frame();
                    frame.returns.push(value);
                    frame.exits.push(changes);
                    self.maybe_left();
                }
                _ => joined.push(changes),
            }
        }
        self.heap.join(joined);
    }

    fn cases(&mut self, cases: &'a [SwitchCase<'a>]) -> Flow<'a> {
        for case in cases {
            match self.statements(&case.consequent) {
                Flow::Next => {}
                Flow::Break(None) => return Flow::Next,
                flow => return flow,
            }
        }
        Flow::Next
    }

    pub(crate) fn try_statement(&mut self, statement: &'a TryStatement<'a>) -> Flow<'a> {
        let mut flow = self.block(&statement.block.body);
        if let Some(handler) = &statement.handler {
            if let Flow::Throw(thrown) = flow {
                flow = self.catch(handler, thrown.unwrap_or(Value::Unknown));
            } else {
                let caught = self.branch(|eval| eval.catch(handler, Value::Unknown));
                self.heap.join_maybe(caught.1);
                if let (Flow::Return(value), false) = (caught.0, matches!(flow, Flow::Return(_))) {
                    self.frame().returns.push(value);
                }
            }
        }
        match statement.finalizer.as_ref().map(|finalizer| self.block(&finalizer.body)) {
            None | Some(Flow::Next) => flow,
            Some(last) => last,
        }
    }

    fn catch(&mut self, handler: &'a CatchClause<'a>, thrown: Value<'a>) -> Flow<'a> {
        self.scoped(|eval| {
            if let Some(param) = &handler.param {
                eval.bind(&param.pattern, thrown);
            }
            eval.statements(&handler.body.body)
        })
    }

    pub(crate) fn labeled(&mut self, statement: &'a LabeledStatement<'a>) -> Flow<'a> {
        let label = statement.label.name.as_str();
        let flow = match &statement.body {
            body @ (Statement::ForStatement(_)
            | Statement::ForInStatement(_)
            | Statement::ForOfStatement(_)
            | Statement::WhileStatement(_)
            | Statement::DoWhileStatement(_)) => self.loop_statement(body, Some(label)),
            body => self.statement(body),
        };
        match flow {
            Flow::Break(Some(name)) if name == label => Flow::Next,
            flow => flow,
        }
    }
}
