//! What another process spent: time on a processor, and faults on pages of memory.

use std::fs;
use std::io;

/// The time that all threads of a process have been on a processor, in nanoseconds.
///
/// Linux accounts it at every switch of a thread, in user mode and in the kernel together, where `utime` and `stime` of
/// `/proc/PID/stat` count ticks of ten milliseconds. A thread that ends takes its time along, so that the sum can shrink.
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

/// The times that a process touched memory which the kernel then had to provide, without reading it from a disk.
///
/// An allocator that gives memory back after every request causes them; they cost time in the kernel that no count of
/// instructions shows.
///
/// # Errors
///
/// There is no such process.
pub fn page_faults(process: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program stands in parentheses and may hold anything; `minflt` is the eighth number behind it.
    let (_, numbers) = status.rsplit_once(") ").unwrap_or_default();
    let faults = numbers.split_ascii_whitespace().nth(7).and_then(|faults| faults.parse().ok());
    faults.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "stat without a count of faults"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn computing_takes_time() {
        let mut busy = Command::new("sh").args(["-c", "while :; do :; done"]).spawn().expect("every machine has sh");
        let before = nanoseconds(busy.id()).expect("it runs");
        while nanoseconds(busy.id()).expect("it runs") < before + 1_000_000 {}
        busy.kill().expect("it runs until now");
        busy.wait().expect("it was killed");
    }

    #[test]
    fn touching_new_memory_faults() {
        let own = std::process::id();
        let before = page_faults(own).expect("this process runs");
        let memory = std::hint::black_box(vec![1_u8; 16 << 20]);
        assert!(page_faults(own).expect("this process runs") >= before + 8, "{} bytes", memory.len());
    }

    #[test]
    fn process_that_does_not_exist_is_an_error() {
        assert!(nanoseconds(u32::MAX).is_err());
        assert!(page_faults(u32::MAX).is_err());
    }
}
