//! `Math`. What is random is unknown.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::value::Value;

impl<'a> Eval<'a> {
    pub(crate) fn math(&mut self, name: &str, call: &Call<'a>) -> Value<'a> {
        let numbers: Option<Vec<f64>> = call.args.iter().map(Value::to_number).collect();
        let Some(numbers) = numbers else { return Value::Unknown };
        let first = numbers.first().copied().unwrap_or(f64::NAN);
        let result = match name {
            "floor" => first.floor(),
            "ceil" => first.ceil(),
            "round" => (first + 0.5).floor(),
            "trunc" => first.trunc(),
            "abs" => first.abs(),
            "sqrt" => first.sqrt(),
            "pow" => first.powf(numbers.get(1).copied().unwrap_or(f64::NAN)),
            "max" => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            "min" => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            _ => return Value::Unknown,
        };
        Value::Number(result)
    }
}
