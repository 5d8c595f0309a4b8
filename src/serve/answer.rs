//! *Answers*: bodies with the headers that keep them where they belong. Nothing is cached, nothing is sniffed, no other
//! site can read or frame any of it, and the page may load only what comes from the desk itself.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    HeaderValue, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde::Serialize;
use serde_json::json;

/// For all that is not a report. Trusted types keep the page's own script from writing markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";
/// For reports, whose own policy names their one script and style by hash. The sandbox gives them an origin of their
/// own, so that they could not ask the desk for anything even if something in them ran.
const REPORT_POLICY: &str = "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

/// What every answer says.
const HEADERS: [(HeaderName, &str); 5] = [
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    kind: &'static str,
    policy: &'static str,
    more: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Answer {
    fn new(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, kind, policy: POLICY, more: Vec::new(), body: body.into() }
    }

    /// A part of the page.
    pub(super) fn asset(kind: &'static str, text: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, kind, text)
    }

    /// A text.
    pub(super) fn text(body: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, "text/plain; charset=utf-8", body)
    }

    /// A report.
    pub(super) fn report(body: Vec<u8>) -> Self {
        Self { policy: REPORT_POLICY, ..Self::new(StatusCode::OK, "text/html; charset=utf-8", body) }
    }

    /// Data.
    pub(super) fn json(value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::new(StatusCode::OK, "application/json", body)
    }

    /// A file to save; the page gives it its name.
    pub(super) fn file(body: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, "application/octet-stream", body)
            .with(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"))
    }

    /// What went wrong, in words for people.
    pub(super) fn error(status: StatusCode, message: &str) -> Self {
        Self { status, ..Self::json(&json!({ "error": message })) }
    }

    /// What went wrong, where the rest of the request was not read: the line is not used again.
    pub(super) fn last(status: StatusCode, message: &str) -> Self {
        Self::error(status, message).with(CONNECTION, HeaderValue::from_static("close"))
    }

    /// For somebody who was not let in.
    pub(super) fn refused(message: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", message)
    }

    /// The way to another address.
    pub(super) fn see(address: &str) -> Self {
        let to = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
        Self::new(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "").with(LOCATION, to)
    }

    /// For a method that an address does not have.
    pub(super) fn method(allowed: &'static str) -> Self {
        let message = format!("This address takes {allowed} only");
        Self::last(StatusCode::METHOD_NOT_ALLOWED, &message).with(ALLOW, HeaderValue::from_static(allowed))
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.more.push((name, value));
        self
    }

    /// The answer as it is sent.
    pub(super) fn response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(self.policy));
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.extend(self.more);
        response
    }
}
