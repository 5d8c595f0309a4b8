//! A *visit*: one creative shown once, in one setting. Every request that it makes is answered here and remembered,
//! whatever window, frame or worker it comes from; then everything that can be pressed is pressed.

use crate::chrome::Chrome;
use crate::setting::Setting;
use crate::wire::{Wire, request};
use base64::prelude::{BASE64_STANDARD, Engine};
use chromiumoxide_cdp::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide_cdp::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;
use chromiumoxide_cdp::cdp::browser_protocol::fetch::{self, FulfillRequestParams, HeaderEntry, RequestPattern};
use chromiumoxide_cdp::cdp::browser_protocol::{network, page, target};
use chromiumoxide_cdp::cdp::js_protocol::runtime::{self, EvaluateParams, ExecutionContextId};
use chromiumoxide_types::{CdpJsonEventMessage, Command, Message, Request};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Where creatives seem to come from.
pub(crate) const BASE: &str = "https://ads.example.com/creatives/";
/// How long nothing must happen for a page to count as done, and how long a page may take.
const QUIET: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(20);
/// A GIF of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// What is fetched as JSON.
const ANSWER: &[u8] = br#"{"segment": 1234567, "url": "https://count.example.com/answered"}"#;

/// What a creative asked for.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// When it loaded.
    pub(crate) load: BTreeSet<String>,
    /// When it was clicked.
    pub(crate) click: BTreeSet<String>,
}

/// A browser that visits creatives, one at a time.
pub(crate) struct Visitor {
    wire: Wire,
    _chrome: Chrome,
    /// The page at hand: its session, its target, its address and bytes, and whether it was asked for yet.
    session: String,
    target: String,
    address: String,
    markup: Vec<u8>,
    is_served: bool,
    setting: Setting,
    contexts: BTreeSet<i64>,
    requested: BTreeSet<String>,
    is_loaded: bool,
    last: Instant,
}

impl Visitor {
    pub(crate) fn new(chrome: Chrome) -> Self {
        let wire = Wire::connect(chrome.address());
        let mut visitor = Self {
            wire,
            _chrome: chrome,
            session: String::new(),
            target: String::new(),
            address: String::new(),
            markup: Vec::new(),
            is_served: false,
            setting: Setting::Desk,
            contexts: BTreeSet::new(),
            requested: BTreeSet::new(),
            is_loaded: false,
            last: Instant::now(),
        };
        // For the browser as a whole: windows that a page opens are held back like the page itself.
        let all = RequestPattern::builder().url_pattern("*").build();
        visitor.call("", &fetch::EnableParams::builder().pattern(all).build());
        visitor
    }

    /// Shows a creative once.
    pub(crate) fn visit(&mut self, name: &str, markup: &[u8], setting: Setting, seen: &mut Seen) {
        self.setting = setting;
        self.markup = markup.to_vec();
        self.is_served = false;
        self.address = format!("{BASE}{name}{}", setting.query());
        let context = self.call("", &target::CreateBrowserContextParams::default());
        let context = context["browserContextId"].as_str().unwrap_or_default().to_owned();
        (self.target, self.session) = self.open(Some(context.clone()));
        self.prepare();
        self.requested.clear();
        self.is_loaded = false;
        let referrer = Some(setting.referrer().to_owned());
        self.page(&page::NavigateParams { referrer, ..page::NavigateParams::new(&self.address) });
        self.settle();
        let loaded = std::mem::take(&mut self.requested);
        self.is_loaded = true;
        self.press();
        self.settle();
        seen.click.extend(std::mem::take(&mut self.requested));
        seen.load.extend(loaded);
        self.wire.send("", request(&target::DisposeBrowserContextParams::new(BrowserContextId::from(context))));
    }

    /// An empty page, and the session in which it is talked to.
    fn open(&mut self, context: Option<String>) -> (String, String) {
        let context = context.map(BrowserContextId::from);
        let new = target::CreateTargetParams { browser_context_id: context, ..Default::default() };
        let target = self.call("", &new)["targetId"].as_str().unwrap_or_default().to_owned();
        let attach =
            target::AttachToTargetParams { flatten: Some(true), ..target::AttachToTargetParams::new(target.clone()) };
        let session = self.call("", &attach)["sessionId"].as_str().unwrap_or_default().to_owned();
        (target, session)
    }

    /// URLs as the browser writes them, relative ones made whole.
    pub(crate) fn normal(&mut self, urls: &[String]) -> Vec<String> {
        // A machine that is busy with other things may not answer in time.
        let told = (0..5).find_map(|_| self.made_whole(urls));
        told.expect("the browser answers")
    }

    fn made_whole(&mut self, urls: &[String]) -> Option<Vec<String>> {
        let (target, session) = self.open(None);
        let code =
            format!("{}.map(u => {{ try {{ return new URL(u, {BASE:?}).href }} catch {{ return u }} }})", json!(urls));
        let evaluate = EvaluateParams { return_by_value: Some(true), ..EvaluateParams::new(code) };
        let result = self.call(&session, &evaluate);
        self.call("", &target::CloseTargetParams::new(target));
        serde_json::from_value(result["result"]["value"].clone()).ok()
    }

    fn prepare(&mut self) {
        self.contexts.clear();
        self.page(&page::EnableParams::default());
        self.page(&runtime::EnableParams::default());
        self.page(&network::EnableParams::default());
        let code = format!("{};{}", self.setting.code(), include_str!("page.js"));
        self.page(&page::AddScriptToEvaluateOnNewDocumentParams::new(code));
        for one in self.setting.commands() {
            let session = self.session.clone();
            self.ask(&session, one);
        }
    }

