//! The file of tools that every server of the comparison registers.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// One tool, its schemas as they stand in the file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolEntry {
    /// The name by which the tool is called.
    pub name: String,
    /// What the tool does.
    pub description: String,
    /// The schema of its arguments.
    pub input_schema: Box<RawValue>,
    /// The schema of its structured content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<Box<RawValue>>,
}

/// Reads a file with an array of tools.
///
/// # Errors
///
/// The file cannot be read, or is not an array of tools.
pub fn read(path: &Path) -> io::Result<Vec<ToolEntry>> {
    let text = fs::read(path)?;
    Ok(serde_json::from_slice(&text)?)
}
