//! Whether two shapes of two schemas mean the same: a type of the core then stands for both.

use std::collections::BTreeSet;

use super::model::{Member, Model, Shape};

/// Two schemas whose shapes are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'m> {
    pub(super) ours: &'m Model,
    pub(super) theirs: &'m Model,
}

/// Pairs of definitions that are being compared further up: they are the same unless something else is found.
type Assumed = BTreeSet<(String, String)>;

impl Pair<'_> {
    /// Whether the same values fit a shape of ours and one of theirs.
    pub(super) fn same(self, ours: &Shape, theirs: &Shape) -> bool {
        self.compare(ours, theirs, &mut Assumed::new())
    }

    fn compare(self, ours: &Shape, theirs: &Shape, assumed: &mut Assumed) -> bool {
        match (is_any(ours, self.ours, &mut BTreeSet::new()), is_any(theirs, self.theirs, &mut BTreeSet::new())) {
            (true, true) => return true,
            (true, false) | (false, true) => return false,
            (false, false) => {}
        }
        match (ours, theirs) {
            (Shape::Reference(name), Shape::Reference(other)) => {
                let both = (self.ours.get(name), self.theirs.get(other));
                let (Some(ours), Some(theirs)) = both else { return false };
                !assumed.insert((name.clone(), other.clone())) || self.compare(ours, theirs, assumed)
            }
            (Shape::Reference(name), _) => self.ours.get(name).is_some_and(|ours| self.compare(ours, theirs, assumed)),
            (_, Shape::Reference(name)) => {
                self.theirs.get(name).is_some_and(|theirs| self.compare(ours, theirs, assumed))
            }
            (Shape::Array { items, at_most }, Shape::Array { items: others, at_most: most }) => {
                at_most == most && self.compare(items, others, assumed)
            }
            (Shape::Map(values), Shape::Map(others)) => self.compare(values, others, assumed),
            (Shape::Enum(values), Shape::Enum(others)) => BTreeSet::from_iter(values) == BTreeSet::from_iter(others),
            (Shape::Object(members), Shape::Object(others)) => {
                let mut same = |member: &Member| {
                    let other = others.iter().find(|other| other.name == member.name);
                    other
                        .filter(|other| other.required == member.required)
                        .is_some_and(|other| self.compare(&member.shape, &other.shape, assumed))
                };
                members.len() == others.len() && members.iter().all(&mut same)
            }
            (Shape::Union(variants), Shape::Union(others)) => {
                variants.len() == others.len()
                    && variants.iter().zip(others).all(|(variant, other)| self.compare(variant, other, assumed))
            }
            (ours, theirs) => ours == theirs,
        }
    }
}

/// Whether a shape allows every value, be it by a union of all kinds of values. `above` are the definitions that are
/// being looked at further up: they are taken to allow every value unless something else is found.
fn is_any<'m>(shape: &'m Shape, model: &'m Model, above: &mut BTreeSet<&'m str>) -> bool {
    match shape {
        Shape::Any => true,
        Shape::Reference(name) => {
            if !above.insert(name) {
                return true;
            }
            let any = model.get(name).is_some_and(|shape| is_any(shape, model, above));
            above.remove(name.as_str());
            any
        }
        Shape::Union(variants) => {
            let plain = [Shape::Null, Shape::Boolean, Shape::String, Shape::Number { unit_interval: false }];
            let held: Vec<&Shape> = variants.iter().map(|variant| resolved(variant, model)).collect();
            let mut array = false;
            let mut map = false;
            for shape in &held {
                match shape {
                    Shape::Array { items, at_most: None } => array |= is_any(items, model, above),
                    Shape::Map(values) => map |= is_any(values, model, above),
                    _ => {}
                }
            }
            array && map && plain.iter().all(|kind| held.contains(&kind))
        }
        _ => false,
    }
}

fn resolved<'m>(shape: &'m Shape, model: &'m Model) -> &'m Shape {
    match shape {
        Shape::Reference(name) => model.get(name).unwrap_or(shape),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::model::model;
    use super::super::problem::Problems;
    use super::super::read::Document;
    use super::*;

    fn shapes(definitions: &Value) -> Model {
        let document = Document::parse(&json!({ "$defs": definitions }).to_string()).unwrap();
        model(&document, &mut Problems::default())
    }

    /// Whether the definitions `A` of two schemas mean the same.
    fn same(ours: &Value, theirs: &Value) -> bool {
        let (ours, theirs) = (shapes(ours), shapes(theirs));
        let pair = Pair { ours: &ours, theirs: &theirs };
        pair.same(&ours["A"], &theirs["A"])
    }

    fn check(ours: &Value, theirs: &Value, expected: bool) {
        assert_eq!(same(ours, theirs), expected, "{ours} and {theirs}");
        assert_eq!(same(theirs, ours), expected, "{theirs} and {ours}");
    }

    #[test]
    fn spellings_of_one_meaning_are_the_same() {
        let object = json!({ "A": { "type": "object", "properties": { "x": { "type": "object" } } } });
        let any = json!({ "anyOf": [
            { "$ref": "#/$defs/Object" }, { "type": "array", "items": { "$ref": "#/$defs/Any" } },
            { "type": ["string", "number", "boolean", "null"] },
        ] });
        let named = json!({
            "A": { "type": "object", "properties": { "x": { "$ref": "#/$defs/Object" } } },
            "Object": { "type": "object", "additionalProperties": { "$ref": "#/$defs/Any" } }, "Any": any,
        });
        check(&object, &named, true);
        let order = |required: Value| json!({ "A": { "type": "object", "properties": { "y": {}, "x": {} }, "required": required } });
        check(&order(json!(["x", "y"])), &order(json!(["y", "x"])), true);
        check(&json!({ "A": { "enum": ["a", "b"] } }), &json!({ "A": { "enum": ["b", "a"] } }), true);
    }

    #[test]
    fn definitions_that_refer_to_themselves_are_compared() {
        let tree = |leaf: &str| {
            json!({ "A": { "type": "object", "properties": {
                "below": { "type": "array", "items": { "$ref": "#/$defs/A" } }, "leaf": { "type": leaf },
            } } })
        };
        check(&tree("string"), &tree("string"), true);
        check(&tree("string"), &tree("boolean"), false);
    }

    #[test]
    fn what_differs_in_any_value_is_not_the_same() {
        let object = |x: Value, required: Value| json!({ "A": { "type": "object", "properties": { "x": x }, "required": required } });
        let string = object(json!({ "type": "string" }), json!([]));
        for other in [
            object(json!({ "type": "string" }), json!(["x"])),
            object(json!({}), json!([])),
            object(json!({ "enum": ["a"] }), json!([])),
            json!({ "A": { "type": "object" } }),
            json!({ "A": {} }),
            json!({ "A": { "type": "object", "properties": { "x": { "type": "string" }, "y": {} } } }),
        ] {
            check(&string, &other, false);
        }
        let list = |most: Value| json!({ "A": { "type": "array", "items": {}, "maxItems": most } });
        check(&list(json!(1)), &list(json!(2)), false);
        let almost = |kinds: Value, items: Value| {
            json!({ "A": { "anyOf": [
            { "type": "object" }, { "type": "array", "items": items }, { "type": kinds },
        ] } })
        };
        let any = json!({ "A": {} });
        check(&almost(json!(["string", "number", "boolean", "null"]), json!({})), &any, true);
        check(&almost(json!(["string", "integer", "boolean", "null"]), json!({})), &any, false);
        check(&almost(json!(["string", "number", "boolean", "null"]), json!({ "type": "string" })), &any, false);
    }
}
