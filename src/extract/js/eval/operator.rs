//! Operators.

use super::Eval;
use crate::extract::js::number::to_int32;
use crate::extract::js::text::Text;
use crate::extract::js::value::{ALTERNATIVES, Value};
use crate::span::Span;
use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, Expression, LogicalExpression, LogicalOperator, UnaryExpression, UnaryOperator,
};
use oxc_span::GetSpan;

impl<'a> Eval<'a> {
    pub(crate) fn binary(&mut self, binary: &'a BinaryExpression<'a>) -> Value<'a> {
        if binary.operator == BinaryOperator::Addition {
            return self.sum(binary);
        }
        let left = self.expr(&binary.left);
        let right = self.expr(&binary.right);
        self.operate(binary.operator, &left, &right)
    }

    /// `a + b + c + …`, however long.
    fn sum(&mut self, binary: &'a BinaryExpression<'a>) -> Value<'a> {
        let mut terms = Vec::new();
        let (mut first, mut second) = (&binary.left, &binary.right);
        while let Expression::BinaryExpression(inner) = first.get_inner_expression() {
            if inner.operator != BinaryOperator::Addition {
                break;
            }
            terms.push(second);
            (first, second) = (&inner.left, &inner.right);
        }
        let mut value = self.expr(first);
        let mut place = self.span(first.span());
        for term in std::iter::once(second).chain(terms.into_iter().rev()) {
            let right = self.expr(term);
            let right_place = self.span(term.span());
            value = self.add(value, place, right, right_place);
            place = place.cover(right_place);
        }
        value
    }

    /// `left + right`; the places are where each is written.
    pub(crate) fn add(&mut self, left: Value<'a>, place: Span, right: Value<'a>, right_place: Span) -> Value<'a> {
        if self.is_textual(&left) || self.is_textual(&right) {
            // A text is passed on as it is: a copy would keep it from growing in place.
            let left = if let Value::Text(_) = left { left } else { self.text_of(&left, place) };
            let right = self.text_of(&right, right_place);
            return self.concat(left, right, place.cover(right_place));
        }
        self.pairs(&left, &right, |left, right| match (left.to_number(), right.to_number()) {
            (Some(left), Some(right)) => Value::Number(left + right),
            _ => Value::Unknown,
        })
    }

    /// Whether `+` joins texts for certain or for some of what this may be.
    fn is_textual(&self, value: &Value<'a>) -> bool {
        value.alternatives().iter().any(|value| match value {
            Value::Text(_) => true,
            Value::Object(id) => self.heap.items(*id).is_some() || self.is_url(*id),
            _ => false,
        })
    }

    /// Every combination of what two texts may be.
    pub(crate) fn concat(&mut self, left: Value<'a>, right: Value<'a>, site: Span) -> Value<'a> {
        match (left, right) {
            (Value::Text(left), Value::Text(right)) => self.join(left, &right, site),
            (left, right) => {
                let mut all = Vec::new();
                for left in left.alternatives() {
                    for right in right.alternatives().iter().take(ALTERNATIVES - all.len().min(ALTERNATIVES)) {
                        if let (Value::Text(left), Value::Text(right)) = (left, right) {
                            all.push(self.join(left.clone(), right, site));
                        }
                    }
                }
                Value::any(all)
            }
        }
    }

    fn join(&mut self, mut left: Text<'a>, right: &Text<'a>, site: Span) -> Value<'a> {
        let fits = left.len() + right.len() <= crate::extract::js::text::LONGEST;
        if !fits || !self.afford(right.cost() + left.push_cost()) {
            return Value::Text(Text::hole(site));
        }
        left.join(right, site);
        Value::Text(left)
    }

    fn pairs(
        &mut self,
        left: &Value<'a>,
        right: &Value<'a>,
        operate: impl Fn(&Value<'a>, &Value<'a>) -> Value<'a>,
    ) -> Value<'a> {
        if !matches!(left, Value::Any(_)) && !matches!(right, Value::Any(_)) {
            return operate(left, right);
        }
        let rights = right.alternatives();
        let pairs = left.alternatives().iter().flat_map(|left| rights.iter().map(move |right| (left, right)));
        Value::any(pairs.take(ALTERNATIVES).map(|(left, right)| operate(left, right)))
    }

    pub(crate) fn operate(&mut self, operator: BinaryOperator, left: &Value<'a>, right: &Value<'a>) -> Value<'a> {
        use BinaryOperator as Op;
        match operator {
            Op::Equality => self.pairs(left, right, |l, r| known(loosely_equal(l, r))),
            Op::Inequality => self.pairs(left, right, |l, r| known(loosely_equal(l, r).map(|equal| !equal))),
            Op::StrictEquality => self.pairs(left, right, |l, r| known(strictly_equal(l, r))),
            Op::StrictInequality => self.pairs(left, right, |l, r| known(strictly_equal(l, r).map(|equal| !equal))),
            Op::LessThan | Op::LessEqualThan | Op::GreaterThan | Op::GreaterEqualThan => {
                self.pairs(left, right, |l, r| known(compare(operator, l, r)))
            }
            Op::In => self.has(left, right),
            Op::Instanceof => Value::Unknown,
            _ => self.pairs(left, right, |l, r| match (l.to_number(), r.to_number()) {
                (Some(l), Some(r)) => arithmetic(operator, l, r).map_or(Value::Unknown, Value::Number),
                _ => Value::Unknown,
            }),
        }
    }

    /// `name in object`.
    fn has(&mut self, name: &Value<'a>, object: &Value<'a>) -> Value<'a> {
        let Some(name) = self.key(name) else { return Value::Unknown };
        match self.known_property(object, name) {
            Some(_) => Value::Bool(true),
            None => match object {
                Value::Object(id) if !self.heap.get(*id).open && self.is_plain(*id) => Value::Bool(false),
                _ => Value::Unknown,
            },
        }
    }

    pub(crate) fn strictly_equal(&self, left: &Value<'a>, right: &Value<'a>) -> Option<bool> {
        match (left, right) {
            (Value::Any(_), _) | (_, Value::Any(_)) => None,
            _ => strictly_equal(left, right),
        }
    }

    pub(crate) fn logical(&mut self, logical: &'a LogicalExpression<'a>) -> Value<'a> {
        let left = self.condition(&logical.left);
        let right = &logical.right;
        match logical.operator {
            LogicalOperator::Or => match left.truth() {
                Some(true) => left,
                Some(false) => self.expr(right),
                None => {
                    let truthy = left.without(|value| value.truth() == Some(false));
                    truthy.or(self.maybe(|eval| eval.condition(right)))
                }
            },
            LogicalOperator::And => match left.truth() {
                Some(true) => self.expr(right),
                Some(false) => left,
                None => self.maybe(|eval| eval.condition(right)).or(left.without(|value| value.truth() == Some(true))),
            },
            LogicalOperator::Coalesce => match left.is_nothing() {
                Some(false) => left,
                Some(true) => self.expr(right),
                None => {
                    let something = left.without(|value| value.is_nothing() == Some(true));
                    something.or(self.maybe(|eval| eval.expr(right)))
                }
            },
        }
    }

    /// A side of `&&` and `||`: what compares is true or false, even where it is not known which.
    fn condition(&mut self, side: &'a Expression<'a>) -> Value<'a> {
        let value = self.expr(side);
        let compares = match side.get_inner_expression() {
            Expression::BinaryExpression(binary) => binary.operator.is_compare() || binary.operator.is_equality(),
            Expression::UnaryExpression(unary) => unary.operator == UnaryOperator::LogicalNot,
            _ => false,
        };
        match value {
            Value::Unknown if compares => Value::Bool(true).or(Value::Bool(false)),
            value => value,
        }
    }

    pub(crate) fn unary(&mut self, unary: &'a UnaryExpression<'a>) -> Value<'a> {
        if unary.operator == UnaryOperator::Typeof {
            return self.type_of(&unary.argument);
        }
        if unary.operator == UnaryOperator::Delete {
            return self.delete(&unary.argument);
        }
        let value = self.expr(&unary.argument);
        if unary.operator == UnaryOperator::Void {
            return Value::Undefined;
        }
        Value::any(value.alternatives().iter().map(|value| match unary.operator {
            UnaryOperator::LogicalNot => known(value.truth().map(|truth| !truth)),
            UnaryOperator::UnaryNegation => value.to_number().map_or(Value::Unknown, |number| Value::Number(-number)),
            UnaryOperator::UnaryPlus => value.to_number().map_or(Value::Unknown, Value::Number),
            UnaryOperator::BitwiseNot => {
                value.to_number().map_or(Value::Unknown, |number| Value::Number(f64::from(!to_int32(number))))
            }
            _ => Value::Unknown,
        }))
    }

    fn type_of(&mut self, argument: &'a Expression<'a>) -> Value<'a> {
        let value = self.expr(argument);
        let name = match value {
            Value::Undefined => Some("undefined"),
            Value::Null => Some("object"),
            Value::Bool(_) => Some("boolean"),
            Value::Number(_) => Some("number"),
            Value::Text(text) if text.as_str() != crate::mapped::HOLE => Some("string"),
            Value::Object(id) => Some(if self.is_function(id) { "function" } else { "object" }),
            Value::Global(global) => global.type_name(),
            Value::Method(_) => Some("function"),
            _ => None,
        };
        let place = self.span(argument.span());
        name.map_or(Value::Unknown, |name| Value::Text(Text::at(name, place)))
    }

    fn delete(&mut self, argument: &'a Expression<'a>) -> Value<'a> {
        if let Some(member) = argument.get_member_expr() {
            let object = self.expr(member.object());
            if let (Some(id), Some(name)) = (object.as_id(), member.static_property_name()) {
                let name = self.keep(name);
                self.heap.remove(id, name);
            }
        }
        Value::Bool(true)
    }
}

