//! Expressions.

use super::Eval;
use crate::extract::js::function::Code;
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, ChainElement, Expression, IdentifierReference, ObjectExpression,
    ObjectProperty, ObjectPropertyKind, PropertyKey, PropertyKind, TaggedTemplateExpression, TemplateLiteral,
};
use oxc_span::GetSpan;

impl<'a> Eval<'a> {
    /// What an expression comes to.
    pub(crate) fn expr(&mut self, expression: &'a Expression<'a>) -> Value<'a> {
        if !self.tick() {
            return Value::Unknown;
        }
        match expression {
            Expression::StringLiteral(literal) => Value::Text(self.literal(literal)),
            Expression::NumericLiteral(literal) => Value::Number(literal.value),
            Expression::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expression::NullLiteral(_) => Value::Null,
            Expression::Identifier(id) => self.identifier(id),
            _ => self.deeper(|eval| eval.compound(expression), Value::Unknown),
        }
    }

    fn compound(&mut self, expression: &'a Expression<'a>) -> Value<'a> {
        match expression {
            Expression::CallExpression(call) => self.call_expr(call),
            Expression::StaticMemberExpression(member) => self.static_member(member),
            Expression::ComputedMemberExpression(member) => self.computed_member(member),
            Expression::BinaryExpression(binary) => self.binary(binary),
            Expression::AssignmentExpression(assignment) => self.assignment(assignment),
            Expression::LogicalExpression(logical) => self.logical(logical),
            Expression::ConditionalExpression(conditional) => {
                let test = self.expr(&conditional.test).truth();
                let (yes, no) = (&conditional.consequent, &conditional.alternate);
                self.either(test, |eval| eval.expr(yes), |eval| eval.expr(no))
            }
            Expression::UnaryExpression(unary) => self.unary(unary),
            Expression::UpdateExpression(update) => self.update(update),
            Expression::ObjectExpression(object) => self.object(object),
            Expression::ArrayExpression(array) => self.array(array),
            Expression::TemplateLiteral(template) => self.template(template, false),
            Expression::FunctionExpression(function) => self.function(Code::Function(function), None),
            Expression::ArrowFunctionExpression(arrow) => self.function(Code::Arrow(arrow), None),
            Expression::NewExpression(new) => self.new_expr(new),
            Expression::SequenceExpression(sequence) => {
                sequence.expressions.iter().fold(Value::Undefined, |_, expression| self.expr(expression))
            }
            Expression::ParenthesizedExpression(inner) => self.expr(&inner.expression),
            _ => self.rare(expression),
        }
    }

    fn rare(&mut self, expression: &'a Expression<'a>) -> Value<'a> {
        match expression {
            Expression::ThisExpression(_) => self.frame().this.clone(),
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(call) => self.call_expr(call),
                ChainElement::StaticMemberExpression(member) => self.static_member(member),
                ChainElement::ComputedMemberExpression(member) => self.computed_member(member),
                _ => Value::Unknown,
            },
            Expression::RegExpLiteral(literal) => {
                let flags = literal.regex.flags.to_inline_string();
                let kind = Kind::Regex(literal.regex.pattern.text.as_str(), self.keep(&flags.to_string()));
                Value::Object(self.heap.add(kind))
            }
            Expression::AwaitExpression(wait) => {
                let value = self.expr(&wait.argument);
                self.settled(&value)
            }
            Expression::YieldExpression(give) => {
                let value = give.argument.as_ref().map_or(Value::Undefined, |argument| self.expr(argument));
                self.give(value, give.delegate)
            }
            Expression::ClassExpression(class) => self.class(class),
            Expression::TaggedTemplateExpression(tagged) => self.tagged(tagged),
            Expression::ImportExpression(import) => {
                let url = self.expr(&import.source);
                let (place, site) = (self.span(import.source.span()), self.span(import.span));
                self.request(&url, place, site, "import()");
                Value::Unknown
            }
            Expression::PrivateFieldExpression(member) => {
                let object = self.expr(&member.object);
                let name = self.private(member.field.name.as_str());
                self.get(&object, name)
            }
            Expression::Super(_) => self.super_object(),
            _ => Value::Unknown,
        }
    }

    fn identifier(&mut self, id: &'a IdentifierReference<'a>) -> Value<'a> {
        if let Some(text) = self.macro_at(id.span) {
            return Value::Text(text);
        }
        let name = id.name.as_str();
        match self.lookup(name) {
            Some((_, value)) => value,
            None => self.undeclared(name),
        }
    }

    /// The value of a name, and the scope that has it.
    pub(crate) fn lookup(&mut self, name: &'a str) -> Option<(Id, Value<'a>)> {
        let mut next = Some(self.scope);
        while let Some(scope) = next {
            let object = self.heap.get(scope);
            if let Some(value) = object.table.get(name) {
                return Some((scope, value.clone()));
            }
            next = match &object.kind {
                Kind::Scope(outer) => *outer,
                Kind::With(outer, object) => {
                    let (outer, object) = (*outer, object.clone());
                    if let Some(value) = self.known_property(&object, name) {
                        return Some((scope, value));
                    }
                    outer
                }
                _ => None,
            };
        }
        None
    }

    /// A name that the script does not declare: something of the browser or of the page.
    fn undeclared(&mut self, name: &'a str) -> Value<'a> {
        match name {
            "undefined" => Value::Undefined,
            "NaN" => Value::Number(f64::NAN),
            "Infinity" => Value::Number(f64::INFINITY),
            "arguments" => {
                let arguments = self.frame().arguments.clone();
                self.heap.array(arguments)
            }
            _ => Global::named(name).map_or(Value::Unknown, Value::Global),
        }
    }

    /// A template literal; `raw` if its escapes are not read.
    pub(crate) fn template(&mut self, template: &'a TemplateLiteral<'a>, raw: bool) -> Value<'a> {
        let (mut value, site) = (Value::Text(Text::default()), self.span(template.span));
        for (at, quasi) in template.quasis.iter().enumerate() {
            let text = if raw { self.source_text(quasi.span) } else { self.quasi(quasi) };
            value = self.concat(value, Value::Text(text), site);
            if let Some(expression) = template.expressions.get(at) {
                let part = self.expr(expression);
                let place = self.span(expression.span());
                let text = self.text_of(&part, place);
                value = self.concat(value, text, site);
            }
        }
        value
    }

    fn tagged(&mut self, tagged: &'a TaggedTemplateExpression<'a>) -> Value<'a> {
        if let Expression::StaticMemberExpression(member) = &tagged.tag
            && member.property.name == "raw"
        {
            return self.template(&tagged.quasi, true);
        }
        let tag = self.expr(&tagged.tag);
        let runs: Vec<_> = tagged.quasi.quasis.iter().map(|quasi| Value::Text(self.quasi(quasi))).collect();
        let mut args = vec![self.heap.array(runs)];
        args.extend(tagged.quasi.expressions.iter().map(|expression| self.expr(expression)).collect::<Vec<_>>());
        let site = self.span(tagged.span);
        self.call(&tag, &Value::Undefined, &super::Call::made(args, site))
    }

    fn array(&mut self, array: &'a ArrayExpression<'a>) -> Value<'a> {
        if let Some(text) = self.placeholder(array) {
            return Value::Text(text);
        }
        let mut items = Vec::with_capacity(array.elements.len());
        for element in &array.elements {
            match element {
                ArrayExpressionElement::SpreadElement(spread) => {
                    let value = self.expr(&spread.argument);
                    items.extend(self.spread(&value));
                }
                ArrayExpressionElement::Elision(_) => items.push(Value::Undefined),
                element => items.push(self.expr(element.to_expression())),
            }
        }
        self.heap.array(items)
    }

    /// `[CACHEBUSTER]` outside of strings is a placeholder, unless the script declares the name.
    fn placeholder(&mut self, array: &'a ArrayExpression<'a>) -> Option<Text<'a>> {
        let [ArrayExpressionElement::Identifier(id)] = array.elements.as_slice() else { return None };
        let name = id.name.as_str();
        let is_upper = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let is_known = ["timestamp", "random", "cachebuster", "ord"].contains(&name);
        ((is_upper || is_known) && self.lookup(name).is_none() && Global::named(name).is_none())
            .then(|| self.source_text(array.span))
    }

    fn object(&mut self, object: &'a ObjectExpression<'a>) -> Value<'a> {
        let id = self.heap.add(Kind::Plain);
        self.heap.get_mut(id).table.reserve(object.properties.len());
        for property in &object.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => self.object_property(id, property),
                ObjectPropertyKind::SpreadProperty(spread) => {
                    let value = self.expr(&spread.argument);
                    self.copy_properties(id, &value);
                }
            }
        }
        Value::Object(id)
    }

    fn object_property(&mut self, id: Id, property: &'a ObjectProperty<'a>) {
        let Some(name) = self.property_key(&property.key) else {
            self.heap.get_mut(id).open = true;
            drop(self.expr(&property.value));
            return;
        };
        let value = self.expr(&property.value);
        match property.kind {
            PropertyKind::Init => self.heap.set(id, name, value),
            PropertyKind::Get => self.set_accessor(id, name, Some(value), None),
            PropertyKind::Set => self.set_accessor(id, name, None, Some(value)),
        }
    }

    /// The name that a key says, if it is known.
    pub(crate) fn property_key(&mut self, key: &'a PropertyKey<'a>) -> Option<&'a str> {
        match key {
            PropertyKey::StaticIdentifier(id) => Some(id.name.as_str()),
            PropertyKey::PrivateIdentifier(id) => Some(self.private(id.name.as_str())),
            PropertyKey::StringLiteral(literal) => Some(literal.value.as_str()),
            key => {
                let value = self.expr(key.to_expression());
                self.key(&value)
            }
        }
    }

    /// Private names live beside the public ones.
    pub(crate) fn private(&self, name: &str) -> &'a str {
        self.keep(&format!("#{name}"))
    }

    /// The items that `...value` adds.
    pub(crate) fn spread(&mut self, value: &Value<'a>) -> Vec<Value<'a>> {
        self.items_of(value).unwrap_or_else(|| vec![Value::Unknown])
    }
}
