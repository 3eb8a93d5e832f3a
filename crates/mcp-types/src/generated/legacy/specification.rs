// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! The generated types, listed by the page of the specification that speaks about them.
//!
//! # Lifecycle
//!
//! `initialize`: which version, what either side offers, who it is.
//! Specification: [Lifecycle](https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle).
//!
//! | Type | |
//! | --- | --- |
//! | [`ClientCapabilities`](super::ClientCapabilities) | Optional features a client supports, declared once for the whole session. |
//! | [`InitializeRequestParams`](super::InitializeRequestParams) | What a client says of itself when it opens a session: the parameters of `initialize`, its first request. |
//! | [`InitializeResult`](super::InitializeResult) | What a server says of itself when a session is opened: the result of `initialize`. |
//! | [`RequestMetaObject`](super::RequestMetaObject) | Metadata of a request; version, identity and capabilities are the session's, so nothing is required here. |
//! | [`RootsCapability`](super::RootsCapability) | What a client supports around roots. |
//! | [`ServerCapabilities`](super::ServerCapabilities) | Optional features a server supports, declared once for the whole session. |
//!
//! # Logging
//!
//! `logging/setLevel`.
//! Specification: [Logging](https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging).
//!
//! | Type | |
//! | --- | --- |
//! | [`SetLevelRequestParams`](super::SetLevelRequestParams) | Which log messages the client wants from now on: the parameters of `logging/setLevel`. |
//!
//! # Resources
//!
//! `resources/subscribe`, `resources/unsubscribe`.
//! Specification: [Resources](https://modelcontextprotocol.io/specification/2025-11-25/server/resources).
//!
//! | Type | |
//! | --- | --- |
//! | [`SubscribeRequestParams`](super::SubscribeRequestParams) | Asks to be told when a resource changes, by `notifications/resources/updated`: the parameters of `resources/subscribe`. |
//! | [`UnsubscribeRequestParams`](super::UnsubscribeRequestParams) | Takes a subscription back: the parameters of `resources/unsubscribe`. |
//!
//! # Elicitation
//!
//! `elicitation/create` in URL mode.
//! Specification: [Elicitation](https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation).
//!
//! | Type | |
//! | --- | --- |
//! | [`ElicitRequestUrlParams`](super::ElicitRequestUrlParams) | Asks the client to send its user to a page of the server's, where what must not pass through the client is entered. |
