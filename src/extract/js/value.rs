//! A *value* is what an expression may be: known, not known, or one of several. Values are what is sure on every run
//! of the script; what is not sure is [`Value::Unknown`], never a guess.

use super::global::Global;
use super::text::Text;
use std::rc::Rc;

/// Most values that one variable may have side by side.
pub(super) const ALTERNATIVES: usize = 32;

/// Texts up to so many bytes are compared at once; longer ones by their hashes first.
const QUICKLY_COMPARED: usize = 4 << 10;

/// Number of an object on the heap.
pub(super) type Id = u32;

/// What an expression may be.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// Known only at run time.
    Unknown,
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Text<'a>),
    Object(Id),
    /// Something that the browser provides.
    Global(Global),
    /// A function of the browser, read off its object.
    Method(Rc<(Self, &'a str)>),
    /// One of these, none of which is itself `Any`.
    Any(Rc<Vec<Self>>),
}

impl<'a> Value<'a> {
    /// Whether it counts as true, if that is the same for all that it may be.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Undefined | Self::Null => Some(false),
            Self::Bool(bool) => Some(*bool),
            Self::Number(number) => Some(*number != 0.0 && !number.is_nan()),
            Self::Text(text) if text.has_hole() => (text.as_str() != crate::mapped::HOLE).then_some(true),
            Self::Text(text) => Some(!text.is_empty()),
            Self::Object(_) | Self::Method(_) => Some(true),
            Self::Global(global) => global.truth(),
            Self::Any(values) => {
                let first = values.first()?.truth();
                values.iter().all(|value| value.truth() == first).then_some(first).flatten()
            }
        }
    }

    /// Whether it is `null` or `undefined`, if that is known.
    pub(super) fn is_nothing(&self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Undefined | Self::Null => Some(true),
            Self::Any(values) => {
                let first = values.first()?.is_nothing();
                values.iter().all(|value| value.is_nothing() == first).then_some(first).flatten()
            }
            _ => Some(false),
        }
    }

    /// The values that it may be.
    pub(super) fn alternatives(&self) -> &[Self] {
        match self {
            Self::Any(values) => values,
            one => std::slice::from_ref(one),
        }
    }

    /// Either this or the other.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any(values), other) if other.is_plain() && values.len() < ALTERNATIVES => Self::with(values, other),
            (one, Self::Any(values)) if one.is_plain() && values.len() < ALTERNATIVES => Self::before(one, values),
            (one, other) if !one.is_plain() || !other.is_plain() => Self::any_of([one, other]),
            (one, other) if one.same(&other) => one,
            (one, other) => Self::Any(Rc::new(vec![one, other])),
        }
    }

    /// One of several different values, or one more.
    fn with(mut values: Rc<Vec<Self>>, other: Self) -> Self {
        if !values.iter().any(|value| value.same(&other)) {
            Rc::make_mut(&mut values).push(other);
        }
        Self::Any(values)
    }

    /// One value first, or one of several different ones.
    fn before(one: Self, mut values: Rc<Vec<Self>>) -> Self {
        let all = Rc::make_mut(&mut values);
        all.retain(|value| !value.same(&one));
        all.insert(0, one);
        Self::Any(values)
    }

    /// Whether it is one value, quickly compared.
    fn is_plain(&self) -> bool {
        match self {
            Self::Any(_) => false,
            Self::Text(text) => text.len() <= QUICKLY_COMPARED,
            _ => true,
        }
    }

    /// One of these; unknown if there are none.
    pub(super) fn any(values: impl IntoIterator<Item = Self>) -> Self {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return Self::Unknown };
        // Most often there is one, or they are all the same.
        let other = values.find(|value| !(first.is_plain() && value.is_plain() && first.same(value)));
        match other {
            None if first.is_plain() => first,
            other => Self::any_of([first].into_iter().chain(other).chain(values)),
        }
    }

    fn any_of(values: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<(u64, Self)> = Vec::new();
        for value in values {
            for value in value.alternatives() {
                // Texts may be long and start alike: those are compared only if they hash alike.
                let hash = value.as_text().filter(|text| text.len() > QUICKLY_COMPARED).map_or(0, Text::hash);
                if all.len() == ALTERNATIVES {
                    all[ALTERNATIVES - 1] = (0, Self::Unknown);
                } else if !all.iter().any(|(known, own)| *known == hash && own.same(value)) {
                    all.push((hash, value.clone()));
                }
            }
        }
        match all.len() {
            0 => Self::Unknown,
            1 => all.remove(0).1,
            _ => Self::Any(Rc::new(all.into_iter().map(|(_, value)| value).collect())),
        }
    }

    /// Whether both are the same value, written at the same place.
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, Self::Unknown) | (Self::Undefined, Self::Undefined) | (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (Self::Text(a), Self::Text(b)) => a.as_str() == b.as_str() && a.span() == b.span(),
            (Self::Object(a), Self::Object(b)) => a == b,
            (Self::Global(a), Self::Global(b)) => a == b,
            (Self::Method(a), Self::Method(b)) => Rc::ptr_eq(a, b),
            (Self::Any(a), Self::Any(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Without those alternatives that `drop` names.
    pub(super) fn without(self, drop: impl Fn(&Self) -> bool) -> Self {
        match self {
            Self::Any(values) => Self::any(values.iter().filter(|value| !drop(value)).cloned()),
            one => one,
        }
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&Text<'a>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The text, if all of it is known.
    pub(super) fn as_known(&self) -> Option<&str> {
        self.as_text().filter(|text| !text.has_hole()).map(Text::as_str)
    }

    /// What a copy of it costs, in bytes.
    pub(super) fn cost(&self) -> usize {
        self.alternatives().iter().map(|value| value.as_text().map_or(16, Text::cost)).sum()
    }

    /// The number of the object, if it is one.
    pub(super) fn as_id(&self) -> Option<Id> {
        if let Self::Object(id) = self { Some(*id) } else { None }
    }

    /// As a number, where that is known.
    pub(super) fn to_number(&self) -> Option<f64> {
        match self {
            Self::Null => Some(0.0),
            Self::Undefined => Some(f64::NAN),
            Self::Bool(bool) => Some(f64::from(u8::from(*bool))),
            Self::Number(number) => Some(*number),
            Self::Text(text) if !text.has_hole() => Some(super::number::parse(text.as_str())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_join_without_repeats_and_within_bounds() {
        let numbers = |range: std::ops::Range<i32>| Value::any(range.map(|n| Value::Number(f64::from(n))));
        assert_eq!(numbers(0..3).or(numbers(1..4)).alternatives().len(), 4);
        assert!(matches!(numbers(5..6), Value::Number(5.0)));
        let many = numbers(0..100);
        assert_eq!(many.alternatives().len(), ALTERNATIVES);
        assert!(matches!(many.alternatives().last(), Some(Value::Unknown)));
    }

    #[test]
    fn truth_is_told_only_where_it_is_sure() {
        assert_eq!(Value::Bool(true).or(Value::Number(2.0)).truth(), Some(true));
        assert_eq!(Value::Bool(true).or(Value::Null).truth(), None);
        assert_eq!(Value::Unknown.truth(), None);
        assert_eq!(Value::Number(f64::NAN).truth(), Some(false));
    }
}
