// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `elicitation/create` and the schemas of forms.

use std::collections::BTreeMap;

use crate::{wire_enum, wire_struct, wire_union};

wire_struct! {
    /// Form field answered with true or false.
    ///
    /// # Specification
    ///
    /// [`BooleanSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#booleanschema)
    pub struct BooleanSchema {
        tags {
            "type" = "boolean",
        }
        optional {
            /// Value the field starts with.
            default / with_default: bool = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}

wire_enum! {
    /// What a user did with an elicitation.
    ///
    /// # Specification
    ///
    /// [`ElicitResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitresult)
    pub enum ElicitAction {
        /// Agreed: a form was submitted, or a page may be opened, which does not mean that the user is done there.
        Accept = "accept",
        /// Closed it without a choice; asking again later is reasonable.
        Cancel = "cancel",
        /// Refused outright.
        Decline = "decline",
    }
}

wire_enum! {
    /// Form mode by name, which may be left out.
    ///
    /// # Specification
    ///
    /// [`ElicitRequestFormParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitrequestformparams)
    pub enum ElicitFormMode {
        /// The client shows a form and returns what is entered.
        Form = "form",
    }
}

wire_struct! {
    /// Asks the user for input through the client (`elicitation/create`).
    ///
    /// # Specification
    ///
    /// [`ElicitRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitrequest)
    pub struct ElicitRequest {
        tags {
            "method" = "elicitation/create",
        }
        required {
            /// Parameters of the method.
            params: ElicitRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `elicitation/create` in form mode: the client shows a form and returns the entries.
    ///
    /// It is never used for passwords, keys, tokens or payment details.
    ///
    /// # Specification
    ///
    /// [`ElicitRequestFormParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitrequestformparams)
    pub struct ElicitRequestFormParams {
        required {
            /// Text that tells the user what is asked for and why.
            message: String = "message",
            /// Fields of the form, as a flat subset of JSON Schema.
            requested_schema: ElicitSchema = "requestedSchema",
        }
        optional {
            /// Elicitation mode: `form`, which absence means too.
            mode / with_mode: ElicitFormMode = "mode",
        }
    }
}

wire_union! {
    /// Parameters of `elicitation/create`, told apart by `mode`; without one they are those of form mode.
    ///
    /// # Specification
    ///
    /// [`ElicitRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitrequestparams)
    pub enum ElicitRequestParams {
        /// [`ElicitRequestUrlParams`], where `mode` is `url`.
        Url(ElicitRequestUrlParams) if [is "mode" = "url"],
        /// [`ElicitRequestFormParams`], otherwise.
        Form(ElicitRequestFormParams) if [],
    }
    unknown: refuse
}

wire_struct! {
    /// Parameters of `elicitation/create` in URL mode: the user opens a page, and what is entered there never passes
    /// through the client.
    ///
    /// # Specification
    ///
    /// [`ElicitRequestURLParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitrequesturlparams)
    pub struct ElicitRequestUrlParams {
        tags {
            "mode" = "url",
        }
        required {
            /// Text that tells the user why the page has to be opened.
            message: String = "message",
            /// Address to open once the user has seen it in full and agreed; the client never fetches it ahead, and it
            /// carries no secrets and no access.
            url: String = "url",
        }
    }
}

wire_struct! {
    /// How the user answered an elicitation.
    ///
    /// # Specification
    ///
    /// [`ElicitResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitresult)
    pub struct ElicitResult {
        required {
            /// What the user chose to do.
            action: ElicitAction = "action",
        }
        optional {
            /// Entries by field name, matching the requested schema; present only for an accepted form.
            content / with_content: BTreeMap<String, ElicitValue> = "content",
        }
    }
}

wire_struct! {
    /// JSON Schema of a form: one flat object whose members are its fields.
    ///
    /// # Specification
    ///
    /// [`ElicitRequestFormParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitrequestformparams)
    pub struct ElicitSchema {
        tags {
            "type" = "object",
        }
        required {
            /// Fields by name, each with a schema that allows no nesting.
            properties: BTreeMap<String, PrimitiveSchemaDefinition> = "properties",
        }
        optional {
            /// Dialect of JSON Schema; absent means 2020-12.
            schema / with_schema: String = "$schema",
            /// Names of the fields that have to be filled in; absent means none.
            required / with_required: Vec<String> = "required",
        }
    }
}

wire_union! {
    /// Entry of one form field.
    ///
    /// # Specification
    ///
    /// [`ElicitResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#elicitresult)
    pub enum ElicitValue {
        /// `Vec<String>`, where the value is of kind array.
        Strings(Vec<String>) if [array],
        /// `bool`, where the value is of kind boolean.
        Boolean(bool) if [boolean],
        /// `f64`, where the value is of kind number.
        Number(f64) if [number],
        /// [`String`], where the value is of kind string.
        String(String) if [string],
    }
    unknown: keep
}

wire_struct! {
    /// One labelled option of a choice.
    ///
    /// # Specification
    ///
    /// [`TitledMultiSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#titledmultiselectenumschema)
    pub struct EnumOption {
        required {
            /// Value that is returned if this option is chosen.
            value: String = "const",
            /// Label of the option.
            title: String = "title",
        }
    }
}

wire_union! {
    /// Form field answered from a fixed list, with single or multiple choice.
    ///
    /// # Specification
    ///
    /// [`EnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#enumschema)
    pub enum EnumSchema {
        /// [`TitledSingleSelectEnumSchema`], where `type` is `string` and there is `oneOf`.
        TitledSingleSelect(TitledSingleSelectEnumSchema) if [is "type" = "string", has "oneOf"],
        /// [`LegacyTitledEnumSchema`], where `type` is `string` and there is `enumNames`.
        LegacyTitled(LegacyTitledEnumSchema) if [is "type" = "string", has "enumNames"],
        /// [`UntitledSingleSelectEnumSchema`], where `type` is `string`.
        UntitledSingleSelect(UntitledSingleSelectEnumSchema) if [is "type" = "string"],
        /// [`UntitledMultiSelectEnumSchema`], where `type` is `array` and there is `enum` in `items`.
        UntitledMultiSelect(UntitledMultiSelectEnumSchema) if [is "type" = "array", has "items" / "enum"],
        /// [`TitledMultiSelectEnumSchema`], where `type` is `array`.
        TitledMultiSelect(TitledMultiSelectEnumSchema) if [is "type" = "array"],
    }
    unknown: keep
}

wire_struct! {
    /// Single choice whose labels stand in the non-standard `enumNames`.
    ///
    /// Deprecated: use `TitledSingleSelectEnumSchema`, as a later revision drops this form.
    ///
    /// # Specification
    ///
    /// [`LegacyTitledEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#legacytitledenumschema)
    pub struct LegacyTitledEnumSchema {
        tags {
            "type" = "string",
        }
        required {
            /// Values to choose from.
            values: Vec<String> = "enum",
        }
        optional {
            /// Value chosen at the start.
            default / with_default: String = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Labels of the values, in the same order.
            enum_names / with_enum_names: Vec<String> = "enumNames",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}

wire_union! {
    /// Form field for choosing several values from a fixed list.
    ///
    /// # Specification
    ///
    /// [`MultiSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#multiselectenumschema)
    pub enum MultiSelectEnumSchema {
        /// [`UntitledMultiSelectEnumSchema`], where there is `enum` in `items`.
        Untitled(UntitledMultiSelectEnumSchema) if [has "items" / "enum"],
        /// [`TitledMultiSelectEnumSchema`], where there is `items`.
        Titled(TitledMultiSelectEnumSchema) if [has "items"],
    }
    unknown: keep
}

wire_enum! {
    /// Kind of number a form field takes.
    ///
    /// # Specification
    ///
    /// [`NumberSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#numberschema)
    pub enum NumberKind {
        /// Whole numbers only.
        Integer = "integer",
        /// Fractions too.
        Number = "number",
    }
}

wire_struct! {
    /// Form field answered with a number.
    ///
    /// # Specification
    ///
    /// [`NumberSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#numberschema)
    pub struct NumberSchema {
        required {
            /// Whether fractions are allowed.
            kind: NumberKind = "type",
        }
        optional {
            /// Value the field starts with.
            default / with_default: f64 = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Greatest value allowed, itself included.
            maximum / with_maximum: f64 = "maximum",
            /// Least value allowed, itself included.
            minimum / with_minimum: f64 = "minimum",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}

wire_union! {
    /// Schema of one form field: text, number, yes or no, or a choice, never anything nested.
    ///
    /// # Specification
    ///
    /// [`PrimitiveSchemaDefinition`](https://modelcontextprotocol.io/specification/2026-07-28/schema#primitiveschemadefinition)
    pub enum PrimitiveSchemaDefinition {
        /// [`TitledSingleSelectEnumSchema`], where `type` is `string` and there is `oneOf`.
        TitledSingleSelectEnum(TitledSingleSelectEnumSchema) if [is "type" = "string", has "oneOf"],
        /// [`LegacyTitledEnumSchema`], where `type` is `string` and there is `enumNames`.
        LegacyTitledEnum(LegacyTitledEnumSchema) if [is "type" = "string", has "enumNames"],
        /// [`UntitledSingleSelectEnumSchema`], where `type` is `string` and there is `enum`.
        UntitledSingleSelectEnum(UntitledSingleSelectEnumSchema) if [is "type" = "string", has "enum"],
        /// [`StringSchema`], where `type` is `string`.
        String(StringSchema) if [is "type" = "string"],
        /// [`NumberSchema`], where `type` is `integer` or `number`.
        Number(NumberSchema) if [is "type" = "integer" | "number"],
        /// [`BooleanSchema`], where `type` is `boolean`.
        Boolean(BooleanSchema) if [is "type" = "boolean"],
        /// [`UntitledMultiSelectEnumSchema`], where `type` is `array` and there is `enum` in `items`.
        UntitledMultiSelectEnum(UntitledMultiSelectEnumSchema) if [is "type" = "array", has "items" / "enum"],
        /// [`TitledMultiSelectEnumSchema`], where `type` is `array`.
        TitledMultiSelectEnum(TitledMultiSelectEnumSchema) if [is "type" = "array"],
    }
    unknown: keep
}

wire_union! {
    /// Form field for choosing one value from a fixed list.
    ///
    /// # Specification
    ///
    /// [`SingleSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#singleselectenumschema)
    pub enum SingleSelectEnumSchema {
        /// [`UntitledSingleSelectEnumSchema`], where there is `enum`.
        Untitled(UntitledSingleSelectEnumSchema) if [has "enum"],
        /// [`TitledSingleSelectEnumSchema`], where there is `oneOf`.
        Titled(TitledSingleSelectEnumSchema) if [has "oneOf"],
    }
    unknown: keep
}

wire_enum! {
    /// Form that a text has to take.
    ///
    /// # Specification
    ///
    /// [`StringSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#stringschema)
    pub enum StringFormat {
        /// Calendar date, such as `2026-07-28`.
        Date = "date",
        /// Date and time with an offset, such as `2026-07-28T09:30:00Z`.
        DateTime = "date-time",
        /// Email address.
        Email = "email",
        /// Absolute URI.
        Uri = "uri",
    }
}

wire_struct! {
    /// Form field answered with text.
    ///
    /// # Specification
    ///
    /// [`StringSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#stringschema)
    pub struct StringSchema {
        tags {
            "type" = "string",
        }
        optional {
            /// Text the field starts with.
            default / with_default: String = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Form the text has to take; absent means any.
            format / with_format: StringFormat = "format",
            /// Greatest length allowed, in characters.
            max_length / with_max_length: i64 = "maxLength",
            /// Least length allowed, in characters.
            min_length / with_min_length: i64 = "minLength",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Form field for choosing several values from a list of labelled options.
    ///
    /// # Specification
    ///
    /// [`TitledMultiSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#titledmultiselectenumschema)
    pub struct TitledMultiSelectEnumSchema {
        tags {
            "type" = "array",
        }
        required {
            /// Options to choose from.
            items: TitledMultiSelectItems = "items",
        }
        optional {
            /// Values chosen at the start.
            default / with_default: Vec<String> = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Most options that may be chosen.
            max_items / with_max_items: i64 = "maxItems",
            /// Fewest options that have to be chosen.
            min_items / with_min_items: i64 = "minItems",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Labelled options of a multiple choice.
    ///
    /// # Specification
    ///
    /// [`TitledMultiSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#titledmultiselectenumschema)
    pub struct TitledMultiSelectItems {
        required {
            /// Options in the order they are shown.
            any_of: Vec<EnumOption> = "anyOf",
        }
    }
}

wire_struct! {
    /// Form field for choosing one value from a list of labelled options.
    ///
    /// # Specification
    ///
    /// [`TitledSingleSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#titledsingleselectenumschema)
    pub struct TitledSingleSelectEnumSchema {
        tags {
            "type" = "string",
        }
        required {
            /// Options to choose from.
            one_of: Vec<EnumOption> = "oneOf",
        }
        optional {
            /// Value chosen at the start.
            default / with_default: String = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Form field for choosing several values from a list in which each value is its own label.
    ///
    /// # Specification
    ///
    /// [`UntitledMultiSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#untitledmultiselectenumschema)
    pub struct UntitledMultiSelectEnumSchema {
        tags {
            "type" = "array",
        }
        required {
            /// Values to choose from.
            items: UntitledMultiSelectItems = "items",
        }
        optional {
            /// Values chosen at the start.
            default / with_default: Vec<String> = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Most values that may be chosen.
            max_items / with_max_items: i64 = "maxItems",
            /// Fewest values that have to be chosen.
            min_items / with_min_items: i64 = "minItems",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Values of a multiple choice.
    ///
    /// # Specification
    ///
    /// [`UntitledMultiSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#untitledmultiselectenumschema)
    pub struct UntitledMultiSelectItems {
        tags {
            "type" = "string",
        }
        required {
            /// Values in the order they are shown, each its own label.
            values: Vec<String> = "enum",
        }
    }
}

wire_struct! {
    /// Form field for choosing one value from a list in which each value is its own label.
    ///
    /// # Specification
    ///
    /// [`UntitledSingleSelectEnumSchema`](https://modelcontextprotocol.io/specification/2026-07-28/schema#untitledsingleselectenumschema)
    pub struct UntitledSingleSelectEnumSchema {
        tags {
            "type" = "string",
        }
        required {
            /// Values to choose from.
            values: Vec<String> = "enum",
        }
        optional {
            /// Value chosen at the start.
            default / with_default: String = "default",
            /// Help text of the field.
            description / with_description: String = "description",
            /// Label of the field.
            title / with_title: String = "title",
        }
    }
}
