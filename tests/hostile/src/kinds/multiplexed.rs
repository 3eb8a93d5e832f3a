//! HTTP/2, abused.

use super::{Kind, kind};
use crate::http2::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PREFACE, RST_STREAM, SETTINGS, WINDOW_UPDATE, frame,
    hello, post_fields,
};
use crate::script::{Script, Step, alone, leave_after};

/// The error code with which a stream is given up: CANCEL.
const CANCEL: [u8; 4] = [0, 0, 0, 8];

pub(super) const KINDS: &[Kind] = &[
    kind("HTTP/2: streams reset at once", 5, &["GOAWAY 11"], |dice, _| {
        let mut bytes = hello();
        for stream in 0..dice.between(500, 1500) as u32 {
            frame(&mut bytes, HEADERS, END_HEADERS, 2 * stream + 1, &post_fields(&[]));
            frame(&mut bytes, RST_STREAM, 0, 2 * stream + 1, &CANCEL);
        }
        farewell(bytes)
    }),
    kind("HTTP/2: fields that never end", 3, &["GOAWAY 11", "GOAWAY 1"], |dice, _| {
        let mut bytes = hello();
        frame(&mut bytes, HEADERS, END_STREAM, 1, &post_fields(&[]));
        for _ in 0..dice.between(500, 2000) {
            frame(&mut bytes, CONTINUATION, 0, 1, &post_fields(&[("x-more", "and more")]));
        }
        farewell(bytes)
    }),
    kind("HTTP/2: a head that is too large", 5, &["left"], |dice, _| {
        let mut bytes = hello();
        let value = "x".repeat(14_000);
        frame(&mut bytes, HEADERS, 0, 1, &post_fields(&[("x-0", &value)]));
        for _ in 0..dice.between(8, 12) {
            frame(&mut bytes, CONTINUATION, 0, 1, &post_fields(&[("x-1", &value)])[2..]);
        }
        frame(&mut bytes, CONTINUATION, END_HEADERS, 1, b"");
        leave_after(bytes)
    }),
    kind("HTTP/2: pings without end", 3, &["left"], |dice, _| {
        let mut bytes = hello();
        (0..dice.between(500, 3000)).for_each(|_| frame(&mut bytes, PING, 0, 0, &[7; 8]));
        leave_after(bytes)
    }),
    kind("HTTP/2: settings without end", 3, &["left"], |dice, _| {
        let mut bytes = hello();
        (0..dice.between(500, 3000)).for_each(|_| frame(&mut bytes, SETTINGS, 0, 0, &[0, 4, 0, 0, 0xff, 0xff]));
        leave_after(bytes)
    }),
    kind("HTTP/2: more streams than allowed", 3, &["left"], |_, _| {
        let mut bytes = hello();
        for stream in 0..300 {
            frame(&mut bytes, HEADERS, END_HEADERS, 2 * stream + 1, &post_fields(&[("content-length", "100000")]));
            frame(&mut bytes, DATA, 0, 2 * stream + 1, &[b' '; 200]);
        }
        leave_after(bytes)
    }),
    kind("HTTP/2: answers that may not be sent", 3, &["left"], |_, _| {
        let mut bytes = PREFACE.to_vec();
        // An initial window of nothing.
        frame(&mut bytes, SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]);
        for stream in 0..90 {
            frame(&mut bytes, HEADERS, END_HEADERS | END_STREAM, 2 * stream + 1, &post_fields(&[]));
        }
        leave_after(bytes)
    }),
    kind("HTTP/2: frames that are none", 10, &["GOAWAY 1", "GOAWAY 6", "closed"], |dice, _| {
        let mut bytes = hello();
        let wrong: [(u8, u32, &[u8]); 5] = [
            (DATA, 0, b"x"),
            (HEADERS, 2, b"\x83"),
            (SETTINGS, 0, b"odd"),
            (WINDOW_UPDATE, 0, &[0; 4]),
            (PING, 0, b"short"),
        ];
        let (kind, stream, payload) = *dice.pick(&wrong);
        let flags = if kind == HEADERS { END_HEADERS } else { 0 };
        frame(&mut bytes, kind, flags, stream, payload);
        farewell(bytes)
    }),
    kind("HTTP/2: fields that mean nothing", 5, &["GOAWAY 9", "GOAWAY 1"], |dice, _| {
        let mut bytes = hello();
        let block = [vec![0xff; 5], dice.bytes(50)].concat();
        frame(&mut bytes, HEADERS, END_HEADERS | END_STREAM, 1, &block);
        farewell(bytes)
    }),
    kind("HTTP/2: a window that overflows", 5, &["GOAWAY 3"], |_, _| {
        let mut bytes = hello();
        (0..3).for_each(|_| frame(&mut bytes, WINDOW_UPDATE, 0, 0, &[0x7f, 0xff, 0xff, 0xff]));
        farewell(bytes)
    }),
    kind("HTTP/2: a preface of garbage", 5, &["GOAWAY 1", "GOAWAY 6", "closed"], |dice, _| {
        let mut bytes = PREFACE.to_vec();
        bytes.extend([0xff; 9]);
        bytes.extend(dice.bytes(200));
        farewell(bytes)
    }),
];

/// Sends frames for which the server has to close the connection.
fn farewell(bytes: Vec<u8>) -> Script {
    alone([Step::Send(bytes), Step::GoAway])
}