fn known<'a>(truth: Option<bool>) -> Value<'a> {
    truth.map_or(Value::Unknown, Value::Bool)
}

fn strictly_equal(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => texts_equal(left, right),
        (Value::Unknown, _) | (_, Value::Unknown) => None,
        (Value::Number(left), Value::Number(right)) => Some(left == right),
        (Value::Bool(left), Value::Bool(right)) => Some(left == right),
        (Value::Object(left), Value::Object(right)) => Some(left == right),
        (Value::Undefined, Value::Undefined) | (Value::Null, Value::Null) => Some(true),
        (Value::Global(left), Value::Global(right)) if left == right => None,
        (Value::Text(text), _) | (_, Value::Text(text)) if text.has_hole() => None,
        (Value::Method(_), _) | (_, Value::Method(_)) => None,
        (Value::Object(_), Value::Global(_)) | (Value::Global(_), Value::Object(_)) => None,
        _ => Some(false),
    }
}

fn loosely_equal(left: &Value, right: &Value) -> Option<bool> {
    match (left.is_nothing(), right.is_nothing()) {
        (Some(left), Some(right)) if left || right => return Some(left && right),
        (None, _) | (_, None) => return None,
        _ => {}
    }
    match (left, right) {
        (Value::Number(_) | Value::Bool(_) | Value::Text(_), Value::Number(_) | Value::Bool(_))
        | (Value::Number(_) | Value::Bool(_), Value::Text(_)) => Some(left.to_number()? == right.to_number()?),
        _ => strictly_equal(left, right),
    }
}

