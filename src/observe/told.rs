//! What the browser *tells*, as far as it is needed here. The crate of the protocol has types for all of it, but they are
//! those of one version of the browser: a word that a newer one added to a list (what a request is for, say) makes the
//! whole event unreadable. So words stay words here, and of each event only what is needed has to be there.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A request, or the answer to one, is held back.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Paused {
    pub(super) request_id: String,
    pub(super) request: Request,
    #[serde(default)]
    pub(super) frame_id: String,
    /// What it is for.
    pub(super) resource_type: String,
    pub(super) response_error_reason: Option<String>,
    pub(super) response_status_code: Option<u64>,
    pub(super) response_headers: Option<Vec<Entry>>,
    pub(super) network_id: Option<String>,
}

impl Paused {
    /// The number that the browser names it by elsewhere.
    pub(super) fn id(&self) -> &str {
        self.network_id.as_deref().unwrap_or(&self.request_id)
    }
}

/// Only the number of what is held back, where nothing else can be read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Held {
    pub(super) request_id: String,
}

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    pub(super) url: String,
    #[serde(default)]
    pub(super) method: String,
    #[serde(default)]
    pub(super) headers: Map<String, Value>,
}

/// A header of an answer.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: String,
}

/// A request is about to be sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Announced {
    pub(super) request_id: String,
    pub(super) request: Request,
    #[serde(default, rename = "type")]
    pub(super) kind: String,
    /// Who makes it: kept as it is, since the capture tells all of it.
    #[serde(default)]
    pub(super) initiator: Value,
}

/// Something about a request of this number: that it came from memory, or that it failed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Numbered {
    pub(super) request_id: String,
    #[serde(default)]
    pub(super) error_text: String,
}

/// Headers of an answer as they came over the network.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extra {
    pub(super) request_id: String,
    pub(super) headers: Map<String, Value>,
}

/// A WebSocket opens.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Socket {
    pub(super) request_id: String,
    pub(super) url: String,
    #[serde(default)]
    pub(super) initiator: Value,
}

/// Something was stored.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub(super) storage_id: Storage,
    pub(super) key: String,
}

/// Where.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Storage {
    security_origin: Option<String>,
    storage_key: Option<String>,
    pub(super) is_local_storage: bool,
}

impl Storage {
    /// The origin that it belongs to.
    pub(super) fn origin(&self) -> &str {
        self.security_origin.as_deref().or(self.storage_key.as_deref()).unwrap_or_default()
    }
}

/// A frame, window or worker is watched from now on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attached {
    pub(super) session_id: String,
    pub(super) target_info: Target,
}

/// What it is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    pub(super) target_id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// It is not any more.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Detached {
    pub(super) session_id: String,
}

/// It crashed; which one, the session says where this does not.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Crashed {
    pub(super) target_id: Option<String>,
}

/// The page wants a word with whoever looks at it.
#[derive(Debug, Deserialize)]
pub(super) struct Dialog {
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// The browser says something about the page.
#[derive(Debug, Deserialize)]
pub(super) struct Logged {
    pub(super) entry: Line,
}

/// What it says.
#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub(super) text: String,
}

/// Code can run in a frame from now on.
#[derive(Debug, Deserialize)]
pub(super) struct Opened {
    pub(super) context: Runs,
}

/// Where it runs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Runs {
    pub(super) id: i64,
    #[serde(default)]
    pub(super) origin: String,
    #[serde(default)]
    pub(super) aux_data: Inside,
}

/// The frame, and whether it is the page's own code.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Inside {
    pub(super) is_default: bool,
    pub(super) frame_id: String,
}

/// It cannot any more.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Closed {
    pub(super) execution_context_id: i64,
}

/// The text of an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Body {
    pub(super) body: String,
    pub(super) base64_encoded: bool,
}

/// What the browser calls itself.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Version {
    pub(super) user_agent: String,
}

/// The cookies that are there.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Cookies {
    pub(super) cookies: Vec<Cookie>,
}

/// One of them.
#[derive(Debug, Deserialize)]
pub(super) struct Cookie {
    pub(super) domain: String,
    pub(super) name: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chromiumoxide_cdp::cdp::browser_protocol::{fetch, network};
    use serde_json::json;

    /// Why there are types of our own.
    #[test]
    fn words_of_a_newer_browser_are_read_where_the_types_of_the_protocol_give_up() {
        let request = json!({
            "url": "https://a.example/", "method": "GET", "headers": {}, "initialPriority": "Soon", "referrerPolicy": "new",
        });
        let held = json!({ "requestId": "1", "request": request, "frameId": "F", "resourceType": "Hologram" });
        assert!(fetch::EventRequestPaused::deserialize(&held).is_err());
        let read = Paused::deserialize(&held).expect("it is read");
        assert_eq!((read.id(), read.resource_type.as_str()), ("1", "Hologram"));
        let announced =
            json!({ "requestId": "1", "request": request, "type": "Image", "initiator": { "type": "thought" } });
        assert!(network::EventRequestWillBeSent::deserialize(&announced).is_err());
        assert_eq!(Announced::deserialize(&announced).expect("it is read").initiator["type"], "thought");
    }

    #[test]
    fn what_is_needed_has_to_be_there() {
        let held = json!({ "requestId": "1", "request": { "method": "GET" }, "resourceType": "Image" });
        assert!(Paused::deserialize(&held).is_err());
        assert_eq!(Held::deserialize(&held).expect("its number is read").request_id, "1");
    }
}
