//! What references are resolved against: the `$id`s and anchors of one schema.
//!
//! References resolve as RFC 3986 says, within a subset that every implementation reads alike: where a schema embeds
//! others by `$id`, ids that could be written in two ways are refused.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use mcp_types::JsonKind;
use serde_json::{Map, Value};

use super::kind;
use crate::text::excerpt;
use crate::{Dialect, SchemaFault};

/// The schema resources of one document, the document itself first.
pub(super) struct Resources<'v> {
    all: Vec<Resource<'v>>,
    /// The subschemas with each dynamic anchor, whatever their resource.
    dynamic: BTreeMap<&'v str, Vec<usize>>,
}

struct Resource<'v> {
    root: usize,
    /// The absolute URI; empty for a document without `$id`.
    uri: String,
    anchors: BTreeMap<&'v str, usize>,
}

/// Where a reference leads.
pub(super) enum Target {
    Node(usize),
    /// A place below the root of a resource.
    Pointer {
        root: usize,
        pointer: String,
    },
}

impl<'v> Resources<'v> {
    pub(super) fn new() -> Self {
        let document = Resource { root: 0, uri: String::new(), anchors: BTreeMap::new() };
        Resources { all: vec![document], dynamic: BTreeMap::new() }
    }

    /// Notes the names that a subschema gives itself, and returns the resource that it belongs to.
    pub(super) fn enter(
        &mut self,
        node: usize,
        resource: usize,
        members: &'v Map<String, Value>,
        dialect: Dialect,
    ) -> Result<usize, (&'static str, SchemaFault)> {
        let mut resource = resource;
        if let Some(id) = text(members, "$id")? {
            match (dialect, id.strip_prefix('#')) {
                (_, Some("")) => {}
                // Why: the draft says that nothing counts beside `$ref`, and not every reader obeys.
                (Dialect::Draft07, _) if node != 0 && members.contains_key("$ref") => {
                    return Err(("$id", SchemaFault::UnclearId { id: excerpt(id) }));
                }
                (Dialect::Draft07, Some(anchor)) => self.anchor(node, resource, anchor, "$id")?,
                _ => resource = self.identify(node, resource, id),
            }
        }
        if dialect == Dialect::Draft202012 {
            for keyword in ["$anchor", "$dynamicAnchor"] {
                if let Some(anchor) = text(members, keyword)? {
                    self.anchor(node, resource, anchor, keyword)?;
                }
            }
        }
        Ok(resource)
    }

    fn identify(&mut self, node: usize, base: usize, id: &str) -> usize {
        let id = id.strip_suffix('#').unwrap_or(id);
        let uri = join(&self.all[base].uri, id);
        if node == 0 {
            self.all[0].uri = uri;
            return 0;
        }
        self.all.push(Resource { root: node, uri, anchors: BTreeMap::new() });
        self.all.len() - 1
    }

    fn anchor(
        &mut self,
        node: usize,
        resource: usize,
        name: &'v str,
        keyword: &'static str,
    ) -> Result<(), (&'static str, SchemaFault)> {
        match self.all[resource].anchors.insert(name, node) {
            Some(other) if other != node => return Err((keyword, SchemaFault::DuplicateId { id: excerpt(name) })),
            _ => {}
        }
        if keyword == "$dynamicAnchor" {
            self.dynamic.entry(name).or_default().push(node);
        }
        Ok(())
    }

    /// Refuses ids that readers could take for each other; returns the node at fault.
    pub(super) fn check(&self) -> Result<(), (usize, SchemaFault)> {
        if self.all.len() == 1 {
            return Ok(());
        }
        let mut seen = BTreeSet::new();
        for resource in &self.all {
            if !is_clear(&resource.uri) {
                return Err((resource.root, SchemaFault::UnclearId { id: excerpt(&resource.uri) }));
            }
            if !seen.insert(resource.uri.as_str()) {
                return Err((resource.root, SchemaFault::DuplicateId { id: excerpt(&resource.uri) }));
            }
        }
        Ok(())
    }

    /// Where a reference leads that stands in `resource`; `None` if nowhere within the document.
    pub(super) fn resolve(&self, resource: usize, reference: &str) -> Option<Target> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = match uri {
            "" => &self.all[resource],
            _ => {
                let uri = join(&self.all[resource].uri, uri);
                self.all.iter().find(|resource| !resource.uri.is_empty() && resource.uri == uri)?
            }
        };
        let fragment = percent_decoded(fragment)?;
        match fragment.as_bytes().first() {
            None => Some(Target::Node(resource.root)),
            Some(b'/') => Some(Target::Pointer { root: resource.root, pointer: fragment.into_owned() }),
            Some(_) => resource.anchors.get(&*fragment).copied().map(Target::Node),
        }
    }

    /// All places that a dynamic reference may lead to instead of `node`: the dynamic anchors of the same name.
    pub(super) fn dynamic_alternatives(&self, node: usize, reference: &str) -> impl Iterator<Item = usize> {
        let name = reference.rsplit('#').next().unwrap_or_default();
        let named = self.dynamic.get(name).filter(|nodes| nodes.contains(&node));
        named.into_iter().flatten().copied()
    }
}

