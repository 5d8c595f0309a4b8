//! What happens in the browser, and what is done about it: it is taken down, and new frames, windows and workers are
//! watched before they run.

use super::Error;
use super::gate::host;
use super::record::{Outcome, Sent};
use super::talk::attach;
use super::told::{
    Announced, Attached, Closed, Crashed, Detached, Dialog, Extra, Item, Logged, Numbered, Opened, Runs, Socket,
};
use super::visit::{Context, Visit};
use super::wire::Event;
use crate::call::Trigger;
use crate::limit::OBSERVED_WINDOWS;
use chromiumoxide_cdp::cdp::browser_protocol::{dom_storage, fetch, inspector, log, network, page, target};
use chromiumoxide_cdp::cdp::js_protocol::{debugger, runtime};
use serde::Deserialize;
use std::time::Instant;

/// Frames whose code is known at once.
const CONTEXTS: usize = 1000;

impl Visit<'_> {
    /// Deals with one event.
    pub(super) fn see(&mut self, event: &Event) -> Result<(), Error> {
        let session = event.session.as_str();
        match event.method.as_str() {
            fetch::EventRequestPaused::IDENTIFIER => return self.paused(event),
            target::EventAttachedToTarget::IDENTIFIER => {
                let Some(new) = self.read::<Attached>(event) else { return Ok(()) };
                return self.attached(&new);
            }
            target::EventDetachedFromTarget::IDENTIFIER => {
                if let Some(gone) = self.read::<Detached>(event) {
                    self.detached(&gone.session_id);
                }
            }
            page::EventJavascriptDialogOpening::IDENTIFIER => {
                let is_leaving = self.read::<Dialog>(event).is_some_and(|dialog| dialog.kind == "beforeunload");
                self.send(session, &page::HandleJavaScriptDialogParams::new(is_leaving))?;
            }
            page::EventLoadEventFired::IDENTIFIER if session == self.session => {
                self.loaded.get_or_insert_with(Instant::now);
            }
            // The browser halts a page that is about to run out of memory, for a person to look; here nobody does.
            debugger::EventPaused::IDENTIFIER => {
                self.send(session, &debugger::ResumeParams::default())?;
            }
            _ => self.noticed(event),
        }
        Ok(())
    }

    /// An event's own part, as far as it is needed.
    pub(super) fn read<'e, T: Deserialize<'e>>(&mut self, event: &'e Event) -> Option<T> {
        let read = T::deserialize(&event.params);
        read.map_err(|error| self.unread(&format!("{}: {error}", event.method))).ok()
    }

    /// What only has to be taken down.
    fn noticed(&mut self, event: &Event) {
        match event.method.as_str() {
            network::EventRequestWillBeSent::IDENTIFIER => {
                if let Some(told) = self.read::<Announced>(event) {
                    self.last = Instant::now();
                    self.record.announce(&told.request_id, &told.request.url, &told.kind, &told.initiator, self.phase);
                }
            }
            network::EventRequestServedFromCache::IDENTIFIER => {
                if let Some(told) = self.read::<Numbered>(event) {
                    self.record.is_from_memory(&told.request_id);
                }
            }
            network::EventResponseReceivedExtraInfo::IDENTIFIER => {
                if let Some(told) = self.read::<Extra>(event) {
                    let mut cookies = told.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
                    let lines = cookies.next().and_then(|(_, lines)| lines.as_str()).unwrap_or_default();
                    self.record.cookies(&told.request_id, lines);
                }
            }
            network::EventLoadingFailed::IDENTIFIER => {
                if let Some(told) = self.read::<Numbered>(event) {
                    self.failed(&told.request_id, &told.error_text);
                }
            }
            network::EventWebSocketCreated::IDENTIFIER => {
                if let Some(told) = self.read::<Socket>(event) {
                    self.socket(told);
                }
            }
            _ => self.of_page(event),
        }
    }

    /// What happens in a page beside its requests.
    fn of_page(&mut self, event: &Event) {
        let session = event.session.as_str();
        match event.method.as_str() {
            inspector::EventTargetCrashed::IDENTIFIER | target::EventTargetCrashed::IDENTIFIER => {
                let named = Crashed::deserialize(&event.params).unwrap_or_default().target_id;
                self.crash(named, session);
            }
            log::EventEntryAdded::IDENTIFIER => {
                if let Some(told) = self.read::<Logged>(event) {
                    self.logged(&told.entry.text);
                }
            }
            runtime::EventExecutionContextCreated::IDENTIFIER => {
                if let Some(told) = self.read::<Opened>(event) {
                    self.context(session, told.context);
                }
            }
            runtime::EventExecutionContextDestroyed::IDENTIFIER => {
                if let Some(told) = self.read::<Closed>(event) {
                    let id = told.execution_context_id;
                    self.contexts.retain(|context| context.session != session || context.id != id);
                }
            }
            runtime::EventExecutionContextsCleared::IDENTIFIER => {
                self.contexts.retain(|context| context.session != session);
            }
            dom_storage::EventDomStorageItemAdded::IDENTIFIER => {
                if let Some(told) = self.read::<Item>(event) {
                    let what = if told.storage_id.is_local_storage { "localStorage" } else { "sessionStorage" };
                    self.record.store(what, &host(told.storage_id.origin()).unwrap_or_default(), &told.key);
                }
            }
            _ => {}
        }
    }

    fn socket(&mut self, told: Socket) {
        self.last = Instant::now();
        let sent = Sent {
            id: told.request_id,
            url: told.url,
            kind: "WebSocket".to_owned(),
            initiator: told.initiator,
            outcome: Outcome::Failed("a socket, not recorded".to_owned()),
            trigger: self.phase,
            method: "GET".to_owned(),
            ..Sent::default()
        };
        if !self.record.is_full() {
            self.record.add("", sent);
        }
    }

    fn failed(&mut self, id: &str, why: &str) {
        self.last = Instant::now();
        for sent in self.record.sent.iter_mut().filter(|sent| sent.id == id && sent.outcome == Outcome::Waiting) {
            sent.outcome = Outcome::Failed(why.to_owned());
        }
    }

    /// What the browser kept the creative from, in its own words.
    fn logged(&mut self, said: &str) {
        let clipped: String = said.chars().take(300).collect();
        if said.contains("Not allowed to load local resource") {
            let words =
                format!("The creative tried to read a file of the machine, which the browser refused: {clipped}");
            self.record.note("local-file", words, false);
        } else if said.contains("attempt to initiate navigation")
            || said.contains("attempting to navigate the top-level")
        {
            let words = format!("The creative tried to leave its slot, which the browser refused: {clipped}");
            self.record.note("left-slot", words, false);
        }
    }

    fn crash(&mut self, named: Option<String>, session: &str) {
        let target = named.or_else(|| self.sessions.get(session).cloned()).unwrap_or_default();
        let is_page = target == self.target;
        self.crashed |= is_page || self.frame == target;
        let what = if is_page { "The page" } else { "A part of the page" };
        let words = format!("{what} crashed the browser's process for it, so that what would have come is not known");
        self.record.note("crashed", words, true);
    }

    fn context(&mut self, session: &str, context: Runs) {
        if self.contexts.len() < CONTEXTS && context.aux_data.is_default {
            self.contexts.push(Context {
                session: session.to_owned(),
                id: context.id,
                origin: context.origin,
                frame: context.aux_data.frame_id,
            });
        }
    }

    /// Watches a new frame, window or worker, and lets it run.
    fn attached(&mut self, new: &Attached) -> Result<(), Error> {
        let session = new.session_id.as_str();
        let (target, kind) = (new.target_info.target_id.as_str(), new.target_info.kind.as_str());
        self.sessions.insert(session.to_owned(), target.to_owned());
        let is_document = matches!(kind, "page" | "iframe");
        if kind == "page" {
            if self.session.is_empty() {
                (self.session, self.target) = (session.to_owned(), target.to_owned());
            } else if self.windows.len() >= OBSERVED_WINDOWS {
                let words = format!("The creative opened over {OBSERVED_WINDOWS} windows; those beyond were closed");
                self.record.note("too-many-windows", words, true);
                return self.send("", &target::CloseTargetParams::new(target.to_owned())).map(drop);
            } else {
                self.windows.push(target.to_owned());
                if self.phase == Trigger::Load {
                    let words = "The creative opened a window of its own, without a click".to_owned();
                    self.record.note("opened-window", words, false);
                }
            }
        }
        self.watch(session, is_document)
    }

    fn watch(&mut self, session: &str, is_document: bool) -> Result<(), Error> {
        if is_document {
            self.need(session, &network::EnableParams::default())?;
            self.need(session, &page::EnableParams::default())?;
            self.need(session, &runtime::EnableParams::default())?;
            self.need(session, &log::EnableParams::default())?;
            self.need(session, &dom_storage::EnableParams::default())?;
            self.need(session, &inspector::EnableParams::default())?;
            self.need(session, &attach())?;
        } else {
            // Some kinds of workers do without the one or the other.
            self.send(session, &network::EnableParams::default())?;
            self.send(session, &attach())?;
        }
        if !self.agent.is_empty() {
            self.send(session, &network::SetUserAgentOverrideParams::new(&self.agent))?;
        }
        self.send(session, &debugger::EnableParams::default())?;
        // Who set a timer is known only with the stacks of what is done later; no `debugger` stops anything.
        self.send(session, &debugger::SetAsyncCallStackDepthParams::new(16))?;
        self.send(session, &debugger::SetSkipAllPausesParams::new(true))?;
        self.send(session, &runtime::RunIfWaitingForDebuggerParams::default()).map(drop)
    }

    fn detached(&mut self, session: &str) {
        self.sessions.remove(session);
        self.contexts.retain(|context| context.session != session);
    }
}
