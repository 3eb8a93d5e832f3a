//! The sockets that are listened on.

use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll, ready};

use tokio::net::{TcpListener, TcpSocket, ToSocketAddrs, lookup_host};

use super::accept::Accept;
use super::stream::Stream;
use crate::limits::BACKLOG;

/// A socket that is listened on.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(unix::Socket),
}

impl Socket {
    pub(super) async fn tcp(addresses: impl ToSocketAddrs) -> io::Result<Self> {
        let mut outcome = Err(io::Error::new(io::ErrorKind::InvalidInput, "the name has no address"));
        for address in lookup_host(addresses).await? {
            outcome = listen(address).map(Socket::Tcp);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    pub(super) fn from_std(listener: std::net::TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener).map(Socket::Tcp)
    }

    #[cfg(unix)]
    pub(super) async fn unix(path: &std::path::Path, mode: u32) -> io::Result<Self> {
        unix::Socket::bind(path, mode).await.map(Socket::Unix)
    }

    /// The address listened on; none where it has no number.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        match self {
            Socket::Tcp(listener) => listener.local_addr().ok(),
            #[cfg(unix)]
            Socket::Unix(_) => None,
        }
    }
}

impl Accept for Socket {
    type Io = Stream;

    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Stream>> {
        Poll::Ready(match self {
            Socket::Tcp(listener) => ready!(listener.poll_accept(cx)).map(|(stream, _)| {
                // Why: without it the kernel may hold a small reply back for tens of milliseconds, waiting for more.
                // A connection that is broken already has no use for it, and shows when it is read.
                let _ = stream.set_nodelay(true);
                Stream::Tcp(stream)
            }),
            #[cfg(unix)]
            Socket::Unix(socket) => ready!(socket.listener.poll_accept(cx)).map(|(stream, _)| Stream::Unix(stream)),
        })
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Why: connections of a server that has just ended keep its address for minutes. On Windows the option would
    // instead let two servers share it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Permissions};
    use std::io::{self, ErrorKind};
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
    use std::path::{Path, PathBuf};

    use tokio::net::{UnixListener, UnixSocket, UnixStream};

    use super::BACKLOG;

    /// A Unix socket and its file.
    #[derive(Debug)]
    pub(in super::super) struct Socket {
        // Invariant: dropped before the file, so that nobody finds a file that does not answer.
        pub(super) listener: UnixListener,
        _file: SocketFile,
    }

    impl Socket {
        pub(super) async fn bind(path: &Path, mode: u32) -> io::Result<Self> {
            make_way(path).await?;
            let socket = UnixSocket::new_stream()?;
            socket.bind(path)?;
            let file = SocketFile::at(path)?;
            // Why: until `listen` nobody can connect, whatever the mode that the file was made with.
            fs::set_permissions(path, Permissions::from_mode(mode))?;
            Ok(Socket { listener: socket.listen(BACKLOG)?, _file: file })
        }
    }

    /// Removes a socket that a server left behind.
    async fn make_way(path: &Path) -> io::Result<()> {
        let file = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            file => file?,
        };
        let refused = |kind, fact: &str| Err(io::Error::new(kind, format!("{fact}: `{}`", path.display())));
        if !file.file_type().is_socket() {
            return refused(ErrorKind::AlreadyExists, "not a socket");
        }
        match UnixStream::connect(path).await {
            // Nobody listens.
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            // Somebody does, even where we may not connect.
            _ => refused(ErrorKind::AddrInUse, "another server listens"),
        }
    }

    /// The file of a socket of ours, removed when the socket is closed.
    #[derive(Debug)]
    struct SocketFile {
        path: PathBuf,
        device: u64,
        inode: u64,
    }

    impl SocketFile {
        fn at(path: &Path) -> io::Result<Self> {
            let file = fs::symlink_metadata(path)?;
            Ok(SocketFile { path: path.to_owned(), device: file.dev(), inode: file.ino() })
        }
    }

    impl Drop for SocketFile {
        fn drop(&mut self) {
            // Why: by now another server may have put its own socket there.
            let ours = |file: fs::Metadata| (file.dev(), file.ino()) == (self.device, self.inode);
            if fs::symlink_metadata(&self.path).is_ok_and(ours) {
                let _ = fs::remove_file(&self.path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::net::Ipv4Addr;

    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn small_replies_are_not_held_back() {
        let socket = Socket::tcp((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let _client = TcpStream::connect(socket.address().expect("an address")).await.expect("somebody listens");
        let Ok(Stream::Tcp(stream)) = poll_fn(|cx| socket.poll_accept(cx)).await else { panic!("no TCP stream") };
        assert!(stream.nodelay().expect("the option is there"));
    }
}
