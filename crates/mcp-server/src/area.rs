//! One kind of thing that a server offers: its records, found by key, and the list of them.

use std::collections::HashMap;
use std::sync::Arc;

use mcp_cache::{CacheHint, Cacheable, Shaped};
use mcp_types::wire::Wire;
use mcp_types::{Method, ResultMetaObject};

use crate::build_error::BuildProblem;
use crate::catalogue::Catalogue;
use crate::pages::{Digest, Pages};
use crate::reply::{Complete, Prepared, write_json};
use crate::snapshot::{Kind, Snapshot};
use crate::viewer::{Viewer, Visibility};

/// Something that the server offers and lists, compiled once.
pub(crate) trait Record: Sized + Send + Sync + 'static {
    /// What stands in the list.
    type Entry: Wire + Clone;
    /// The result of the method that lists.
    type Page: Complete + Cacheable;
    /// The method that lists.
    const LIST: Method;
    /// Which list of the server changes with it.
    const KIND: Kind;

    /// What clients address it by.
    fn key(&self) -> &str;
    fn entry(&self) -> &Self::Entry;
    fn visibility(&self) -> &Visibility;
    fn page(parts: PageParts<Self::Entry>) -> Self::Page;

    /// Where it stands among all that a server offers; `None` where nothing of the kind was ever registered.
    fn area(snapshot: &Snapshot) -> Option<&Arc<Area<Self>>>;
    fn area_mut(snapshot: &mut Snapshot) -> &mut Option<Arc<Area<Self>>>;

    /// The problem of a second record with the same key.
    fn duplicate(&self) -> BuildProblem;
}

/// What a page of any list consists of.
pub(crate) struct PageParts<E> {
    pub(crate) entries: Vec<E>,
    pub(crate) next: Option<String>,
    pub(crate) hint: CacheHint,
    pub(crate) meta: Option<ResultMetaObject>,
}

/// All records of one kind.
pub(crate) struct Area<R> {
    // Invariant: in the order in which they were registered, and each under its key below.
    records: Vec<Arc<R>>,
    by_key: HashMap<Box<str>, Arc<R>>,
    pub(crate) list: List,
}

/// The list of an area.
pub(crate) enum List {
    /// The same for everyone, as bytes.
    Prepared(Pages),
    /// Different for different viewers; the digest tells it from other lists and other states of this one.
    Shaped(Box<str>),
}

impl<R: Record> Area<R> {
    /// Indexes `records` and prepares their list, if it is the same for everyone.
    pub(crate) fn new(records: Vec<Arc<R>>, catalogue: &Catalogue) -> Self {
        let by_key = records.iter().map(|record| (record.key().into(), Arc::clone(record))).collect();
        let list = if records.iter().all(|record| record.visibility().is_public()) {
            List::Prepared(prepare(&records, catalogue))
        } else {
            List::Shaped(Digest::of_list(R::LIST.as_str(), catalogue.page_size, &records, digest_entry))
        };
        Area { records, by_key, list }
    }

    pub(crate) fn records(&self) -> &[Arc<R>] {
        &self.records
    }

    /// The record under `key`, whoever asks.
    pub(crate) fn get(&self, key: &str) -> Option<&Arc<R>> {
        self.by_key.get(key)
    }

    /// The record under `key`, if `viewer` sees it.
    pub(crate) fn find(&self, key: &str, viewer: &Viewer<'_>) -> Option<&Arc<R>> {
        // spec: TOOLS-027 CACHE-031 RES-022 what a viewer does not see is not there, however it is addressed.
        self.get(key).filter(|record| record.visibility().shows_to(viewer))
    }

    /// At most `count` entries that `viewer` sees, from place `start` on, and the place of the next one.
    pub(crate) fn visible(&self, viewer: &Viewer<'_>, start: usize, count: usize) -> (Vec<R::Entry>, Option<usize>) {
        let mut entries = Vec::new();
        for (place, record) in self.records.iter().enumerate().skip(start) {
            // spec: TOOLS-004 TOOLS-027 RES-022 CACHE-031 what a viewer does not see is not listed.
            if !record.visibility().shows_to(viewer) {
                continue;
            }
            if entries.len() == count {
                return (entries, Some(place));
            }
            entries.push(record.entry().clone());
        }
        (entries, None)
    }
}

