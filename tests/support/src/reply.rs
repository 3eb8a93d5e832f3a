//! HTTP/1.1 responses, read from bytes.

use std::io::{self, ErrorKind};

use serde_json::Value;

/// One whole response.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Field names in lower case, and values, in order.
    pub fields: Vec<(String, String)>,
    /// The content, chunks joined.
    pub content: Vec<u8>,
    /// Whether the connection stays open after this response, by what its head says.
    pub keeps_connection: bool,
}

/// How the content of a response ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Length(usize),
    Chunked,
    Close,
}

impl Reply {
    /// The value of a field that stands at most once.
    ///
    /// # Panics
    ///
    /// If the field is repeated.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut values = self.fields.iter().filter(|(present, _)| present == name).map(|(_, value)| value.as_str());
        let first = values.next();
        assert!(values.next().is_none(), "the field {name} is repeated: {:?}", self.fields);
        first
    }

    /// The content as JSON.
    ///
    /// # Panics
    ///
    /// If it is not JSON.
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.content) {
            Ok(value) => value,
            Err(error) => panic!("status {}, {error} in {:?}", self.status, String::from_utf8_lossy(&self.content)),
        }
    }

    /// The content as text.
    ///
    /// # Panics
    ///
    /// If it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.content).expect("content is UTF-8")
    }

    /// Reads one response from the front of `received`; `Ok(None)` where more bytes are needed.
    ///
    /// On success the bytes of the response are removed from `received`. `ended` says that no more will come, `to_head`
    /// that the response answers a HEAD request and so has no content.
    ///
    /// # Errors
    ///
    /// `InvalidData` where the bytes are no HTTP/1.1 response, `UnexpectedEof` where they end too soon.
    pub fn take_from(received: &mut Vec<u8>, ended: bool, to_head: bool) -> io::Result<Option<Reply>> {
        let short = || if ended { Err(io::Error::from(ErrorKind::UnexpectedEof)) } else { Ok(None) };
        let Some(head_length) = find(received, b"\r\n\r\n") else { return short() };
        let head = std::str::from_utf8(&received[..head_length]).map_err(|_| invalid("head is not UTF-8"))?;
        let mut reply = parse_head(head)?;
        let start = head_length + 4;
        let ending = if to_head || reply.status == 204 || reply.status / 100 == 1 || reply.status == 304 {
            Ending::Length(0)
        } else {
            ending(&reply)?
        };
        let end = match ending {
            Ending::Length(length) if received.len() < start + length => return short(),
            Ending::Length(length) => {
                reply.content = received[start..start + length].to_vec();
                start + length
            }
            Ending::Chunked => match chunks(&received[start..])? {
                Some((content, length)) => {
                    reply.content = content;
                    start + length
                }
                None => return short(),
            },
            Ending::Close if ended => {
                reply.content = received[start..].to_vec();
                reply.keeps_connection = false;
                received.len()
            }
            Ending::Close => return Ok(None),
        };
        received.drain(..end);
        Ok(Some(reply))
    }
}

fn parse_head(head: &str) -> io::Result<Reply> {
    let mut lines = head.split("\r\n");
    let status_line = lines.next().unwrap_or_default();
    let mut words = status_line.splitn(3, ' ');
    let version = words.next().unwrap_or_default();
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(invalid("no HTTP/1 status line"));
    }
    let status = words.next().and_then(|code| code.parse().ok()).ok_or_else(|| invalid("no status code"))?;
    let mut fields = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("a field line without a colon"))?;
        fields.push((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()));
    }
    let closes = fields.iter().any(|(name, value)| name == "connection" && value.eq_ignore_ascii_case("close"));
    Ok(Reply { status, fields, content: Vec::new(), keeps_connection: version == "HTTP/1.1" && !closes })
}

fn ending(reply: &Reply) -> io::Result<Ending> {
    if reply.field("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return Ok(Ending::Chunked);
    }
    match reply.field("content-length") {
        Some(length) => length.parse().map(Ending::Length).map_err(|_| invalid("no number in content-length")),
        None => Ok(Ending::Close),
    }
}

/// The joined chunks at the front of `bytes` and the length they take; `None` where they are not complete.
fn chunks(bytes: &[u8]) -> io::Result<Option<(Vec<u8>, usize)>> {
    let mut content = Vec::new();
    let mut at = 0;
    loop {
        let Some(line) = find(&bytes[at..], b"\r\n") else { return Ok(None) };
        let text = std::str::from_utf8(&bytes[at..at + line]).map_err(|_| invalid("chunk size is not UTF-8"))?;
        let digits = text.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(digits, 16).map_err(|_| invalid("chunk size is no number"))?;
        at += line + 2;
        if size == 0 {
            // Why: no server here sends trailers, so the next line is the empty one that ends the content.
            return Ok(bytes[at..].starts_with(b"\r\n").then_some((content, at + 2)));
        }
        let Some(chunk) = bytes.get(at..at + size + 2) else { return Ok(None) };
        content.extend_from_slice(&chunk[..size]);
        at += size + 2;
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_read_from_any_split() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 405 No\r\nTransfer-Encoding: chunked\r\n\
            Connection: close\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        for split in 0..bytes.len() {
            let mut received = bytes[..split].to_vec();
            let mut replies = Vec::new();
            for rest in [&bytes[split..], b""] {
                while let Some(reply) = Reply::take_from(&mut received, false, false).expect("valid so far") {
                    replies.push(reply);
                }
                received.extend_from_slice(rest);
            }
            assert!(received.is_empty(), "split at {split}");
            let seen: Vec<_> =
                replies.iter().map(|reply| (reply.status, reply.text(), reply.keeps_connection)).collect();
            assert_eq!(seen, [(200, "ok", true), (405, "abc", false)], "split at {split}");
        }
    }

    #[test]
    fn an_early_end_is_an_error() {
        let mut received = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok".to_vec();
        assert!(Reply::take_from(&mut received, true, false).is_err());
    }
}
