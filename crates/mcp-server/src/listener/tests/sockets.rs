//! Sockets of the operating system, in real time.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::peer::call;
use super::*;
use crate::Listener;

/// Serves until what is returned first is sent to or dropped.
fn serve(listener: Listener) -> (oneshot::Sender<()>, JoinHandle<io::Result<Stopped>>) {
    let shared = Shared { started: Semaphore::new(0), gate: Semaphore::new(0), dropped: AtomicUsize::new(0) };
    let service = service(&Arc::new(shared));
    let (stop, stopped) = oneshot::channel::<()>();
    let stop_signal = async { drop(stopped.await) };
    (stop, tokio::spawn(listener.serve(service, stop_signal)))
}

async fn connect(address: SocketAddr) -> Peer<TcpStream> {
    Peer::new(TcpStream::connect(address).await.expect("somebody listens"))
}

#[tokio::test]
async fn a_local_listener_is_reached_from_the_same_machine_only() {
    // spec: HTTP-005
    let listener = Listener::local(0).await.expect("a free port");
    let address = listener.address().expect("TCP has an address");
    assert_eq!(address.ip(), Ipv4Addr::LOCALHOST);
    let (stop, ended) = serve(listener);
    assert_eq!(connect(address).await.ask(&call("ping")).await.text(), "pong");
    drop(stop);
    assert!(ended.await.expect("no panic").is_ok());
    assert!(TcpStream::connect(address).await.is_err(), "the port is free again");
}

#[tokio::test]
async fn an_address_is_taken_by_one_listener_and_again_by_the_next() {
    let listener = Listener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.address().expect("TCP has an address");
    assert_eq!(Listener::bind(address).await.expect_err("the port is taken").kind(), io::ErrorKind::AddrInUse);

    // The server closes first, so that its side of the connection lingers.
    let (stop, ended) = serve(listener);
    let mut peer = connect(address).await;
    assert_eq!(peer.ask(&call("ping")).await.text(), "pong");
    drop(stop);
    peer.closed().await;
    assert!(ended.await.expect("no panic").is_ok());

    let (_stop, _) = serve(Listener::bind(address).await.expect("the port is free again"));
    assert_eq!(connect(address).await.ask(&call("ping")).await.text(), "pong");
}

#[tokio::test]
async fn a_socket_can_be_handed_over() {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = socket.local_addr().expect("an address");
    let (_stop, _) = serve(Listener::from_std(socket).expect("a listening socket"));
    assert_eq!(connect(address).await.ask(&call("ping")).await.text(), "pong");
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};

    use tokio::net::UnixStream;

    use super::*;

    /// A directory of its own, removed in the end.
    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("mcp-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).expect("a directory for temporary files");
            Directory(path)
        }

        fn socket(&self) -> PathBuf {
            self.0.join("mcp.sock")
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    async fn ask(path: &Path) -> String {
        let stream = UnixStream::connect(path).await.expect("somebody listens");
        Peer::new(stream).ask(&call("ping")).await.text()
    }

    #[tokio::test]
    async fn a_unix_socket_has_its_mode_and_goes_with_its_listener() {
        let directory = Directory::new("mode");
        let path = directory.socket();
        let listener = Listener::bind_unix(&path, 0o640).await.expect("a new file");
        assert_eq!(listener.address(), None);
        assert_eq!(fs::metadata(&path).expect("the file is there").permissions().mode() & 0o777, 0o640);
        let (stop, ended) = serve(listener);
        assert_eq!(ask(&path).await, "pong");
        drop(stop);
        assert!(ended.await.expect("no panic").is_ok());
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_socket_left_behind_is_replaced() {
        let directory = Directory::new("stale");
        let path = directory.socket();
        drop(std::os::unix::net::UnixListener::bind(&path).expect("a new file"));
        assert!(path.exists(), "nobody has removed it");
        let (_stop, _) = serve(Listener::bind_unix(&path, 0o600).await.expect("nobody listens there"));
        assert_eq!(ask(&path).await, "pong");
    }

    #[tokio::test]
    async fn a_socket_in_use_and_a_file_are_left_alone() {
        let directory = Directory::new("taken");
        let path = directory.socket();
        let (_stop, _) = serve(Listener::bind_unix(&path, 0o600).await.expect("a new file"));
        let error = Listener::bind_unix(&path, 0o600).await.expect_err("somebody listens there");
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        assert_eq!(ask(&path).await, "pong", "it still does");

        let file = directory.0.join("notes.txt");
        fs::write(&file, "keep").expect("a new file");
        let error = Listener::bind_unix(&file, 0o600).await.expect_err("it is no socket");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&file).expect("the file is there"), "keep");
    }

    #[tokio::test]
    async fn a_socket_that_another_server_has_put_there_stays() {
        let directory = Directory::new("successor");
        let path = directory.socket();
        let first = Listener::bind_unix(&path, 0o600).await.expect("a new file");
        fs::remove_file(&path).expect("the file is there");
        let (_stop, _) = serve(Listener::bind_unix(&path, 0o600).await.expect("nobody listens there"));
        drop(first);
        assert_eq!(ask(&path).await, "pong");
    }
}
