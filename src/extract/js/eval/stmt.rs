//! Statements.

use super::Eval;
use super::flow::Flow;
use crate::extract::js::function::Code;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::Value;
use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, ExpressionStatement, Function, ImportDeclaration,
    ImportDeclarationSpecifier, Statement, VariableDeclaration, VariableDeclarationKind, WithStatement,
};
use oxc_span::GetSpan;

impl<'a> Eval<'a> {
    /// Runs statements that stand in a list, where each can be deleted.
    pub(crate) fn statements(&mut self, statements: &'a [Statement<'a>]) -> Flow<'a> {
        self.hoist(statements);
        for statement in statements {
            let flow = if let Statement::ExpressionStatement(expression) = statement {
                self.expression_statement(expression, true)
            } else {
                self.statement(statement)
            };
            if !matches!(flow, Flow::Next) {
                return flow;
            }
        }
        Flow::Next
    }

    /// Functions are there before the statements run.
    fn hoist(&mut self, statements: &'a [Statement<'a>]) {
        for statement in statements {
            match statement {
                Statement::FunctionDeclaration(function) => self.declare_function(function),
                Statement::ExportDeclaration(export) => {
                    if let Declaration::FunctionDeclaration(function) = &export.declaration {
                        self.declare_function(function);
                    }
                }
                Statement::LabeledStatement(labeled) => self.hoist(std::slice::from_ref(&labeled.body)),
                _ => {}
            }
        }
    }

    fn declare_function(&mut self, function: &'a Function<'a>) {
        let value = self.function(Code::Function(function), None);
        if let Some(id) = &function.id {
            let variables = self.frame().variables;
            self.heap.set(variables, id.name.as_str(), value);
        }
    }

    /// An expression that is a statement; `listed` if it stands in a list, where it can be deleted.
    fn expression_statement(&mut self, statement: &'a ExpressionStatement<'a>, listed: bool) -> Flow<'a> {
        let mut inner = statement.expression.get_inner_expression();
        while let oxc_ast::ast::Expression::UnaryExpression(unary) = inner {
            inner = unary.argument.get_inner_expression();
        }
        let own = Some((self.span(inner.span()), (listed && self.is_script()).then(|| self.span(statement.span))));
        let outer = std::mem::replace(&mut self.frame().statement, own);
        let value = self.expr(&statement.expression);
        self.frame().statement = outer;
        if !self.is_script() {
            self.completion = value;
        }
        Flow::Next
    }

    pub(crate) fn statement(&mut self, statement: &'a Statement<'a>) -> Flow<'a> {
        if !self.tick() || self.frame().is_stopped {
            return Flow::Throw(None);
        }
        self.deeper(|eval| eval.any_statement(statement), Flow::Next)
    }

    fn any_statement(&mut self, statement: &'a Statement<'a>) -> Flow<'a> {
        match statement {
            Statement::ExpressionStatement(statement) => self.expression_statement(statement, false),
            Statement::BlockStatement(block) => self.block(&block.body),
            Statement::IfStatement(statement) => self.if_statement(statement),
            Statement::ReturnStatement(statement) => {
                Flow::Return(statement.argument.as_ref().map_or(Value::Undefined, |value| self.expr(value)))
            }
            Statement::BreakStatement(statement) => {
                Flow::Break(statement.label.as_ref().map(|label| label.name.as_str()))
            }
            Statement::ContinueStatement(statement) => {
                Flow::Continue(statement.label.as_ref().map(|label| label.name.as_str()))
            }
            Statement::ThrowStatement(statement) => Flow::Throw(Some(self.expr(&statement.argument))),
            Statement::TryStatement(statement) => self.try_statement(statement),
            Statement::SwitchStatement(statement) => self.scoped(|eval| eval.switch(statement)),
            Statement::LabeledStatement(statement) => self.labeled(statement),
            Statement::WithStatement(statement) => self.with(statement),
            Statement::ForStatement(_)
            | Statement::ForInStatement(_)
            | Statement::ForOfStatement(_)
            | Statement::WhileStatement(_)
            | Statement::DoWhileStatement(_) => self.loop_statement(statement, None),
            _ => self.declaration(statement),
        }
    }

    fn declaration(&mut self, statement: &'a Statement<'a>) -> Flow<'a> {
        match statement {
            Statement::VariableDeclaration(declaration) => self.variables(declaration),
            Statement::ClassDeclaration(class) => drop(self.class(class)),
            Statement::ImportDeclaration(import) => self.import(import),
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::VariableDeclaration(declaration) => self.variables(declaration),
                Declaration::ClassDeclaration(class) => drop(self.class(class)),
                _ => {}
            },
            Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(_)
                | ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => {}
                ExportDefaultDeclarationKind::ClassDeclaration(class) => drop(self.class(class)),
                expression => drop(self.expr(expression.to_expression())),
            },
            Statement::ExportAllDeclaration(export) => self.import_url(&export.source),
            Statement::ExportFromDeclaration(export) => self.import_url(&export.source),
            _ => {}
        }
        Flow::Next
    }

    fn import(&mut self, import: &'a ImportDeclaration<'a>) {
        self.import_url(&import.source);
        for specifier in import.specifiers.iter().flatten() {
            let local = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(specifier) => &specifier.local,
                ImportDeclarationSpecifier::ImportDefaultSpecifier(specifier) => &specifier.local,
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(specifier) => &specifier.local,
            };
            self.heap.set(self.scope, local.name.as_str(), Value::Unknown);
        }
    }

    fn import_url(&mut self, source: &'a oxc_ast::ast::StringLiteral<'a>) {
        let (url, place) = (Value::Text(self.literal(source)), self.span(source.span));
        self.request(&url, place, place, "import");
    }

    pub(crate) fn variables(&mut self, declaration: &'a VariableDeclaration<'a>) {
        for declarator in &declaration.declarations {
            match &declarator.init {
                Some(init) => {
                    let value = self.expr(init);
                    self.declare(declaration.kind, &declarator.id, value);
                }
                None => self.declare_empty(declaration.kind, &declarator.id),
            }
        }
    }

    pub(crate) fn declare(
        &mut self,
        kind: VariableDeclarationKind,
        pattern: &'a oxc_ast::ast::BindingPattern<'a>,
        value: Value<'a>,
    ) {
        if kind == VariableDeclarationKind::Var {
            let variables = self.frame().variables;
            let inner = std::mem::replace(&mut self.scope, variables);
            self.bind(pattern, value);
            self.scope = inner;
        } else {
            self.bind(pattern, value);
        }
    }

    /// `var x;` leaves a value that `x` has; `let x;` does not.
    fn declare_empty(&mut self, kind: VariableDeclarationKind, pattern: &'a oxc_ast::ast::BindingPattern<'a>) {
        let Some(name) = pattern.get_identifier_name() else { return };
        let is_var = kind == VariableDeclarationKind::Var;
        let scope = if is_var { self.frame().variables } else { self.scope };
        if !is_var || self.heap.name(scope, name.as_str()).is_none() {
            self.heap.set(scope, name.as_str(), Value::Undefined);
        }
    }

    pub(crate) fn block(&mut self, statements: &'a [Statement<'a>]) -> Flow<'a> {
        let needs_scope = statements.iter().any(|statement| match statement {
            Statement::VariableDeclaration(declaration) => declaration.kind != VariableDeclarationKind::Var,
            Statement::ClassDeclaration(_) => true,
            _ => false,
        });
        if needs_scope { self.scoped(|eval| eval.statements(statements)) } else { self.statements(statements) }
    }

    /// Runs something in a scope of its own.
    pub(crate) fn scoped<R>(&mut self, run: impl FnOnce(&mut Self) -> R) -> R {
        self.in_scope(Kind::Scope(Some(self.scope)), run)
    }

    fn in_scope<R>(&mut self, kind: Kind<'a>, run: impl FnOnce(&mut Self) -> R) -> R {
        let inner = self.heap.add(kind);
        let outer = std::mem::replace(&mut self.scope, inner);
        let result = run(self);
        self.scope = outer;
        result
    }

    fn with(&mut self, statement: &'a WithStatement<'a>) -> Flow<'a> {
        let object = self.expr(&statement.object);
        self.in_with = true;
        self.in_scope(Kind::With(Some(self.scope), object), |eval| eval.statement(&statement.body))
    }
}
