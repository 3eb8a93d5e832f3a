//! Child processes that are read while they run and never outlive the task.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::cargo;
use crate::failure::Failure;

/// A running process whose standard output arrives line by line; killed when dropped.
#[derive(Debug)]
pub(crate) struct Background {
    child: Child,
    lines: Receiver<String>,
    name: String,
}

impl Background {
    /// Starts the command. Its standard error goes wherever the command was told to send it.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        Self::spawn(command.stdin(Stdio::null()))
    }

    /// Starts the command, and gives what it reads.
    pub(crate) fn start_with_input(command: &mut Command) -> Result<(Self, ChildStdin), Failure> {
        let mut process = Self::spawn(command.stdin(Stdio::piped()))?;
        let input = process.child.stdin.take().expect("standard input was asked to be piped");
        Ok((process, input))
    }

    fn spawn(command: &mut Command) -> Result<Self, Failure> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Failure::new(format!("cannot start {name}: {error}")))?;
        let output = child.stdout.take().expect("standard output was asked to be piped");
        let (sender, lines) = channel();
        // The thread ends with the process: at the end of its output, or when nobody listens any more and it writes on.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Why: the output is drained even after the receiver is gone, so that the child never blocks on it.
                let _ = sender.send(line);
            }
        });
        Ok(Background { child, lines, name })
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the next line of output; `None` at its end.
    pub(crate) fn line(&self, patience: Duration) -> Result<Option<String>, Failure> {
        match self.lines.recv_timeout(patience) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(RecvTimeoutError::Timeout) => {
                Err(Failure::new(format!("{} printed nothing for {} s", self.name, patience.as_secs())))
            }
        }
    }

    /// The lines that have arrived and were not read.
    pub(crate) fn arrived(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    /// Kills the process, as `kill -9` does, and collects the rest of its output.
    pub(crate) fn kill(mut self) -> Vec<String> {
        // A process that has ended already cannot be killed, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.lines.iter().collect()
    }

    /// Asks the process to end, as service managers do.
    pub(crate) fn terminate(&self) -> Result<(), Failure> {
        cargo::output(Command::new("sh").args(["-c", &format!("kill -TERM {}", self.id())])).map(|_| ())
    }

    /// Collects the rest of the output and waits for the end of the process, at most for `patience` in all.
    pub(crate) fn finish(mut self, patience: Duration) -> Result<(String, ExitStatus), Failure> {
        let deadline = Instant::now() + patience;
        let mut output = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    output.push_str(&line);
                    output.push('\n');
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let seconds = patience.as_secs();
                    return Err(Failure::new(format!("{} was not done after {seconds} s", self.name)));
                }
            }
        }
        let status =
            self.child.wait().map_err(|error| Failure::new(format!("cannot wait for {}: {error}", self.name)))?;
        Ok((output, status))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // A process that has ended already cannot be killed, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    fn shell(script: &str) -> Background {
        Background::start(Command::new("sh").args(["-c", script])).expect("every test machine has sh")
    }

    #[test]
    fn lines_arrive_in_order_and_end_with_the_process() {
        let process = shell("echo one; echo two");
        assert_eq!(process.line(PATIENCE), Ok(Some("one".to_owned())));
        assert_eq!(process.line(PATIENCE), Ok(Some("two".to_owned())));
        assert_eq!(process.line(PATIENCE), Ok(None));
    }

    #[test]
    fn what_is_written_is_read_and_its_end_is_noticed() {
        let mut cat = Command::new("cat");
        let (process, mut input) = Background::start_with_input(&mut cat).expect("every test machine has cat");
        std::io::Write::write_all(&mut input, b"one\n").expect("it reads");
        assert_eq!(process.line(PATIENCE), Ok(Some("one".to_owned())));
        drop(input);
        assert_eq!(process.line(PATIENCE), Ok(None));
    }

    #[test]
    fn status_and_output_are_collected() {
        let (output, status) = shell("echo one; echo two; exit 3").finish(PATIENCE).expect("the script ends");
        assert_eq!(output, "one\ntwo\n");
        assert_eq!(status.code(), Some(3));
    }

    #[test]
    fn killed_process_leaves_its_lines() {
        let process = shell("echo one; echo two; echo three; read -r forever < /dev/zero");
        assert_eq!(process.line(PATIENCE), Ok(Some("one".to_owned())));
        assert_eq!(process.line(PATIENCE), Ok(Some("two".to_owned())));
        assert_eq!(process.line(PATIENCE), Ok(Some("three".to_owned())));
        assert_eq!(process.arrived(), [""; 0]);
        assert_eq!(process.kill(), [""; 0]);
    }

    #[test]
    fn process_that_is_asked_to_end_ends() {
        let process = shell("trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
        assert_eq!(process.line(PATIENCE), Ok(Some("ready".to_owned())));
        process.terminate().expect("it runs");
        let (output, status) = process.finish(PATIENCE).expect("it ends");
        assert_eq!((output.as_str(), status.code()), ("asked\n", Some(0)));
    }

    #[test]
    fn silence_is_an_error_that_names_the_program() {
        let process = shell("read -r forever < /dev/zero");
        let failure = process.line(Duration::from_millis(10)).expect_err("nothing is printed");
        assert!(failure.to_string().starts_with("sh printed nothing"), "{failure}");
    }

    #[test]
    fn program_that_does_not_exist_is_an_error() {
        let failure = Background::start(&mut Command::new("no-such-program-anywhere")).expect_err("it does not exist");
        assert!(failure.to_string().starts_with("cannot start no-such-program-anywhere"), "{failure}");
    }
}
