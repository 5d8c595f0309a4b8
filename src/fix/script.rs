//! Taking calls out of scripts: whole statements, and only where the rest of the script provably stays what it is: the
//! statement only hands a value to the browser, and without it every other statement is read as before.

use super::plan::{Cut, Refusal, Wish};
use super::pure::is_droppable;
use crate::extract::js::with_program;
use crate::span::Span;
use oxc_ast::ast::{
    ArrowFunctionExpression, ExpressionStatement, FormalParameters, Function, IdentifierReference, Program, Statement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// More statements than this are not taken out of one script, as each is proved by parsing it again.
const MOST: usize = 64;

/// What to cut out of a layer of script. `others` is where the calls are that must stay.
pub(super) fn cuts(text: &str, wishes: &[Wish], others: &[Span], bold: bool) -> (Vec<Cut>, Vec<Refusal>) {
    let refuse = |wish: &Wish, why| Refusal { wish: wish.clone(), why };
    let Some(survey) = Survey::of(text) else {
        let why = "the script around it cannot be read as JavaScript: take the call out by hand";
        return (Vec::new(), wishes.iter().map(|wish| refuse(wish, why)).collect());
    };
    let script = Script { text, survey, others, bold };
    let (mut cuts, mut refusals) = (Vec::<Cut>::new(), Vec::new());
    for wish in wishes {
        match script.cut(wish) {
            Ok(range) if cuts.iter().any(|cut| cut.range == range) => {
                let known = cuts.iter_mut().find(|cut| cut.range == range);
                known.into_iter().for_each(|cut| cut.calls.extend(&wish.calls));
            }
            Ok(range) if cuts.len() < MOST && script.is_same_without(&cuts, &range) => {
                cuts.push(Cut { range, calls: wish.calls.clone() });
                cuts.sort_by_key(|cut| cut.range.start);
            }
            Ok(_) => refusals.push(refuse(
                wish,
                "without its statement the script would be read in another way: take it out by hand",
            )),
            Err(why) => refusals.push(refuse(wish, why)),
        }
    }
    (cuts, refusals)
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

    /// Whether every other statement is read as before once this is cut as well.
    fn is_same_without(&self, cuts: &[Cut], range: &Range<usize>) -> bool {
        let mut ranges: Vec<Range<usize>> = cuts.iter().map(|cut| cut.range.clone()).chain([range.clone()]).collect();
        ranges.sort_by_key(|range| range.start);
        if ranges.windows(2).any(|pair| pair[1].start < pair[0].end) {
            return ranges.iter().any(|other| other != range && other.start <= range.start && range.end <= other.end);
        }
        self.survey.is_same_without(self.text, &ranges)
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

/// Where a span is once the ranges are gone.
fn moved(span: Span, ranges: &[Range<usize>]) -> Span {
    let place = |at: u32| {
        let gone: usize = ranges.iter().map(|range| range.end.min(at as usize).saturating_sub(range.start)).sum();
        at - crate::span::offset(gone)
    };
    Span::new(place(span.start), place(span.end))
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
            surveyor.survey
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
        let goes = |span: &Span| ranges.iter().any(|range| range.contains(&(span.start as usize)));
        let stays = self.statements.iter().filter(|span| !goes(span));
        stays.map(|span| moved(*span, ranges)).eq(after.statements.iter().copied())
    }
}

#[derive(Default)]
struct Surveyor {
    survey: Survey,
    listed: FxHashSet<Span>,
    /// Names of the parameters of the functions around, a list for each.
    parameters: Vec<Vec<String>>,
}

impl Surveyor {
    fn enter(&mut self, parameters: &FormalParameters) {
        let names = parameters.items.iter().flat_map(|item| item.pattern.get_binding_identifiers());
        self.parameters.push(names.map(|name| name.name.to_string()).collect());
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
        self.survey.lines.push(Line {
            span,
            droppable: is_droppable(&statement.expression),
            by_parameter: uses.found,
            listed: self.listed.contains(&span),
        });
        walk::walk_expression_statement(self, statement);
    }

    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
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
