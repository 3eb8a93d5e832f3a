//! Proof (d): a required member removed, or any member mistyped, is refused by the strict decoder at its place; and what
//! is still valid after such a change is taken and comes back.

use std::collections::BTreeSet;

use jsonschema::Validator;
use mcp_types::{DecodeError, DecodeErrorKind};
use serde_json::{Value, json};

use crate::examples::same;
use crate::exceptions::{Exceptions, Judged};
use crate::official::{Official, reference, say};
use crate::revision::{REVISIONS, Revision};
use crate::samples::{Samples, parsed};
use crate::shape::{Site, alternatives, escaped, is_any, sites};

#[test]
fn removed_required_members_are_refused_at_their_place() {
    REVISIONS.iter().for_each(|revision| check_removals(revision));
}

fn check_removals(revision: &'static Revision) {
    let Some(official) = Official::load(revision) else { return };
    let mut proof = Proof::new(revision);
    for_each_shape(revision, &official, |shape, samples| {
        for site in sites(shape.schema).into_iter().filter(|site| site.required) {
            let (object, member) = site.member().expect("only members are required");
            let name = format!("{}{site} without it", shape.name);
            let mut tried = false;
            for value in &shape.values {
                let Some(place) = object.places(value).into_iter().next() else { continue };
                let mut changed = value.clone();
                let members = changed.pointer_mut(&place).and_then(Value::as_object_mut).expect("an object");
                if members.remove(member).is_some() {
                    tried = true;
                    let place = format!("{place}/{}", escaped(member));
                    proof.judge(
                        &shape,
                        samples,
                        &Change { name: &name, value: &changed, place: &place, missing: true },
                    );
                    break;
                }
            }
            proof.tried(tried, &name);
        }
    });
    proof.finish("removed required members", revision.removals);
}

#[test]
fn mistyped_members_are_refused_at_their_place() {
    REVISIONS.iter().for_each(|revision| check_mistypings(revision));
}

fn check_mistypings(revision: &'static Revision) {
    let Some(official) = Official::load(revision) else { return };
    let mut proof = Proof::new(revision);
    for_each_shape(revision, &official, |shape, samples| {
        let parts = sites(shape.schema);
        for site in std::iter::once(Site::root(shape.schema)).chain(parts).filter(|site| !is_any(site.schema)) {
            let name = format!("{}{site}", shape.name);
            let mut tried = false;
            for value in &shape.values {
                let Some(place) = site.places(value).into_iter().next() else { continue };
                tried = true;
                for wrong in wrong_values(official.resolve(site.schema)) {
                    let mut changed = value.clone();
                    *changed.pointer_mut(&place).expect("the place was just found") = wrong;
                    proof.judge(
                        &shape,
                        samples,
                        &Change { name: &name, value: &changed, place: &place, missing: false },
                    );
                }
                break;
            }
            proof.tried(tried, &name);
        }
    });
    let Exceptions { taken, refused, .. } = &*revision.exceptions;
    for exception in taken.iter().chain(refused) {
        assert!(proof.excused.contains(&exception.at), "the exception for {} is stale", exception.at);
    }
    proof.finish("mistyped parts", revision.mistypings);
}

/// Values of a shape of a definition: of the definition itself, or of one of the alternatives that it is a union of.
struct Shape<'s> {
    name: String,
    schema: &'s Value,
    is_union: bool,
    values: Vec<Value>,
    validator: &'s Validator,
}

fn for_each_shape(revision: &Revision, official: &Official, mut check: impl FnMut(Shape<'_>, &Samples)) {
    for samples in revision.samples.iter() {
        let definition = samples.subject.definition;
        let (schema, validator) = (official.definition(definition), official.validator_of(definition));
        let shapes = shapes(official, schema);
        for (alternative, schema) in &shapes {
            let name = alternative.map_or_else(|| definition.to_owned(), |name| format!("{definition} as {name}"));
            let fits = alternative.map(|name| official.validator_of(name));
            let values = samples.plain_values().filter(|value| fits.as_ref().is_none_or(|fits| fits.is_valid(value)));
            let (values, is_union) = (values.collect(), alternative.is_some());
            check(Shape { name, schema, is_union, values, validator: &validator }, samples);
        }
    }
}

/// The definitions that a union consists of, also through other unions; a schema that is no union stands for itself.
fn shapes<'s>(official: &'s Official, schema: &'s Value) -> Vec<(Option<&'s str>, &'s Value)> {
    match alternatives(schema) {
        [] => vec![(None, schema)],
        parts if parts.iter().all(|part| reference(part).is_some()) => {
            let named = |part: &'s Value| {
                shapes(official, official.resolve(part))
                    .into_iter()
                    .map(move |(name, schema)| (name.or(reference(part)), schema))
            };
            parts.iter().flat_map(named).collect()
        }
        _ => vec![(None, schema)],
    }
}

