//! The *desk*: a page on this machine where a tag is pasted or a file dropped, and the same report is read that `check`
//! writes, with the plan and the fixed markup to copy. It listens on the loopback address only. Whoever asks needs the
//! *link* with its random token, and every request is held against it at the *door*; a check that was made is *kept* on
//! the *shelf* for a while, so that its report, plan and fix can be asked for.

mod answer;
mod door;
mod job;
mod line;
mod room;
mod shelf;
mod watch;

pub use door::Link;

use crate::observe::Options;
use crate::scan::Settings;
use door::Door;
use room::Room;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::Builder;

/// What the desk checks with.
#[derive(Debug)]
pub struct Desk {
    /// The settings of every check.
    pub settings: Settings,
    /// The project's folder, an absolute path: what is pasted or dropped is taken for a file in it. Nothing is read or
    /// written there.
    pub folder: PathBuf,
    /// How creatives are observed when that is asked for; `None` where there is no browser.
    pub watch: Option<Options>,
}

/// Bytes of stack of a thread that checks; the main thread of the commands has as much.
const STACK_BYTES: usize = 8 << 20;
/// Threads that check; what is checked waits for one.
const THREADS: usize = 8;

/// Serves the desk on this port of the loopback address (0 takes a free one) until Ctrl-C. `ready` is told the link
/// once the port is open.
///
/// # Errors
/// That the port cannot be had, or there is no randomness for the token.
pub fn serve(mut desk: Desk, port: u16, ready: impl FnOnce(&Link)) -> io::Result<()> {
    let settings = &mut desk.settings;
    (settings.inventory, settings.plan, settings.explain) = (true, true, true);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let (door, link) = Door::new(listener.local_addr()?.port())?;
    let room = Arc::new(Room::new(door, desk));
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(THREADS)
        .thread_stack_size(STACK_BYTES)
        .build()?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let stop = line::stop()?;
        tokio::spawn(line::listen(listener, room.clone()));
        ready(&link);
        stop.notified().await;
        room.end().await;
        Ok(())
    });
    // A check that still runs has nobody to answer to.
    runtime.shutdown_background();
    ended
}
