//! All that a server offers at one time, and how it changes while the server runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use mcp_types::Method;

use crate::area::{Area, Record};
use crate::build_error::BuildError;
use crate::catalogue::{Catalogue, Served};
use crate::prompt::PromptRecord;
use crate::registry::ToolRecord;
use crate::reply::Prepared;
use crate::resource::{ResourceRecord, TemplateRecord};

/// All that a server offers at one time.
///
/// An area is `None` as long as nothing was ever registered in it, and then its methods are not served. It stays once it
/// was there, so that clients which have heard of it find it empty rather than gone.
#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) tools: Option<Arc<Area<ToolRecord>>>,
    pub(crate) prompts: Option<Arc<Area<PromptRecord>>>,
    pub(crate) resources: Option<Arc<Area<ResourceRecord>>>,
    pub(crate) templates: Option<Arc<Area<TemplateRecord>>>,
    /// Whose methods are served.
    pub(crate) served: Served,
    pub(crate) discover: Prepared,
}

/// Which of the lists that clients can be told about has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tools,
    Prompts,
    /// Resources and their templates.
    Resources,
}

impl Kind {
    /// The notification that the list has changed.
    pub(crate) fn list_changed(self) -> Method {
        match self {
            Kind::Tools => Method::ToolListChanged,
            Kind::Prompts => Method::PromptListChanged,
            Kind::Resources => Method::ResourceListChanged,
        }
    }
}

/// The snapshot of the present, replaced as a whole.
pub(crate) struct Live {
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is made, so that no change is lost; readers do not wait for it.
    changing: Mutex<()>,
    version: AtomicU64,
}

impl Snapshot {
    /// Prepares everything once.
    pub(crate) fn new(
        tools: Vec<ToolRecord>,
        prompts: Vec<PromptRecord>,
        resources: Vec<ResourceRecord>,
        templates: Vec<TemplateRecord>,
        catalogue: &Catalogue,
    ) -> Self {
        let mut snapshot = Snapshot {
            tools: area(tools, catalogue),
            prompts: area(prompts, catalogue),
            resources: area(resources, catalogue),
            templates: area(templates, catalogue),
            served: Served::default(),
            discover: catalogue.discover(Served::default()),
        };
        snapshot.describe(catalogue);
        snapshot
    }

    /// Brings up to date what depends on all areas together.
    fn describe(&mut self, catalogue: &Catalogue) {
        self.served = Served {
            tools: self.tools.is_some(),
            prompts: self.prompts.is_some(),
            resources: self.resources.is_some() || self.templates.is_some(),
            completion: self.served.completion || completes(self.prompts.as_deref(), self.templates.as_deref()),
            list_changes: catalogue.list_changes,
            subscriptions: self.served.subscriptions || self.has_subscribable(),
        };
        self.discover = catalogue.discover(self.served);
    }
}

/// Whether any argument or variable is completed.
fn completes(prompts: Option<&Area<PromptRecord>>, templates: Option<&Area<TemplateRecord>>) -> bool {
    prompts.is_some_and(|area| area.records().iter().any(|prompt| prompt.completers.complete_any()))
        || templates.is_some_and(|area| area.records().iter().any(|template| template.completers.complete_any()))
}

fn area<R: Record>(records: Vec<R>, catalogue: &Catalogue) -> Option<Arc<Area<R>>> {
    let records: Vec<_> = records.into_iter().map(Arc::new).collect();
    (!records.is_empty()).then(|| Arc::new(Area::new(records, catalogue)))
}

impl Live {
    pub(crate) fn new(snapshot: Snapshot) -> Self {
        Live { snapshot: RwLock::new(Arc::new(snapshot)), changing: Mutex::new(()), version: AtomicU64::new(0) }
    }

    /// What the server offers now; it stays as it is for who holds it.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers a question about the present without holding on to it.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&Snapshot) -> T) -> T {
        // Invariant: `at` is ours and short; no code of an author runs under the lock.
        at(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How often anything has changed.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed)
    }

    /// Adds a record at the end of its list.
    pub(crate) fn add<R: Record>(&self, record: R, catalogue: &Catalogue) -> Result<(), BuildError> {
        self.change(catalogue, |records: &mut Vec<Arc<R>>| {
            if records.iter().any(|other| other.key() == record.key()) {
                return Err(record.duplicate().into());
            }
            records.push(Arc::new(record));
            Ok(())
        })
    }

    /// Takes a record away, and says whether it was there.
    pub(crate) fn remove<R: Record>(&self, key: &str, catalogue: &Catalogue) -> bool {
        let removed = self.change(catalogue, |records: &mut Vec<Arc<R>>| {
            let place = records.iter().position(|record| record.key() == key).ok_or(())?;
            records.remove(place);
            Ok::<(), ()>(())
        });
        removed.is_ok()
    }

    /// Makes the next snapshot with other records of one kind; an error leaves everything as it was.
    fn change<R: Record, E>(
        &self,
        catalogue: &Catalogue,
        edit: impl FnOnce(&mut Vec<Arc<R>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Snapshot::clone(&self.snapshot());
        let mut records = R::area(&next).map_or_else(Vec::new, |area| area.records().to_vec());
        edit(&mut records)?;
        // spec: TOOLS-003 PROMPT-003 RES-003 what is offered changes as a whole, for all requests that come after.
        *R::area_mut(&mut next) = Some(Arc::new(Area::new(records, catalogue)));
        next.describe(catalogue);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        self.version.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
