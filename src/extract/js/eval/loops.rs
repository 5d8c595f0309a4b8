//! Loops. One whose end is known runs as often as it would; one whose end is not runs once, as something that may run,
//! with what it counts unknown.

use super::Eval;
use super::flow::Flow;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use oxc_ast::ast::{
    Expression, ForInStatement, ForOfStatement, ForStatement, ForStatementInit, ForStatementLeft,
    SimpleAssignmentTarget, Statement,
};

/// Rounds after one that may have left the loop.
const ROUNDS_AFTER_LEAVING: usize = 64;

/// What the flow of a loop's body means for the loop.
enum Round<'a> {
    Again,
    Leave(Flow<'a>),
}

impl<'a> Eval<'a> {
    pub(crate) fn loop_statement(&mut self, statement: &'a Statement<'a>, label: Option<&'a str>) -> Flow<'a> {
        let moment = self.moment;
        let left = std::mem::replace(&mut self.left, false);
        let flow = match statement {
            Statement::ForStatement(statement) => self.for_loop(statement, label),
            Statement::ForInStatement(statement) => self.for_in(statement, label),
            Statement::ForOfStatement(statement) => self.for_of(statement, label),
            Statement::WhileStatement(statement) => {
                self.rounds(Some(&statement.test), None, &statement.body, label, false)
            }
            Statement::DoWhileStatement(statement) => {
                self.rounds(Some(&statement.test), None, &statement.body, label, true)
            }
            _ => Flow::Next,
        };
        self.left = left;
        self.moment = moment;
        flow
    }

    fn for_loop(&mut self, statement: &'a ForStatement<'a>, label: Option<&'a str>) -> Flow<'a> {
        let scope = self.heap.add(Kind::Scope(Some(self.scope)));
        let outer = std::mem::replace(&mut self.scope, scope);
        match &statement.init {
            Some(ForStatementInit::VariableDeclaration(declaration)) => self.variables(declaration),
            Some(init) => drop(self.expr(init.to_expression())),
            None => {}
        }
        let flow = self.rounds(statement.test.as_ref(), statement.update.as_ref(), &statement.body, label, false);
        self.scope = outer;
        flow
    }

    fn rounds(
        &mut self,
        test: Option<&'a Expression<'a>>,
        update: Option<&'a Expression<'a>>,
        body: &'a Statement<'a>,
        label: Option<&'a str>,
        mut sure: bool,
    ) -> Flow<'a> {
        let mut rounds_left = ROUNDS_AFTER_LEAVING;
        while self.tick() {
            let goes_on = if sure { Some(true) } else { test.map_or(Some(true), |test| self.expr(test).truth()) };
            sure = false;
            match goes_on {
                Some(false) => break,
                None => return self.unsure_round(update, body, label),
                Some(true) => {}
            }
            if let Round::Leave(flow) = self.round(body, label) {
                return flow;
            }
            rounds_left -= usize::from(self.left);
            if rounds_left == 0 {
                break;
            }
            self.next_scope();
            if let Some(update) = update {
                self.expr(update);
            }
        }
        Flow::Next
    }

    /// The variables of `for (let …)` are new in each round, so that functions made in it keep theirs.
    fn next_scope(&mut self) {
        let Kind::Scope(outer) = self.heap.get(self.scope).kind else { return };
        if self.heap.get(self.scope).table.len() == 0 || self.scope == self.frame().variables {
            return;
        }
        let copies: Vec<_> =
            self.heap.get(self.scope).table.iter().map(|(name, value)| (name, value.clone())).collect();
        let next = self.heap.add(Kind::Scope(outer));
        for (name, value) in copies {
            self.heap.set(next, name, value);
        }
        self.scope = next;
    }

    fn round(&mut self, body: &'a Statement<'a>, label: Option<&'a str>) -> Round<'a> {
        match self.statement(body) {
            Flow::Next | Flow::Continue(None) => Round::Again,
            Flow::Continue(name) if name == label => Round::Again,
            Flow::Break(None) => Round::Leave(Flow::Next),
            flow => Round::Leave(flow),
        }
    }

    fn unsure_round(
        &mut self,
        update: Option<&'a Expression<'a>>,
        body: &'a Statement<'a>,
        label: Option<&'a str>,
    ) -> Flow<'a> {
        self.maybe(|eval| {
            if let Some(update) = update {
                eval.forget(update);
            }
            let _: Round = eval.round(body, label);
        });
        Flow::Next
    }

    /// What a loop counts is not known in a round of which the number is not known.
    fn forget(&mut self, update: &'a Expression<'a>) {
        match update.get_inner_expression() {
            Expression::UpdateExpression(update) => {
                if let SimpleAssignmentTarget::AssignmentTargetIdentifier(id) = &update.argument {
                    self.assign_name(id.name.as_str(), Value::Unknown);
                }
            }
            Expression::AssignmentExpression(assignment) => self.assign(&assignment.left, Value::Unknown),
            Expression::SequenceExpression(sequence) => {
                sequence.expressions.iter().for_each(|update| self.forget(update));
            }
            _ => {}
        }
    }

    fn for_of(&mut self, statement: &'a ForOfStatement<'a>, label: Option<&'a str>) -> Flow<'a> {
        let iterable = self.expr(&statement.right);
        let items = self.items_of(&iterable);
        self.for_items(&statement.left, items, &statement.body, label)
    }

    fn for_in(&mut self, statement: &'a ForInStatement<'a>, label: Option<&'a str>) -> Flow<'a> {
        let object = self.expr(&statement.right);
        let keys = self.keys_of(&object);
        self.for_items(&statement.left, keys, &statement.body, label)
    }

    fn for_items(
        &mut self,
        left: &'a ForStatementLeft<'a>,
        items: Option<Vec<Value<'a>>>,
        body: &'a Statement<'a>,
        label: Option<&'a str>,
    ) -> Flow<'a> {
        let Some(items) = items else {
            self.maybe(|eval| {
                eval.scoped(|eval| {
                    eval.bind_left(left, Value::Unknown);
                    let _: Round = eval.round(body, label);
                });
            });
            return Flow::Next;
        };
        for item in items {
            if !self.tick() {
                break;
            }
            let round = self.scoped(|eval| {
                eval.bind_left(left, item);
                eval.round(body, label)
            });
            if let Round::Leave(flow) = round {
                return flow;
            }
        }
        Flow::Next
    }

    fn bind_left(&mut self, left: &'a ForStatementLeft<'a>, value: Value<'a>) {
        match left {
            ForStatementLeft::VariableDeclaration(declaration) => {
                if let Some(first) = declaration.declarations.first() {
                    self.declare(declaration.kind, &first.id, value);
                }
            }
            target => self.assign(target.to_assignment_target(), value),
        }
    }

    /// The items of an array or the characters of a text, if they are known.
    pub(crate) fn items_of(&mut self, value: &Value<'a>) -> Option<Vec<Value<'a>>> {
        match value {
            Value::Object(id) => self.items_of_object(*id),
            Value::Text(text) if !text.has_hole() => Some(super::super::builtin::string::characters(text)),
            Value::Any(values) => {
                let values = std::rc::Rc::clone(values);
                let lists: Vec<_> = values.iter().filter_map(|value| self.items_of(value)).collect();
                (!lists.is_empty()).then(|| lists.concat())
            }
            Value::Undefined | Value::Null => Some(Vec::new()),
            _ => None,
        }
    }

    fn items_of_object(&mut self, id: Id) -> Option<Vec<Value<'a>>> {
        if matches!(self.heap.get(id).kind, Kind::Map | Kind::Set) {
            return Some(self.items_of_collection(id));
        }
        let object = self.heap.get(id);
        match &object.kind {
            Kind::Array(items) if !object.open => Some(items.to_vec()),
            Kind::Array(items) => Some(items.iter().cloned().chain([Value::Unknown]).collect()),
            _ => None,
        }
    }

    /// The names of an object's properties, if they are known.
    pub(crate) fn keys_of(&mut self, value: &Value<'a>) -> Option<Vec<Value<'a>>> {
        let object = self.heap.get(value.as_id()?);
        let is_plain = matches!(object.kind, Kind::Plain | Kind::Array(_)) && !object.open;
        let count = self.heap.items(value.as_id()?).map_or(0, |items| items.len());
        let names: Vec<&'a str> = object.table.iter().map(|(name, _)| name).collect();
        let text =
            |name: &'a str| Value::Text(crate::extract::js::text::Text::at(name, crate::extract::js::text::ELSEWHERE));
        let indices: Vec<&'a str> = (0..count).map(|index| self.keep(&index.to_string())).collect();
        is_plain.then(|| indices.into_iter().chain(names).map(text).collect())
    }
}
