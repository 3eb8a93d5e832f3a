// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! Content blocks and the contents of resources.

use super::{Icon, MetaObject, Role};
use crate::{UnitInterval, wire_struct, wire_union};

wire_struct! {
    /// Hints by which a client may select, order or show the object that carries them.
    ///
    /// # Specification
    ///
    /// [`Annotations`](https://modelcontextprotocol.io/specification/2026-07-28/schema#annotations)
    pub struct Annotations {
        optional {
            /// Roles the content is meant for; naming both makes it useful to both.
            audience / with_audience: Vec<Role> = "audience",
            /// Time of the last change as an ISO 8601 string, for example `2026-07-28T09:30:00Z`.
            last_modified / with_last_modified: String = "lastModified",
            /// Importance from 0 (wholly optional) to 1 (effectively required).
            priority / with_priority: UnitInterval = "priority",
        }
    }
}

wire_union! {
    /// Content of a resource, told apart by its member `text` or `blob`.
    ///
    /// # Specification
    ///
    /// [`EmbeddedResource`](https://modelcontextprotocol.io/specification/2026-07-28/schema#embeddedresource)
    pub enum AnyResourceContents {
        /// [`TextResourceContents`], where there is `text`.
        Text(TextResourceContents) if [has "text"],
        /// [`BlobResourceContents`], where there is `blob`.
        Blob(BlobResourceContents) if [has "blob"],
    }
    unknown: keep
}

wire_struct! {
    /// Audio given to or produced by a model.
    ///
    /// # Specification
    ///
    /// [`AudioContent`](https://modelcontextprotocol.io/specification/2026-07-28/schema#audiocontent)
    pub struct AudioContent {
        tags {
            "type" = "audio",
        }
        required {
            /// Audio bytes in base64.
            data: String = "data",
            /// Media type of the audio, such as `audio/wav`; which types work depends on the model provider.
            mime_type: String = "mimeType",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about audience, importance and age that a client may use to order or show this object.
            annotations / with_annotations: Annotations = "annotations",
        }
    }
}

wire_struct! {
    /// Binary content of a resource.
    ///
    /// # Specification
    ///
    /// [`BlobResourceContents`](https://modelcontextprotocol.io/specification/2026-07-28/schema#blobresourcecontents)
    pub struct BlobResourceContents {
        required {
            /// URI of the resource or sub-resource that holds these bytes.
            uri: String = "uri",
            /// The bytes in base64.
            blob: String = "blob",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Media type of the content, if known.
            mime_type / with_mime_type: String = "mimeType",
        }
    }
}

wire_union! {
    /// One piece of a prompt message or tool result, told apart by `type`.
    ///
    /// # Specification
    ///
    /// [`ContentBlock`](https://modelcontextprotocol.io/specification/2026-07-28/schema#contentblock)
    pub enum ContentBlock {
        /// [`TextContent`], where `type` is `text`.
        Text(TextContent) if [is "type" = "text"],
        /// [`ImageContent`], where `type` is `image`.
        Image(ImageContent) if [is "type" = "image"],
        /// [`AudioContent`], where `type` is `audio`.
        Audio(AudioContent) if [is "type" = "audio"],
        /// [`ResourceLink`], where `type` is `resource_link`.
        ResourceLink(ResourceLink) if [is "type" = "resource_link"],
        /// [`EmbeddedResource`], where `type` is `resource`.
        EmbeddedResource(EmbeddedResource) if [is "type" = "resource"],
    }
    unknown: keep
}

wire_struct! {
    /// Content of a resource placed directly in a prompt message or tool result; the client decides how to present it.
    ///
    /// # Specification
    ///
    /// [`EmbeddedResource`](https://modelcontextprotocol.io/specification/2026-07-28/schema#embeddedresource)
    pub struct EmbeddedResource {
        tags {
            "type" = "resource",
        }
        required {
            /// The content, as text or bytes.
            resource: AnyResourceContents = "resource",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about audience, importance and age that a client may use to order or show this object.
            annotations / with_annotations: Annotations = "annotations",
        }
    }
}

wire_struct! {
    /// Image given to or produced by a model.
    ///
    /// # Specification
    ///
    /// [`ImageContent`](https://modelcontextprotocol.io/specification/2026-07-28/schema#imagecontent)
    pub struct ImageContent {
        tags {
            "type" = "image",
        }
        required {
            /// Image bytes in base64.
            data: String = "data",
            /// Media type of the image, such as `image/png`; which types work depends on the model provider.
            mime_type: String = "mimeType",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about audience, importance and age that a client may use to order or show this object.
            annotations / with_annotations: Annotations = "annotations",
        }
    }
}

wire_struct! {
    /// Members common to text and binary content of a resource.
    ///
    /// # Specification
    ///
    /// [`ResourceContents`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct ResourceContents {
        required {
            /// URI of the resource or sub-resource.
            uri: String = "uri",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Media type of the content, if known.
            mime_type / with_mime_type: String = "mimeType",
        }
    }
}

wire_struct! {
    /// Points to a resource the client can read, from a prompt message or tool result.
    ///
    /// The resource need not appear in `resources/list`.
    ///
    /// # Specification
    ///
    /// [`ResourceLink`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resourcelink)
    pub struct ResourceLink {
        tags {
            "type" = "resource_link",
        }
        required {
            /// URI of the resource.
            uri: String = "uri",
            /// Name of the resource for programs; shown to people only if there is no title.
            name: String = "name",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about audience, importance and age that a client may use to order or show this object.
            annotations / with_annotations: Annotations = "annotations",
            /// What the resource is, for people and as a hint for the model.
            description / with_description: String = "description",
            /// Pictures for user interfaces, in as many sizes and themes as the sender offers; a client that draws
            /// icons handles at least PNG and JPEG.
            icons / with_icons: Vec<Icon> = "icons",
            /// Media type of the content, if known.
            mime_type / with_mime_type: String = "mimeType",
            /// Length of the raw content in bytes, as it is before base64; absent if unknown.
            size / with_size: i64 = "size",
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Text given to or written by a model.
    ///
    /// # Specification
    ///
    /// [`TextContent`](https://modelcontextprotocol.io/specification/2026-07-28/schema#textcontent)
    pub struct TextContent {
        tags {
            "type" = "text",
        }
        required {
            /// The text itself.
            text: String = "text",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about audience, importance and age that a client may use to order or show this object.
            annotations / with_annotations: Annotations = "annotations",
        }
    }
}

wire_struct! {
    /// Textual content of a resource.
    ///
    /// # Specification
    ///
    /// [`TextResourceContents`](https://modelcontextprotocol.io/specification/2026-07-28/schema#textresourcecontents)
    pub struct TextResourceContents {
        required {
            /// URI of the resource or sub-resource that holds this text.
            uri: String = "uri",
            /// The text; content that is not text is sent as `BlobResourceContents`.
            text: String = "text",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Media type of the content, if known.
            mime_type / with_mime_type: String = "mimeType",
        }
    }
}
