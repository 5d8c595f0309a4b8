//! Running code: the script itself, and code that it keeps in strings (`eval`, `new Function`, `setTimeout("…")`),
//! which runs with the script's variables and keeps its places.

use super::unit::{Place, Unit};
use super::{Call, Eval, Frame, Moment};
use crate::call::{Confidence, Step};
use crate::extract::js::Language;
use crate::extract::js::found::Statements;
use crate::extract::js::heap::Kind;
use crate::extract::js::parse;
use crate::extract::js::read::Entry;
use crate::extract::js::text::{ELSEWHERE, Text};
use crate::extract::js::value::Value;
use crate::span::Span;

/// Code in code in code.
const DEPTH: usize = 8;
/// How much more parsing a byte costs than making it.
const PARSING: usize = 8;
/// Brackets and operators nested in code from a string.
const NESTING: usize = 100;

impl<'a> Eval<'a> {
    /// Runs a script of the document.
    pub(crate) fn run_script(&mut self, entry: Entry<'a>) {
        self.begin(&entry);
        self.run_entry(entry);
    }

    /// Runs an event handler that stands in the markup: a function of its own, on its element.
    pub(crate) fn run_handler(&mut self, entry: Entry<'a>) {
        let around = self.moment.trigger;
        self.begin(&entry);
        let (scope, confidence) = (self.heap.add(Kind::Scope(Some(self.globals))), self.moment.confidence);
        let this = self.found_element(entry.block.element);
        self.frames.push(Frame::new(this, scope, Span::default()));
        let outer = std::mem::replace(&mut self.scope, scope);
        if entry.block.trigger == around {
            self.run_entry(entry);
        } else {
            self.maybe(|eval| {
                eval.moment.confidence = confidence;
                eval.run_entry(entry);
            });
        }
        self.scope = outer;
        self.frames.pop();
        self.run_tasks();
    }

    fn begin(&mut self, entry: &Entry<'a>) {
        let (trigger, block) = (entry.block.trigger, entry.number);
        self.moment = Moment { trigger, confidence: Confidence::High, block };
    }

    fn run_entry(&mut self, entry: Entry<'a>) {
        let (source, place) = (entry.block.text, Place::At(entry.at));
        let unit = Unit { source, macros: entry.parsed.macros, place, through: Vec::new() };
        self.run_unit(unit, entry.parsed.program);
        self.flush_writes();
    }

    /// Runs a source text, and gives back what its last expression came to if it is code in a string.
    fn run_unit(&mut self, unit: Unit<'a>, program: &'a oxc_ast::ast::Program<'a>) -> Value<'a> {
        self.units.push(unit);
        let outer = std::mem::replace(&mut self.unit, self.units.len() - 1);
        let around = std::mem::replace(&mut self.completion, Value::Undefined);
        self.statements(&program.body);
        self.unit = outer;
        std::mem::replace(&mut self.completion, around)
    }

    /// Code in a value.
    pub(crate) fn run_codes(&mut self, code: &Value<'a>, call: &Call<'a>, via: &'static str) -> Value<'a> {
        let statements = self.statements_of(call.site);
        let mut results = Vec::new();
        for code in code.alternatives() {
            results.push(match code {
                Value::Text(code) => self.run_code(code, call.span(0), via.into(), &statements),
                // What is not text is given back as it is.
                other => other.clone(),
            });
        }
        Value::any(results)
    }

    /// `new Function(parameter, …, body)`: a function whose outer scope is the script's. Code that cannot be read is kept
    /// as it is.
    pub(crate) fn function_of_text(&mut self, params: &[Text<'a>], body: &Text<'a>) -> Value<'a> {
        let mut code = Text::at("(function (", ELSEWHERE);
        for (at, param) in params.iter().enumerate() {
            code.push(&Text::at(if at > 0 { "," } else { "" }, ELSEWHERE));
            code.push(param);
        }
        for part in [&Text::at(") {", ELSEWHERE), body, &Text::at("\n})", ELSEWHERE)] {
            code.push(part);
        }
        let source = self.keep(code.as_str());
        if !self.afford_parsing(source.len()) {
            return Value::Unknown;
        }
        let Some(parsed) = parse::parse(self.arena, source, NESTING) else {
            return Value::Object(self.heap.add(Kind::Code(body.clone())));
        };
        let mut through = self.through();
        through.push("new Function".into());
        if through.len() > DEPTH {
            return Value::Unknown;
        }
        let place = if body.span().is_some() { Place::In(code) } else { Place::Elsewhere };
        let unit = Unit { source, macros: parsed.macros, place, through };
        let globals = self.globals;
        let outer = std::mem::replace(&mut self.scope, globals);
        let function = self.deeper(|eval| eval.run_unit(unit, parsed.program), Value::Unknown);
        self.scope = outer;
        function
    }

    /// Counts code about to be parsed, which costs more than making it; false if that is too much.
    fn afford_parsing(&mut self, bytes: usize) -> bool {
        (0..PARSING).all(|_| self.afford(bytes))
    }

    /// Runs code that the script put together. What cannot be read as code is handed over as it is.
    pub(crate) fn run_code(&mut self, code: &Text<'a>, place: Span, via: Step, statements: &Statements) -> Value<'a> {
        if code.as_str() == crate::mapped::HOLE || !self.afford_parsing(code.len()) {
            return Value::Unknown;
        }
        let mut through = self.through();
        through.push(via.clone());
        let source = self.keep(code.as_str());
        match parse::parse(self.arena, source, NESTING).filter(|_| through.len() <= DEPTH) {
            Some(parsed) => {
                let place = if code.span().is_some() { Place::In(code.clone()) } else { Place::Elsewhere };
                let unit = Unit { source, macros: parsed.macros, place, through };
                self.deeper(|eval| eval.run_unit(unit, parsed.program), Value::Unknown)
            }
            None => {
                let outer = self.moment;
                self.moment.confidence = outer.confidence.min(Confidence::Medium);
                self.part_of(code, Language::Script, place, via, statements);
                self.moment = outer;
                Value::Unknown
            }
        }
    }

    /// The way from the script to the code that runs now.
    pub(crate) fn through(&self) -> Vec<Step> {
        self.units.get(self.unit).map_or_else(Vec::new, |unit| unit.through.clone())
    }

    /// The statements that a call at `site` comes from, innermost first.
    pub(crate) fn statements_of(&self, mut site: Span) -> Statements {
        let mut statements = Statements::new();
        for frame in self.frames.iter().rev().take(5) {
            let own =
                frame.statement.filter(|(expression, _)| *expression == site).and_then(|(_, statement)| statement);
            statements.push(own.filter(|statement| *statement != ELSEWHERE));
            if own.is_none() {
                break;
            }
            site = frame.site;
        }
        statements
    }

    /// Whether what runs now runs for certain once the code around it does.
    pub(crate) fn is_sure(&self) -> bool {
        self.branches == 0
    }

    /// A variable of the whole script.
    pub(crate) fn global_variable(&self, name: &str) -> Option<Value<'a>> {
        self.heap.name(self.globals, name).cloned()
    }

    pub(crate) fn set_global_variable(&mut self, name: &'a str, value: Value<'a>) {
        let globals = self.globals;
        self.heap.set(globals, name, value);
    }
}
