//! Frames of HTTP/2, right and wrong.

/// What a client that speaks HTTP/2 sends first.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
pub(crate) const WINDOW_UPDATE: u8 = 8;
pub(crate) const CONTINUATION: u8 = 9;

pub(crate) const END_STREAM: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;

/// Bytes before the payload of a frame.
const FRAME_HEAD: usize = 9;

/// Appends a frame.
pub fn frame(to: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let length = u32::try_from(payload.len()).expect("attacks are not that large");
    to.extend_from_slice(&length.to_be_bytes()[1..]);
    to.extend_from_slice(&[kind, flags]);
    to.extend_from_slice(&stream.to_be_bytes());
    to.extend_from_slice(payload);
}

/// The preface and empty settings.
pub fn hello() -> Vec<u8> {
    let mut bytes = PREFACE.to_vec();
    frame(&mut bytes, SETTINGS, 0, 0, b"");
    bytes
}

/// The fields of a POST to the endpoint, none of them indexed.
pub fn post_fields(more: &[(&str, &str)]) -> Vec<u8> {
    // `:method: POST` and `:scheme: http` of the static table.
    let mut block = vec![0x83, 0x86];
    let fixed = [
        (":path", "/mcp"),
        (":authority", "localhost"),
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
    ];
    for (name, value) in fixed.iter().chain(more) {
        block.push(0);
        literal(&mut block, name);
        literal(&mut block, value);
    }
    block
}

/// A string as it is: seven bits of length, and more where it is longer.
fn literal(block: &mut Vec<u8>, text: &str) {
    if text.len() < 0x7f {
        block.push(text.len() as u8);
    } else {
        block.push(0x7f);
        let mut rest = text.len() - 0x7f;
        while rest >= 0x80 {
            block.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        block.push(rest as u8);
    }
    block.extend_from_slice(text.as_bytes());
}

/// In a few words, why the server closed the connection; `received` is all that it ever said.
pub fn farewell(mut received: &[u8]) -> String {
    while let Some((head, rest)) = received.split_at_checked(FRAME_HEAD) {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let Some((payload, rest)) = rest.split_at_checked(length) else { break };
        if let (GOAWAY, Some(code)) = (head[3], payload.get(4..8)) {
            return format!("GOAWAY {}", code.iter().fold(0_u32, |code, byte| code << 8 | u32::from(*byte)));
        }
        received = rest;
    }
    "closed".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn farewells_are_found_behind_other_frames() {
        let mut bytes = Vec::new();
        frame(&mut bytes, SETTINGS, 0, 0, &[0; 6]);
        assert_eq!(farewell(&bytes), "closed");
        frame(&mut bytes, GOAWAY, 0, 0, &[0, 0, 0, 1, 0, 0, 0, 11, b'x']);
        assert_eq!(farewell(&bytes), "GOAWAY 11");
        assert_eq!(farewell(&bytes[..bytes.len() - 1]), "closed");
    }

    #[test]
    fn long_strings_say_so() {
        let mut block = Vec::new();
        literal(&mut block, &"x".repeat(300));
        assert_eq!(block[..3], [0x7f, 0xad, 0x01]);
        assert_eq!(block.len(), 303);
    }
}
