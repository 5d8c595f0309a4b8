//! The *talk* with the browser: commands, and what comes of them. Whatever the browser says that cannot be read is taken
//! down as a gap in what was seen; it neither ends the run nor is it passed over.

use super::Error;
use super::visit::Visit;
use super::wire::{Answer, Heard};
use chromiumoxide_cdp::cdp::browser_protocol::fetch::{self, RequestPattern, RequestStage};
use chromiumoxide_cdp::cdp::browser_protocol::input::{DispatchMouseEventParams, DispatchMouseEventType, MouseButton};
use chromiumoxide_cdp::cdp::browser_protocol::target::SetAutoAttachParams;
use chromiumoxide_types::{CallId, Command};
use serde::de::DeserializeOwned;
use std::time::{Duration, Instant};

/// The protocol's number for a command that the browser does not know.
const UNKNOWN: i64 = -32601;

impl Visit<'_> {
    /// Deals with what came over the wire.
    pub(super) fn hear(&mut self, heard: Heard) -> Result<(), Error> {
        match heard {
            Heard::Event(event) => return self.see(&event),
            Heard::Unreadable(head) => self.unread(&head),
            Heard::Answer(id, answer) => {
                if let Some((held, number)) = self.texts.remove(&id) {
                    return self.text(&held, number, answer);
                }
                if let Some(waiting) = self.answers.get_mut(&id) {
                    *waiting = Some(answer);
                } else if self.needed.remove(&id) {
                    self.watched(answer);
                }
            }
        }
        Ok(())
    }

    /// Takes down where a page is not watched in some respect. That it is gone by now is no gap.
    fn watched(&mut self, answer: Answer) {
        if let Some(error) = answer.err().filter(|error| error.code == UNKNOWN) {
            self.unread(&error.message);
        }
    }

    /// Says that the browser told something that is not understood: what it was about may be missing.
    pub(super) fn unread(&mut self, what: &str) {
        let words = format!(
            "The browser told something that taglint does not understand ({what}): its version may be too new, and \
             something may have gone unseen"
        );
        self.record.note("not-understood", words, true);
    }

    /// Sends a command whose outcome nobody waits for.
    pub(super) fn send(&mut self, session: &str, command: &impl Command) -> Result<CallId, Error> {
        self.wire.send(session, command)
    }

    /// Sends a command that a page has to be watched with.
    pub(super) fn need(&mut self, session: &str, command: &impl Command) -> Result<(), Error> {
        let id = self.send(session, command)?;
        self.needed.insert(id);
        Ok(())
    }

    /// Sends a command and waits for its answer: none, if the browser does not answer in time.
    pub(super) fn ask(&mut self, session: &str, command: &impl Command) -> Result<Option<Answer>, Error> {
        let id = self.send(session, command)?;
        self.answers.insert(id, None);
        let is_there = |visit: &Self| visit.crashed || visit.answers.get(&id).is_some_and(Option::is_some);
        self.pump(Instant::now() + Duration::from_secs(10), is_there)?;
        Ok(self.answers.remove(&id).flatten())
    }

    /// Sends a command and reads what it gives; of an answer that is not to be had or read, it is taken down that it is
    /// missing.
    pub(super) fn call<A: DeserializeOwned + Default>(
        &mut self,
        session: &str,
        command: &impl Command,
    ) -> Result<A, Error> {
        let read = match self.ask(session, command)? {
            None => return Ok(A::default()),
            Some(answer) => answer
                .map_err(|error| error.message)
                .and_then(|value| serde_json::from_value(value).map_err(|error| error.to_string())),
        };
        Ok(read.unwrap_or_else(|error| {
            self.unread(&format!("{}: {error}", command.identifier()));
            A::default()
        }))
    }

    /// Sends a command without which nothing could be held back or seen.
    pub(super) fn must(&mut self, session: &str, command: &impl Command) -> Result<(), Error> {
        match self.ask(session, command)? {
            Some(Err(error)) => Err(Error::Refused { command: command.identifier().into_owned(), said: error.message }),
            _ => Ok(()),
        }
    }
}

/// Has every request held back before it is sent, and every answer before it is read.
pub(super) fn hold() -> fetch::EnableParams {
    let at = |stage| RequestPattern::builder().url_pattern("*").request_stage(stage).build();
    fetch::EnableParams::builder().patterns([at(RequestStage::Request), at(RequestStage::Response)]).build()
}

/// Has everything that a target opens held back until it is watched as well.
pub(super) fn attach() -> SetAutoAttachParams {
    SetAutoAttachParams { flatten: Some(true), ..SetAutoAttachParams::new(true, true) }
}

/// A move of the mouse, or one of its button's.
pub(super) fn mouse(kind: DispatchMouseEventType, x: u32, y: u32) -> DispatchMouseEventParams {
    let is_move = kind == DispatchMouseEventType::MouseMoved;
    DispatchMouseEventParams {
        button: Some(if is_move { MouseButton::None } else { MouseButton::Left }),
        buttons: Some((kind == DispatchMouseEventType::MousePressed).into()),
        click_count: Some(1),
        ..DispatchMouseEventParams::new(kind, x, y)
    }
}