/// Values of every kind, and those just beyond the bounds of the schema.
fn wrong_values(schema: &Value) -> Vec<Value> {
    let mut values = vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0.5),
        json!("\u{1f600} none of these"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"": []}),
    ];
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_i64);
    values.extend(bound("minimum").map(|minimum| json!(minimum - 1)));
    values.extend(bound("maximum").map(|maximum| json!(maximum + 1)));
    values.extend(bound("maxItems").map(|most| json!(vec![""; most as usize + 1])));
    values
}

/// A value with one thing changed.
struct Change<'c> {
    name: &'c str,
    value: &'c Value,
    /// JSON Pointer of the change.
    place: &'c str,
    missing: bool,
}

/// What was found so far.
struct Proof {
    revision: &'static Revision,
    sites: usize,
    refused: usize,
    taken: usize,
    faults: Vec<String>,
    /// Exceptions that were needed, and how many values they were needed for.
    excused: BTreeSet<String>,
    excuses: usize,
}

impl Proof {
    fn new(revision: &'static Revision) -> Self {
        let (faults, excused) = (Vec::new(), BTreeSet::new());
        Proof { revision, sites: 0, refused: 0, taken: 0, faults, excused, excuses: 0 }
    }

    fn tried(&mut self, tried: bool, name: &str) {
        self.sites += 1;
        if !tried {
            self.faults.push(format!("{name}: no value has it"));
        }
    }

    fn judge(&mut self, shape: &Shape<'_>, samples: &Samples, change: &Change<'_>) {
        let exceptions = &*self.revision.exceptions;
        let text = change.value.to_string();
        let outcome = (samples.subject.strict)(&text);
        let problem = match (shape.validator.is_valid(change.value), outcome) {
            (true, Ok(back)) if same(&parsed(&back), change.value) => return self.taken += 1,
            (true, Ok(back)) => format!("it is valid and came back as {back}"),
            (true, Err(_)) if self.is_excused(&exceptions.refused, change.name) => return,
            (true, Err(error)) => format!("it is valid and refused: {error}"),
            (false, Ok(_)) if self.is_excused(&exceptions.taken, change.name) => return,
            (false, Ok(_)) => "it is not valid and taken".to_owned(),
            // Why: a value of a union may look like another alternative without what was changed in it.
            (false, Err(error)) if shape.is_union || change.is_at(&error) => return self.refused += 1,
            (false, Err(error)) => format!("it is refused elsewhere: {error}"),
        };
        self.faults.push(format!("{}: {text}\n    {problem}", change.name));
    }

    fn is_excused(&mut self, exceptions: &[Judged], name: &str) -> bool {
        let found = exceptions.iter().find(|exception| exception.covers(name));
        self.excused.extend(found.map(|exception| exception.at.clone()));
        self.excuses += usize::from(found.is_some());
        found.is_some()
    }

    fn finish(self, what: &str, expected: usize) {
        let shown = self.faults[..self.faults.len().min(10)].join("\n");
        assert!(self.faults.is_empty(), "{} faults, first:\n{shown}", self.faults.len());
        let Proof { revision, sites, refused, taken, excuses, .. } = self;
        let name = revision.name;
        say(&format!(
            "proof (d), {name}: {sites} {what}: {refused} values refused at their place, {taken} still valid and taken, \
             {excuses} excused"
        ));
        assert_eq!(sites, expected);
    }
}

impl Change<'_> {
    /// Whether an error is about the change.
    fn is_at(&self, error: &DecodeError) -> bool {
        let place = printable(self.place);
        match self.missing {
            true => error.path() == place && *error.kind() == DecodeErrorKind::Missing,
            false => error.path().strip_prefix(&*place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        }
    }
}

/// Paths in errors show no control characters.
fn printable(pointer: &str) -> String {
    pointer
        .chars()
        .map(|character| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character })
        .collect()
}
