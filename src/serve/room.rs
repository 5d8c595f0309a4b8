//! The *room*: what is where at the desk, and the checks that are made in it. Few are made at a time; one whose asker has
//! gone before its turn came is never begun, so that of many in a row the newest does not wait for the others.

use super::Desk;
use super::answer::Answer;
use super::door::{Door, Guest, Refused};
use super::job::{Kept, Wish};
use super::shelf::Shelf;
use super::watch::{self, Leaving};
use crate::limit::DESK_BYTES;
use crate::observe::{Observation, Options};
use crate::scan::Settings;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::{HeaderMap, Method, Request, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

const PAGE: &str = include_str!("page/desk.html");
const STYLE: &str = include_str!("page/desk.css");
/// How to copy is the report's way.
const SCRIPT: &str = concat!(include_str!("../../rules/report/copy.js"), include_str!("page/desk.js"));
/// What there is to try.
const EXAMPLE: &str = include_str!("../../rules/serve/example.html");
const ICON: &str = include_str!("page/icon.svg");

/// Checks at a time, and as many reports, plans and fixes: those never hold up a check.
const HANDS: usize = 2;
/// How long the body of a request may take.
const BODY_TIME: Duration = Duration::from_secs(120);
/// How long a browser may take to be cleared away at the end.
const END_TIME: Duration = Duration::from_secs(10);

/// What the desk knows and keeps.
#[derive(Debug)]
pub(super) struct Room {
    door: Door,
    settings: Settings,
    folder: PathBuf,
    shelf: Mutex<Shelf<Kept>>,
    checking: Arc<Semaphore>,
    giving: Arc<Semaphore>,
    /// How to observe, where there is a browser.
    watch: Option<Options>,
    watched: Mutex<Shelf<Observation>>,
    watching: Arc<Semaphore>,
    /// Ends the observation that goes on.
    stop: Mutex<Arc<AtomicBool>>,
}

impl Room {
    pub(super) fn new(door: Door, desk: Desk) -> Self {
        let hands = |number| Arc::new(Semaphore::new(number));
        Self {
            door,
            settings: desk.settings,
            folder: desk.folder,
            shelf: Mutex::default(),
            checking: hands(HANDS),
            giving: hands(HANDS),
            watch: desk.watch,
            watched: Mutex::default(),
            watching: hands(1),
            stop: Mutex::default(),
        }
    }

    /// Ends the observation that goes on, if one does, and waits until its browser is cleared away.
    pub(super) async fn end(&self) {
        lock(&self.stop).store(true, Ordering::Relaxed);
        // A browser that does not end in time is left to the system.
        drop(timeout(END_TIME, self.watching.acquire()).await);
    }

    /// Answers a request.
    pub(super) async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Answer {
        let path = match self.door.admit(request.uri(), request.headers()) {
            Ok(Guest::Known(path)) => path,
            Ok(Guest::Once(page)) => return Answer::see(&page),
            Err(Refused(why)) => return Answer::refused(why),
        };
        let is_doing = path == "check" || path.starts_with("observe/");
        match *request.method() {
            Method::POST if path == "check" => self.check(request).await,
            Method::POST if is_doing => self.observe(&path, request.uri()).await,
            Method::GET | Method::HEAD if !is_doing => match self.asset(&path) {
                Some(asset) => asset,
                None => self.kept(&path, request.uri()).await,
            },
            _ => Answer::method(if is_doing { "POST" } else { "GET" }),
        }
    }

    /// Checks what is sent.
    async fn check(self: &Arc<Self>, request: Request<Incoming>) -> Answer {
        if declared_length(request.headers()).is_some_and(|length| length > DESK_BYTES as u64) {
            return too_large();
        }
        let name = parameter(request.uri(), "name").unwrap_or_default();
        let body = Limited::new(request.into_body(), DESK_BYTES).collect();
        let bytes: Bytes = match timeout(BODY_TIME, body).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => return too_large(),
            Ok(Err(_)) => return Answer::last(StatusCode::BAD_REQUEST, "What was sent broke off; send it again"),
            Err(_) => return Answer::last(StatusCode::REQUEST_TIMEOUT, "What was sent took too long; send it again"),
        };
        let job = move |room: &Self| {
            let kept = Kept::new(&name, bytes.into(), &room.settings, &room.folder);
            let mut told = kept.told();
            told.id = lock(&room.shelf).put(kept);
            Answer::json(&told)
        };
        self.work(&self.checking, job).await
    }

    /// What there is to a check or an observation that was made.
    async fn kept(self: &Arc<Self>, path: &str, uri: &Uri) -> Answer {
        let Some((what, id)) = numbered(path) else { return nothing() };
        if let "observed" | "har" = what {
            let give = if what == "har" { watch::har } else { watch::page };
            let observation = lock(&self.watched).get(id);
            return match observation {
                Some(observation) => self.work(&self.giving, move |_| give(&observation)).await,
                None => gone(),
            };
        }
        let Some(wish) = Wish::new(what, |name| parameter(uri, name)) else { return nothing() };
        let kept = lock(&self.shelf).get(id);
        match kept {
            Some(kept) => self.work(&self.giving, move |room| kept.give(wish, &room.settings)).await,
            None => gone(),
        }
    }

    /// Shows what was checked to the browser. Where the asker leaves, it ends.
    async fn observe(self: &Arc<Self>, path: &str, uri: &Uri) -> Answer {
        let Some((base, (_, id))) = self.watch.as_ref().zip(numbered(path)) else { return nothing() };
        let Some(kept) = lock(&self.shelf).get(id) else { return gone() };
        let options = watch::options(base, |name| parameter(uri, name));
        let columns = parameter(uri, "columns");
        let _leaving = Leaving(options.stop.clone());
        let job = move |room: &Self| {
            *lock(&room.stop) = options.stop.clone();
            let (input, bytes) = kept.subject();
            let observation = match watch::observe(input, bytes, &options, &room.settings) {
                Ok(observation) => observation,
                Err(answer) => return answer,
            };
            let mut told = watch::told(&observation, columns.as_deref());
            told.id = lock(&room.watched).put(observation);
            Answer::json(&told)
        };
        self.work(&self.watching, job).await
    }

    /// The parts of the page.
    fn asset(&self, path: &str) -> Option<Answer> {
        let (kind, text) = match path {
            "" => return Some(Answer::asset("text/html; charset=utf-8", self.page())),
            "desk.css" => ("text/css; charset=utf-8", STYLE),
            "desk.js" => ("text/javascript; charset=utf-8", SCRIPT),
            "icon.svg" => ("image/svg+xml", ICON),
            // As plain text: it is put into a text field, and is never markup of the desk's.
            "example" => ("text/plain; charset=utf-8", EXAMPLE),
            _ => return None,
        };
        Some(Answer::asset(kind, text))
    }

    fn page(&self) -> String {
        let browser = if self.watch.is_some() { "yes" } else { "no" };
        PAGE.replace("{limit}", &DESK_BYTES.to_string())
            .replace("{browser}", browser)
            .replace("{version}", env!("CARGO_PKG_VERSION"))
    }

    /// Does some work when a hand is free, on a thread that may take its time.
    async fn work(
        self: &Arc<Self>,
        hands: &Arc<Semaphore>,
        job: impl FnOnce(&Self) -> Answer + Send + 'static,
    ) -> Answer {
        // The semaphore is never closed.
        let permit = hands.clone().acquire_owned().await.ok();
        let room = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let answer = job(&room);
            drop(permit);
            answer
        });
        let broken = "taglint broke on this; that is a mistake of its own, please report it";
        done.await.unwrap_or_else(|_| Answer::error(StatusCode::INTERNAL_SERVER_ERROR, broken))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A path of a word and a number.
fn numbered(path: &str) -> Option<(&str, u64)> {
    let (what, id) = path.split_once('/')?;
    Some((what, id.parse().ok()?))
}

fn nothing() -> Answer {
    Answer::error(StatusCode::NOT_FOUND, "There is nothing at this address")
}

fn gone() -> Answer {
    Answer::error(StatusCode::NOT_FOUND, "This check is no longer kept; check it again")
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large() -> Answer {
    let message = format!("This is over {} MiB; check it with `taglint check FILE`", DESK_BYTES >> 20);
    Answer::last(StatusCode::PAYLOAD_TOO_LARGE, &message)
}

/// A parameter of an address.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let value = pairs.into_iter().find(|(one, _)| *one == name)?.1;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}
