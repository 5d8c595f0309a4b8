//! The wire to a browser: its DevTools protocol as `chromiumoxide` has it from the browser's own description, carried by a
//! socket of `tungstenite`'s.

use chromiumoxide_types::{CallId, Command, Message, MethodCall, Request};
use std::net::TcpStream;
use std::time::Duration;
use tungstenite::{Error, Message as Frame, WebSocket};

/// An open wire.
pub(crate) struct Wire {
    socket: WebSocket<TcpStream>,
    sent: usize,
}

/// A command in the form in which it is sent.
pub(crate) fn request(command: &impl Command) -> Request {
    Request::new(command.identifier(), serde_json::to_value(command).expect("commands are JSON"))
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
    pub(crate) fn send(&mut self, session: &str, request: Request) -> CallId {
        self.sent += 1;
        let id = CallId::new(self.sent);
        let session_id = (!session.is_empty()).then(|| session.to_owned());
        let call = MethodCall { id, method: request.method, session_id, params: request.params };
        let text = serde_json::to_string(&call).expect("commands are JSON");
        self.socket.send(Frame::text(text)).expect("the browser is still there");
        id
    }

    /// The next message, if one comes in this time.
    pub(crate) fn receive(&mut self, within: Duration) -> Option<Message> {
        let wait = within.max(Duration::from_millis(1));
        self.socket.get_ref().set_read_timeout(Some(wait)).expect("an open socket takes options");
        match self.socket.read() {
            // What a script put into it that is no JSON is no request.
            Ok(Frame::Text(text)) => serde_json::from_str(&text).ok(),
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