    /// Presses everything in every frame.
    fn press(&mut self) {
        if self.setting == Setting::Scriptless {
            // The page is read by now; what presses needs scripts.
            self.page(&SetScriptExecutionDisabledParams::new(false));
            self.page(&EvaluateParams::new(include_str!("page.js")));
        }
        for context in self.contexts.clone() {
            self.page(&EvaluateParams {
                context_id: Some(ExecutionContextId::new(context)),
                await_promise: Some(true),
                user_gesture: Some(true),
                ..EvaluateParams::new("window.__press && __press()")
            });
        }
    }

    fn page(&mut self, command: &impl Command) -> Value {
        let session = self.session.clone();
        self.call(&session, command)
    }

    /// Sends a command and waits for what it gives. What else happens meanwhile is dealt with.
    fn call(&mut self, session: &str, command: &impl Command) -> Value {
        self.ask(session, request(command))
    }

    fn ask(&mut self, session: &str, request: Request) -> Value {
        let id = self.wire.send(session, request);
        let until = Instant::now() + LONGEST;
        while Instant::now() < until {
            match self.wire.receive(until - Instant::now()) {
                Some(Message::Response(answer)) if answer.id == id => return answer.result.unwrap_or_default(),
                Some(Message::Event(event)) => self.see(&event),
                _ => {}
            }
        }
        Value::Null
    }

    /// Waits until nothing happens any more.
    fn settle(&mut self) {
        let until = Instant::now() + LONGEST;
        self.last = Instant::now();
        while Instant::now() < until && !(self.is_loaded && self.last.elapsed() > QUIET) {
            if let Some(Message::Event(event)) = self.wire.receive(Duration::from_millis(20)) {
                self.see(&event);
            }
        }
    }

    /// Of what happens the JSON is read, which no word of a newer browser makes unreadable.
    fn see(&mut self, event: &CdpJsonEventMessage) {
        let params = &event.params;
        match &*event.method {
            fetch::EventRequestPaused::IDENTIFIER => self.answer(params),
            network::EventWebSocketCreated::IDENTIFIER => self.remember(params["url"].as_str().unwrap_or_default()),
            page::EventLoadEventFired::IDENTIFIER => (self.is_loaded, self.last) = (true, Instant::now()),
            page::EventJavascriptDialogOpening::IDENTIFIER => {
                self.wire.send(&self.session, request(&page::HandleJavaScriptDialogParams::new(true)));
            }
            runtime::EventExecutionContextCreated::IDENTIFIER => {
                self.contexts.extend(params["context"]["id"].as_i64());
            }
            runtime::EventExecutionContextsCleared::IDENTIFIER => self.contexts.clear(),
            runtime::EventExecutionContextDestroyed::IDENTIFIER => {
                self.contexts.retain(|id| params["executionContextId"] != *id);
            }
            _ => {}
        }
    }

    fn remember(&mut self, url: &str) {
        self.last = Instant::now();
        if url.starts_with("data:") || url.starts_with("blob:") || url.ends_with("/favicon.ico") {
            return;
        }
        self.requested.insert(url.to_owned());
    }

    fn answer(&mut self, params: &Value) {
        let url = params["request"]["url"].as_str().unwrap_or_default().to_owned();
        let kind = params["resourceType"].as_str().unwrap_or_default();
        let is_page = kind == "Document" && params["frameId"] == self.target.as_str();
        let is_creative = is_page && !self.is_served && url == self.address;
        if is_creative {
            self.is_served = true;
            self.last = Instant::now();
        } else if params["request"]["method"] != "OPTIONS" {
            self.remember(&url);
        }
        let (code, media, body) = match kind {
            _ if is_creative => (200, self.media(), self.markup.clone()),
            // The creative stays where it is.
            _ if is_page => (204, "text/html", Vec::new()),
            "Script" if library(&url).is_some() => (200, "text/javascript", library(&url).unwrap_or_default().into()),
            _ if self.setting == Setting::Broken => (404, "text/plain", Vec::new()),
            "Document" => (200, "text/html", Vec::new()),
            "Image" => (200, "image/gif", PIXEL.to_vec()),
            "Script" => (200, "text/javascript", Vec::new()),
            "Stylesheet" => (200, "text/css", Vec::new()),
            _ if url.ends_with(".json") => (200, "application/json", ANSWER.to_vec()),
            _ => (200, "text/plain", Vec::new()),
        };
        let headers =
            [("Content-Type", media), ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*")];
        let held = params["requestId"].as_str().unwrap_or_default().to_owned();
        let answer = FulfillRequestParams {
            response_headers: Some(headers.map(|(name, value)| HeaderEntry::new(name, value)).into()),
            body: Some(BASE64_STANDARD.encode(body).into()),
            ..FulfillRequestParams::new(held, code)
        };
        self.wire.send("", request(&answer));
    }

    /// Ads are put into pages that are in UTF-8.
    fn media(&self) -> &'static str {
        let is_wide = self.markup.starts_with(&[0xff, 0xfe]);
        if is_wide || std::str::from_utf8(&self.markup).is_err() { "text/html" } else { "text/html; charset=utf-8" }
    }
}

/// What stands in for a library that creatives ask for.
fn library(url: &str) -> Option<&'static str> {
    let name = url.rsplit('/').next().unwrap_or_default();
    match name {
        "mraid.js" => Some(include_str!("app.js")),
        "appnexus-html5-lib.min.js" | "Adform.DHTML.js" => Some(include_str!("platform.js")),
        _ => (name.contains("jquery") && name.ends_with(".js")).then_some(include_str!("query.js")),
    }
}
