// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! What several areas of the specification share.

use super::{NotificationMetaObject, RequestMetaObject, ResultMetaObject};
use crate::{wire_enum, wire_open, wire_struct};

wire_struct! {
    /// The two names of a listed object: one for programs, one for people.
    ///
    /// # Specification
    ///
    /// [`BaseMetadata`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct BaseMetadata {
        required {
            /// Name by which programs refer to the object; shown to people only if there is no title.
            name: String = "name",
        }
        optional {
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
        }
    }
}

/// Result without members beyond the common ones.
///
/// # Specification
///
/// [`EmptyResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#emptyresult)
pub type EmptyResult = ResultObject;

wire_struct! {
    /// Picture that stands for an object in a user interface.
    ///
    /// Both the address and the bytes behind it are untrusted.
    ///
    /// # Specification
    ///
    /// [`Icon`](https://modelcontextprotocol.io/specification/2026-07-28/schema#icon)
    pub struct Icon {
        required {
            /// Address of the picture: a URL, or base64 in `data:`. Consumers refuse schemes other than `https:` and
            /// `data:`, fetch without credentials and should insist on a trusted origin.
            src: String = "src",
        }
        optional {
            /// Media type to use where the server of the picture gives none or a generic one, such as `image/png`.
            mime_type / with_mime_type: String = "mimeType",
            /// Sizes the picture suits, each as width and height in pixels like `48x48`, or `any` if it scales; absent
            /// means any size.
            sizes / with_sizes: Vec<String> = "sizes",
            /// Background the picture is drawn for; absent means either.
            theme / with_theme: IconTheme = "theme",
        }
    }
}

wire_enum! {
    /// Background an icon is drawn for.
    ///
    /// # Specification
    ///
    /// [`Icon`](https://modelcontextprotocol.io/specification/2026-07-28/schema#icon)
    pub enum IconTheme {
        /// A dark background.
        Dark = "dark",
        /// A light background.
        Light = "light",
    }
}

wire_struct! {
    /// The member by which an object offers pictures of itself.
    ///
    /// # Specification
    ///
    /// [`Icons`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct Icons {
        optional {
            /// Pictures for user interfaces, in as many sizes and themes as the sender offers; a client that draws
            /// icons handles at least PNG and JPEG.
            icons / with_icons: Vec<Icon> = "icons",
        }
    }
}

wire_struct! {
    /// Parameters of a notification that says nothing beyond its name.
    ///
    /// # Specification
    ///
    /// [`NotificationParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#notificationparams)
    pub struct NotificationParams {
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: NotificationMetaObject = "_meta",
        }
    }
}

wire_struct! {
    /// Parameters of a request that takes nothing but metadata.
    ///
    /// # Specification
    ///
    /// [`RequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#requestparams)
    pub struct RequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
        }
    }
}

wire_struct! {
    /// Members common to every result, with all others kept as they are.
    ///
    /// # Specification
    ///
    /// [`Result`](https://modelcontextprotocol.io/specification/2026-07-28/schema#result)
    pub struct ResultObject {
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
        }
    }
}

wire_open! {
    /// Kind of a result.
    ///
    /// Extensions add values, and a client treats one it does not know as an invalid response.
    ///
    /// # Specification
    ///
    /// [`ResultType`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resulttype)
    pub struct ResultType {
        /// The request is done and the result is final.
        COMPLETE = "complete",
        /// The server needs further input first: the result is an `InputRequiredResult`.
        INPUT_REQUIRED = "input_required",
    }
}

wire_enum! {
    /// Side of a conversation that a message comes from or is meant for.
    ///
    /// # Specification
    ///
    /// [`Role`](https://modelcontextprotocol.io/specification/2026-07-28/schema#role)
    pub enum Role {
        /// The model.
        Assistant = "assistant",
        /// The person, or whatever speaks to the model in that place.
        User = "user",
    }
}
