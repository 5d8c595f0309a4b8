//! *Lines*: the connections of the desk. Each has its own task, so that none waits for a slow one, and each is bounded:
//! in how many there are, in how long a request may take to come in, and in how long it may last.

use super::room::Room;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{sleep, timeout};

/// Lines at a time.
const LINES: usize = 64;
/// How long the head of a request may take.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long a line may last.
const LINE_TIME: Duration = Duration::from_secs(30 * 60);
/// How long to wait where no line can be opened, for want of files for example.
const PAUSE: Duration = Duration::from_millis(100);

/// Takes lines, for ever.
pub(super) async fn listen(listener: TcpListener, room: Arc<Room>) {
    let free = Arc::new(Semaphore::new(LINES));
    loop {
        // The semaphore is never closed.
        let Ok(permit) = free.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let room = room.clone();
                tokio::spawn(async move {
                    // A line that breaks or takes too long has nobody to tell.
                    let _ = timeout(LINE_TIME, talk(stream, room)).await;
                    drop(permit);
                });
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

async fn talk(stream: TcpStream, room: Arc<Room>) -> Result<(), hyper::Error> {
    let service = service_fn(move |request| {
        let room = room.clone();
        async move { Ok::<_, Infallible>(room.answer(request).await.response()) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    builder.serve_connection(TokioIo::new(stream), service).await
}

/// Tells when the program is asked to end.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<Arc<Notify>> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = Arc::new(Notify::new());
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        let (mut signal, told) = (signal(kind)?, stop.clone());
        tokio::spawn(async move {
            signal.recv().await;
            told.notify_one();
        });
    }
    Ok(stop)
}

/// Tells when the program is asked to end.
#[cfg(not(unix))]
pub(super) fn stop() -> io::Result<Arc<Notify>> {
    let stop = Arc::new(Notify::new());
    let told = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.notify_one();
        }
    });
    Ok(stop)
}
