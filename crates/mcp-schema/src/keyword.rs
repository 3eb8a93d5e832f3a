//! The keywords that hold schemas, in all dialects read here, and those that hold values.
//!
//! One table serves both dialects: a keyword that only one of them knows is looked into in the other as well, so that
//! what is refused does not depend on how a validator reads it.

/// How the value of a keyword holds schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One schema.
    One,
    /// A list of schemas.
    Many,
    /// Schemas by name.
    Named,
    /// One schema or a list of them.
    OneOrMany,
    /// By name, schemas or lists of property names.
    NamedOrNames,
}

/// What the schemas of a keyword are applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The same value as the schema around them.
    InPlace,
    /// Something within that value.
    Within,
    /// Nothing, unless a reference points at them.
    Nowhere,
}

/// How `keyword` holds schemas, if it does.
pub(crate) fn applicator(keyword: &str) -> Option<(Shape, Reach)> {
    use {Reach as R, Shape as S};
    Some(match keyword {
        "allOf" | "anyOf" | "oneOf" => (S::Many, R::InPlace),
        "not" | "if" | "then" | "else" => (S::One, R::InPlace),
        "dependentSchemas" => (S::Named, R::InPlace),
        "dependencies" => (S::NamedOrNames, R::InPlace),
        "properties" | "patternProperties" => (S::Named, R::Within),
        "additionalProperties" | "propertyNames" | "unevaluatedProperties" => (S::One, R::Within),
        "items" => (S::OneOrMany, R::Within),
        "prefixItems" => (S::Many, R::Within),
        "additionalItems" | "contains" | "unevaluatedItems" | "contentSchema" => (S::One, R::Within),
        "$defs" | "definitions" => (S::Named, R::Nowhere),
        _ => return None,
    })
}

/// Whether a keyword holds values that are no schemas, whatever they look like.
pub(crate) fn holds_values(keyword: &str) -> bool {
    matches!(keyword, "const" | "enum" | "default" | "examples")
}

/// Whether a keyword restricts values, other than by the schemas it holds.
pub(crate) fn asserts(keyword: &str) -> bool {
    matches!(
        keyword,
        "type"
            | "const"
            | "enum"
            | "format"
            | "multipleOf"
            | "maximum"
            | "exclusiveMaximum"
            | "minimum"
            | "exclusiveMinimum"
            | "maxLength"
            | "minLength"
            | "pattern"
            | "maxItems"
            | "minItems"
            | "uniqueItems"
            | "maxContains"
            | "minContains"
            | "maxProperties"
            | "minProperties"
            | "required"
            | "dependentRequired"
            | "$ref"
            | "$dynamicRef"
    )
}
