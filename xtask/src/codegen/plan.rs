//! Sixth pass: shapes become Rust types; what the schema defines in place gets a name and a type of its own.

use std::collections::BTreeMap;

use super::decide::{Condition, Resolve, decide, kind, telling_member};
use super::model::{Constant, Member, Model, Shape};
use super::names::{Names, UnionRow, pascal, snake};
use super::problem::Problems;
use super::rust::{Body, Field, Item, Row, Struct, Type, Union, Value};
use super::same::Pair;

/// Everything that is to be generated.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) items: Vec<Item>,
    /// Every definition and the Rust type that stands for it.
    pub(super) definitions: BTreeMap<String, String>,
    /// The shape that each type stands for, by its Rust name.
    pub(super) shapes: BTreeMap<String, Shape>,
}

/// What need not be planned, because there are types for it elsewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Imported<'m> {
    /// Definitions, and the names of their types.
    pub(super) definitions: BTreeMap<String, String>,
    /// Types for what is defined in place, which are taken where name and meaning agree; the shapes are of this model.
    pub(super) in_place: Option<(&'m BTreeMap<String, Shape>, &'m Model)>,
}

impl Imported<'_> {
    /// Whether there is a type of this name for a shape of `model`.
    fn has(&self, name: &str, shape: &Shape, model: &Model) -> bool {
        self.in_place.is_some_and(|(shapes, theirs)| {
            shapes.get(name).is_some_and(|known| Pair { ours: model, theirs }.same(shape, known))
        })
    }
}

/// Plans the types of a model, those of the definitions `first` before others; `pointer` gives the place of a definition
/// for messages.
pub(super) fn plan(
    model: &Model,
    names: &Names,
    imported: &Imported<'_>,
    first: &[String],
    pointer: &dyn Fn(&str) -> String,
    problems: &mut Problems,
) -> Plan {
    let mut planner = Planner { model, names, imported, pointer, problems, plan: Plan::default() };
    let known = first.iter().filter_map(|name| model.get_key_value(name));
    for (definition, shape) in known.chain(model) {
        planner.definition(definition, shape);
    }
    planner.plan
}

struct Planner<'p> {
    model: &'p Model,
    names: &'p Names,
    imported: &'p Imported<'p>,
    pointer: &'p dyn Fn(&str) -> String,
    problems: &'p mut Problems,
    plan: Plan,
}

/// Where a shape stands: in which definition, and on which path.
#[derive(Debug, Clone, Copy)]
struct Place<'p> {
    definition: &'p str,
    path: &'p str,
}

impl<'p> Place<'p> {
    fn below<'q>(self, path: &'q str) -> Place<'q>
    where
        'p: 'q,
    {
        Place { definition: self.definition, path }
    }
}

impl Resolve for Planner<'_> {
    fn resolve<'s>(&'s self, shape: &'s Shape) -> &'s Shape {
        let mut shape = shape;
        // A chain of references longer than the number of definitions is a circle, which stays a reference.
        for _ in 0..=self.model.len() {
            match shape {
                Shape::Reference(name) => match self.model.get(name) {
                    Some(next) => shape = next,
                    None => break,
                },
                _ => break,
            }
        }
        shape
    }
}

