//! The methods that list.

use mcp_cache::{Cacheable, Shaped};
use mcp_types::JsonKind;

use crate::area::{Area, List, PageParts, Record};
use crate::failure::Failure;
use crate::limits;
use crate::reply::{Reply, internal};
use crate::seal::{Binding, Purpose};
use crate::server::{Request, Server, invalid_params, wrong_kind};
use crate::snapshot::Snapshot;
use crate::viewer::Viewer;

impl Server {
    /// Answers with a page of the list of `R`.
    pub(crate) fn list<R: Record>(&self, snapshot: &Snapshot, request: &Request<'_, '_>) -> Reply {
        let cursor = match request.params.get("cursor") {
            None => None,
            Some(raw) => Some(raw.as_str().ok_or_else(|| wrong_kind("cursor", JsonKind::String, raw.kind()))?),
        };
        // Why: where only one of resources and templates was registered, the list of the others is empty.
        let Some(area) = R::area(snapshot) else {
            let empty = Area::<R>::new(Vec::new(), self.catalogue());
            return self.page(&empty, request, cursor.as_deref());
        };
        self.page(area, request, cursor.as_deref())
    }

    fn page<R: Record>(&self, area: &Area<R>, request: &Request<'_, '_>, cursor: Option<&str>) -> Reply {
        match &area.list {
            List::Prepared(pages) => {
                let page = match cursor {
                    None => Some(pages.first()),
                    Some(cursor) => pages.at(cursor),
                };
                // spec: PAGE-007 ERR-004 a cursor that this list never handed out is refused; an empty one is no exception.
                let page = page.ok_or_else(|| invalid_params("unknown cursor: begin again without one"))?;
                Ok(page.respond(request.id))
            }
            List::Shaped(digest) => {
                let position = Position { list: R::LIST.as_str(), digest, viewer: request.viewer() };
                self.shaped_page(area, request, &position, cursor)
            }
        }
    }

    /// Renders a page for one viewer.
    fn shaped_page<R: Record>(
        &self,
        area: &Area<R>,
        request: &Request<'_, '_>,
        position: &Position<'_>,
        cursor: Option<&str>,
    ) -> Reply {
        let start = cursor.map_or(Ok(0), |cursor| self.open_cursor(position, cursor))?;
        let (entries, next) = area.visible(&position.viewer, start, self.catalogue().page_size);
        let page = R::page(PageParts {
            entries,
            next: next.map(|place| self.seal_cursor(position, place)).transpose()?,
            hint: self.catalogue().cache.hint(R::Page::METHOD, Shaped::ByPrincipal),
            meta: None,
        });
        Ok(self.identity().respond(request.id, page))
    }

    fn seal_cursor(&self, position: &Position<'_>, place: usize) -> Result<String, Failure> {
        let payload = (place as u64).to_le_bytes();
        let expires = self.now() + limits::CURSOR_LIFETIME;
        let sealed = position.bound(|binding| self.sealer().seal(Purpose::Cursor, binding, &payload, expires));
        sealed.map_err(|_| internal())
    }

    fn open_cursor(&self, position: &Position<'_>, cursor: &str) -> Result<usize, Failure> {
        let opened = position.bound(|binding| self.sealer().open(Purpose::Cursor, binding, cursor, self.now()));
        // spec: PAGE-007 ERR-004 a cursor made up, or made for another list or principal, is refused.
        let payload = opened.map_err(|refused| refused.error_object(Purpose::Cursor))?;
        let place = payload.try_into().map(u64::from_le_bytes).ok().and_then(|place| usize::try_from(place).ok());
        place.ok_or_else(internal)
    }
}

/// Where a cursor is good: one state of one list, as one principal sees it.
struct Position<'a> {
    list: &'static str,
    digest: &'a str,
    viewer: Viewer<'a>,
}

impl Position<'_> {
    fn bound<T>(&self, with: impl FnOnce(&Binding<'_>) -> T) -> T {
        with(&Binding::new(self.viewer.principal(), &[self.list.as_bytes(), self.digest.as_bytes()]))
    }
}
