//! A *visit*: one run of one scene. The browser is started, the page opened, and every message of the browser's dealt
//! with until nothing more is to be expected or time is up; then, if that is asked for, the creative is clicked.

use super::browser::Browser;
use super::data::{FACTS, PRESS};
use super::record::{Outcome, Record, Sent};
use super::scene::Scene;
use super::talk::{attach, hold, mouse};
use super::told::{Cookies, Version};
use super::wire::{Answer, Wire};
use super::{Error, Options};
use crate::call::Trigger;
use chromiumoxide_cdp::cdp::browser_protocol::browser::{
    CloseParams, GetVersionParams, SetDownloadBehaviorBehavior, SetDownloadBehaviorParams,
};
use chromiumoxide_cdp::cdp::browser_protocol::input::DispatchMouseEventType;
use chromiumoxide_cdp::cdp::browser_protocol::page::NavigateParams;
use chromiumoxide_cdp::cdp::browser_protocol::storage::GetCookiesParams;
use chromiumoxide_cdp::cdp::js_protocol::runtime::{EvaluateParams, ExecutionContextId};
use chromiumoxide_types::CallId;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
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
    pub(super) id: i64,
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
    pub(super) texts: FxHashMap<CallId, (String, usize)>,
    /// What the browser calls itself.
    pub(super) agent: String,
    pub(super) phase: Trigger,
    pub(super) loaded: Option<Instant>,
    pub(super) crashed: bool,
    pub(super) last: Instant,
    /// Answers that are waited for.
    pub(super) answers: FxHashMap<CallId, Option<Answer>>,
    /// Commands that a page has to be watched with, until they are answered.
    pub(super) needed: FxHashSet<CallId>,
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
        needed: FxHashSet::default(),
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
        // For the browser as a whole: windows and workers of the page are held back like the page itself.
        self.must("", &hold())?;
        self.call::<Value>("", &SetDownloadBehaviorParams::new(SetDownloadBehaviorBehavior::Deny))?;
        // Who says that nobody looks is shown less.
        let version: Version = self.call("", &GetVersionParams::default())?;
        self.agent = version.user_agent.replace("HeadlessChrome", "Chrome");
        self.must("", &attach())?;
        let until = Instant::now() + self.options.timeout;
        self.pump(until, |visit| !visit.session.is_empty())?;
        let page = self.session.clone();
        if page.is_empty() {
            return Err(Error::Lost("it opened no page".to_owned()));
        }
        self.send(&page, &NavigateParams::new(&self.scene.page))?;
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
    pub(super) fn pump(&mut self, until: Instant, done: impl Fn(&Self) -> bool) -> Result<(), Error> {
        while !done(self) && Instant::now() < until && !self.options.is_stopped() {
            if let Some(heard) = self.wire.receive(BEAT)? {
                self.hear(heard)?;
            }
        }
        Ok(())
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
            for kind in [
                DispatchMouseEventType::MouseMoved,
                DispatchMouseEventType::MousePressed,
                DispatchMouseEventType::MouseReleased,
            ] {
                self.send(&page, &mouse(kind, x, y))?;
            }
            let next = (Instant::now() + PRESSED).min(until);
            self.pump(next, Self::is_over)?;
        }
        self.settle(until)
    }

    /// The points to press: of the creative's own document, else the middle of the slot.
    fn points(&mut self) -> Result<Vec<(u32, u32)>, Error> {
        let is_own = |context: &&Context| match self.scene.is_page() {
            true => context.frame == self.target,
            false => context.origin == FACTS.creative,
        };
        let context = self.contexts.iter().find(is_own).map(|context| (context.session.clone(), context.id));
        let middle = (self.scene.size.0 / 2, self.scene.size.1 / 2);
        let Some((session, id)) = context else { return Ok(vec![middle]) };
        let press = EvaluateParams {
            context_id: Some(ExecutionContextId::new(id)),
            return_by_value: Some(true),
            ..EvaluateParams::new(PRESS)
        };
        // The page may have changed, or changed what its scripts give: then the middle has to do.
        let told = self.ask(&session, &press)?.and_then(Result::ok).unwrap_or_default();
        let points: Vec<(u32, u32)> = serde_json::from_value(told["result"]["value"].clone()).unwrap_or_default();
        Ok(if points.is_empty() { vec![middle] } else { points })
    }

    /// Asks for the cookies that are there in the end.
    fn cookies(&mut self) -> Result<(), Error> {
        let told: Cookies = self.call("", &GetCookiesParams::default())?;
        for cookie in told.cookies {
            self.record.store("cookie", cookie.domain.trim_start_matches('.'), &cookie.name);
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
        let _ = self.wire.send("", &CloseParams::default());
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