impl Planner<'_> {
    fn definition(&mut self, definition: &str, shape: &Shape) {
        let name = self.name(definition);
        let planned = self.plan.definitions.insert(definition.to_owned(), name.clone()).is_some();
        let imported = self.imported.definitions.contains_key(definition);
        if planned || imported || self.names.is_hand_written(definition) {
            return;
        }
        let place = Place { definition, path: definition };
        let body = match self.names.alias(definition, |original| self.model.get(original) == Some(shape)) {
            Some(original) => Body::Alias(Type::named(self.names.definition(&original))),
            None => self.body(&name, shape, place),
        };
        self.add(name, definition.to_owned(), shape, place, body);
    }

    /// The Rust name of a definition.
    fn name(&self, definition: &str) -> String {
        let imported = self.imported.definitions.get(definition);
        imported.cloned().unwrap_or_else(|| self.names.definition(definition))
    }

    /// Plans a type, or finds that it has been planned.
    fn add(&mut self, name: String, key: String, shape: &Shape, place: Place<'_>, body: Body) {
        match self.plan.shapes.get(&name) {
            Some(known) if known == shape => return,
            Some(_) => {
                let at = (self.pointer)(place.definition);
                return self.problems.add(
                    at,
                    "inline",
                    format!("`{}` and another place share `{name}` but differ", place.path),
                );
            }
            None => {}
        }
        self.plan.shapes.insert(name.clone(), shape.clone());
        let definition = place.definition.to_owned();
        let area = self.names.area(&definition);
        let address = self.names.specification(&definition);
        self.plan.items.push(Item { name, key, definition, area, address, body });
    }

    /// What a named type is.
    fn body(&mut self, name: &str, shape: &Shape, place: Place<'_>) -> Body {
        if self.names.is_raw_value(name) {
            return Body::Raw(self.held(shape, place));
        }
        match shape {
            Shape::String => match self.names.open(name) {
                Some(values) => Body::Open(constants(values)),
                None => Body::Text,
            },
            Shape::Enum(values) => match self.names.open(name) {
                Some(known) => Body::Open(constants(known)),
                None => Body::Enum(self.variants_of_enum(name, values)),
            },
            Shape::Object(members) => {
                let fields = self.fields(name, members, place);
                if self.names.is_raw_object(name) { Body::RawObject(fields) } else { Body::Struct(fields) }
            }
            Shape::Map(values) if **values != Shape::Any => {
                let path = format!("{}{{}}", place.path);
                Body::Map(self.kind(values, place.below(&path)))
            }
            Shape::Union(variants) if !matches!(variants.as_slice(), [_, Shape::Null] | [Shape::Null, _]) => {
                self.union(name, variants, place)
            }
            Shape::Constant(Constant::String(text)) => {
                Body::Enum(self.variants_of_enum(name, std::slice::from_ref(text)))
            }
            other => Body::Alias(self.kind(other, place)),
        }
    }

    /// The definitions that a value kept raw may be of; none where it may be anything else too.
    fn held(&mut self, shape: &Shape, place: Place<'_>) -> Vec<Type> {
        match shape {
            Shape::Union(variants) if variants.iter().all(|variant| matches!(variant, Shape::Reference(_))) => {
                variants.iter().map(|variant| self.kind(variant, place)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn variants_of_enum(&self, name: &str, values: &[String]) -> Vec<Value> {
        let mut values: Vec<Value> =
            values.iter().map(|text| Value { name: pascal(text), text: text.clone() }).collect();
        let order = self.names.order(name).unwrap_or_default();
        values.sort_by_key(|value| order.iter().position(|text| *text == value.text));
        values
    }

    /// The type of what stands at a place; it plans a type for what is defined there.
    fn kind(&mut self, shape: &Shape, place: Place<'_>) -> Type {
        if let Some(name) = self.names.type_at(place.path) {
            return self.chosen(&name, shape, place);
        }
        match shape {
            Shape::Any => Type::named("Json"),
            Shape::Null => self.unmapped(place, "null", "a value that is always null has no type"),
            Shape::Boolean => Type::Builtin("bool"),
            Shape::String if self.names.is_named(place.path) => self.inline(shape, place),
            Shape::String => Type::Builtin("String"),
            Shape::Integer { non_negative: false } => Type::Builtin("i64"),
            Shape::Integer { non_negative: true } => Type::Builtin("u64"),
            Shape::Number { unit_interval: false } => Type::Builtin("f64"),
            Shape::Number { unit_interval: true } => Type::named("UnitInterval"),
            Shape::Reference(definition) => Type::named(self.name(definition)),
            Shape::Array { items, at_most } => {
                let path = format!("{}[]", place.path);
                let items = Box::new(self.kind(items, place.below(&path)));
                at_most.map_or(Type::List(items.clone()), |most| Type::AtMost(items, most))
            }
            Shape::Map(values) if **values == Shape::Any => Type::named("JsonObject"),
            Shape::Map(values) => {
                let path = format!("{}{{}}", place.path);
                Type::Map(Box::new(self.kind(values, place.below(&path))))
            }
            Shape::Union(variants) => match variants.as_slice() {
                [value, Shape::Null] | [Shape::Null, value] => Type::Nullable(Box::new(self.kind(value, place))),
                _ => self.inline(shape, place),
            },
            Shape::Constant(Constant::Integer(_)) => {
                self.unmapped(place, "const", "only required members can be constant integers")
            }
            Shape::Constant(_) | Shape::Enum(_) | Shape::Object(_) => self.inline(shape, place),
        }
    }

    /// A type that the table chooses, which must stand for the same shape.
    fn chosen(&mut self, name: &str, shape: &Shape, place: Place<'_>) -> Type {
        let fits = match self.model.get(name) {
            Some(chosen) => chosen == shape,
            None if self.names.is_hand_written_string(name) => *shape == Shape::String,
            None if self.names.is_hand_written_integer(name) => matches!(shape, Shape::Integer { .. }),
            None => false,
        };
        if !fits {
            return self.unmapped(place, "types", &format!("`{name}` stands for something else"));
        }
        Type::named(if self.model.contains_key(name) { self.names.definition(name) } else { name.to_owned() })
    }

    fn inline(&mut self, shape: &Shape, place: Place<'_>) -> Type {
        if let Some(definition) = self.same_definition(shape) {
            return Type::named(self.name(&definition));
        }
        let name = self.names.inline(place.path);
        if self.imported.has(&name, shape, self.model) {
            return Type::Named(name);
        }
        if self.plan.shapes.get(&name) != Some(shape) {
            let body = self.body(&name, shape, place);
            self.add(name.clone(), name.clone(), shape, place, body);
        }
        Type::Named(name)
    }

    /// The definition that a shape repeats, where it is one that is told by its constants.
    fn same_definition(&self, shape: &Shape) -> Option<String> {
        let told = match shape {
            Shape::Object(members) => members.iter().any(|member| matches!(member.shape, Shape::Constant(_))),
            Shape::Enum(values) => values.len() > 2,
            _ => false,
        };
        let mut same = self.model.iter().filter(|(name, known)| *known == shape && !self.names.repeats(name));
        same.next().filter(|_| told).map(|(name, _)| name.clone())
    }

    fn fields(&mut self, name: &str, members: &[Member], place: Place<'_>) -> Struct {
        let mut fields = Struct::default();
        let order = self.names.order(name).or_else(|| self.names.order(place.path)).unwrap_or_default();
        let mut members: Vec<&Member> = members.iter().collect();
        members.sort_by_key(|member| order.iter().position(|name| *name == member.name).unwrap_or(order.len()));
        for member in members {
            let path = format!("{}.{}", place.path, member.name);
            if let (Shape::Constant(constant), true) = (&member.shape, member.required) {
                fields.tags.push((member.name.clone(), constant.clone()));
                continue;
            }
            let kind = self.kind(&member.shape, place.below(&path));
            let field = Field { name: self.names.field(&member.name), member: member.name.clone(), kind };
            match (member.required, self.names.default_at(&path)) {
                (true, Some(default)) => fields.defaulted.push((field, default)),
                (true, None) => fields.required.push(field),
                (false, _) => fields.optional.push(field),
            }
        }
        self.check_names(&fields, place);
        fields
    }

    fn check_names(&mut self, fields: &Struct, place: Place<'_>) {
        let defaulted = fields.defaulted.iter().map(|(field, _)| field);
        let mut seen = vec!["extra".to_owned()];
        for field in fields.required.iter().chain(defaulted).chain(&fields.optional) {
            let legal =
                field.name.starts_with(|first: char| first.is_ascii_lowercase()) && !KEYWORDS.contains(&&*field.name);
            if !legal || seen.contains(&field.name) {
                let why =
                    format!("`{}` cannot be the name of a field here; add one to `fields` of names.toml", field.name);
                self.problems.add((self.pointer)(place.definition), field.member.clone(), why);
            }
            seen.push(field.name.clone());
        }
    }

    fn union(&mut self, name: &str, variants: &[Shape], place: Place<'_>) -> Body {
        let folded = self.fold(name, variants);
        let mut planned = Vec::new();
        for (index, variant) in folded.iter().enumerate() {
            let path = self.variant_path(&folded, index, place.path);
            let holds = self.kind(variant, place.below(&path));
            let called = match &holds {
                Type::Named(holds) => self.names.variant(name, holds),
                _ => self.names.variant(name, kind(variant, self).unwrap_or("value")),
            };
            planned.push((called, holds));
        }
        let rows = match self.written_rows(name, &planned) {
            Some(rows) => rows,
            None => match decide(&folded, self) {
                Ok(rows) => rows
                    .into_iter()
                    .map(|(index, when)| {
                        let (name, holds) = planned[index].clone();
                        Row { name, holds, when }
                    })
                    .collect(),
                Err(why) => {
                    self.unmapped(place, "anyOf", &format!("{why}; add the union `{name}` to unions.toml"));
                    Vec::new()
                }
            },
        };
        let last_is_open = rows.iter().any(|row| row.when.is_empty());
        let keep_unknown = !last_is_open && !self.names.is_closed(place.path);
        Body::Union(Union { rows, keep_unknown })
    }

    /// Path of a variant that is defined in place: told by its constant, by its kind, or by its number.
    fn variant_path(&self, variants: &[Shape], index: usize, path: &str) -> String {
        let told = match (&variants[index], telling_member(variants, self)) {
            (Shape::Object(members), Some(telling)) => {
                members.iter().find(|member| member.name == telling).and_then(|member| match &member.shape {
                    Shape::Constant(Constant::String(text)) => Some(text.clone()),
                    _ => None,
                })
            }
            (Shape::Object(_), None) => None,
            (other, _) => kind(other, self).ok().map(str::to_owned),
        };
        format!("{path}|{}", told.unwrap_or_else(|| format!("variant{index}")))
    }

    /// The rows of `unions.toml`, which must hold every variant, and may hold further definitions.
    fn written_rows(&self, name: &str, planned: &[(String, Type)]) -> Option<Vec<Row>> {
        let defined = |holds: &str| self.model.keys().any(|definition| self.names.definition(definition) == holds);
        let mut rows = Vec::new();
        for UnionRow { holds, is, has } in self.names.union(name)? {
            let (name, holds) = match planned.iter().find(|(_, planned)| planned.to_string() == *holds) {
                Some(found) => found.clone(),
                None if defined(holds) => (self.names.variant(name, holds), Type::named(holds)),
                None => return None,
            };
            let is =
                is.iter().map(|(member, value)| Condition::Is(member.clone(), vec![Constant::String(value.clone())]));
            let when = is.chain(has.iter().map(|member| Condition::Has(member.clone(), None))).collect();
            rows.push(Row { name, holds, when });
        }
        let held = |holds: &Type| rows.iter().any(|row| row.holds == *holds);
        planned.iter().all(|(_, holds)| held(holds)).then_some(rows)
    }

    /// Puts one union in the place of its variants, where those are all the objects among the variants of another.
    fn fold(&self, name: &str, variants: &[Shape]) -> Vec<Shape> {
        let (objects, others): (Vec<Shape>, Vec<Shape>) =
            variants.iter().cloned().partition(|variant| kind(variant, self) == Ok("object"));
        let same = |known: &Shape| match known {
            Shape::Union(all) => all.len() == objects.len() && all.iter().all(|variant| objects.contains(variant)),
            _ => false,
        };
        let known = self.model.iter().find(|(known, shape)| self.names.definition(known) != name && same(shape));
        match known {
            Some((known, _)) if objects.len() > 1 && !others.is_empty() => {
                std::iter::once(Shape::Reference(known.clone())).chain(others).collect()
            }
            _ => variants.to_vec(),
        }
    }

    fn unmapped(&mut self, place: Place<'_>, keyword: &str, why: &str) -> Type {
        let at = (self.pointer)(place.definition);
        self.problems.add(at, keyword, format!("{why} (at `{}`)", place.path));
        Type::named("Json")
    }
}

fn constants(values: &[String]) -> Vec<Value> {
    values.iter().map(|text| Value { name: snake(text).to_ascii_uppercase(), text: text.clone() }).collect()
}

/// Words that cannot name a field.
const KEYWORDS: [&str; 39] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::super::model::model;
    use super::super::read::Document;
    use super::*;

    fn planned(definitions: &str, names: &str) -> (Plan, Vec<String>) {
        let document = Document::parse(&format!("{{\"$defs\":{{{definitions}}}}}")).unwrap();
        let names = Names::parse(&[names.to_owned()], "").unwrap();
        let mut problems = Problems::default();
        let model = model(&document, &mut problems);
        let pointer = |definition: &str| document.pointer(definition);
        let plan = plan(&model, &names, &Imported::default(), &[], &pointer, &mut problems);
        (plan, problems.list())
    }

    fn body(plan: &Plan, name: &str) -> Body {
        plan.items.iter().find(|item| item.name == name).unwrap_or_else(|| panic!("{name} in {plan:?}")).body.clone()
    }

    /// Two definitions with one member each, whose schemas are given.
    fn pair(one: &str, other: &str) -> String {
        format!(
            r#""A":{{"type":"object","properties":{{"x":{one}}}}},"B":{{"type":"object","properties":{{"x":{other}}}}}"#
        )
    }

    #[test]
    fn two_places_share_a_name_only_if_they_are_the_same() {
        let names = "[inline]\n\"*.x\" = \"X\"";
        let (plan, problems) = planned(&pair(r#"{"enum":["a"]}"#, r#"{"enum":["a"]}"#), names);
        assert_eq!((plan.items.len(), problems), (3, Vec::new()));
        let (_, problems) = planned(&pair(r#"{"enum":["a"]}"#, r#"{"enum":["b"]}"#), names);
        assert_eq!(problems, ["/$defs/B inline"]);
    }

    #[test]
    fn what_the_table_does_not_name_is_named_after_its_place() {
        let (plan, _) = planned(&pair(r#"{"type":"array","items":{"enum":["a"]}}"#, "{}"), "");
        assert!(matches!(body(&plan, "AXItem"), Body::Enum(_)));
    }

    #[test]
    fn a_chosen_type_must_stand_for_the_same() {
        let names = "[hand_written]\nstrings = [\"Version\"]\n[types]\n\"*.x\" = \"Version\"";
        let (plan, problems) = planned(&pair(r#"{"type":"string"}"#, r#"{"type":"integer"}"#), names);
        assert_eq!(problems, ["/$defs/B types"]);
        let Body::Struct(fields) = body(&plan, "A") else { panic!("{plan:?}") };
        assert_eq!(fields.optional[0].kind, Type::named("Version"));
    }

    #[test]
    fn an_alias_must_be_the_same() {
        let names = "[aliases]\nB = \"A\"";
        let (plan, problems) = planned(&pair("{}", "true"), names);
        assert_eq!((body(&plan, "B"), problems), (Body::Alias(Type::named("A")), Vec::new()));
        let (plan, problems) = planned(&pair("{}", r#"{"type":"string"}"#), names);
        assert!(matches!(body(&plan, "B"), Body::Struct(_)) && problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn all_objects_of_another_union_become_that_union() {
        let definitions = r##"
            "A":{"type":"object","properties":{"k":{"const":"a"}},"required":["k"]},
            "B":{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]},
            "Block":{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}]},
            "Content":{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"},{"type":"array","items":{"$ref":"#/$defs/Block"}}]}"##;
        let (plan, problems) = planned(definitions, "");
        assert_eq!(problems, [] as [&str; 0]);
        let Body::Union(union) = body(&plan, "Content") else { panic!("{plan:?}") };
        let rows: Vec<_> = union.rows.iter().map(|row| (row.name.as_str(), row.holds.to_string())).collect();
        assert_eq!(rows, [("Array", "Vec<Block>".to_owned()), ("Block", "Block".to_owned())]);
    }

    #[test]
    fn an_object_with_a_constant_that_repeats_a_definition_is_that_definition() {
        let definitions = r##"
            "A":{"type":"object","properties":{"k":{"const":"a"}},"required":["k"]},
            "B":{"type":"object","properties":{"one":{"type":"object","properties":{"k":{"const":"a"}},"required":["k"]}}}"##;
        let (plan, _) = planned(definitions, "");
        let Body::Struct(fields) = body(&plan, "B") else { panic!("{plan:?}") };
        assert_eq!(fields.optional[0].kind, Type::named("A"));
    }

    #[test]
    fn fields_that_rust_cannot_name_are_reported() {
        let definitions = r#""A":{"type":"object","properties":{"match":{},"extra":{},"a/b":{},"b":{},"9":{}}}"#;
        assert_eq!(planned(definitions, "").1, ["/$defs/A 9", "/$defs/A b", "/$defs/A extra", "/$defs/A match"]);
    }

    #[test]
    fn constructors_take_members_in_the_order_of_the_table() {
        let definitions = r#""A":{"type":"object","properties":{"a":{},"b":{}},"required":["a","b"]}"#;
        let (plan, _) = planned(definitions, "[order]\nA = [\"b\"]");
        let Body::Struct(fields) = body(&plan, "A") else { panic!("{plan:?}") };
        let order: Vec<_> = fields.required.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(order, ["b", "a"]);
    }
}
