//! Content that clients can read: Base64 where bytes stand, media types that are some, URIs that are some.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mcp_types::{AnyResourceContents, ContentBlock};

use crate::resource_uri::check_uri;

/// A handler made content that no client could read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// Checks a block of content.
pub(crate) fn check(block: &ContentBlock) -> Result<(), Unreadable> {
    match block {
        // spec: PROMPT-005 an image is Base64 of a media type.
        ContentBlock::Image(image) => check_bytes(&image.data).and(check_media_type(&image.mime_type)),
        // spec: PROMPT-006 and so is audio.
        ContentBlock::Audio(audio) => check_bytes(&audio.data).and(check_media_type(&audio.mime_type)),
        // spec: PROMPT-007 an embedded resource has a URI, and text or Base64.
        ContentBlock::EmbeddedResource(embedded) => check_contents(&embedded.resource),
        _ => Ok(()),
    }
}

/// Checks contents of a resource.
pub(crate) fn check_contents(contents: &AnyResourceContents) -> Result<(), Unreadable> {
    let (uri, mime_type) = match contents {
        AnyResourceContents::Text(text) => (&text.uri, &text.mime_type),
        AnyResourceContents::Blob(blob) => {
            // spec: RES-021 bytes are written in Base64.
            check_bytes(&blob.blob)?;
            (&blob.uri, &blob.mime_type)
        }
        _ => return Err(Unreadable),
    };
    if let Some(mime_type) = mime_type {
        check_media_type(mime_type)?;
    }
    check_uri(uri).map_err(|_| Unreadable)
}

/// Bytes as they go into `blob` and `data`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn check_bytes(text: &str) -> Result<(), Unreadable> {
    // Why: decoded into pieces on the stack, since nobody wants the bytes.
    const PIECE: usize = 4 * 1024;
    let mut buffer = [0; PIECE];
    let pieces = text.as_bytes().chunks(PIECE);
    let last = pieces.len().saturating_sub(1);
    for (index, piece) in pieces.enumerate() {
        let padded = piece.last() == Some(&b'=');
        // Invariant: all pieces but the last consist of whole groups of four characters, none of them padding.
        if (padded && index != last) || STANDARD.decode_slice(piece, &mut buffer).is_err() {
            return Err(Unreadable);
        }
    }
    Ok(())
}

/// Checks that there is a type and a subtype (RFC 9110, section 8.3.1), whatever they are.
fn check_media_type(text: &str) -> Result<(), Unreadable> {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let token = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    match essence.split_once('/') {
        Some((kind, subtype)) if token(kind) && token(subtype) => Ok(()),
        _ => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: PROMPT-005 PROMPT-006 RES-021
    #[test]
    fn bytes_are_base64() {
        for length in [0, 1, 2, 3, 3071, 3072, 3073, 10_000] {
            let text = encode(&vec![0xa5; length]);
            assert_eq!(check_bytes(&text), Ok(()), "{length}");
            assert_eq!(check_bytes(&format!("{text}*")), Err(Unreadable), "{length}");
        }
        assert_eq!(check_bytes(&format!("{}=={}", "A".repeat(4094), "AAAA")), Err(Unreadable));
        assert_eq!(check_bytes("YQ"), Err(Unreadable));
        assert_eq!(check_bytes("a-_b"), Err(Unreadable));
    }

    // spec: PROMPT-005 PROMPT-006 PROMPT-007
    #[test]
    fn media_types_have_two_parts() {
        for good in ["image/png", "text/plain; charset=utf-8", "application/vnd.a+json", "inode/directory"] {
            assert_eq!(check_media_type(good), Ok(()), "{good}");
        }
        for bad in ["", "png", "image/", "/png", "image/p ng", "a/b/c"] {
            assert_eq!(check_media_type(bad), Err(Unreadable), "{bad}");
        }
    }
}
