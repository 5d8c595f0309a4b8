//! The *wire* to a browser: commands go in, answers and events come out. The DevTools protocol itself, its commands, their
//! parameters, its events' names and the envelopes of both ways, is `chromiumoxide`'s, as generated from the browser's own
//! description; the socket that carries it is `tungstenite`'s. `docs/observe.md` says why the driver above both is not used.

use super::Error;
use crate::extract::json::paired;
use chromiumoxide_types::{CallId, Command, MethodCall};
use serde::Deserialize;
use serde_json::Value;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::Duration;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

/// Bytes of one message: an answer's text in it, packed.
const MESSAGE: usize = 64 << 20;
/// Characters of a message that could not be read.
const HEAD: usize = 120;
/// How long the browser may take to take in a command.
const PATIENCE: Duration = Duration::from_secs(30);

type Envelope = chromiumoxide_types::Message<Event>;

/// An open wire.
pub(super) struct Wire {
    socket: WebSocket<TcpStream>,
    sent: usize,
}

/// What a command gives, or why it gives nothing.
pub(super) type Answer = Result<Value, chromiumoxide_types::Error>;

/// What comes from the browser.
#[derive(Debug)]
pub(super) enum Heard {
    /// What comes of a command.
    Answer(CallId, Answer),
    /// Something happened.
    Event(Event),
    /// A message that is neither; its head, for people.
    Unreadable(String),
}

/// Something that happened.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Event {
    pub(super) method: String,
    /// The session that it happened in; empty for the browser itself.
    #[serde(rename = "sessionId", default)]
    pub(super) session: String,
    #[serde(default)]
    pub(super) params: Value,
}

impl Wire {
    /// Connects to the address that a browser prints when it starts: `ws://127.0.0.1:9222/devtools/browser/…`.
    pub(super) fn connect(address: &str) -> Result<Self, Error> {
        let host = address.trim_start_matches("ws://").split('/').next().unwrap_or_default();
        let stream = TcpStream::connect(host).map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        stream.set_write_timeout(Some(PATIENCE)).map_err(lost)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(lost)?;
        let config = WebSocketConfig::default().max_message_size(Some(MESSAGE)).max_frame_size(Some(MESSAGE));
        let (socket, _) = tungstenite::client::client_with_config(address, stream, Some(config)).map_err(lost)?;
        Ok(Self { socket, sent: 0 })
    }

    /// Sends a command and gives back its number. An empty session stands for the browser itself.
    pub(super) fn send(&mut self, session: &str, command: &impl Command) -> Result<CallId, Error> {
        self.sent += 1;
        let call = MethodCall {
            id: CallId::new(self.sent),
            method: command.identifier(),
            session_id: (!session.is_empty()).then(|| session.to_owned()),
            params: serde_json::to_value(command).map_err(lost)?,
        };
        let text = serde_json::to_string(&call).map_err(lost)?;
        self.socket.send(Message::text(text)).map_err(lost)?;
        Ok(call.id)
    }

    /// The next message, if one comes in this time.
    pub(super) fn receive(&mut self, within: Duration) -> Result<Option<Heard>, Error> {
        let wait = within.max(Duration::from_millis(1));
        self.socket.get_ref().set_read_timeout(Some(wait)).map_err(lost)?;
        match self.socket.read() {
            Ok(Message::Text(text)) => Ok(Some(Heard::read(&text))),
            Ok(_) => Ok(None),
            Err(tungstenite::Error::Io(error))
                // Interrupted: Ctrl-C, which the caller asks about.
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) =>
            {
                Ok(None)
            }
            Err(error) => Err(lost(error)),
        }
    }
}

impl Heard {
    fn read(text: &str) -> Self {
        // Scripts can make halves of characters, and the browser passes them on: JSON has no place for them.
        match serde_json::from_str(text).or_else(|_| serde_json::from_str(&paired(text))) {
            Ok(Envelope::Event(event)) => Self::Event(event),
            Ok(Envelope::Response(answer)) => {
                let given = answer.result.unwrap_or_default();
                Self::Answer(answer.id, answer.error.map_or(Ok(given), Err))
            }
            Err(_) => Self::Unreadable(text.chars().take(HEAD).collect()),
        }
    }
}

fn lost(error: impl std::fmt::Display) -> Error {
    Error::Lost(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_refusals_and_events_are_told_apart_and_nothing_else_is_dropped() {
        let read = |text: &str| format!("{:?}", Heard::read(text));
        assert_eq!(read(r#"{"id":3,"result":{"a":1}}"#), r#"Answer(CallId(3), Ok(Object {"a": Number(1)}))"#);
        let refused = r#"{"id":3,"error":{"code":-32601,"message":"no such method","data":"?"},"sessionId":"S"}"#;
        assert_eq!(read(refused), r#"Answer(CallId(3), Err(Error { code: -32601, message: "no such method" }))"#);
        let event = read(r#"{"method":"Page.loadEventFired","params":{"timestamp":1.5},"sessionId":"S","new":0}"#);
        assert!(event.starts_with(r#"Event(Event { method: "Page.loadEventFired", session: "S""#), "{event}");
        assert!(read(r#"{"method":"Inspector.targetCrashed"}"#).starts_with("Event("));
        assert_eq!(read("{}"), r#"Unreadable("{}")"#);
        assert_eq!(read("<html>"), r#"Unreadable("<html>")"#);
    }

    #[test]
    fn halves_of_characters_cost_no_message() {
        let text = r#"{"method":"a","params":["\ud83d","\\ud83d","\ud83d\ude00","\uDE00\n"]}"#;
        let Heard::Event(event) = Heard::read(text) else { panic!("not read") };
        assert_eq!(event.params, serde_json::json!(["\u{fffd}", "\\ud83d", "\u{1f600}", "\u{fffd}\n"]));
    }
}
