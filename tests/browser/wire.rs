//! The wire to a browser: its DevTools protocol, JSON over a WebSocket. The ready-made drivers were looked at first: each
//! brings some sixty crates (an HTTP client with TLS, or an async runtime), and the smaller one cannot hold back the
//! requests of windows that a page opens. What is needed of the protocol is small enough to be said here.

use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::Duration;
use tungstenite::{Error, Message, WebSocket};

/// An open wire.
pub(crate) struct Wire {
    socket: WebSocket<TcpStream>,
    sent: u64,
}

impl Wire {
    /// Connects to the address that a browser prints when it starts: `ws://127.0.0.1:9222/devtools/browser/…`.
    pub(crate) fn connect(address: &str) -> Self {
        let host = address.trim_start_matches("ws://").split('/').next().unwrap_or_default();
        let stream = TcpStream::connect(host).expect("the browser listens where it says");
        stream.set_nodelay(true).expect("an open socket takes options");
        let (socket, _) = tungstenite::client(address, stream).expect("the browser speaks WebSocket");
        Self { socket, sent: 0 }
    }

    /// Sends a command and gives back its number. An empty session stands for the browser itself.
    pub(crate) fn send(&mut self, session: &str, method: &str, params: Value) -> u64 {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": params });
        if !session.is_empty() {
            command["sessionId"] = session.into();
        }
        self.socket.send(Message::text(command.to_string())).expect("the browser is still there");
        self.sent
    }

    /// The next message, if one comes in this time.
    pub(crate) fn receive(&mut self, within: Duration) -> Option<Value> {
        let wait = within.max(Duration::from_millis(1));
        self.socket.get_ref().set_read_timeout(Some(wait)).expect("an open socket takes options");
        match self.socket.read() {
            Ok(Message::Text(text)) => serde_json::from_str(&text).ok(),
            Ok(_) => None,
            Err(Error::Io(error))
                if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) =>
            {
                None
            }
            Err(error) => panic!("the browser hung up: {error}"),
        }
    }
}
