//! What the browser tells, and what is done about it: requests are decided about and recorded, new frames, windows and
//! workers are watched before they run.

use super::Error;
use super::gate::{Asked, Fate, fate, fulfilment, host};
use super::record::{Header, Outcome, Sent};
use super::visit::{Context, Visit};
use crate::call::Trigger;
use crate::limit::{OBSERVED_SCRIPT, OBSERVED_WINDOWS};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};
use std::time::Instant;

/// Headers of one message that are kept, and characters of one.
const HEADERS: usize = 60;
const HEADER: usize = 8 << 10;
/// Frames whose code is known at once.
const CONTEXTS: usize = 1000;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

impl Visit<'_> {
    /// Deals with one event.
    pub(super) fn see(&mut self, message: &Value) -> Result<(), Error> {
        let (params, session) = (&message["params"], text(&message["sessionId"]));
        match text(&message["method"]) {
            "Fetch.requestPaused" => return self.paused(params),
            "Target.attachedToTarget" => return self.attached(params),
            "Target.detachedFromTarget" => self.detached(text(&params["sessionId"])),
            "Page.javascriptDialogOpening" => {
                let answer = json!({ "accept": params["type"] == "beforeunload" });
                self.send(session, "Page.handleJavaScriptDialog", answer)?;
            }
            "Page.loadEventFired" if session == self.session => {
                self.loaded.get_or_insert_with(Instant::now);
            }
            // The browser halts a page that is about to run out of memory, for a person to look; here nobody does.
            "Debugger.paused" => {
                self.send(session, "Debugger.resume", json!({}))?;
            }
            "Inspector.targetCrashed" | "Target.targetCrashed" => self.crash(params, session),
            "Log.entryAdded" => self.logged(&params["entry"]),
            "Runtime.executionContextCreated" => self.context(session, &params["context"]),
            "Runtime.executionContextDestroyed" => {
                let id = params["executionContextId"].as_u64();
                self.contexts.retain(|context| context.session != session || Some(context.id) != id);
            }
            "Runtime.executionContextsCleared" => self.contexts.retain(|context| context.session != session),
            method => self.noticed(method, params),
        }
        Ok(())
    }

    /// What only has to be taken down.
    fn noticed(&mut self, method: &str, params: &Value) {
        let (id, phase) = (text(&params["requestId"]), self.phase);
        match method {
            "Network.requestWillBeSent" => {
                self.last = Instant::now();
                let (url, kind) = (text(&params["request"]["url"]), text(&params["type"]));
                self.record.announce(id, url, kind, &params["initiator"], phase);
            }
            "Network.requestServedFromCache" => self.record.is_from_memory(id),
            "Network.responseReceivedExtraInfo" => {
                let headers = params["headers"].as_object().into_iter().flatten();
                let cookies = headers.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
                let lines = cookies.map(|(_, value)| text(value)).next().unwrap_or_default();
                self.record.cookies(id, lines);
            }
            "Network.loadingFailed" => self.failed(id, text(&params["errorText"])),
            "Network.webSocketCreated" => {
                self.last = Instant::now();
                let (id, url) = (id.to_owned(), text(&params["url"]).to_owned());
                let (kind, outcome) = ("WebSocket".to_owned(), Outcome::Failed("a socket, not recorded".to_owned()));
                let initiator = params["initiator"].clone();
                let sent = Sent {
                    id,
                    url,
                    kind,
                    initiator,
                    outcome,
                    trigger: phase,
                    method: "GET".to_owned(),
                    ..Sent::default()
                };
                if !self.record.is_full() {
                    self.record.add("", sent);
                }
            }
            "DOMStorage.domStorageItemAdded" => {
                let (at, name) = (&params["storageId"], text(&params["key"]));
                let what = if at["isLocalStorage"] == true { "localStorage" } else { "sessionStorage" };
                let origin = at["securityOrigin"].as_str().or(at["storageKey"].as_str()).unwrap_or_default();
                let host = host(origin).unwrap_or_default();
                self.record.store(what, &host, name);
            }
            _ => {}
        }
    }

    fn failed(&mut self, id: &str, why: &str) {
        self.last = Instant::now();
        for sent in self.record.sent.iter_mut().filter(|sent| sent.id == id && sent.outcome == Outcome::Waiting) {
            sent.outcome = Outcome::Failed(why.to_owned());
        }
    }

    /// What the browser kept the creative from, in its own words.
    fn logged(&mut self, entry: &Value) {
        let said = text(&entry["text"]);
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

    fn crash(&mut self, params: &Value, session: &str) {
        let target = params["targetId"].as_str().or(self.sessions.get(session).map(String::as_str)).unwrap_or_default();
        let is_page = target == self.target;
        self.crashed |= is_page || self.frame == target;
        let what = if is_page { "The page" } else { "A part of the page" };
        let words = format!("{what} crashed the browser's process for it, so that what would have come is not known");
        self.record.note("crashed", words, true);
    }

    fn context(&mut self, session: &str, context: &Value) {
        if self.contexts.len() < CONTEXTS && context["auxData"]["isDefault"] == true {
            self.contexts.push(Context {
                session: session.to_owned(),
                id: context["id"].as_u64().unwrap_or_default(),
                origin: text(&context["origin"]).to_owned(),
                frame: text(&context["auxData"]["frameId"]).to_owned(),
            });
        }
    }

    /// Watches a new frame, window or worker, and lets it run.
    fn attached(&mut self, params: &Value) -> Result<(), Error> {
        let (session, info) = (text(&params["sessionId"]), &params["targetInfo"]);
        let (target, kind) = (text(&info["targetId"]), text(&info["type"]));
        self.sessions.insert(session.to_owned(), target.to_owned());
        let is_document = matches!(kind, "page" | "iframe");
        if kind == "page" {
            if self.session.is_empty() {
                (self.session, self.target) = (session.to_owned(), target.to_owned());
            } else if self.windows.len() >= OBSERVED_WINDOWS {
                let words = format!("The creative opened over {OBSERVED_WINDOWS} windows; those beyond were closed");
                self.record.note("too-many-windows", words, true);
                return self.send("", "Target.closeTarget", json!({ "targetId": target })).map(drop);
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
        self.send(session, "Network.enable", json!({}))?;
        if !self.agent.is_empty() {
            let agent = json!({ "userAgent": self.agent });
            self.send(session, "Network.setUserAgentOverride", agent)?;
        }
        if is_document {
            for domain in ["Page", "Runtime", "Log", "DOMStorage", "Inspector", "Debugger"] {
                self.send(session, &format!("{domain}.enable"), json!({}))?;
            }
        } else {
            self.send(session, "Debugger.enable", json!({}))?;
        }
        // Who set a timer is known only with the stacks of what is done later; no `debugger` stops anything.
        self.send(session, "Debugger.setAsyncCallStackDepth", json!({ "maxDepth": 16 }))?;
        self.send(session, "Debugger.setSkipAllPauses", json!({ "skip": true }))?;
        self.attach(session)?;
        self.send(session, "Runtime.runIfWaitingForDebugger", json!({})).map(drop)
    }

    fn detached(&mut self, session: &str) {
        self.sessions.remove(session);
        self.contexts.retain(|context| context.session != session);
    }

    /// Decides about a request, or about its answer.
    fn paused(&mut self, params: &Value) -> Result<(), Error> {
        self.last = Instant::now();
        let interception = text(&params["requestId"]).to_owned();
        let is_answer = !params["responseStatusCode"].is_null() || !params["responseErrorReason"].is_null();
        if is_answer { self.answered(&interception, params) } else { self.asked(&interception, params) }
    }

    fn asked(&mut self, interception: &str, params: &Value) -> Result<(), Error> {
        let request = &params["request"];
        let (url, method, kind) = (text(&request["url"]), text(&request["method"]), text(&params["resourceType"]));
        let headers: Vec<Header> = headers(&request["headers"]);
        let origin =
            headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("origin")).map(|(_, value)| value.as_str());
        let asked = Asked { url, method, kind, origin };
        if self.record.is_full() {
            return self.refuse(interception);
        }
        let mut fate = fate(asked, self.scene, self.options);
        let frame = text(&params["frameId"]);
        if url == self.scene.document && self.frame.is_empty() {
            self.frame = frame.to_owned();
        }
        if self.leaves(kind, frame, url) && matches!(fate, Fate::Here(200, ..)) {
            fate = Fate::Here(204, Vec::new(), Vec::new());
        }
        let sent = Sent {
            id: params["networkId"].as_str().unwrap_or(interception).to_owned(),
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
            Fate::Onward => self.send("", "Fetch.continueRequest", json!({ "requestId": interception })).map(drop),
            Fate::Refused(why) => {
                self.record.sent[number].outcome = Outcome::Refused(why);
                self.refuse(interception)
            }
            Fate::Here(status, headers, body) => {
                self.send("", "Fetch.fulfillRequest", fulfilment(interception, status, &headers, &body))?;
                self.record.sent[number].outcome = Outcome::Here(status, headers);
                if matches!(self.record.sent[number].kind.as_str(), "Script" | "Document") {
                    self.record.keep(number, String::from_utf8_lossy(&body).into_owned());
                }
                Ok(())
            }
        }
    }

    fn refuse(&mut self, interception: &str) -> Result<(), Error> {
        let params = json!({ "requestId": interception, "errorReason": "BlockedByClient" });
        self.send("", "Fetch.failRequest", params).map(drop)
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

    fn answered(&mut self, interception: &str, params: &Value) -> Result<(), Error> {
        let url = text(&params["request"]["url"]);
        let id = params["networkId"].as_str().unwrap_or(interception);
        let number = self.record.find(interception, id, url);
        let onward = json!({ "requestId": interception });
        let Some(number) = number else { return self.send("", "Fetch.continueRequest", onward).map(drop) };
        if let Some(why) = params["responseErrorReason"].as_str() {
            self.record.sent[number].outcome = Outcome::Failed(why.to_owned());
            return self.send("", "Fetch.continueRequest", onward).map(drop);
        }
        let status = params["responseStatusCode"].as_u64().unwrap_or_default();
        let (kind, frame) = (text(&params["resourceType"]), text(&params["frameId"]));
        let is_redirect = matches!(status, 301 | 302 | 303 | 307 | 308);
        let headers = headers(&params["responseHeaders"]);
        let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        self.record.sent[number].outcome = Outcome::Answered(status, headers);
        if !is_redirect && self.leaves(kind, frame, url) {
            return self.send("", "Fetch.fulfillRequest", fulfilment(interception, 204, &[], &[])).map(drop);
        }
        let is_code = matches!(kind, "Script" | "Document") && !is_redirect && status < 400;
        if is_code && length <= OBSERVED_SCRIPT && self.record.takes(length) {
            let command = self.send("", "Fetch.getResponseBody", onward)?;
            self.texts.insert(command, (interception.to_owned(), number));
            return Ok(());
        }
        self.send("", "Fetch.continueRequest", onward).map(drop)
    }

    /// Keeps the text of an answer, and lets it go on to the page.
    pub(super) fn text(&mut self, interception: &str, number: usize, result: &Value) -> Result<(), Error> {
        self.last = Instant::now();
        let body = text(&result["body"]);
        let decoded = match result["base64Encoded"] == true {
            true => BASE64_STANDARD
                .decode(body)
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .unwrap_or_default(),
            false => body.to_owned(),
        };
        if decoded.len() <= OBSERVED_SCRIPT {
            self.record.keep(number, decoded);
        }
        self.send("", "Fetch.continueRequest", json!({ "requestId": interception })).map(drop)
    }
}

/// Headers, which the browser tells as an object or as a list.
fn headers(value: &Value) -> Vec<Header> {
    let clip = |text: &str| text.chars().take(HEADER).collect::<String>();
    let listed =
        value.as_array().into_iter().flatten().map(|one| (clip(text(&one["name"])), clip(text(&one["value"]))));
    let mapped = value.as_object().into_iter().flatten().map(|(name, value)| (clip(name), clip(text(value))));
    listed.chain(mapped).take(HEADERS).collect()
}
