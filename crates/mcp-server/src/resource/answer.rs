//! `resources/read`.

use std::sync::Arc;

use super::check::{ResourceRecord, TemplateRecord};
use super::{Addressed, ReadResource, ReadTemplate};
use crate::RequestError;
use crate::area::Record;
use crate::call::Call;
use crate::dialogue::Retry;
use crate::failure::Failure;
use crate::handling::start;
use crate::layer::Registered;
use crate::resource_uri::check_uri;
use crate::scope::Target;
use crate::server::{Request, Server, check_kinds, invalid_params};
use crate::snapshot::Snapshot;
use crate::uri_template::Variables;
use crate::viewer::Viewer;

/// Who reads a URI.
enum Reader {
    Resource(Arc<ResourceRecord>),
    Template(Arc<TemplateRecord>, Variables),
}

impl Server {
    pub(crate) fn read_resource(&self, snapshot: &Snapshot, request: Request<'_, '_>) -> Result<Call, Failure> {
        let params = request.params;
        check_kinds(params)?;
        let uri: Box<str> = request.name.as_deref().ok_or_else(|| invalid_params("uri: missing"))?.into();
        // spec: RES-019 what is not a URI is not looked up.
        if let Err(problem) = check_uri(&uri) {
            return Err(invalid_params(&format!("uri: {problem}")));
        }
        // spec: RES-014 RES-015 a resource that is not there is an error that names it.
        let not_found = || RequestError::not_found(&uri).into_failure();
        let reader = snapshot.reader(&uri, &request.viewer()).ok_or_else(not_found)?;
        let (asks, addressed) = match &reader {
            Reader::Resource(record) => (record.asks, record.addressed(uri)),
            Reader::Template(record, _) => (record.asks, record.addressed(uri)),
        };
        let addressed = Arc::new(addressed);
        let mut scope = self.scope(request, Target::Resource(Arc::clone(&addressed)), asks)?;
        self.begin_dialogue(&mut scope, asks, None, &Retry::of(params))?;
        let read = ReadResource::new(addressed);
        Ok(match reader {
            Reader::Resource(record) => start(&*record.operation, read, scope),
            Reader::Template(record, values) => start(&*record.operation, ReadTemplate::new(read, values), scope),
        })
    }
}

impl ResourceRecord {
    fn addressed(&self, uri: Box<str>) -> Addressed {
        let mime_type = self.definition.mime_type.clone();
        Addressed { uri, mime_type, hints: self.hints, public: self.visibility.is_public() }
    }
}

impl TemplateRecord {
    fn addressed(&self, uri: Box<str>) -> Addressed {
        let mime_type = self.definition.mime_type.clone();
        Addressed { uri, mime_type, hints: self.hints, public: self.visibility.is_public() }
    }
}

impl Snapshot {
    /// Who reads `uri` for `viewer`: its own resource, else the first template that matches.
    fn reader(&self, uri: &str, viewer: &Viewer<'_>) -> Option<Reader> {
        if let Some(record) = self.resources.as_ref().and_then(|area| area.get(uri)) {
            // Why: a resource that is hidden stays so where a template would match its URI as well.
            return record.visibility().shows_to(viewer).then(|| Reader::Resource(Arc::clone(record)));
        }
        let templates = self.templates.iter().flat_map(|area| area.records());
        let mut visible = templates.filter(|template| template.visibility().shows_to(viewer));
        // spec: RES-010 a URI that a template yields is read with the template's variables.
        visible.find_map(|record| Some(Reader::Template(Arc::clone(record), record.template.matches(uri)?)))
    }

    /// What `viewer` finds at `uri`, by the name that its author gave it.
    pub(crate) fn registered(&self, uri: &str, viewer: &Viewer<'_>) -> Option<Registered> {
        Some(match self.reader(uri, viewer)? {
            Reader::Resource(record) => Registered::Resource(record.key().into()),
            Reader::Template(record, _) => Registered::ResourceTemplate(record.key().into()),
        })
    }

    /// Whether `viewer` may subscribe to what is at `uri`.
    pub(crate) fn is_watchable(&self, uri: &str, viewer: &Viewer<'_>) -> bool {
        self.reader(uri, viewer).is_some_and(|reader| match reader {
            Reader::Resource(record) => record.subscribable,
            Reader::Template(record, _) => record.subscribable,
        })
    }

    /// Whether anything can be subscribed to.
    pub(crate) fn has_subscribable(&self) -> bool {
        let mut resources = self.resources.iter().flat_map(|area| area.records());
        let mut templates = self.templates.iter().flat_map(|area| area.records());
        resources.any(|record| record.subscribable) || templates.any(|record| record.subscribable)
    }

    /// The template that `reference` names: by its own text, or by a URI that it yields.
    pub(crate) fn template_of(&self, reference: &str, viewer: &Viewer<'_>) -> Option<Arc<TemplateRecord>> {
        let area = self.templates.as_ref()?;
        if let Some(record) = area.get(reference) {
            return record.visibility().shows_to(viewer).then(|| Arc::clone(record));
        }
        match self.reader(reference, viewer)? {
            Reader::Template(record, _) => Some(record),
            Reader::Resource(_) => None,
        }
    }
}
