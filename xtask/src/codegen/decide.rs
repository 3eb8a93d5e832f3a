//! How a union is decided by one look at a value: by its kind, by a constant member that tells the variants apart, or
//! by the presence of a member that only one variant can have. Never by trying variants.

use std::collections::BTreeMap;

use super::model::{Constant, Member, Shape};

/// What the value must be like for a variant to be chosen. All conditions must hold; an empty list always does.
pub(super) type Conditions = Vec<Condition>;

/// One condition, as the union macro knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// The value is of this JSON kind.
    Kind(&'static str),
    /// A member has one of these constants.
    Is(String, Vec<Constant>),
    /// There is a member; the second name is a member of it.
    Has(String, Option<String>),
}

/// Resolves references; shapes of variants are looked at through it.
pub(super) trait Resolve {
    /// What a reference leads to in the end.
    fn resolve<'s>(&'s self, shape: &'s Shape) -> &'s Shape;
}

/// The rows of a union in the order in which they are tried, as indices into its variants.
pub(super) fn decide(variants: &[Shape], resolve: &impl Resolve) -> Result<Vec<(usize, Conditions)>, String> {
    let mut kinds: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for (index, variant) in variants.iter().enumerate() {
        kinds.entry(kind(variant, resolve)?).or_default().push(index);
    }
    let mut rows = Vec::new();
    for (kind, members) in &kinds {
        match members.as_slice() {
            [only] => rows.push((*only, vec![Condition::Kind(kind)])),
            several if *kind == "object" => {
                let objects: Result<Vec<Candidate<'_>>, String> =
                    several.iter().map(|index| candidate(*index, &variants[*index], resolve)).collect();
                rows.extend(objects_apart(objects?, resolve)?);
            }
            several => return Err(format!("{} variants are of the kind {kind}", several.len())),
        }
    }
    // Why: every integer is a number, so the narrower kind is asked for first.
    if kinds.contains_key("integer") {
        rows.sort_by_key(|(_, conditions)| conditions.first() == Some(&Condition::Kind("number")));
    }
    Ok(rows)
}

/// The member whose constants tell the objects among the variants apart.
pub(super) fn telling_member(variants: &[Shape], resolve: &impl Resolve) -> Option<String> {
    let objects: Vec<Candidate<'_>> =
        variants.iter().enumerate().filter_map(|(index, shape)| candidate(index, shape, resolve).ok()).collect();
    discriminator(&objects).map(str::to_owned)
}

/// The JSON kind that all values of a shape have.
pub(super) fn kind(shape: &Shape, resolve: &impl Resolve) -> Result<&'static str, String> {
    match resolve.resolve(shape) {
        Shape::Null => Ok("null"),
        Shape::Boolean => Ok("boolean"),
        Shape::String | Shape::Enum(_) | Shape::Constant(Constant::String(_)) => Ok("string"),
        Shape::Integer { .. } | Shape::Constant(Constant::Integer(_)) => Ok("integer"),
        Shape::Number { .. } => Ok("number"),
        Shape::Array { .. } => Ok("array"),
        Shape::Map(_) | Shape::Object(_) => Ok("object"),
        Shape::Union(variants) => {
            let first = kind(variants.first().ok_or("an empty union")?, resolve)?;
            match variants.iter().all(|variant| kind(variant, resolve) == Ok(first)) {
                true => Ok(first),
                false => Err("a variant is a union of several kinds".to_owned()),
            }
        }
        Shape::Any | Shape::Reference(_) => Err("a variant allows every value".to_owned()),
    }
}

/// An object among the variants.
#[derive(Debug, Clone, Copy)]
struct Candidate<'s> {
    index: usize,
    members: &'s [Member],
}

fn candidate<'s>(index: usize, shape: &'s Shape, resolve: &'s impl Resolve) -> Result<Candidate<'s>, String> {
    match resolve.resolve(shape) {
        Shape::Object(members) => Ok(Candidate { index, members }),
        _ => Err("a variant is an object without named members, beside other objects".to_owned()),
    }
}

impl<'s> Candidate<'s> {
    fn member(&self, name: &str) -> Option<&'s Member> {
        self.members.iter().find(|member| member.name == name)
    }

    fn required(&self) -> impl Iterator<Item = &'s Member> + use<'s> {
        self.members.iter().filter(|member| member.required)
    }

    /// The constants that a member may have, if those are listed.
    fn constants(&self, name: &str) -> Option<(Vec<Constant>, bool)> {
        let member = self.member(name)?;
        match &member.shape {
            Shape::Constant(constant) => Some((vec![constant.clone()], member.required)),
            Shape::Enum(values) => Some((values.iter().cloned().map(Constant::String).collect(), member.required)),
            _ => None,
        }
    }
}

