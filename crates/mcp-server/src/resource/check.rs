//! What a resource, and a template of resources, needs to be served.

use std::sync::Arc;

use super::About;
use super::hints::Hints;
use super::{ReadResource, ReadTemplate};
use crate::area::record;
use crate::build_error::BuildProblem;
use crate::completion::{Completer, Completers};
use crate::dialogue::Asks;
use crate::handling::Handling;
use crate::pending::Pending;
use crate::resource_uri::check_uri;
use crate::uri_template::UriTemplate;
use crate::viewer::Visibility;

/// A resource that is registered but not checked.
pub(crate) struct PendingResource {
    pub(super) definition: mcp_types::Resource,
    pub(super) about: About,
    pub(super) operation: Box<dyn Handling<ReadResource>>,
}

/// A template that is registered but not checked.
pub(crate) struct PendingTemplate {
    pub(super) definition: mcp_types::ResourceTemplate,
    pub(super) about: About,
    pub(super) completers: Vec<Completer>,
    pub(super) operation: Box<dyn Handling<ReadTemplate>>,
}

/// A resource as it is served.
pub(crate) struct ResourceRecord {
    pub(crate) definition: mcp_types::Resource,
    pub(crate) asks: Asks,
    pub(crate) visibility: Visibility,
    pub(super) hints: Hints,
    pub(super) subscribable: bool,
    pub(super) operation: Box<dyn Handling<ReadResource>>,
}

/// A template as it is served.
pub(crate) struct TemplateRecord {
    pub(crate) definition: mcp_types::ResourceTemplate,
    pub(crate) asks: Asks,
    pub(crate) visibility: Visibility,
    pub(crate) completers: Arc<Completers>,
    pub(super) hints: Hints,
    pub(super) subscribable: bool,
    pub(super) template: UriTemplate,
    pub(super) operation: Box<dyn Handling<ReadTemplate>>,
}

record!(ResourceRecord {
    uri of Resource in ListResourcesResult by ListResources,
    area resources,
    kind Resources,
    duplicate DuplicateResourceUri { uri },
});

record!(TemplateRecord {
    uri_template of ResourceTemplate in ListResourceTemplatesResult by ListResourceTemplates,
    area templates,
    kind Resources,
    duplicate DuplicateUriTemplate { template },
});

impl Pending for PendingResource {
    type Record = ResourceRecord;

    fn key(&self) -> &str {
        &self.definition.uri
    }

    fn asks(&self) -> Asks {
        self.about.asks
    }

    fn check(self, problems: &mut Vec<BuildProblem>) -> Option<ResourceRecord> {
        let PendingResource { definition, about, operation } = self;
        // spec: RES-013 a resource has a URI, whatever its scheme.
        if let Err(problem) = check_uri(&definition.uri) {
            problems.push(BuildProblem::ResourceUri { uri: definition.uri.into(), problem });
            return None;
        }
        let About { hints, asks, visibility, subscribable } = about;
        Some(ResourceRecord { definition, asks, visibility, hints, subscribable, operation })
    }
}

impl Pending for PendingTemplate {
    type Record = TemplateRecord;

    fn key(&self) -> &str {
        &self.definition.uri_template
    }

    fn asks(&self) -> Asks {
        self.about.asks
    }

    fn check(self, problems: &mut Vec<BuildProblem>) -> Option<TemplateRecord> {
        let PendingTemplate { definition, about, completers, operation } = self;
        // spec: RES-010 a template is one that URIs can be matched with.
        let template = match UriTemplate::parse(&definition.uri_template) {
            Ok(template) => template,
            Err(problem) => {
                problems.push(BuildProblem::UriTemplate { template: definition.uri_template.into(), problem });
                return None;
            }
        };
        let (completers, unknown) = Completers::assign(template.variables(), completers);
        for argument in unknown {
            problems.push(BuildProblem::CompletesNothing { name: definition.uri_template.as_str().into(), argument });
        }
        let About { hints, asks, visibility, subscribable } = about;
        Some(TemplateRecord { definition, asks, visibility, completers, hints, subscribable, template, operation })
    }
}
