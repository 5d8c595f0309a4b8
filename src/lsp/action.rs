//! *Code actions*: what an editor offers to do about a finding. What `taglint fix` would do to one call or to all of
//! them, and a comment that silences a rule; each is tried on a copy first, and offered only if it does what it says.

use super::document::Document;
use crate::association::World;
use crate::finding::Finding;
use crate::fix::{Options, fix, is_fixable};
use crate::scan::{Around, Settings, Used};
use crate::span::{Span, offset};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, WorkspaceEdit,
};

/// To do all that `taglint fix` does.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.taglint");

/// What there is to do in a range.
pub(super) fn actions(document: &Document, asked: &CodeActionParams, settings: &Settings) -> Vec<CodeAction> {
    let is_asked = |kind: &CodeActionKind| {
        let is_below = |one: &CodeActionKind| kind == one || kind.as_str().starts_with(&format!("{}.", one.as_str()));
        asked.context.only.as_ref().is_none_or(|only| only.iter().any(is_below))
    };
    let mut actions = Vec::new();
    if is_asked(&CodeActionKind::QUICKFIX) {
        let range = document.span(asked.range);
        let touches = |finding: &&Finding| {
            let span = finding.place.span;
            span.start <= range.end && range.start <= span.end
        };
        let near = document.report.findings.iter().filter(touches);
        near.for_each(|finding| actions.extend(of_finding(document, finding, settings)));
    }
    if is_asked(&FIX_ALL) {
        let all = fixed(document, settings, Options::default());
        actions.extend(all.map(|edit| action("Take out all flagged calls", FIX_ALL, document, None, edit)));
    }
    actions
}

fn of_finding(document: &Document, finding: &Finding, settings: &Settings) -> Vec<CodeAction> {
    let quick = |title: &str, edit: Option<TextEdit>| {
        edit.map(|edit| action(title, CodeActionKind::QUICKFIX, document, Some(finding), edit))
    };
    let fix = |no_redir: bool| {
        let options = Options { no_redir, only: Some(finding.place.span), ..Options::default() };
        is_fixable(finding, &settings.rules).then(|| fixed(document, settings, options)).flatten()
    };
    let (gone, kept) = (fix(false), fix(true).filter(|edit| edit.new_text.contains("no_redir")));
    let silent = silenced(document, finding, settings);
    let title = format!("Silence {} here", finding.rule);
    let actions =
        [quick("Take out this call", gone), quick("Keep this call, with no_redir=1", kept), quick(&title, silent)];
    actions.into_iter().flatten().collect()
}

fn action(
    title: &str,
    kind: CodeActionKind,
    document: &Document,
    finding: Option<&Finding>,
    edit: TextEdit,
) -> CodeAction {
    let text_document =
        OptionalVersionedTextDocumentIdentifier { uri: document.uri.clone(), version: Some(document.version) };
    let edits = vec![TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] }];
    CodeAction {
        title: title.to_owned(),
        kind: Some(kind),
        diagnostics: finding.map(|finding| vec![document.diagnostic(finding)]),
        edit: Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), ..WorkspaceEdit::default() }),
        ..CodeAction::default()
    }
}

/// What `taglint fix` would change, if it would.
fn fixed(document: &Document, settings: &Settings, options: Options) -> Option<TextEdit> {
    let before = document.text.as_str();
    let (used, world) = (Used::new(&settings.ignores), World::default());
    let around = Around { settings, used: &used, world: &world };
    let fixed = fix(&document.input, before.as_bytes(), around, options);
    let after = String::from_utf8(fixed.bytes).ok()?;
    (before != after).then(|| difference(document, &after))
}

/// The one edit that leads from the document to another text.
fn difference(document: &Document, after: &str) -> TextEdit {
    let before = document.text.as_str();
    let same = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
    let start = before.floor_char_boundary(same).min(after.floor_char_boundary(same));
    let rest = before[start..].bytes().rev().zip(after[start..].bytes().rev());
    let mut same = rest.take_while(|(one, other)| one == other).count();
    while !before.is_char_boundary(before.len() - same) || !after.is_char_boundary(after.len() - same) {
        same -= 1;
    }
    let span = Span::new(offset(start), offset(before.len() - same));
    TextEdit::new(document.text.range(span), after[start..after.len() - same].to_owned())
}

/// A comment on a line of its own above the finding. Which kind of comment is one there only a new check can tell: it
/// has to be rid of this finding, and of nothing else.
fn silenced(document: &Document, finding: &Finding, settings: &Settings) -> Option<TextEdit> {
    let text = document.text.as_str();
    let at = document.text.line_start(finding.place.span.start as usize);
    let indent: String = text[at..].chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    let rule = finding.rule;
    let comments = [format!("/* taglint: ignore[{rule}] why */"), format!("<!-- taglint: ignore[{rule}] why -->")];
    let is_right = |comment: &&String| {
        let report = document.checked(&format!("{}{indent}{comment}\n{}", &text[..at], &text[at..]), settings);
        let left: Vec<&str> = report.findings.iter().map(|one| one.fingerprint.as_str()).collect();
        let others =
            document.report.findings.iter().filter(|one| one.rule != rule || one.place.line != finding.place.line);
        let others: Vec<&str> = others.map(|one| one.fingerprint.as_str()).collect();
        left == others && report.summary.calls == document.report.summary.calls
    };
    let comment = comments.iter().find(is_right)?;
    let at = offset(at);
    Some(TextEdit::new(document.text.range(Span::new(at, at)), format!("{indent}{comment}\n")))
}
