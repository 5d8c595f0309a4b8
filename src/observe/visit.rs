//! A *visit*: one run of one scene. The browser is started, the page opened, and every message of the browser's dealt
//! with until nothing more is to be expected or time is up; then, if that is asked for, the creative is clicked.

use super::browser::Browser;
use super::data::{FACTS, PRESS};
use super::record::{Outcome, Record, Sent};
use super::scene::Scene;
use super::wire::Wire;
use super::{Error, Options};
use crate::call::Trigger;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long nothing must happen for a page to count as quiet.
const QUIET: Duration = Duration::from_millis(700);
/// How often to look up from the wire.
const BEAT: Duration = Duration::from_millis(50);
/// How long to look on after a press before the next.
const PRESSED: Duration = Duration::from_millis(400);

/// Code that runs in a frame of a page.
pub(super) struct Context {
    pub(super) session: String,
    pub(super) id: u64,
    pub(super) origin: String,
    pub(super) frame: String,
}

/// A browser that shows a scene.
pub(super) struct Visit<'v> {
    pub(super) wire: Wire,
    browser: Browser,
    pub(super) options: &'v Options,
    pub(super) scene: &'v Scene,
    pub(super) record: Record,
    /// The page around the slot: its session and its target, which is its frame too.
    pub(super) session: String,
    pub(super) target: String,
    /// The frame that the creative's document is in.
    pub(super) frame: String,
    /// Sessions and their targets.
    pub(super) sessions: FxHashMap<String, String>,
    /// Windows that the page opened.
    pub(super) windows: Vec<String>,
    pub(super) contexts: Vec<Context>,
    /// Answers whose text was asked for, by the number of the command: interception and number of the request.
    pub(super) texts: FxHashMap<u64, (String, usize)>,
    /// What the browser calls itself.
    pub(super) agent: String,
    pub(super) phase: Trigger,
    pub(super) loaded: Option<Instant>,
    pub(super) crashed: bool,
    pub(super) last: Instant,
    answers: FxHashMap<u64, Option<Value>>,
}

/// Shows a scene once, to a browser of its own.
pub(super) fn visit(program: &Path, scene: &Scene, options: &Options) -> Result<Record, Error> {
    let browser = Browser::start(program, options)?;
    let wire = Wire::connect(browser.address())?;
    let mut visit = Visit {
        wire,
        browser,
        options,
        scene,
        record: Record::new(),
        session: String::new(),
        target: String::new(),
        frame: String::new(),
        sessions: FxHashMap::default(),
        windows: Vec::new(),
        contexts: Vec::new(),
        texts: FxHashMap::default(),
        agent: String::new(),
        phase: Trigger::Load,
        loaded: None,
        crashed: false,
        last: Instant::now(),
        answers: FxHashMap::default(),
    };
    let ran = visit.run();
    // Ended early, it asks the browser for nothing more: what was seen is told, and that it was ended.
    if !options.is_stopped() {
        ran?;
    }
    Ok(visit.end())
}

