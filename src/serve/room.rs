//! The *room*: what is where at the desk, and the checks that are made in it. Few are made at a time; one whose asker has
//! gone before its turn came is never begun, so that of many in a row the newest does not wait for the others.

use super::answer::Answer;
use super::door::{Door, Guest, Refused};
use super::job::{Kept, Wish};
use super::shelf::Shelf;
use crate::limit::DESK_BYTES;
use crate::scan::Settings;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::{HeaderMap, Method, Request, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

const PAGE: &str = include_str!("page/desk.html");
const STYLE: &str = include_str!("page/desk.css");
const SCRIPT: &str = include_str!("page/desk.js");
const ICON: &str = include_str!("page/icon.svg");

/// Checks at a time.
const HANDS: usize = 2;
/// How long the body of a request may take.
const BODY_TIME: Duration = Duration::from_secs(120);

/// What the desk knows and keeps.
#[derive(Debug)]
pub(super) struct Room {
    door: Door,
    settings: Settings,
    folder: PathBuf,
    shelf: Mutex<Shelf<Kept>>,
    hands: Arc<Semaphore>,
}

impl Room {
    pub(super) fn new(door: Door, settings: Settings, folder: PathBuf) -> Self {
        Self { door, settings, folder, shelf: Mutex::default(), hands: Arc::new(Semaphore::new(HANDS)) }
    }

    /// Answers a request.
    pub(super) async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Answer {
        let path = match self.door.admit(request.uri(), request.headers()) {
            Ok(Guest::Known(path)) => path,
            Ok(Guest::Once(page)) => return Answer::see(&page),
            Err(Refused(why)) => return Answer::refused(why),
        };
        if path == "check" {
            return match request.method() {
                &Method::POST => self.check(request).await,
                _ => Answer::method("POST"),
            };
        }
        if !matches!(request.method(), &Method::GET | &Method::HEAD) {
            return Answer::method("GET");
        }
        match asset(&path) {
            Some(asset) => asset,
            None => self.kept(&path, request.uri()).await,
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
            let mut shelf = room.shelf.lock().unwrap_or_else(PoisonError::into_inner);
            told.id = shelf.put(kept);
            Answer::json(&told)
        };
        self.work(job).await
    }

    /// What there is to a check that was made.
    async fn kept(self: &Arc<Self>, path: &str, uri: &Uri) -> Answer {
        let found = path.split_once('/').and_then(|(what, id)| Some((wish(what, uri)?, id.parse().ok()?)));
        let Some((wish, id)) = found else {
            return Answer::error(StatusCode::NOT_FOUND, "There is nothing at this address");
        };
        let kept = self.shelf.lock().unwrap_or_else(PoisonError::into_inner).get(id);
        match kept {
            Some(kept) => self.work(move |room| kept.give(wish, &room.settings)).await,
            None => Answer::error(StatusCode::NOT_FOUND, "This check is no longer kept; check it again"),
        }
    }

    /// Does some work when a hand is free, on a thread that may take its time.
    async fn work(self: &Arc<Self>, job: impl FnOnce(&Self) -> Answer + Send + 'static) -> Answer {
        // The semaphore is never closed.
        let permit = self.hands.clone().acquire_owned().await.ok();
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

/// The parts of the page.
fn asset(path: &str) -> Option<Answer> {
    let (kind, text) = match path {
        "" => {
            let page = PAGE.replace("{limit}", &DESK_BYTES.to_string()).replace("{version}", env!("CARGO_PKG_VERSION"));
            return Some(Answer::asset("text/html; charset=utf-8", page));
        }
        "desk.css" => ("text/css; charset=utf-8", STYLE),
        "desk.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return None,
    };
    Some(Answer::asset(kind, text))
}

fn wish(what: &str, uri: &Uri) -> Option<Wish> {
    Wish::new(what, |name| parameter(uri, name))
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
