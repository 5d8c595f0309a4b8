//! What evaluation found, and how it becomes a [`Scan`]: repeats dropped, in the order of the script, each with the
//! statement to delete. A statement that several different requests come from is not one to delete for any of them;
//! then the statement that called it is looked at.

use super::{Note, Part, Request, Scan};
use crate::call::Step;
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// More than this is not listed of one script.
const MOST: usize = 5_000;

/// The statements that something comes from, innermost first; `None` where the call is not a statement of its own.
pub(super) type Statements = Vec<Option<Span>>;

#[derive(Debug, Default)]
pub(super) struct Found {
    requests: Vec<(Request, Statements)>,
    parts: Vec<(Part, Statements)>,
    storage: Vec<Span>,
    notes: Vec<Note>,
    seen: FxHashSet<(String, Span, Span, Step, u8)>,
}

impl Found {
    pub(super) fn request(&mut self, request: Request, statements: Statements) {
        let site = request.expression.unwrap_or_default();
        let key = (request.url.text.to_string(), request.url.span(), site, request.via.clone(), request.trigger as u8);
        if self.is_new(key) {
            self.requests.push((request, statements));
        }
    }

    pub(super) fn part(&mut self, part: Part, statements: Statements) {
        let key = (part.text.text.to_string(), part.text.span(), Span::default(), part.via.clone(), part.trigger as u8);
        if self.is_new(key) {
            self.parts.push((part, statements));
        }
    }

    fn is_new(&mut self, key: (String, Span, Span, Step, u8)) -> bool {
        !self.is_full() && self.seen.insert(key)
    }

    /// Whether no more is taken.
    pub(super) fn is_full(&mut self) -> bool {
        let is_full = self.requests.len() + self.parts.len() >= MOST;
        if is_full {
            let message = "this script makes more requests than are listed of one script";
            self.note(Span::default(), "script-budget", message);
        }
        is_full
    }

    /// The texts of the requests and parts found so far.
    pub(super) fn texts(&self) -> FxHashSet<String> {
        let urls = self.requests.iter().map(|(request, _)| request.url.text.to_string());
        urls.chain(self.parts.iter().map(|(part, _)| part.text.text.to_string())).collect()
    }

    /// Whether a bound was hit, so that there may be more.
    pub(super) fn is_incomplete(&self) -> bool {
        self.notes.iter().any(Note::incomplete)
    }

    pub(super) fn storage(&mut self, span: Span) {
        self.storage.push(span);
    }

    pub(super) fn note(&mut self, span: Span, code: &'static str, message: &str) {
        if !self.notes.iter().any(|note| note.code == code) {
            self.notes.push(Note { span, code, message: message.to_owned() });
        }
    }

    pub(super) fn finish(mut self) -> Scan {
        let shared = Shared::of(&self);
        for (request, statements) in &mut self.requests {
            request.statement = shared.own(statements);
        }
        for (part, statements) in &mut self.parts {
            part.statement = shared.own(statements);
        }
        let mut requests: Vec<Request> = self.requests.into_iter().map(|(request, _)| request).collect();
        let mut parts: Vec<Part> = self.parts.into_iter().map(|(part, _)| part).collect();
        requests.sort_by_key(|request| (request.expression.unwrap_or_else(|| request.url.span()), request.trigger));
        parts.sort_by_key(|part| part.text.span());
        self.storage.sort_unstable();
        self.storage.dedup();
        Scan { requests, parts, storage: self.storage, comments: Vec::new(), notes: self.notes }
    }
}

/// The statements that more than one text comes from.
struct Shared(FxHashSet<Span>);

impl Shared {
    fn of(found: &Found) -> Self {
        let (mut shared, mut firsts) = (FxHashSet::default(), FxHashMap::default());
        if found.requests.len() + found.parts.len() < 2 {
            return Self(shared);
        }
        let requests = found.requests.iter().map(|(request, statements)| (&*request.url.text, statements));
        let parts = found.parts.iter().map(|(part, statements)| (&*part.text.text, statements));
        for (text, statements) in requests.chain(parts) {
            for statement in statements.iter().flatten() {
                if *firsts.entry(*statement).or_insert(text) != text {
                    shared.insert(*statement);
                }
            }
        }
        Self(shared)
    }

    /// The innermost statement that nothing else comes from, if each call on the way to it is a statement.
    fn own(&self, statements: &Statements) -> Option<Span> {
        statements.iter().map_while(|statement| *statement).find(|statement| !self.0.contains(statement))
    }
}
