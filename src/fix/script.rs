//! Taking calls out of scripts: whole statements, and only where the rest of the script provably stays what it is: the
//! statement only hands a value to the browser, and without it every other statement is read as before.

use super::plan::{Cut, Refusal, Wish};
use super::pure::{called, is_droppable, only_sends};
use crate::extract::js::with_program;
use crate::span::{Span, offset};
use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentExpression, ExpressionStatement, FormalParameters, Function,
    IdentifierReference, Program, Statement, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Where not all statements can go, so many are tried one by one, each by parsing the script again.
const MOST: usize = 64;

/// What to cut out of a layer of script. `others` is where the calls are that must stay.
pub(super) fn cuts(text: &str, wishes: &[Wish], others: &[Span], bold: bool) -> (Vec<Cut>, Vec<Refusal>) {
    let refuse = |wish: &Wish, why| Refusal { wish: wish.clone(), why };
    let Some(survey) = Survey::of(text) else {
        let why = "the script around it cannot be read as JavaScript: take the call out by hand";
        return (Vec::new(), wishes.iter().map(|wish| refuse(wish, why)).collect());
    };
    let script = Script { text, survey, others, bold };
    let (mut wanted, mut refusals) = (Vec::<Cut>::new(), Vec::new());
    for wish in wishes {
        match script.cut(wish) {
            Ok(range) => wanted.push(Cut::new(range, wish.calls.clone())),
            Err(why) => refusals.push(refuse(wish, why)),
        }
    }
    let cuts = script.provable(joined(wanted));
    let going: FxHashSet<usize> = cuts.iter().flat_map(|cut| cut.calls.iter().copied()).collect();
    let refused: FxHashSet<Span> = refusals.iter().map(|refusal| refusal.wish.site).collect();
    let stays = |wish: &&Wish| !refused.contains(&wish.site) && !wish.calls.iter().all(|call| going.contains(call));
    let why = "without its statement the script would be read in another way: take it out by hand";
    refusals.extend(wishes.iter().filter(stays).map(|wish| refuse(wish, why)));
    (cuts, refusals)
}

/// Cuts in order, with those of the same statement made one.
fn joined(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (cut.range.start, cut.range.end));
    let mut joined: Vec<Cut> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match joined.last_mut() {
            Some(last) if last.range == cut.range => last.calls.extend(cut.calls),
            _ => joined.push(cut),
        }
    }
    joined
}

/// Whether nothing is left of a script but comments.
pub(super) fn is_blank(text: &str) -> bool {
    let empty = |program: &Program| {
        program.directives.is_empty() && program.body.iter().all(|one| matches!(one, Statement::EmptyStatement(_)))
    };
    !text.contains("taglint:") && with_program(text, empty).unwrap_or(false)
}

struct Script<'s> {
    text: &'s str,
    survey: Survey,
    others: &'s [Span],
    bold: bool,
}

