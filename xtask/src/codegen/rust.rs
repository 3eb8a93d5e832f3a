//! What the generated code consists of: items, fields and types of Rust, without their spelling.

use super::decide::Conditions;
use super::model::Constant;

/// A type as it stands in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    /// A type of the language or its prelude.
    Builtin(&'static str),
    /// A type that is generated or imported.
    Named(String),
    List(Box<Type>),
    AtMost(Box<Type>, u64),
    Map(Box<Type>),
    Nullable(Box<Type>),
}

impl Type {
    pub(super) fn named(name: impl Into<String>) -> Self {
        Type::Named(name.into())
    }

    /// Names that the type needs in scope.
    pub(super) fn imports(&self, names: &mut Vec<String>) {
        let (own, inner) = match self {
            Type::Builtin(_) => return,
            Type::Named(name) => return names.push(name.clone()),
            Type::List(inner) | Type::Map(inner) => (None, inner),
            Type::AtMost(inner, _) => (Some("AtMost"), inner),
            Type::Nullable(inner) => (Some("Nullable"), inner),
        };
        names.extend(own.map(str::to_owned));
        inner.imports(names);
    }

    /// Whether the type is or contains a map.
    pub(super) fn has_map(&self) -> bool {
        match self {
            Type::Builtin(_) | Type::Named(_) => false,
            Type::Map(_) => true,
            Type::List(inner) | Type::AtMost(inner, _) | Type::Nullable(inner) => inner.has_map(),
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Type::Builtin(name) => formatter.write_str(name),
            Type::Named(name) => formatter.write_str(name),
            Type::List(inner) => write!(formatter, "Vec<{inner}>"),
            Type::AtMost(inner, most) => write!(formatter, "AtMost<{inner}, {most}>"),
            Type::Map(inner) => write!(formatter, "BTreeMap<String, {inner}>"),
            Type::Nullable(inner) => write!(formatter, "Nullable<{inner}>"),
        }
    }
}

/// One generated type.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) name: String,
    /// Key in `docs.toml`: the name of the definition, or of the type where that is defined in place.
    pub(super) key: String,
    /// The definition that the type is or stands in.
    pub(super) definition: String,
    pub(super) area: String,
    /// Where the specification speaks about the definition.
    pub(super) address: Option<String>,
    pub(super) body: Body,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    Alias(Type),
    Struct(Struct),
    /// A closed set of strings.
    Enum(Vec<Value>),
    /// A set of strings that the specification may extend.
    Open(Vec<Value>),
    /// A string whose meaning is its own.
    Text,
    Union(Union),
    Map(Type),
    /// Any value, or one of these, decoded once it is known which.
    Raw(Vec<Type>),
    /// An object that is kept as it came; its named members are checked.
    RawObject(Struct),
}

/// The members of an object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Struct {
    pub(super) tags: Vec<(String, Constant)>,
    pub(super) required: Vec<Field>,
    pub(super) defaulted: Vec<(Field, String)>,
    pub(super) optional: Vec<Field>,
}

/// A member that is a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) member: String,
    pub(super) kind: Type,
}

/// A named string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) name: String,
    pub(super) text: String,
}

impl Value {
    /// Key in `docs.toml`.
    pub(super) fn key(&self) -> String {
        format!("={}", self.text)
    }
}

/// The rows of a union in the order in which they are tried.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Union {
    pub(super) rows: Vec<Row>,
    /// Whether the lenient decoder keeps what is none of the variants.
    pub(super) keep_unknown: bool,
}

/// A variant and when it is chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) holds: Type,
    pub(super) when: Conditions,
}

impl Body {
    /// Types that stand in the item.
    pub(super) fn types(&self) -> Vec<&Type> {
        match self {
            Body::Alias(kind) | Body::Map(kind) => vec![kind],
            Body::Struct(fields) | Body::RawObject(fields) => {
                let defaulted = fields.defaulted.iter().map(|(field, _)| field);
                fields.required.iter().chain(defaulted).chain(&fields.optional).map(|field| &field.kind).collect()
            }
            Body::Union(union) => union.rows.iter().map(|row| &row.holds).collect(),
            Body::Raw(held) => held.iter().collect(),
            Body::Enum(_) | Body::Open(_) | Body::Text => Vec::new(),
        }
    }

    /// What of the item needs a sentence in `docs.toml`, besides the item itself: members, and values as `=value`.
    pub(super) fn documented(&self) -> Vec<String> {
        match self {
            Body::Struct(fields) | Body::RawObject(fields) => {
                let defaulted = fields.defaulted.iter().map(|(field, _)| field);
                fields.required.iter().chain(defaulted).chain(&fields.optional).map(|f| f.member.clone()).collect()
            }
            Body::Enum(values) | Body::Open(values) => values.iter().map(Value::key).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_spelled_and_imported() {
        let element = Type::Nullable(Box::new(Type::named("Tool")));
        let most = Type::AtMost(Box::new(element), 100);
        let map = Type::Map(Box::new(Type::List(Box::new(most))));
        assert_eq!(map.to_string(), "BTreeMap<String, Vec<AtMost<Nullable<Tool>, 100>>>");
        assert!(map.has_map() && !Type::Builtin("bool").has_map());
        let mut names = Vec::new();
        map.imports(&mut names);
        assert_eq!(names, ["AtMost", "Nullable", "Tool"]);
    }
}