fn text<'v>(
    members: &'v Map<String, Value>,
    keyword: &'static str,
) -> Result<Option<&'v str>, (&'static str, SchemaFault)> {
    match members.get(keyword) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => {
            let received: JsonKind = kind(other);
            Err((keyword, SchemaFault::WrongType { expected: "a string", received }))
        }
    }
}

/// Resolves a reference without fragment against a base, without minding dot segments.
fn join(base: &str, reference: &str) -> String {
    let scheme_end = |uri: &str| {
        let end = uri.find(':')?;
        uri[..end].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)).then_some(end)
    };
    let Some(base_scheme) = scheme_end(base) else { return reference.to_owned() };
    if scheme_end(reference).is_some() {
        return reference.to_owned();
    }
    if reference.starts_with("//") {
        return format!("{}:{reference}", &base[..base_scheme]);
    }
    let hierarchy = base_scheme + 1;
    let path = match base[hierarchy..].starts_with("//") {
        true => base[hierarchy + 2..].find('/').map_or(base.len(), |slash| hierarchy + 2 + slash),
        false => hierarchy,
    };
    let query = base[path..].find('?').map_or(base.len(), |mark| path + mark);
    match reference.as_bytes().first() {
        Some(b'/') => format!("{}{reference}", &base[..path]),
        Some(b'?') => format!("{}{reference}", &base[..query]),
        _ => match base[path..query].rfind('/') {
            Some(slash) => format!("{}{reference}", &base[..=path + slash]),
            None if path > hierarchy => format!("{}/{reference}", &base[..path]),
            None => format!("{}{reference}", &base[..path]),
        },
    }
}

/// Whether a URI has but one spelling: nothing in it is equal to something else after normalization.
fn is_clear(uri: &str) -> bool {
    let (before, path) = match uri.split_once("://") {
        Some((scheme, rest)) => match rest.split_once('/') {
            Some((authority, path)) => (format!("{scheme}{authority}"), path),
            None => return uri.is_empty(),
        },
        None => (uri.split_once(':').map_or(String::new(), |(scheme, _)| scheme.to_owned()), uri),
    };
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.+".contains(&byte);
    let has_dots = path.split(['/', '?']).any(|segment| matches!(segment, "." | ".."));
    before.bytes().all(is_plain)
        && !has_dots
        && uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"%#".contains(&byte))
}

/// A fragment with its percent-encoding undone; `None` where that is malformed.
fn percent_decoded(fragment: &str) -> Option<Cow<'_, str>> {
    if !fragment.contains('%') {
        return Some(Cow::Borrowed(fragment));
    }
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let [high, low, tail @ ..] = rest else { return None };
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        bytes.push((digit(high)? * 16 + digit(low)?) as u8);
        rest = tail;
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_joined_to_their_base() {
        let base = "https://h.example/a/b?q";
        for (reference, expected) in [
            ("c", "https://h.example/a/c"),
            ("/c", "https://h.example/c"),
            ("//i.example/c", "https://i.example/c"),
            ("?r", "https://h.example/a/b?r"),
            ("urn:x:y", "urn:x:y"),
            ("http://i.example/c", "http://i.example/c"),
        ] {
            assert_eq!(join(base, reference), expected, "{reference}");
        }
        assert_eq!(join("https://h.example", "c"), "https://h.example/c");
        assert_eq!(join("urn:x", "c"), "urn:c");
        assert_eq!(join("", "c"), "c");
    }

    #[test]
    fn ids_with_two_spellings_are_unclear() {
        for clear in ["https://h.example/a/B?q=1", "urn:uuid:1", "a/b.json", ""] {
            assert!(is_clear(clear), "{clear}");
        }
        for unclear in [
            "https://H.example/a",
            "HTTPS://h.example/a",
            "https://h.example:443/a",
            "https://u@h.example/a",
            "https://h.example",
            "https://h.example/a/../b",
            "./a",
            "https://h.example/%61",
            "https://h.example/ä",
            "#a",
        ] {
            assert!(!is_clear(unclear), "{unclear}");
        }
    }

    #[test]
    fn fragments_are_percent_decoded() {
        assert_eq!(percent_decoded("/a%25b%2Fc").as_deref(), Some("/a%b/c"));
        assert_eq!(percent_decoded("/a"), Some(Cow::Borrowed("/a")));
        for malformed in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(percent_decoded(malformed), None, "{malformed}");
        }
    }
}
