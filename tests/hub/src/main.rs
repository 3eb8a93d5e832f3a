//! The hub as a process: its first line of output is its address; it serves until it is killed.

use std::io::{self, Write};

use test_hub::Hub;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let hub = Hub::bind().await?;
    writeln!(io::stdout(), "{}", hub.address()?)?;
    hub.serve().await
}
