//! Whether two schemas mean the same, and if not, where.

use std::collections::{BTreeMap, BTreeSet};
use std::ptr;

use serde_json::Value;

use super::read::{Alternative, Form, Member, Side};
use crate::official::reference;

/// Two documents, and which definitions of them are to be the same.
pub(super) struct Comparison<'s> {
    pub(super) official: Side<'s>,
    pub(super) derived: Side<'s>,
    /// Names of the derived definitions by those of the official ones. Each pair is compared for itself, so that a
    /// reference to the one equals a reference to the other.
    pub(super) names: &'s BTreeMap<String, String>,
}

/// A place where the schemas mean something else.
#[derive(Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) at: String,
    pub(super) what: String,
}

/// Pairs that are being compared further up: they are the same unless something else is found.
type Assumed<'s> = Vec<(&'s Value, &'s Value)>;

impl<'s> Comparison<'s> {
    /// All differences between two schemas that are no references to each other.
    pub(super) fn differences(&self, at: &str, official: &'s Value, derived: &'s Value) -> Vec<Difference> {
        let (left, right) = (self.official.alternatives(official), self.derived.alternatives(derived));
        if let ([left], [right]) = (left.as_slice(), right.as_slice()) {
            return self.forms(at, &left.form, &right.form);
        }
        let lacking = |some: &[Alternative<'s>], others: &[Alternative<'s>], flip: bool| -> BTreeSet<String> {
            let known = |one: &Alternative<'s>| {
                others.iter().any(|other| {
                    let (left, right) = if flip { (other, one) } else { (one, other) };
                    self.same_form(&left.form, &right.form, &mut Vec::new())
                })
            };
            some.iter().filter(|one| !known(one)).map(|one| one.label.clone()).collect()
        };
        let only_official = lacking(&left, &right, false);
        let only_derived = lacking(&right, &left, true);
        let listed = |labels: BTreeSet<String>| labels.into_iter().collect::<Vec<_>>().join(", ");
        let difference = |what: String| Difference { at: at.to_owned(), what };
        let mut differences = Vec::new();
        if !only_official.is_empty() {
            differences.push(difference(format!("only the official schema allows {}", listed(only_official))));
        }
        if !only_derived.is_empty() {
            differences.push(difference(format!("only the derived schema allows {}", listed(only_derived))));
        }
        differences
    }

    /// Differences of a part, which may be references to the same definition.
    fn part(&self, at: &str, official: &'s Value, derived: &'s Value) -> Vec<Difference> {
        if self.same_reference(official, derived) { Vec::new() } else { self.differences(at, official, derived) }
    }

    fn forms(&self, at: &str, official: &Form<'s>, derived: &Form<'s>) -> Vec<Difference> {
        match (official, derived) {
            (Form::Object { members: left, others }, Form::Object { members: right, others: other }) => {
                let names: BTreeSet<&str> = left.keys().chain(right.keys()).copied().collect();
                let members = names
                    .into_iter()
                    .flat_map(|name| self.member(&format!("{at}.{name}"), left.get(name), right.get(name)));
                let mut differences: Vec<Difference> = members.collect();
                differences.extend(self.part(&format!("{at}{{}}"), others, other));
                differences
            }
            (Form::Array { items: left, most }, Form::Array { items: right, most: other }) if most == other => {
                self.part(&format!("{at}[]"), left, right)
            }
            (left, right) if self.same_form(left, right, &mut Vec::new()) => Vec::new(),
            (left, right) => {
                vec![Difference { at: at.to_owned(), what: format!("officially {left:?}, derived {right:?}") }]
            }
        }
    }

    fn member(&self, at: &str, official: Option<&Member<'s>>, derived: Option<&Member<'s>>) -> Vec<Difference> {
        let difference = |what: &str| vec![Difference { at: at.to_owned(), what: what.to_owned() }];
        match (official, derived) {
            (Some(left), Some(right)) if left.required == right.required => self.part(at, left.schema, right.schema),
            (Some(left), Some(_)) if left.required => difference("required only officially"),
            (Some(_), Some(_)) => difference("required only in the derived schema"),
            (Some(_), None) => difference("a member only officially"),
            (None, Some(right)) if right.required => difference("a required member only in the derived schema"),
            (None, _) => difference("a member only in the derived schema"),
        }
    }

    fn same_reference(&self, official: &Value, derived: &Value) -> bool {
        let names = reference(official).and_then(|name| self.names.get(name)).zip(reference(derived));
        names.is_some_and(|(expected, found)| expected == found)
    }

    fn same(&self, official: &'s Value, derived: &'s Value, assumed: &mut Assumed<'s>) -> bool {
        if self.same_reference(official, derived) {
            return true;
        }
        if assumed.iter().any(|(left, right)| ptr::eq(*left, official) && ptr::eq(*right, derived)) {
            return true;
        }
        let before = assumed.len();
        assumed.push((official, derived));
        let (left, right) = (self.official.alternatives(official), self.derived.alternatives(derived));
        let same = left.iter().all(|one| right.iter().any(|other| self.same_form(&one.form, &other.form, assumed)))
            && right.iter().all(|other| left.iter().any(|one| self.same_form(&one.form, &other.form, assumed)));
        if !same {
            assumed.truncate(before);
        }
        same
    }

    fn same_form(&self, official: &Form<'s>, derived: &Form<'s>, assumed: &mut Assumed<'s>) -> bool {
        match (official, derived) {
            (Form::Null, Form::Null) | (Form::Boolean, Form::Boolean) => true,
            (Form::Number { integral, bounds }, Form::Number { integral: other, bounds: others }) => {
                integral == other && bounds == others
            }
            (Form::String(values), Form::String(others)) => values == others,
            (Form::Array { items, most }, Form::Array { items: others, most: other }) => {
                most == other && self.same(items, others, assumed)
            }
            (Form::Object { members, others }, Form::Object { members: right, others: other }) => {
                members.keys().eq(right.keys())
                    && members.values().zip(right.values()).all(|(one, other)| {
                        one.required == other.required && self.same(one.schema, other.schema, assumed)
                    })
                    && self.same(others, other, assumed)
            }
            _ => false,
        }
    }
}
