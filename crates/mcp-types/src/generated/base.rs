// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! What several areas of the specification share.

use super::{NotificationMetaObject, RequestMetaObject, ResultMetaObject};
use crate::{RequestId, wire_enum, wire_open, wire_string, wire_struct};

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

wire_enum! {
    /// Who may reuse a stored result.
    ///
    /// # Specification
    ///
    /// [`CacheableResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub enum CacheScope {
        /// Only requests of the same authorization context, so a different access token needs a store of its own.
        Private = "private",
        /// Any client or shared intermediary, for any user: the result holds nothing specific to one of them. It grants
        /// no access by itself.
        Public = "public",
    }
}

wire_struct! {
    /// Members common to every result that a client may store and reuse.
    ///
    /// # Specification
    ///
    /// [`CacheableResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct CacheableResult {
        defaulted {
            /// Who may reuse a stored copy: anyone (`public`), or only the same authorization context (`private`). All
            /// pages of one list carry the same scope.
            cache_scope / with_cache_scope: CacheScope = "cacheScope" or CacheScope::Private,
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
            /// Freshness lifetime in milliseconds from receipt; 0 means stale at once. It is a hint, as the data may
            /// change sooner.
            ttl_ms / with_ttl_ms: u64 = "ttlMs" or 0,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
        }
    }
}

wire_string! {
    /// Opaque position in a paginated list: it is passed back unchanged and never taken apart, and an empty one is as
    /// valid as any.
    ///
    /// # Specification
    ///
    /// [`Cursor`](https://modelcontextprotocol.io/specification/2026-07-28/schema#cursor)
    pub struct Cursor;
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
    /// Shape common to requests for one page of a list.
    ///
    /// # Specification
    ///
    /// [`PaginatedRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct PaginatedRequest {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Name of the method, such as `tools/list`.
            method: String = "method",
            /// Parameters of the method.
            params: PaginatedRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of a request for one page of a list; the server decides how long a page is.
    ///
    /// # Specification
    ///
    /// [`PaginatedRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#paginatedrequestparams)
    pub struct PaginatedRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
        }
        optional {
            /// Opaque position to continue from, copied unchanged from an earlier `next_cursor`; absent asks for the
            /// first page.
            cursor / with_cursor: Cursor = "cursor",
        }
    }
}

wire_struct! {
    /// Members common to every result that is one page of a list.
    ///
    /// # Specification
    ///
    /// [`PaginatedResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct PaginatedResult {
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
            /// Opaque position of the next page; absent on the last page, whereas an empty string is still a cursor.
            next_cursor / with_next_cursor: Cursor = "nextCursor",
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