impl Visit<'_> {
    fn run(&mut self) -> Result<(), Error> {
        let all = json!({ "patterns": [{ "urlPattern": "*", "requestStage": "Request" }, { "urlPattern": "*", "requestStage": "Response" }] });
        // For the browser as a whole: windows and workers of the page are held back like the page itself.
        self.call("", "Fetch.enable", all)?;
        self.call("", "Browser.setDownloadBehavior", json!({ "behavior": "deny" }))?;
        // Who says that nobody looks is shown less.
        let version = self.call("", "Browser.getVersion", json!({}))?;
        self.agent = version["userAgent"].as_str().unwrap_or_default().replace("HeadlessChrome", "Chrome");
        self.attach("")?;
        let until = Instant::now() + self.options.timeout;
        self.pump(until, |visit| !visit.session.is_empty())?;
        let page = self.session.clone();
        if page.is_empty() {
            return Err(Error::Lost("it opened no page".to_owned()));
        }
        self.send(&page, "Page.navigate", json!({ "url": self.scene.page }))?;
        // Some of the time is kept for clicking.
        let share = if self.options.click { self.options.timeout * 2 / 3 } else { self.options.timeout };
        self.settle(Instant::now() + share)?;
        if self.options.click && !self.is_over() {
            self.click(until)?;
        }
        self.cookies()
    }

    /// Whether there is nothing more to be seen.
    fn is_over(&self) -> bool {
        self.crashed || self.options.is_stopped()
    }

    /// Looks on until the page is quiet, or time is up.
    fn settle(&mut self, until: Instant) -> Result<(), Error> {
        self.last = Instant::now();
        let wait = self.options.wait;
        let begun = Instant::now();
        self.pump(until, |visit| {
            let since = visit.loaded.map(|loaded| loaded.max(begun).elapsed());
            let is_quiet = visit.last.elapsed() >= QUIET && visit.record.waiting().next().is_none();
            visit.is_over() || since.is_some_and(|since| since >= wait) && is_quiet
        })
    }

    /// Deals with messages until something holds, or time is up.
    fn pump(&mut self, until: Instant, done: impl Fn(&Self) -> bool) -> Result<(), Error> {
        while !done(self) && Instant::now() < until && !self.options.is_stopped() {
            if let Some(message) = self.wire.receive(BEAT)? {
                self.hear(&message)?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, message: &Value) -> Result<(), Error> {
        let Some(id) = message["id"].as_u64() else { return self.see(message) };
        if let Some((interception, number)) = self.texts.remove(&id) {
            return self.text(&interception, number, &message["result"]);
        }
        if let Some(answer) = self.answers.get_mut(&id) {
            *answer = Some(message["result"].clone());
        }
        Ok(())
    }

    /// Sends a command whose outcome nobody waits for.
    pub(super) fn send(&mut self, session: &str, method: &str, params: Value) -> Result<u64, Error> {
        self.wire.send(session, method, params)
    }

    /// Sends a command and waits for what it gives: nothing, if the browser does not answer in time.
    fn call(&mut self, session: &str, method: &str, params: Value) -> Result<Value, Error> {
        let id = self.send(session, method, params)?;
        self.answers.insert(id, None);
        let is_there = |visit: &Self| visit.crashed || visit.answers.get(&id).is_some_and(Option::is_some);
        self.pump(Instant::now() + Duration::from_secs(10), is_there)?;
        Ok(self.answers.remove(&id).flatten().unwrap_or_default())
    }

    /// Has everything that a target opens held back until it is watched as well.
    pub(super) fn attach(&mut self, session: &str) -> Result<(), Error> {
        let params = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
        self.send(session, "Target.setAutoAttach", params).map(drop)
    }

    /// Presses what can be pressed, as a person would with a mouse.
    fn click(&mut self, until: Instant) -> Result<(), Error> {
        self.phase = Trigger::Click;
        let points = self.points()?;
        let page = self.session.clone();
        for (x, y) in points {
            if Instant::now() >= until || self.is_over() {
                break;
            }
            for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
                let button = if kind == "mouseMoved" { "none" } else { "left" };
                let params =
                    json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1 });
                self.send(&page, "Input.dispatchMouseEvent", params)?;
            }
            let next = (Instant::now() + PRESSED).min(until);
            self.pump(next, Self::is_over)?;
        }
        self.settle(until)
    }

    /// The points to press: of the creative's own document, else the middle of the slot.
    fn points(&mut self) -> Result<Vec<(i64, i64)>, Error> {
        let is_own = |context: &&Context| match self.scene.is_page() {
            true => context.frame == self.target,
            false => context.origin == FACTS.creative,
        };
        let context = self.contexts.iter().find(is_own).map(|context| (context.session.clone(), context.id));
        let middle = (i64::from(self.scene.size.0 / 2), i64::from(self.scene.size.1 / 2));
        let Some((session, id)) = context else { return Ok(vec![middle]) };
        let params = json!({ "expression": PRESS, "contextId": id, "returnByValue": true });
        let told = self.call(&session, "Runtime.evaluate", params)?;
        let points: Vec<(i64, i64)> = serde_json::from_value(told["result"]["value"].clone()).unwrap_or_default();
        Ok(if points.is_empty() { vec![middle] } else { points })
    }

    /// Asks for the cookies that are there in the end.
    fn cookies(&mut self) -> Result<(), Error> {
        let told = self.call("", "Storage.getCookies", json!({}))?;
        for cookie in told["cookies"].as_array().into_iter().flatten() {
            let (domain, name) = (&cookie["domain"], &cookie["name"]);
            let domain = domain.as_str().unwrap_or_default().trim_start_matches('.');
            self.record.store("cookie", domain, name.as_str().unwrap_or_default());
        }
        Ok(())
    }

    /// Ends the browser and gives the record, with what the run left open in it.
    fn end(mut self) -> Record {
        let seconds = self.options.timeout.as_secs();
        if self.options.is_stopped() {
            self.record.note(
                "stopped",
                "Observing was ended early, so that what would have come is not known".to_owned(),
                true,
            );
        } else if self.loaded.is_none() && !self.crashed {
            let words = format!(
                "The page was not loaded whole within {seconds} s (--timeout), so that what would have come is not known"
            );
            self.record.note("not-loaded", words, true);
        }
        self.unanswered();
        self.missing();
        if self.record.is_full() {
            let words = format!(
                "The creative made over {} requests; those beyond were refused and not recorded",
                crate::limit::OBSERVED
            );
            self.record.note("too-many-requests", words, true);
        }
        let _ = self.wire.send("", "Browser.close", json!({}));
        self.browser.close();
        self.record.close();
        self.record
    }

    /// Names the servers that did not answer: what they would have brought is not known.
    fn unanswered(&mut self) {
        let hosts = self.record.waiting().filter_map(|sent| super::gate::host(&sent.url));
        let hosts: BTreeSet<String> = hosts.collect();
        if !hosts.is_empty() {
            let named: Vec<String> = hosts.into_iter().take(5).collect();
            let words = format!(
                "No answer came from {} by the end, so that what it would have brought is not known",
                named.join(", ")
            );
            self.record.note("no-answer", words, true);
        }
    }

    /// Names the files of the creative that are not at hand. What a script among them would have done is not known.
    fn missing(&mut self) {
        let is_missing = |sent: &&Sent| matches!(sent.outcome, Outcome::Here(404, _));
        let own = self.record.sent.iter().filter_map(|sent| Some((sent, sent.url.strip_prefix(&FACTS.creative)?)));
        let missing: Vec<(&Sent, &str)> = own.filter(|(sent, _)| is_missing(sent)).collect();
        if missing.is_empty() {
            return;
        }
        let is_code = missing.iter().any(|(sent, _)| matches!(sent.kind.as_str(), "Script" | "Document"));
        let named: BTreeSet<&str> = missing.iter().map(|(_, path)| path.trim_start_matches('/')).collect();
        let shown: Vec<&str> = named.iter().copied().take(5).collect();
        let words = format!(
            "Files of the creative's own are not at hand ({}{}): put them into a zip with it",
            shown.join(", "),
            if named.len() > shown.len() { " …" } else { "" }
        );
        self.record.note("missing-file", words, is_code);
    }
}
