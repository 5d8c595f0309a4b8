//! Functions as values: their code and what they were made in.

use super::value::{Id, Value};
use oxc_ast::ast::{ArrowFunctionExpression, Class, FormalParameters};
use std::rc::Rc;

/// What a function runs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Code<'a> {
    Function(&'a oxc_ast::ast::Function<'a>),
    Arrow(&'a ArrowFunctionExpression<'a>),
    Class(&'a Class<'a>),
}

/// A function of the script.
#[derive(Clone, Debug)]
pub(super) struct Function<'a> {
    pub(super) code: Code<'a>,
    /// The scope that it was made in.
    pub(super) scope: Id,
    /// The source that it was made in.
    pub(super) unit: usize,
    /// `this` of an arrow function.
    pub(super) this: Option<Rc<Value<'a>>>,
    /// The class that it is a method of, for `super`.
    pub(super) home: Option<Id>,
}

impl<'a> Function<'a> {
    pub(super) fn params(&self) -> Option<&'a FormalParameters<'a>> {
        match self.code {
            Code::Function(function) => Some(&function.params),
            Code::Arrow(arrow) => Some(&arrow.params),
            Code::Class(_) => None,
        }
    }

    pub(super) fn is_async(&self) -> bool {
        match self.code {
            Code::Function(function) => function.r#async,
            Code::Arrow(arrow) => arrow.r#async,
            Code::Class(_) => false,
        }
    }

    pub(super) fn is_generator(&self) -> bool {
        matches!(self.code, Code::Function(function) if function.generator)
    }

    /// A number that is the same for all functions made from this code.
    pub(super) fn code_id(&self) -> usize {
        match self.code {
            Code::Function(function) => std::ptr::from_ref(function).addr(),
            Code::Arrow(arrow) => std::ptr::from_ref(arrow).addr(),
            Code::Class(class) => std::ptr::from_ref(class).addr(),
        }
    }
}