fn objects_apart(objects: Vec<Candidate<'_>>, resolve: &impl Resolve) -> Result<Vec<(usize, Conditions)>, String> {
    let Some(discriminator) = discriminator(&objects) else {
        return apart_by_presence(objects, &[], resolve);
    };
    let mut groups: Vec<(Vec<Constant>, bool, Vec<Candidate<'_>>)> = Vec::new();
    for object in objects {
        let (constants, required) = object.constants(discriminator).ok_or("a variant lacks the discriminator")?;
        match groups.iter().position(|(known, _, _)| known.iter().any(|value| constants.contains(value))) {
            Some(place) if groups[place].0 == constants => groups[place].2.push(object),
            Some(_) => return Err(format!("values of `{discriminator}` overlap")),
            None => groups.push((constants, required, vec![object])),
        }
    }
    // Why: where a discriminator may be left out, its absence means the one variant that says so, which is tried last.
    groups.sort_by_key(|(_, required, _)| !required);
    let mut rows = Vec::new();
    for (constants, required, group) in groups {
        match required {
            true => {
                rows.extend(apart_by_presence(group, &[Condition::Is(discriminator.to_owned(), constants)], resolve)?);
            }
            false => rows.extend(group.iter().map(|object| (object.index, Vec::new()))),
        }
    }
    Ok(rows)
}

/// The member whose constants tell most variants apart.
fn discriminator<'s>(objects: &[Candidate<'s>]) -> Option<&'s str> {
    let mut best: Option<(usize, &str)> = None;
    for member in objects.first()?.members {
        let constants: Option<Vec<_>> = objects.iter().map(|object| object.constants(&member.name)).collect();
        let Some(constants) = constants else { continue };
        let optional = constants.iter().filter(|(_, required)| !required).count();
        let mut distinct: Vec<&Vec<Constant>> = constants.iter().map(|(values, _)| values).collect();
        distinct.sort_by_key(|values| format!("{values:?}"));
        distinct.dedup();
        if optional <= 1 && distinct.len() > best.map_or(1, |(count, _)| count) {
            best = Some((distinct.len(), &member.name));
        }
    }
    best.map(|(_, name)| name)
}

/// Takes variants away one by one, each by a member that none of those left can have.
fn apart_by_presence(
    mut left: Vec<Candidate<'_>>,
    given: &[Condition],
    resolve: &impl Resolve,
) -> Result<Vec<(usize, Conditions)>, String> {
    let mut rows = Vec::new();
    let all = left.clone();
    while left.len() > 1 {
        let found = left.iter().enumerate().find_map(|(place, object)| {
            let others: Vec<Candidate<'_>> = left.iter().filter(|other| other.index != object.index).copied().collect();
            own_member(object, &others, resolve).map(|condition| (place, condition))
        });
        let (place, condition) = found.ok_or("no member tells the variants apart")?;
        rows.push((left.remove(place).index, [given, &[condition]].concat()));
    }
    if let Some(last) = left.pop() {
        let mut conditions = given.to_vec();
        if given.is_empty() {
            let free = || last.required().filter(|member| !matches!(member.shape, Shape::Constant(_)));
            let others = |name: &str| all.iter().filter(|other| other.member(name).is_some()).count() - 1;
            let own = free().find(|member| others(&member.name) == 0).or_else(|| free().next());
            conditions.extend(own.map(|member| Condition::Has(member.name.clone(), None)));
        }
        rows.push((last.index, conditions));
    }
    Ok(rows)
}

/// A member whose presence means this object and none of the others.
fn own_member(object: &Candidate<'_>, others: &[Candidate<'_>], resolve: &impl Resolve) -> Option<Condition> {
    let foreign = |name: &str| others.iter().all(|other| other.member(name).is_none());
    if let Some(member) = object.required().find(|member| foreign(&member.name)) {
        return Some(Condition::Has(member.name.clone(), None));
    }
    for member in object.required() {
        if let Some(nested) = own_nested_member(member, others, resolve) {
            return Some(Condition::Has(member.name.clone(), Some(nested)));
        }
    }
    // An optional member of its own tells an object apart where another variant is the same but for that member, and
    // so takes the values that lack it.
    let own = object.members.iter().find(|member| foreign(&member.name))?;
    let rest = || object.members.iter().filter(|member| member.name != own.name);
    let twin = others.iter().any(|other| other.members.len() == rest().count() && rest().eq(other.members.iter()));
    twin.then(|| Condition::Has(own.name.clone(), None))
}

