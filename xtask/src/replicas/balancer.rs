//! The balancers: what each reads, how it is started, and how its recipe is made fit for a run.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::http::local;
use super::recipe::{self, Ports};
use super::stage::pause;
use crate::background::Background;
use crate::cargo;
use crate::failure::Failure;

/// How long a balancer may take until it listens.
const PATIENCE: Duration = Duration::from_secs(15);
/// The timeout of streams in recipes, and in a run: both four times the interval of keep-alives.
const SAMPLE_TIMEOUT: &str = "60s";
pub(crate) const TIMEOUT: Duration = Duration::from_secs(2);
pub(crate) const KEEP_ALIVE: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    Nginx,
    Haproxy,
    Caddy,
}

impl Kind {
    pub(crate) const ALL: [Kind; 3] = [Kind::Nginx, Kind::Haproxy, Kind::Caddy];

    /// The package, which is the program as well.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Nginx => "nginx",
            Kind::Haproxy => "haproxy",
            Kind::Caddy => "caddy",
        }
    }

    /// The recipe, made fit for these ports.
    pub(crate) fn recipe(self, ports: Ports) -> Result<String, Failure> {
        let port = ports.balancer;
        let timeout = format!("{}s", TIMEOUT.as_secs());
        let (file, sample, listening) = match self {
            Kind::Nginx => ("nginx.conf", "listen 8000;", format!("listen 127.0.0.1:{port};")),
            Kind::Haproxy => ("haproxy.cfg", "bind :8000", format!("bind 127.0.0.1:{port}")),
            Kind::Caddy => ("Caddyfile", "\n:8000 {", format!("\n:{port} {{")),
        };
        let mut more = vec![(sample, listening.as_str()), (SAMPLE_TIMEOUT, timeout.as_str())];
        // Why: HAProxy decodes what clients write in Base64, so that its recipe has one spelling alone.
        if self != Kind::Haproxy {
            more.push((recipe::SAMPLE_SENTINEL, recipe::HEAVY_SENTINEL));
        }
        recipe::render(&recipe::read(file)?, ports, &more)
    }

    /// What stands around a configuration where it is installed: processes, directories, logs.
    fn surroundings(self, directory: &Path, configuration: &str) -> String {
        let directory = directory.display();
        match self {
            Kind::Nginx => format!(
                "daemon off;\nmaster_process off;\npid {directory}/pid;\nerror_log stderr warn;\n\
                 events {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\n\
                 client_body_temp_path {directory}/body;\nproxy_temp_path {directory}/proxy;\n\
                 fastcgi_temp_path {directory}/fastcgi;\nuwsgi_temp_path {directory}/uwsgi;\n\
                 scgi_temp_path {directory}/scgi;\n{configuration}}}\n"
            ),
            Kind::Haproxy => format!("global\n    maxconn 1000\n    nbthread 1\n\n{configuration}"),
            Kind::Caddy => format!(
                "{{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n\
                 \tstorage file_system {directory}\n}}\n\n{configuration}"
            ),
        }
    }

    fn command(self, directory: &Path, file: &Path) -> Command {
        let mut command = unprivileged(self.name(), directory);
        match self {
            Kind::Nginx => command.arg("-p").arg(directory).arg("-e").arg("stderr").arg("-c").arg(file),
            Kind::Haproxy => command.args(["-db", "-f"]).arg(file),
            Kind::Caddy => command.args(["run", "--adapter", "caddyfile", "--config"]).arg(file),
        };
        command.env("HOME", directory).current_dir(directory);
        command
    }
}

/// The program as a user who may do nothing, where it is started by root, and that user can reach the directory.
fn unprivileged(program: &str, directory: &Path) -> Command {
    let path = ["/usr/sbin", "/usr/bin"].map(|directory| Path::new(directory).join(program));
    let path = path.iter().find(|path| path.is_file()).cloned().unwrap_or_else(|| PathBuf::from(program));
    let nobody = || {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--"]);
        command
    };
    // Anybody but root may not become somebody else, and needs not.
    if cargo::output(nobody().args(["test", "-w"]).arg(directory)).is_err() {
        return Command::new(path);
    }
    let mut command = nobody();
    command.arg(path);
    command
}

/// A running balancer; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Balancer {
    _process: Background,
    pub(crate) port: u16,
}

impl Balancer {
    /// Starts it in a directory of its own, on a free port that `configure` is given.
    pub(crate) fn start(
        kind: Kind,
        directory: &Path,
        configure: impl FnOnce(u16) -> Result<String, Failure>,
    ) -> Result<Self, Failure> {
        let port = free_port()?;
        fs::create_dir_all(directory).map_err(|error| Failure::io("create", directory, &error))?;
        // Why: whoever the balancer runs as has to write there.
        let open = fs::set_permissions(directory, fs::Permissions::from_mode(0o777));
        open.map_err(|error| Failure::io("open", directory, &error))?;
        let (file, log) = (directory.join("configuration"), directory.join("log"));
        let text = kind.surroundings(directory, &configure(port)?);
        fs::write(&file, text).map_err(|error| Failure::io("write", &file, &error))?;
        let errors = fs::File::create(&log).map_err(|error| Failure::io("write", &log, &error))?;
        let process = Background::start(kind.command(directory, &file).stderr(Stdio::from(errors)))?;
        let start = Instant::now();
        while TcpStream::connect(local(port)).is_err() {
            if start.elapsed() > PATIENCE {
                let log = fs::read_to_string(&log).unwrap_or_default();
                return Err(Failure::new(format!("{} does not listen; it says:\n{log}", kind.name())));
            }
            pause(Duration::from_millis(20));
        }
        Ok(Balancer { _process: process, port })
    }
}

/// A port that was free a moment ago: balancers do not say which one they were given.
fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind(local(0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| Failure::new(format!("no port is free: {error}")))
}
