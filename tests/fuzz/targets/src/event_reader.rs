//! A reader of event streams, written after the HTML standard and sharing nothing with what writes them.

/// What a stream says, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// An event was dispatched.
    Event {
        /// The last id by then, of this event or of one before.
        id: String,
        /// The type, `message` unless the event says otherwise.
        kind: String,
        data: String,
    },
    /// The time until the client comes back was set, in milliseconds.
    Retry(u64),
}

/// Reads a whole stream; an event that its end cuts off is none.
pub(crate) fn read(stream: &[u8]) -> Vec<Said> {
    let text = String::from_utf8_lossy(stream);
    let mut reader = Reader::default();
    for line in lines(text.strip_prefix('\u{feff}').unwrap_or(&text)) {
        reader.take(line);
    }
    reader.said
}

/// The lines that have an end: a line feed, a carriage return, or both in this order.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.find(['\n', '\r'])?;
        let line = &rest[..end];
        rest = &rest[end..];
        rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
        Some(line)
    })
}

#[derive(Default)]
struct Reader {
    data: String,
    kind: String,
    id: String,
    said: Vec<Said>,
}

impl Reader {
    fn take(&mut self, line: &str) {
        if line.is_empty() {
            return self.dispatch();
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.kind),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.said.push(Said::Retry(value.parse().expect("no test waits longer than fits")));
            }
            // A comment has an empty name; other fields mean nothing.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let (data, kind) = (std::mem::take(&mut self.data), std::mem::take(&mut self.kind));
        let Some(data) = data.strip_suffix('\n') else { return };
        let kind = if kind.is_empty() { "message".to_owned() } else { kind };
        self.said.push(Said::Event { id: self.id.clone(), kind, data: data.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, kind: &str, data: &str) -> Said {
        Said::Event { id: id.to_owned(), kind: kind.to_owned(), data: data.to_owned() }
    }

    /// The examples of the standard, and what it says beside them.
    #[test]
    fn streams_are_read_as_the_standard_says() {
        let table: [(&str, &[Said]); 10] = [
            ("data: YHOO\ndata: +2\ndata: 10\n\n", &[event("", "message", "YHOO\n+2\n10")]),
            (
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event",
                &[event("1", "message", "first event"), event("", "message", "second event")],
            ),
            ("data\n\ndata\ndata\n\ndata:", &[event("", "message", ""), event("", "message", "\n")]),
            ("data:test\n\ndata: test\n\n", &[event("", "message", "test"), event("", "message", "test")]),
            ("event: add\rdata: 1\r\r\ndata: 2\r\n\r\n", &[event("", "add", "1"), event("", "message", "2")]),
            ("id: 7\n\ndata: a\n\n", &[event("7", "message", "a")]),
            ("id: 7\nid: 8\0\ndata: a\n\n", &[event("7", "message", "a")]),
            ("retry: 10\nretry: +1\nretry:\n", &[Said::Retry(10)]),
            ("\u{feff}data: a\n\n", &[event("", "message", "a")]),
            ("data: a\n", &[]),
        ];
        for (stream, expected) in table {
            assert_eq!(read(stream.as_bytes()), expected, "{stream:?}");
        }
    }
}