impl Script<'_> {
    fn cut(&self, wish: &Wish) -> Result<Range<usize>, &'static str> {
        let statement = self.survey.around(wish.site).map(|number| &self.survey.lines[number]);
        let statement =
            statement.ok_or("it is not made by a statement of its own: take it out by hand, or use --unsafe")?;
        if self.others.iter().any(|other| statement.span.contains(*other)) {
            return Err("other calls come from the same statement: take it out by hand");
        }
        if !self.bold && !statement.droppable {
            return Err("its statement does more than make the call: take it out by hand, or use --unsafe");
        }
        if !self.bold && statement.by_parameter && !wish.is_written_there {
            return Err(
                "its statement makes whatever call it is handed: take the URL out where it is handed over, by hand",
            );
        }
        Ok(self.extended(statement))
    }

    /// The statement with its line, where nothing else stands on it. Where the code needs a statement, its `;` stays.
    fn extended(&self, statement: &Line) -> Range<usize> {
        let (range, text) = (statement.span.range(), self.text);
        if !statement.listed {
            return range.start..range.end - usize::from(text[range.clone()].ends_with(';'));
        }
        let blank = |c: char| c == ' ' || c == '\t';
        let start = text[..range.start].trim_end_matches(blank).len();
        let after = text[range.end..].trim_start_matches(blank);
        let end = text.len() - after.len();
        let starts_line = start == 0 || text[..start].ends_with(['\n', '\r']);
        match ["\r\n", "\n", "\r"].into_iter().find(|newline| after.starts_with(newline)) {
            Some(newline) if starts_line => start..end + newline.len(),
            Some(_) => start..range.end,
            None if after.is_empty() => start..end,
            None => range.start..if start < range.start { end } else { range.end },
        }
    }

    /// Of these cuts, in order, those without which every other statement is read as before: all of them, or as many as
    /// hold when they are tried one by one.
    fn provable(&self, cuts: Vec<Cut>) -> Vec<Cut> {
        let same = |cuts: &[Cut]| {
            let ranges: Vec<Range<usize>> = cuts.iter().map(|cut| cut.range.clone()).collect();
            let apart = ranges.windows(2).all(|pair| pair[0].end <= pair[1].start);
            apart && self.survey.is_same_without(self.text, &ranges)
        };
        if same(&cuts) {
            return cuts;
        }
        let mut kept: Vec<Cut> = Vec::new();
        for cut in cuts.into_iter().take(MOST) {
            kept.push(cut);
            if !same(&kept) {
                kept.pop();
            }
        }
        kept
    }
}

/// The text without these ranges, which are in order.
pub(super) fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        out.push_str(&text[at..range.start.max(at)]);
        at = range.end.max(at);
    }
    out.push_str(&text[at..]);
    out
}

/// Where things are once ranges, which are in order and apart, are gone.
struct Shift<'r> {
    ranges: &'r [Range<usize>],
    /// Bytes gone before each range.
    before: Vec<usize>,
}

impl<'r> Shift<'r> {
    fn of(ranges: &'r [Range<usize>]) -> Self {
        let before = ranges.iter().scan(0, |gone, range| Some(std::mem::replace(gone, *gone + range.len())));
        Self { ranges, before: before.collect() }
    }

    /// The last range that starts at or before a place.
    fn last(&self, at: usize) -> Option<usize> {
        self.ranges.partition_point(|range| range.start <= at).checked_sub(1)
    }

    fn goes(&self, at: u32) -> bool {
        self.last(at as usize).is_some_and(|last| self.ranges[last].contains(&(at as usize)))
    }

    fn place(&self, at: u32) -> u32 {
        let Some(last) = self.last(at as usize) else { return at };
        let range = &self.ranges[last];
        at - offset(self.before[last] + (at as usize).min(range.end) - range.start)
    }

    fn span(&self, span: Span) -> Span {
        Span::new(self.place(span.start), self.place(span.end))
    }
}

/// An expression statement.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) span: Span,
    /// It only hands a value to the browser.
    pub(super) droppable: bool,
    /// It uses a parameter of a function that it is in.
    by_parameter: bool,
    /// It stands in a list of statements, which may well be empty.
    listed: bool,
}

/// The statements of a script, in the order of its text.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// All but empty ones.
    statements: Vec<Span>,
    pub(super) lines: Vec<Line>,
}

impl Survey {
    pub(super) fn of(text: &str) -> Option<Self> {
        with_program(text, |program| {
            let mut surveyor = Surveyor::default();
            surveyor.visit_program(program);
            surveyor.finish()
        })
    }

    /// The number of the innermost expression statement around a place.
    pub(super) fn around(&self, site: Span) -> Option<usize> {
        let around = self.lines.iter().enumerate().filter(|(_, line)| line.span.contains(site));
        around.min_by_key(|(_, line)| line.span.end - line.span.start).map(|(number, _)| number)
    }

