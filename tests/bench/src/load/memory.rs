//! What another process has in memory.

use std::fs;
use std::io;

/// The bytes of a process that are resident, those of its files included.
///
/// What the kernel keeps for its sockets is not among them.
///
/// # Errors
///
/// There is no such process, or the kernel does not say.
pub fn resident(process: u32) -> io::Result<u64> {
    bytes(process, "VmRSS:")
}

/// The most bytes that were ever resident.
///
/// # Errors
///
/// There is no such process, or the kernel does not say.
pub fn peak(process: u32) -> io::Result<u64> {
    bytes(process, "VmHWM:")
}

fn bytes(process: u32, name: &str) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let kibibytes =
        kibibytes.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("status without {name}")))?;
    Ok(1024 * kibibytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By how much the kernel may note a peak too low: it counts pages for each processor and adds them up now and then.
    const NOTED_LATE: u64 = 1024 * 1024;

    #[test]
    fn memory_that_is_touched_is_resident() {
        let before = resident(std::process::id()).expect("this process runs");
        let touched = vec![1_u8; 64 * 1024 * 1024];
        let after = resident(std::process::id()).expect("this process runs");
        assert!(after >= before + 32 * 1024 * 1024, "{before} {after}");
        drop(touched);
        let peak = peak(std::process::id()).expect("this process runs");
        assert!(peak + NOTED_LATE >= after, "{peak} {after}");
    }
}
