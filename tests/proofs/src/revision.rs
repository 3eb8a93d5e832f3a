//! The revisions whose types are proved, with the tables of the generator that their proofs start from.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::exceptions::Exceptions;
use crate::samples::{Samples, samples};
use crate::subjects::{LEGACY_SUBJECTS, SUBJECTS, Subject};

/// A revision, and how much of it there is to be proved.
pub(crate) struct Revision {
    /// Its date, by which the schema is found.
    pub(crate) name: &'static str,
    /// Errata are a table of the generator, which applies them before everything else.
    pub(crate) errata: Option<&'static str>,
    /// `Definition.member` of the schema which the generator leaves out on purpose.
    pub(crate) left_out: LazyLock<Vec<String>>,
    /// Definitions that have types.
    pub(crate) subjects: &'static [Subject],
    /// Values of each of them, made once for all proofs.
    pub(crate) samples: LazyLock<Vec<Samples>>,
    pub(crate) exceptions: LazyLock<Exceptions>,
    pub(crate) definitions: usize,
    /// Required members of all definitions.
    pub(crate) removals: usize,
    /// Members, elements and entries of all definitions that cannot be just anything, and the definitions themselves.
    pub(crate) mistypings: usize,
}

/// The revision that the types at the root of the crate are of.
pub(crate) static MODERN: Revision = Revision {
    name: "2026-07-28",
    errata: Some(include_str!("../../../xtask/errata.toml")),
    left_out: LazyLock::new(Vec::new),
    subjects: SUBJECTS,
    samples: LazyLock::new(|| samples(SUBJECTS)),
    exceptions: LazyLock::new(|| Exceptions::parse(include_str!("../exceptions.toml"))),
    definitions: 155,
    removals: 504,
    mistypings: 1152,
};

/// The revision that the types of the legacy era are of, as far as there are any.
pub(crate) static LEGACY: Revision = Revision {
    name: "2025-11-25",
    errata: None,
    left_out: LazyLock::new(left_out),
    subjects: LEGACY_SUBJECTS,
    samples: LazyLock::new(|| samples(LEGACY_SUBJECTS)),
    exceptions: LazyLock::new(Exceptions::default),
    definitions: 12,
    removals: 16,
    mistypings: 70,
};

/// Both of them.
pub(crate) const REVISIONS: [&Revision; 2] = [&MODERN, &LEGACY];

#[derive(Deserialize)]
struct Selection {
    left_out: BTreeMap<String, String>,
}

fn left_out() -> Vec<String> {
    let selection: Selection =
        toml::from_str(include_str!("../../../xtask/legacy/selection.toml")).expect("a selection of definitions");
    selection.left_out.into_keys().collect()
}
