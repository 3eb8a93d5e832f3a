//! The time that another process spent computing.

use std::fs;
use std::io;

/// The time that all threads of a process have been on a processor, in nanoseconds.
///
/// Linux accounts it at every switch of a thread, in user mode and in the kernel together, where `utime` and `stime` of
/// `/proc/PID/stat` count ticks of ten milliseconds.
///
/// # Errors
///
/// There is no such process, or the kernel keeps no such account.
pub fn nanoseconds(process: u32) -> io::Result<u64> {
    let mut total = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let account = fs::read_to_string(thread?.path().join("schedstat"))?;
        let spent = account.split_ascii_whitespace().next().and_then(|spent| spent.parse::<u64>().ok());
        total += spent.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "schedstat without a number"))?;
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computing_takes_time() {
        let own = std::process::id();
        let before = nanoseconds(own).expect("this process runs");
        let mut sum = 0u64;
        while nanoseconds(own).expect("this process runs") == before {
            sum = (0..1000).fold(sum, |sum, number| std::hint::black_box(sum ^ number));
        }
        assert!(nanoseconds(own).expect("this process runs") > before);
    }

    #[test]
    fn process_that_does_not_exist_is_an_error() {
        assert!(nanoseconds(u32::MAX).is_err());
    }
}
