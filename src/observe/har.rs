//! From records to a capture (HAR 1.2): one request a line, each run a page. What the format has no place for stands in
//! fields with a `_`, under the names that browsers use, where they have one.

use super::record::{Header, Outcome, Record, Sent, Stored};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

/// What one run of one scene gave.
#[derive(Debug)]
pub(super) struct Run {
    /// Its number among the runs of the scene, from 1.
    pub(super) number: usize,
    /// Its page's name in the capture.
    pub(super) page: String,
    /// The address of the creative's document: requests of the page around it are left out.
    pub(super) document: String,
    /// The page around the slot, where there is one.
    pub(super) around: Option<String>,
    pub(super) record: Record,
}

/// A capture as a text, and of which run each of its lines is: the first line of requests, and for every request the
/// number of its run.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) first: usize,
    pub(super) runs: Vec<usize>,
}

/// The capture, as JSON.
pub(super) fn har(runs: &[Run]) -> Written {
    let pages: Vec<Value> = runs.iter().map(page).collect();
    let stored: std::collections::BTreeSet<&Stored> = runs.iter().flat_map(|run| &run.record.stored).collect();
    let stored: Vec<Value> =
        stored.iter().map(|one| json!({ "what": one.what, "host": one.host, "name": one.name })).collect();
    let creator = json!({ "name": "taglint", "version": env!("CARGO_PKG_VERSION") });
    let (mut lines, mut numbers) = (Vec::new(), Vec::new());
    for run in runs {
        lines.extend(entries(run).iter().map(Value::to_string));
        numbers.resize(lines.len(), run.number);
    }
    let text = format!(
        "{{\"log\": {{\"version\": \"1.2\", \"creator\": {creator},\n\"pages\": {},\n\"_stored\": {},\n\"entries\": [\n{}\n]}}}}\n",
        Value::from(pages),
        Value::from(stored),
        lines.join(",\n")
    );
    Written { text, first: 5, runs: numbers }
}

fn page(run: &Run) -> Value {
    json!({
        "id": run.page,
        "title": run.document,
        "startedDateTime": time(run.record.began, Duration::ZERO),
        "pageTimings": {},
    })
}

fn time(began: SystemTime, at: Duration) -> String {
    DateTime::<Utc>::from(began + at).to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Entries in the order in which the requests were sent. Two of one moment are kept apart, since readers sort by it.
fn entries(run: &Run) -> Vec<Value> {
    let is_around = |sent: &&Sent| run.around.as_ref().is_none_or(|around| !sent.url.starts_with(around.as_str()));
    let mut last = Duration::ZERO;
    let mut entries = Vec::new();
    for sent in run
        .record
        .sent
        .iter()
        .filter(is_around)
        .filter(|sent| sent.url.starts_with("http") || sent.url.starts_with("ws"))
    {
        last = sent.at.max(last + Duration::from_micros(1));
        entries.push(entry(run, sent, last));
    }
    entries
}

fn entry(run: &Run, sent: &Sent, at: Duration) -> Value {
    let mut entry = json!({
        "pageref": run.page,
        "startedDateTime": time(run.record.began, at),
        "time": 0,
        "_resourceType": sent.kind.to_ascii_lowercase(),
        "_initiator": initiator(run, sent),
        "_frameref": sent.frame,
        "_trigger": sent.trigger.as_str(),
        "request": {
            "method": sent.method,
            "url": http(&sent.url),
            "httpVersion": "",
            "headers": headers(&sent.headers),
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": -1,
        },
        "response": response(sent),
        "cache": {},
        "timings": { "send": 0, "wait": 0, "receive": 0 },
    });
    match &sent.outcome {
        Outcome::Failed(why) => entry["_error"] = why.as_str().into(),
        Outcome::Refused(why) => entry["_blocked"] = (*why).into(),
        Outcome::Here(..) => entry["_local"] = true.into(),
        Outcome::Waiting => entry["_error"] = "no answer".into(),
        Outcome::Answered(..) => {}
    }
    entry
}

/// Captures write sockets as the requests that they start with.
fn http(url: &str) -> String {
    url.strip_prefix("ws").map_or_else(|| url.to_owned(), |rest| format!("http{rest}"))
}

/// Who made it. The creative's document comes from the page around it, which is not in the capture; a window that opens
/// comes from the creative.
fn initiator(run: &Run, sent: &Sent) -> Value {
    if sent.url == run.document && sent.kind == "Document" {
        return json!({ "type": "other" });
    }
    let is_said = sent.initiator["url"].is_string() || sent.initiator["stack"].is_object();
    if is_said {
        return sent.initiator.clone();
    }
    json!({ "type": "script", "url": run.document })
}

fn headers(headers: &[Header]) -> Value {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn response(sent: &Sent) -> Value {
    let (status, own) = match &sent.outcome {
        Outcome::Answered(status, headers) | Outcome::Here(status, headers) => (*status, headers.as_slice()),
        _ => (0, &[][..]),
    };
    let named =
        |name: &'static str| own.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let lines = named("set-cookie").flat_map(|value| value.lines());
    let cookies: Vec<Value> = lines
        .filter_map(|line| line.split(';').next()?.split_once('='))
        .map(|(name, value)| json!({ "name": name.trim(), "value": value.trim() }))
        .collect();
    let media = named("content-type").next().map_or("x-unknown", String::as_str);
    let redirect = named("location").next().filter(|_| (300..400).contains(&status));
    let mut content = json!({ "size": sent.text.as_ref().map_or(0, String::len), "mimeType": media });
    if let Some(text) = &sent.text {
        content["text"] = text.as_str().into();
    }
    json!({
        "status": status,
        "statusText": "",
        "httpVersion": "",
        "headers": headers(own),
        "cookies": cookies,
        "content": content,
        "redirectURL": redirect.map_or("", String::as_str),
        "headersSize": -1,
        "bodySize": -1,
    })
}
