//! Tools that return each kind of content.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mcp_server::{BoundTool, NoArgs, Tool, ToolError};
use mcp_types::{AudioContent, ContentBlock, EmbeddedResource, ImageContent, TextContent, TextResourceContents};

/// One grey pixel, as PNG in Base64.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
/// A millisecond of silence, as WAV in Base64.
const WAV: &str = "UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA==";

pub(crate) fn simple_text() -> BoundTool<()> {
    Tool::new("test_simple_text")
        .description("Returns one block of text.")
        .handler(async |_: NoArgs| "This is a simple text response for testing.")
}

pub(crate) fn image() -> BoundTool<()> {
    Tool::new("test_image_content").description("Returns one image.").handler(async |_: NoArgs| png())
}

pub(crate) fn audio() -> BoundTool<()> {
    Tool::new("test_audio_content")
        .description("Returns one sound.")
        .handler(async |_: NoArgs| ContentBlock::from(AudioContent::new(WAV, "audio/wav")))
}

pub(crate) fn embedded_resource() -> BoundTool<()> {
    Tool::new("test_embedded_resource").description("Returns one embedded resource.").handler(async |_: NoArgs| {
        resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")
    })
}

pub(crate) fn multiple_content_types() -> BoundTool<()> {
    Tool::new("test_multiple_content_types").description("Returns text, an image and a resource.").handler(
        async |_: NoArgs| {
            let json = r#"{"test":"data","value":123}"#;
            vec![
                ContentBlock::from(TextContent::new("Multiple content types test:")),
                png(),
                resource("test://mixed-content-resource", "application/json", json),
            ]
        },
    )
}

pub(crate) fn error_handling() -> BoundTool<()> {
    Tool::new("test_error_handling")
        .description("Always fails.")
        .handler(async |_: NoArgs| Err::<(), _>(ToolError::new("This tool intentionally returns an error for testing")))
}

pub(crate) fn png() -> ContentBlock {
    ImageContent::new(PNG, "image/png").into()
}

fn resource(uri: &str, media_type: &str, text: &str) -> ContentBlock {
    EmbeddedResource::new(TextResourceContents::new(uri, text).with_mime_type(media_type)).into()
}

/// The bytes of the image.
pub(crate) fn png_bytes() -> Vec<u8> {
    STANDARD.decode(PNG).expect("the constant is Base64")
}
