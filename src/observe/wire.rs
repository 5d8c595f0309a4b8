//! The *wire* to a browser: its DevTools protocol, JSON over a WebSocket. The ready-made drivers were weighed first: each
//! brings some sixty crates (an HTTP client with TLS, or an async runtime), and the smaller one cannot hold back the
//! requests of windows that a page opens. What is needed of the protocol is small enough to be said here.

use super::Error;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::Duration;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

/// Bytes of one message: an answer's text in it, packed.
const MESSAGE: usize = 64 << 20;
/// How long the browser may take to take in a command.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open wire.
pub(super) struct Wire {
    socket: WebSocket<TcpStream>,
    sent: u64,
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
    pub(super) fn send(&mut self, session: &str, method: &str, params: Value) -> Result<u64, Error> {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": params });
        if !session.is_empty() {
            command["sessionId"] = session.into();
        }
        self.socket.send(Message::text(command.to_string())).map_err(lost)?;
        Ok(self.sent)
    }

    /// The next message, if one comes in this time.
    pub(super) fn receive(&mut self, within: Duration) -> Result<Option<Value>, Error> {
        let wait = within.max(Duration::from_millis(1));
        self.socket.get_ref().set_read_timeout(Some(wait)).map_err(lost)?;
        match self.socket.read() {
            Ok(Message::Text(text)) => Ok(serde_json::from_str(&text).ok()),
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

fn lost(error: impl std::fmt::Display) -> Error {
    Error::Lost(error.to_string())
}