    /// Whether every statement that does not start in one of the ranges is read as before without them.
    pub(super) fn is_same_without(&self, text: &str, ranges: &[Range<usize>]) -> bool {
        let Some(after) = Self::of(&without(text, ranges)) else { return false };
        let shift = Shift::of(ranges);
        let stays = self.statements.iter().filter(|span| !shift.goes(span.start));
        stays.map(|span| shift.span(*span)).eq(after.statements.iter().copied())
    }
}

#[derive(Default)]
struct Surveyor {
    survey: Survey,
    listed: FxHashSet<Span>,
    /// Names of the parameters of the functions around, a list for each.
    parameters: Vec<Vec<String>>,
    /// Functions that do nothing but send what they are handed.
    senders: FxHashSet<String>,
    /// Names that may mean something else than the function that is declared with them.
    bound: FxHashSet<String>,
    /// Statements that only call a function by its name, with their numbers.
    named: Vec<(usize, String)>,
}

impl Surveyor {
    fn enter(&mut self, parameters: &FormalParameters) {
        let names = parameters.items.iter().flat_map(|item| item.pattern.get_binding_identifiers());
        let names: Vec<String> = names.map(|name| name.name.to_string()).collect();
        self.bound.extend(names.iter().cloned());
        self.parameters.push(names);
    }

    /// Calls of functions that only send can go too.
    fn finish(mut self) -> Survey {
        for (number, name) in self.named {
            self.survey.lines[number].droppable |= self.senders.contains(&name) && !self.bound.contains(&name);
        }
        self.survey
    }
}

fn own(span: oxc_span::Span) -> Span {
    Span::new(span.start, span.end)
}

impl<'a> Visit<'a> for Surveyor {
    fn visit_statements(&mut self, statements: &oxc_allocator::Vec<'a, Statement<'a>>) {
        self.listed.extend(statements.iter().map(|statement| own(statement.span())));
        walk::walk_statements(self, statements);
    }

    fn visit_statement(&mut self, statement: &Statement<'a>) {
        if !matches!(statement, Statement::EmptyStatement(_)) {
            self.survey.statements.push(own(statement.span()));
        }
        walk::walk_statement(self, statement);
    }

    fn visit_expression_statement(&mut self, statement: &ExpressionStatement<'a>) {
        let span = own(statement.span);
        let mut uses = Uses { names: &self.parameters, found: false };
        uses.visit_expression(&statement.expression);
        let called = called(&statement.expression).map(str::to_owned);
        self.named.extend(called.map(|name| (self.survey.lines.len(), name)));
        self.survey.lines.push(Line {
            span,
            droppable: is_droppable(&statement.expression),
            by_parameter: uses.found,
            listed: self.listed.contains(&span),
        });
        walk::walk_expression_statement(self, statement);
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        let names = declarator.id.get_binding_identifiers();
        self.bound.extend(names.iter().map(|name| name.name.to_string()));
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        self.bound.extend(assignment.left.get_identifier_name().map(str::to_owned));
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        if let (Some(name), Some(body)) = (&function.id, &function.body) {
            let sends = !function.r#async && !function.generator && only_sends(body);
            let is_new = self.senders.insert(name.name.to_string());
            if !sends || !is_new {
                self.bound.insert(name.name.to_string());
            }
        }
        self.enter(&function.params);
        walk::walk_function(self, function, flags);
        self.parameters.pop();
    }

    fn visit_arrow_function_expression(&mut self, function: &ArrowFunctionExpression<'a>) {
        self.enter(&function.params);
        walk::walk_arrow_function_expression(self, function);
        self.parameters.pop();
    }
}

/// Whether any of the names is used.
struct Uses<'n> {
    names: &'n [Vec<String>],
    found: bool,
}

impl<'a> Visit<'a> for Uses<'_> {
    fn visit_identifier_reference(&mut self, name: &IdentifierReference<'a>) {
        self.found |= self.names.iter().flatten().any(|known| name.name == known.as_str());
    }
}
