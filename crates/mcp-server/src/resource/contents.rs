//! What the handler of a resource may return.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use mcp_cache::{CachePolicy, Cacheable, CacheableMethod, Shaped};
use mcp_types::{
    AnyResourceContents, BlobResourceContents, ReadResourceResult, ResultMetaObject, TextResourceContents,
};

use super::ReadResource;
use crate::RequestError;
use crate::content::check_contents;
use crate::reply::{Complete, Reply, internal};
use crate::scope::{RequestScope, Target};

/// A value that answers a request to read a resource.
///
/// Implemented for text, bytes (`Vec<u8>`, [`Bytes`]), contents of either kind, a `Vec` of [`AnyResourceContents`], and
/// for `Option<T>` and `Result<T, E>` of any of these: `None` is a resource that does not exist, `E` is [`RequestError`]
/// or any [`std::error::Error`].
///
/// A list without contents could mean anything; it is answered with −32603.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#reading-resources>
#[diagnostic::on_unimplemented(
    message = "a resource cannot return `{Self}`",
    label = "this handler's return type is not the contents of a resource",
    note = "return `String`, `Vec<u8>`, `Vec<AnyResourceContents>`, or an `Option` or `Result` of one of them"
)]
pub trait IntoResourceContents {
    /// Makes the contents of what `read` asks for.
    ///
    /// # Errors
    ///
    /// That of the handler.
    fn into_resource_contents(self, read: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError>;
}

impl IntoResourceContents for Vec<AnyResourceContents> {
    fn into_resource_contents(self, _: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(self)
    }
}

impl IntoResourceContents for AnyResourceContents {
    fn into_resource_contents(self, _: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(vec![self])
    }
}

impl IntoResourceContents for TextResourceContents {
    fn into_resource_contents(self, _: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(vec![self.into()])
    }
}

impl IntoResourceContents for BlobResourceContents {
    fn into_resource_contents(self, _: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(vec![self.into()])
    }
}

impl IntoResourceContents for String {
    fn into_resource_contents(self, read: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(vec![read.text(self)])
    }
}

impl IntoResourceContents for &'static str {
    fn into_resource_contents(self, read: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(vec![read.text(self)])
    }
}

impl IntoResourceContents for Vec<u8> {
    fn into_resource_contents(self, read: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(vec![read.bytes(self)])
    }
}

impl IntoResourceContents for Bytes {
    fn into_resource_contents(self, read: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        Ok(vec![read.bytes(self)])
    }
}

impl<T: IntoResourceContents> IntoResourceContents for Option<T> {
    fn into_resource_contents(self, read: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        // spec: RES-014 RES-015 what is not there is an error that names it.
        self.ok_or_else(|| RequestError::not_found(read.uri()))?.into_resource_contents(read)
    }
}

impl<T: IntoResourceContents, E: Into<RequestError>> IntoResourceContents for Result<T, E> {
    fn into_resource_contents(self, read: &ReadResource) -> Result<Vec<AnyResourceContents>, RequestError> {
        self.map_err(Into::into)?.into_resource_contents(read)
    }
}

/// Writes what the handler of a resource returned.
pub(super) fn conclude(output: impl IntoResourceContents, scope: &RequestScope) -> Reply {
    let Target::Resource(addressed) = &scope.target else { return Err(internal()) };
    let read = ReadResource::new(addressed.clone());
    let contents = output.into_resource_contents(&read).map_err(RequestError::into_failure)?;
    // spec: RES-017 an empty list would leave open whether there is such a resource.
    if contents.is_empty() {
        return Err(internal());
    }
    // spec: RES-008 RES-021 contents that no client could read are the server's failure.
    if contents.iter().any(|contents| check_contents(contents).is_err()) {
        return Err(internal());
    }
    let shaped = if addressed.public && !scope.principal_read.load(Ordering::Relaxed) {
        Shaped::ByNobody
    } else {
        Shaped::ByPrincipal
    };
    let hint = scope.server.catalogue().cache.hint(CacheableMethod::ReadResource, shaped);
    let mut result = ReadResourceResult::new(contents);
    // spec: CACHE-006 CACHE-031 what was read says how long it is fresh, and for whom, whatever its author declared.
    result.set_hint(CachePolicy::shape(addressed.hints.over(hint), shaped));
    Ok(scope.server.identity().respond(&scope.id, result))
}

impl Complete for ReadResourceResult {
    fn meta_mut(&mut self) -> &mut Option<ResultMetaObject> {
        &mut self.meta
    }

    fn long_bytes(&self) -> usize {
        let long = |contents: &AnyResourceContents| match contents {
            AnyResourceContents::Text(text) => text.text.len(),
            AnyResourceContents::Blob(blob) => blob.blob.len(),
            _ => 0,
        };
        self.contents.iter().map(long).sum()
    }
}
