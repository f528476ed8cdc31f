//! The connections to readers: so many and no more, and none that stands still for long.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep, sleep};

/// More than any browser opens; a program may often have no more than 1,024 files open.
const MAX_CONNECTIONS: usize = 400;
/// A connection on which nothing moves for so long is closed; the event stream sends a sign of life more often.
const MAX_SILENCE: Duration = Duration::from_secs(30);
/// A refused file handle may be free again so soon.
const RETRY: Duration = Duration::from_millis(50);

type Open = Arc<Mutex<BTreeMap<u64, oneshot::Sender<()>>>>;

/// Accepts connections; the oldest makes room for one too many.
pub struct Bounded {
    listener: TcpListener,
    open: Open,
    count: u64,
}

impl Bounded {
    /// Accepts what comes to a listener.
    pub fn new(listener: TcpListener) -> Self {
        Self { listener, open: Open::default(), count: 0 }
    }

    fn admit(&mut self, stream: TcpStream) -> Connection {
        let (closer, closed) = oneshot::channel();
        self.count += 1;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= MAX_CONNECTIONS {
            // Its reader is woken, and finds that it is to end.
            open.pop_first();
        }
        open.insert(self.count, closer);
        let silence = Box::pin(sleep(MAX_SILENCE));
        Connection { stream, closed, silence, number: self.count, open: self.open.clone() }
    }
}

impl super::http::Listener for Bounded {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    // Best effort: it only makes answers faster.
                    let _ = stream.set_nodelay(true);
                    return (self.admit(stream), address);
                }
                Err(_) => sleep(RETRY).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One reader's connection.
pub struct Connection {
    stream: TcpStream,
    closed: oneshot::Receiver<()>,
    silence: Pin<Box<Sleep>>,
    number: u64,
    open: Open,
}

impl Connection {
    /// Whether the connection is to end: another has taken its room, or nothing has moved for too long.
    fn is_over(&mut self, context: &mut Context) -> bool {
        Pin::new(&mut self.closed).poll(context).is_ready() || self.silence.as_mut().poll(context).is_ready()
    }

    fn note_life<T>(&mut self, moved: &Poll<T>) {
        if moved.is_ready() {
            self.silence.as_mut().reset(Instant::now() + MAX_SILENCE);
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}

fn over<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, into: &mut ReadBuf) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        self.note_life(&read);
        if read.is_pending() && self.is_over(context) { over() } else { read }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note_life(&written);
        if written.is_pending() && self.is_over(context) { over() } else { written }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
