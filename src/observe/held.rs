//! What is *held back*: each request before it is sent, to be recorded and decided about, and each answer before the page
//! reads it, so that its text is known.

use super::Error;
use super::gate::{Asked, Fate, fate, fulfilment};
use super::record::{Header, Outcome, Sent};
use super::told::{Body, Held, Paused};
use super::visit::Visit;
use super::wire::{Answer, Event};
use crate::call::Trigger;
use crate::limit::OBSERVED_SCRIPT;
use base64::prelude::{BASE64_STANDARD, Engine};
use chromiumoxide_cdp::cdp::browser_protocol::{fetch, network};
use serde_json::{Map, Value};
use std::time::Instant;

/// Headers of one message that are kept, and characters of one.
const HEADERS: usize = 60;
const HEADER: usize = 8 << 10;

impl Visit<'_> {
    /// Decides about a request, or about its answer. What cannot be read is let no further.
    pub(super) fn paused(&mut self, event: &Event) -> Result<(), Error> {
        self.last = Instant::now();
        if let Some(paused) = self.read::<Paused>(event) {
            let is_answer = paused.response_status_code.is_some() || paused.response_error_reason.is_some();
            return if is_answer { self.answered(&paused) } else { self.asked(&paused) };
        }
        match self.read::<Held>(event) {
            Some(held) => self.refuse(&held.request_id),
            None => Ok(()),
        }
    }

    fn asked(&mut self, paused: &Paused) -> Result<(), Error> {
        let interception = paused.request_id.as_str();
        let (url, method) = (paused.request.url.as_str(), paused.request.method.as_str());
        let (kind, frame) = (paused.resource_type.as_str(), paused.frame_id.as_str());
        let headers = of_request(&paused.request.headers);
        let origin =
            headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("origin")).map(|(_, value)| value.as_str());
        let asked = Asked { url, method, kind, origin };
        if self.record.is_full() {
            return self.refuse(interception);
        }
        let mut fate = fate(asked, self.scene, self.options);
        if url == self.scene.document && self.frame.is_empty() {
            self.frame = frame.to_owned();
        }
        if self.leaves(kind, frame, url) && matches!(fate, Fate::Here(200, ..)) {
            fate = Fate::Here(204, Vec::new(), Vec::new());
        }
        let sent = Sent {
            id: paused.id().to_owned(),
            url: url.to_owned(),
            method: method.to_owned(),
            kind: kind.to_owned(),
            frame: frame.to_owned(),
            trigger: self.phase,
            headers: headers.clone(),
            ..Sent::default()
        };
        let number = self.record.add(interception, sent);
        self.decided(interception, number, fate)
    }

    fn decided(&mut self, interception: &str, number: usize, fate: Fate) -> Result<(), Error> {
        match fate {
            Fate::Onward => self.onward(interception),
            Fate::Refused(why) => {
                self.record.sent[number].outcome = Outcome::Refused(why);
                self.refuse(interception)
            }
            Fate::Here(status, headers, body) => {
                self.send("", &fulfilment(interception, status, &headers, &body))?;
                self.record.sent[number].outcome = Outcome::Here(status, headers);
                if matches!(self.record.sent[number].kind.as_str(), "Script" | "Document") {
                    self.record.keep(number, String::from_utf8_lossy(&body).into_owned());
                }
                Ok(())
            }
        }
    }

    fn refuse(&mut self, interception: &str) -> Result<(), Error> {
        let why = network::ErrorReason::BlockedByClient;
        self.send("", &fetch::FailRequestParams::new(interception.to_owned(), why)).map(drop)
    }

    /// Lets a request, or an answer, go its way.
    fn onward(&mut self, interception: &str) -> Result<(), Error> {
        self.send("", &fetch::ContinueRequestParams::new(interception.to_owned())).map(drop)
    }

    /// Whether a document would take the place of the creative or of the page, or be shown in a window of its own: where
    /// that leads is recorded, but it is not shown.
    fn leaves(&self, kind: &str, frame: &str, url: &str) -> bool {
        let is_top = frame == self.target || self.windows.iter().any(|window| window == frame);
        let is_slot = frame == self.frame && !self.frame.is_empty();
        let is_own = url == self.scene.page || url == self.scene.document;
        let is_page = self.scene.is_page() && self.phase == Trigger::Load;
        let is_replaced = is_slot && self.phase == Trigger::Click;
        kind == "Document" && !is_own && (is_top && !(is_page && frame == self.target) || is_replaced)
    }

    fn answered(&mut self, paused: &Paused) -> Result<(), Error> {
        let (interception, url) = (paused.request_id.as_str(), paused.request.url.as_str());
        let number = self.record.find(interception, paused.id(), url);
        let Some(number) = number else { return self.onward(interception) };
        if let Some(why) = &paused.response_error_reason {
            self.record.sent[number].outcome = Outcome::Failed(why.clone());
            return self.onward(interception);
        }
        let status = paused.response_status_code.unwrap_or_default();
        let (kind, frame) = (paused.resource_type.as_str(), paused.frame_id.as_str());
        let is_redirect = matches!(status, 301 | 302 | 303 | 307 | 308);
        let headers = of_answer(paused);
        let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        self.record.sent[number].outcome = Outcome::Answered(status, headers);
        if !is_redirect && self.leaves(kind, frame, url) {
            return self.send("", &fulfilment(interception, 204, &[], &[])).map(drop);
        }
        let is_code = matches!(kind, "Script" | "Document") && !is_redirect && status < 400;
        if is_code && length <= OBSERVED_SCRIPT && self.record.takes(length) {
            let command = self.send("", &fetch::GetResponseBodyParams::new(interception.to_owned()))?;
            self.texts.insert(command, (interception.to_owned(), number));
            return Ok(());
        }
        self.onward(interception)
    }

    /// Keeps the text of an answer, and lets it go on to the page.
    pub(super) fn text(&mut self, interception: &str, number: usize, answer: Answer) -> Result<(), Error> {
        self.last = Instant::now();
        // There is none, if what asked for it is gone.
        if let Ok(body) = answer {
            match serde_json::from_value::<Body>(body) {
                Ok(body) => self.keep(number, body),
                Err(error) => self.unread(&format!("{}: {error}", fetch::GetResponseBodyParams::IDENTIFIER)),
            }
        }
        self.onward(interception)
    }

    fn keep(&mut self, number: usize, body: Body) {
        let decoded = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let text = match body.base64_encoded {
            true => BASE64_STANDARD.decode(&body.body).map(decoded).unwrap_or_default(),
            false => body.body,
        };
        if text.len() <= OBSERVED_SCRIPT {
            self.record.keep(number, text);
        }
    }
}

fn clip(text: &str) -> String {
    text.chars().take(HEADER).collect()
}

fn of_request(headers: &Map<String, Value>) -> Vec<Header> {
    let one = |(name, value): (&String, &Value)| (clip(name), clip(value.as_str().unwrap_or_default()));
    headers.iter().map(one).take(HEADERS).collect()
}

fn of_answer(paused: &Paused) -> Vec<Header> {
    let told = paused.response_headers.iter().flatten();
    told.map(|one| (clip(&one.name), clip(&one.value))).take(HEADERS).collect()
}
