//! A *language server*: it tells an editor what is wrong with a creative while it is written, who is called where the
//! pointer is, and how to put it right. It knows the open documents only, each by itself, and reads no others.

mod action;
mod document;
mod text;

use crate::config::Config;
use crate::finding::CallRecord;
use crate::report::{Answer, Style, answers};
use crate::scan::Settings;
use document::Document;
use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument,
    Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{CodeActionRequest, HoverRequest, Request as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, Hover, HoverContents, HoverParams, HoverProviderCapability,
    MarkupContent, MarkupKind, MessageType, PublishDiagnosticsParams, ServerCapabilities, ShowMessageParams,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
};
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde_json::{Value, to_value};
use std::path::PathBuf;

/// What a project says, and its folder.
#[derive(Debug)]
pub struct Project {
    /// What documents are checked with.
    pub settings: Settings,
    /// The configuration: what it excludes is not checked.
    pub config: Config,
    /// The project's folder, an absolute path.
    pub folder: PathBuf,
}

/// What the server can do.
#[must_use]
pub fn capabilities() -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::FULL),
        save: Some(true.into()),
        ..TextDocumentSyncOptions::default()
    };
    let kinds = vec![CodeActionKind::QUICKFIX, action::FIX_ALL];
    let actions = CodeActionOptions { code_action_kinds: Some(kinds), ..CodeActionOptions::default() };
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
        ..ServerCapabilities::default()
    }
}

/// The folder that an editor has open, from what it says when it starts.
#[must_use]
pub fn folder(start: &Value) -> Option<PathBuf> {
    let uri = start["workspaceFolders"][0]["uri"].as_str().or_else(|| start["rootUri"].as_str())?;
    document::path(&uri.parse().ok()?)
}

/// Serves an editor that has been greeted, until it says that it is done. `load` reads the project; it is asked again
/// when files that it may hang on have changed.
///
/// # Errors
/// That the editor does not keep to the protocol, or has gone.
pub fn serve(connection: &Connection, load: impl Fn() -> Result<Project, String>) -> Result<(), ProtocolError> {
    let mut server = Server { connection, load: &load, project: None, open: FxHashMap::default(), stale: Vec::new() };
    server.load();
    for message in &connection.receiver {
        match message {
            Message::Request(request) if connection.handle_shutdown(&request)? => return Ok(()),
            Message::Request(request) => server.asked(request),
            Message::Notification(told) => server.told(told),
            Message::Response(_) => {}
        }
        // While somebody types, only the last text is worth a check.
        if connection.receiver.is_empty() {
            server.publish();
        }
    }
    Ok(())
}

struct Server<'s> {
    connection: &'s Connection,
    load: &'s dyn Fn() -> Result<Project, String>,
    project: Option<Project>,
    open: FxHashMap<String, Document>,
    /// Documents that have changed since they were checked.
    stale: Vec<String>,
}

impl Server<'_> {
    /// Reads the project anew. One that is wrong is said, and the last good one holds.
    fn load(&mut self) {
        match (self.load)() {
            Ok(project) => self.project = Some(project),
            Err(message) => self.send::<ShowMessage>(ShowMessageParams { typ: MessageType::ERROR, message }),
        }
        self.stale = self.open.keys().cloned().collect();
        self.stale.sort();
    }

    fn send<N: lsp_types::notification::Notification>(&self, params: N::Params) {
        // An editor that has gone needs to know nothing more; the loop ends with it.
        let _ = self.connection.sender.send(Notification::new(N::METHOD.to_owned(), params).into());
    }

    fn asked(&mut self, request: Request) {
        self.publish();
        let Request { id, method, params } = request;
        let answer = match method.as_str() {
            HoverRequest::METHOD => read(params).map(|params| to_value(self.hover(&params))),
            CodeActionRequest::METHOD => read(params).map(|params| to_value(self.actions(&params))),
            _ => Err((ErrorCode::MethodNotFound, format!("there is no `{method}` here"))),
        };
        let response = match answer {
            Ok(Ok(value)) => Response::new_ok(id, value),
            Ok(Err(error)) => Response::new_err(id, ErrorCode::InternalError as i32, error.to_string()),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        };
        let _ = self.connection.sender.send(response.into());
    }

    fn told(&mut self, told: Notification) {
        let params = told.params;
        match told.method.as_str() {
            DidOpenTextDocument::METHOD => read(params).map(|params| self.opened(params)).unwrap_or_default(),
            DidChangeTextDocument::METHOD => read(params).map(|params| self.changed(params)).unwrap_or_default(),
            DidCloseTextDocument::METHOD => read(params).map(|params| self.closed(&params)).unwrap_or_default(),
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.load(),
            _ => {}
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let one = params.text_document;
        let folder = self.project.as_ref().map_or_else(PathBuf::new, |project| project.folder.clone());
        if let Some(document) = Document::open(one.uri, &one.language_id, one.version, one.text, &folder) {
            let key = document.uri.as_str().to_owned();
            self.open.insert(key.clone(), document);
            self.stale.push(key);
        }
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let key = params.text_document.uri.as_str();
        // Each change is the whole text.
        let Some(change) = params.content_changes.into_iter().next_back() else { return };
        if let Some(document) = self.open.get_mut(key) {
            (document.text, document.version) = (text::Text::new(change.text), params.text_document.version);
            self.stale.push(key.to_owned());
        }
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri;
        if self.open.remove(uri.as_str()).is_some() {
            self.send::<PublishDiagnostics>(PublishDiagnosticsParams::new(uri.clone(), Vec::new(), None));
        }
    }

    /// Checks what has changed and says what is wrong.
    fn publish(&mut self) {
        let mut stale = std::mem::take(&mut self.stale);
        stale.dedup();
        let Some(project) = &self.project else { return };
        for key in stale {
            let Some(document) = self.open.get_mut(&key) else { continue };
            document.check(&project.settings, &project.config);
            let document = &self.open[&key];
            let params =
                PublishDiagnosticsParams::new(document.uri.clone(), document.diagnostics(), Some(document.version));
            self.send::<PublishDiagnostics>(params);
        }
    }

    fn document(&self, uri: &Uri) -> Option<(&Document, &Project)> {
        self.open.get(uri.as_str()).zip(self.project.as_ref())
    }

    fn actions(&self, asked: &CodeActionParams) -> Vec<lsp_types::CodeAction> {
        let found = self.document(&asked.text_document.uri);
        found.map_or_else(Vec::new, |(document, project)| action::actions(document, asked, &project.settings))
    }

    /// Who is called where the pointer is.
    fn hover(&self, asked: &HoverParams) -> Option<Hover> {
        let at = &asked.text_document_position_params;
        let (document, project) = self.document(&at.text_document.uri)?;
        let byte = u32::try_from(document.text.offset(at.position)).ok()?;
        let covers = |record: &&CallRecord| record.span.start <= byte && byte <= record.span.end;
        let record =
            document.report.calls.iter().filter(covers).min_by_key(|record| record.span.end - record.span.start)?;
        let settings = &project.settings;
        let answer = Answer::new(&record.call.url, &settings.catalogue, &settings.rules);
        let style = Style { color: false, links: false, width: 90, quiet: false, verbose: false };
        let mut facts = Vec::new();
        answers(&[answer], &style, &mut facts).ok()?;
        let value =
            format!("Called by `{}`\n```text\n{}```\n", record.call.chain.join(" › "), String::from_utf8_lossy(&facts));
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        Some(Hover { contents, range: Some(document.text.range(record.span)) })
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, (ErrorCode, String)> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}