/// Texts that differ before any hole differ.
fn texts_equal(left: &Text, right: &Text) -> Option<bool> {
    let (one, other) = (left.known_start(), right.known_start());
    match (left.has_hole(), right.has_hole()) {
        (false, false) => Some(one == other),
        (true, false) if !other.starts_with(one) => Some(false),
        (false, true) if !one.starts_with(other) => Some(false),
        _ => None,
    }
}

fn compare(operator: BinaryOperator, left: &Value, right: &Value) -> Option<bool> {
    let order = match (left, right) {
        (Value::Text(left), Value::Text(right)) if !left.has_hole() && !right.has_hole() => {
            Some(left.as_str().cmp(right.as_str()))
        }
        _ => left.to_number()?.partial_cmp(&right.to_number()?),
    };
    Some(order.is_some_and(|order| match operator {
        BinaryOperator::LessThan => order.is_lt(),
        BinaryOperator::LessEqualThan => order.is_le(),
        BinaryOperator::GreaterThan => order.is_gt(),
        _ => order.is_ge(),
    }))
}

pub(super) fn arithmetic(operator: BinaryOperator, left: f64, right: f64) -> Option<f64> {
    use BinaryOperator as Op;
    let shift = u32::from_ne_bytes(to_int32(right).to_ne_bytes()) & 31;
    Some(match operator {
        Op::Subtraction => left - right,
        Op::Multiplication => left * right,
        Op::Division => left / right,
        Op::Remainder => left % right,
        Op::Exponential => left.powf(right),
        Op::BitwiseOR => f64::from(to_int32(left) | to_int32(right)),
        Op::BitwiseXOR => f64::from(to_int32(left) ^ to_int32(right)),
        Op::BitwiseAnd => f64::from(to_int32(left) & to_int32(right)),
        Op::ShiftLeft => f64::from(to_int32(left).wrapping_shl(shift)),
        Op::ShiftRight => f64::from(to_int32(left) >> shift),
        Op::ShiftRightZeroFill => f64::from(u32::from_ne_bytes(to_int32(left).to_ne_bytes()) >> shift),
        _ => return None,
    })
}