fn prepare<R: Record>(records: &[Arc<R>], catalogue: &Catalogue) -> Pages {
    Pages::new(R::LIST.as_str(), records, catalogue.page_size, digest_entry, |records, next| {
        Prepared::new(&R::page(PageParts {
            entries: records.iter().map(|record| record.entry().clone()).collect(),
            next: next.map(Into::into),
            hint: catalogue.cache.hint(R::Page::METHOD, Shaped::ByNobody),
            meta: catalogue.meta.clone(),
        }))
    })
}

fn digest_entry<R: Record>(record: &Arc<R>, digest: &mut Digest) {
    let mut entry = Vec::new();
    write_json(&mut entry, record.entry());
    digest.update(&entry);
}

/// Makes records of the types that have a `definition` and a `visibility`.
macro_rules! record {
    ($record:ty {
        $key:ident of $entry:ident in $page:ident by $list:ident,
        area $area:ident,
        kind $kind:ident,
        duplicate $duplicate:ident { $name:ident },
    }) => {
        impl $crate::area::Record for $record {
            type Entry = ::mcp_types::$entry;
            type Page = ::mcp_types::$page;
            const LIST: ::mcp_types::Method = ::mcp_types::Method::$list;
            const KIND: $crate::snapshot::Kind = $crate::snapshot::Kind::$kind;

            fn key(&self) -> &str {
                &self.definition.$key
            }

            fn entry(&self) -> &Self::Entry {
                &self.definition
            }

            fn visibility(&self) -> &$crate::viewer::Visibility {
                &self.visibility
            }

            fn page(parts: $crate::area::PageParts<Self::Entry>) -> Self::Page {
                let mut page = ::mcp_types::$page::new(parts.entries);
                page.next_cursor = parts.next.map(Into::into);
                // spec: CACHE-002 CACHE-003 CACHE-004 CACHE-005 CACHE-029 every page says how long it is fresh, and for whom.
                ::mcp_cache::Cacheable::set_hint(&mut page, parts.hint);
                page.meta = parts.meta;
                page
            }

            fn area(snapshot: &$crate::snapshot::Snapshot) -> Option<&::std::sync::Arc<$crate::area::Area<Self>>> {
                snapshot.$area.as_ref()
            }

            fn area_mut(
                snapshot: &mut $crate::snapshot::Snapshot,
            ) -> &mut Option<::std::sync::Arc<$crate::area::Area<Self>>> {
                &mut snapshot.$area
            }

            fn duplicate(&self) -> $crate::build_error::BuildProblem {
                $crate::build_error::BuildProblem::$duplicate { $name: self.definition.$key.as_str().into() }
            }
        }

        impl $crate::reply::Complete for ::mcp_types::$page {
            fn meta_mut(&mut self) -> &mut Option<::mcp_types::ResultMetaObject> {
                &mut self.meta
            }
        }
    };
}

pub(crate) use record;

#[cfg(test)]
mod tests {
    use mcp_store::PrincipalKey;
    use mcp_types::ClientCapabilities;
    use proptest::prelude::*;

    use super::*;
    use crate::viewer::Principal;
    use crate::{NoArgs, Server, Tool};

    proptest! {
        // spec: PAGE-008 TOOLS-004 TOOLS-005
        #[test]
        fn walking_sees_what_is_visible_once_and_in_order(shown in prop::collection::vec(any::<bool>(), 0..40), size in 1..7_usize) {
            let builder = shown.iter().enumerate().fold(Server::builder("s", "1"), |builder, (number, shown)| {
                let shown = *shown;
                let tool = Tool::new(number.to_string()).visible_to(move |_| shown);
                builder.tool(tool.handler(async |_: NoArgs| ""))
            });
            let snapshot = builder.build().expect("a server").live().snapshot();
            let (nobody, capabilities) = (Principal::new(PrincipalKey::ANONYMOUS), ClientCapabilities::new());
            let viewer = Viewer::new(&nobody, &capabilities);
            let (mut seen, mut next) = (Vec::new(), snapshot.tools.as_ref().map(|_| 0));
            while let (Some(area), Some(start)) = (&snapshot.tools, next) {
                let (entries, following) = area.visible(&viewer, start, size);
                prop_assert!(entries.len() == size || following.is_none());
                prop_assert!(following.is_none_or(|place| place > start));
                seen.extend(entries.into_iter().map(|tool| tool.name));
                next = following;
            }
            let visible = shown.iter().enumerate().filter(|(_, shown)| **shown);
            prop_assert_eq!(seen, visible.map(|(number, _)| number.to_string()).collect::<Vec<_>>());
        }
    }
}