fn own_nested_member(member: &Member, others: &[Candidate<'_>], resolve: &impl Resolve) -> Option<String> {
    let Shape::Object(ours) = resolve.resolve(&member.shape) else { return None };
    let mut theirs = Vec::new();
    for other in others {
        match other.member(&member.name).filter(|other| other.required).map(|other| resolve.resolve(&other.shape)) {
            Some(Shape::Object(members)) => theirs.push(members),
            _ => return None,
        }
    }
    let foreign = |name: &str| theirs.iter().all(|members| members.iter().all(|member| member.name != name));
    ours.iter().find(|member| member.required && foreign(&member.name)).map(|member| member.name.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::model::{Model, model};
    use super::super::problem::Problems;
    use super::super::read::Document;
    use super::*;

    impl Resolve for Model {
        fn resolve<'s>(&'s self, shape: &'s Shape) -> &'s Shape {
            match shape {
                Shape::Reference(name) => self.resolve(&self[name]),
                other => other,
            }
        }
    }

    fn rows(variants: &Value) -> Result<Vec<(usize, String)>, String> {
        let document = Document::parse(&json!({ "$defs": { "U": { "anyOf": variants } } }).to_string()).unwrap();
        let model = model(&document, &mut Problems::default());
        let Shape::Union(variants) = &model["U"] else { panic!("{model:?}") };
        let rows = decide(variants, &model)?;
        Ok(rows.into_iter().map(|(index, conditions)| (index, text(&conditions))).collect())
    }

    fn text(conditions: &[Condition]) -> String {
        let texts: Vec<String> = conditions
            .iter()
            .map(|condition| match condition {
                Condition::Kind(kind) => (*kind).to_owned(),
                Condition::Is(name, values) => format!("{name}={}", values.len()),
                Condition::Has(name, None) => format!("+{name}"),
                Condition::Has(name, Some(nested)) => format!("+{name}/{nested}"),
            })
            .collect();
        texts.join(" ")
    }

    /// An object of members written `name`, `name?`, `name=value`, `name?=value`.
    fn object(members: &[&str]) -> Value {
        let mut properties = serde_json::Map::new();
        let mut required = Vec::new();
        for member in members {
            let (name, constant) = member.split_once('=').map_or((*member, None), |(name, value)| (name, Some(value)));
            if !name.ends_with('?') {
                required.push(name);
            }
            let schema = constant.map_or(json!({}), |value| json!({ "const": value }));
            properties.insert(name.trim_end_matches('?').to_owned(), schema);
        }
        json!({ "type": "object", "properties": properties, "required": required })
    }

    fn check(variants: &Value, expected: &[(usize, &str)]) {
        let expected = expected.iter().map(|(index, text)| (*index, (*text).to_owned())).collect();
        assert_eq!(rows(variants), Ok(expected), "{variants}");
    }

    #[test]
    fn kinds_are_told_apart() {
        check(
            &json!([{ "type": ["string", "number", "integer", "boolean", "null"] }, { "type": "array" }, { "type": "object" }]),
            &[(5, "array"), (3, "boolean"), (2, "integer"), (4, "null"), (6, "object"), (0, "string"), (1, "number")],
        );
    }

    #[test]
    fn a_constant_tells_objects_apart() {
        check(&json!([object(&["v=2", "k=a"]), object(&["v=2", "k=b"])]), &[(0, "k=1"), (1, "k=1")]);
    }

    #[test]
    fn an_optional_discriminator_comes_last() {
        check(&json!([object(&["k?=a"]), object(&["k=b"])]), &[(1, "k=1"), (0, "")]);
    }

    #[test]
    fn presence_tells_objects_apart() {
        check(&json!([object(&["uri", "text"]), object(&["uri", "blob"])]), &[(0, "+text"), (1, "+blob")]);
        let messages =
            [object(&["id", "method"]), object(&["method"]), object(&["id", "result"]), object(&["id?", "error"])];
        check(&json!(messages), &[(2, "+result"), (3, "+error"), (0, "+id"), (1, "+method")]);
    }

    #[test]
    fn constant_and_presence_work_together() {
        let variants = [
            object(&["k=s"]),
            object(&["k=n"]),
            object(&["k=s", "enum"]),
            object(&["k=s", "oneOf"]),
            object(&["k=s", "enum", "names?"]),
        ];
        check(&json!(variants), &[(3, "k=1 +oneOf"), (4, "k=1 +names"), (2, "k=1 +enum"), (0, "k=1"), (1, "k=1")]);
    }

    #[test]
    fn nested_presence_tells_objects_apart() {
        let nest =
            |name: &str| json!({ "type": "object", "properties": { "items": object(&[name]) }, "required": ["items"] });
        check(&json!([nest("enum"), nest("anyOf")]), &[(0, "+items/enum"), (1, "+items")]);
    }

    #[test]
    fn what_one_look_cannot_tell_is_refused() {
        for variants in [
            json!([object(&["a"]), object(&["a"])]),
            json!([object(&["a?"]), object(&["b?"])]),
            json!([{ "type": "array" }, { "type": "array", "items": { "type": "string" } }]),
            json!([{}, { "type": "string" }]),
            json!([{ "type": "object" }, object(&["a"])]),
        ] {
            assert!(rows(&variants).is_err(), "{variants}");
        }
    }
}
