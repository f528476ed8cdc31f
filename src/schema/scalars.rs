//! What single values of YAML look like to an editor.
//!
//! The program reads `version: 0.4` as text and `draft: "true"` as a switch, since YAML says little of what its author
//! meant. An editor has been told the type before it asks the schema, so the schema allows all types that are read.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// `front_matter::is_slug` as a pattern, but for names that are flawed as a whole.
const SLUG: &str = r"^(/|/?(?!\.\.?(/|$))[\p{Alphabetic}\p{N}._~-]+(/(?!\.\.?(/|$))[\p{Alphabetic}\p{N}._~-]+)*/?)$";

/// `front_matter::is_address` as a pattern, but for names that are flawed as a whole.
const ADDRESS: &str =
    r#"^(/|/?(?!\.\.?(/|$))[^\x00-\x1f\x7f-\x9f?#%\\:*"<>|/]+(/(?!\.\.?(/|$))[^\x00-\x1f\x7f-\x9f?#%\\:*"<>|/]+)*/?)$"#;

macro_rules! scalars {
    ($($(#[$doc:meta])* $name:ident = $schema:tt;)*) => {
        $(
            $(#[$doc])*
            pub struct $name;

            impl JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!($schema)
                }
            }
        )*
    };
}

scalars! {
    /// Text, quoted or not.
    Text = { "type": ["string", "number", "boolean"] };

    /// Text that says something.
    Title = { "type": ["string", "number", "boolean"], "pattern": r"\S" };

    /// The label of a nav entry.
    Label = { "type": ["string", "number", "boolean"], "minLength": 1 };

    /// Text without a line break.
    Line = { "type": ["string", "number", "boolean"], "pattern": r"^[^\r\n]*$" };

    /// `true` or `false`.
    Switch = { "type": ["boolean", "string"], "pattern": "^(true|True|TRUE|false|False|FALSE)$" };

    /// A whole number.
    Whole = {
        "type": ["integer", "string"],
        "minimum": i64::MIN,
        "maximum": i64::MAX,
        "pattern": "^[+-]?(0x[0-9A-Fa-f]+|0o[0-7]+|[0-9]+(_[0-9]+)*)$",
    };

    /// How often something counts.
    Times = {
        "type": ["integer", "string"],
        "minimum": 1,
        "maximum": 16,
        "pattern": "^\\+?([1-9]|1[0-6])$",
    };

    /// A number.
    Number = {
        "type": ["number", "string"],
        "pattern": r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$",
    };

    /// A day.
    Day = {
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    };

    /// A day, or the switch that VitePress and Starlight write under the same key.
    DayOrSwitch = {
        "anyOf": [
            {
                "type": "string",
                "format": "date",
                "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            },
            { "type": "boolean" },
            { "type": "string", "enum": ["true", "false"] },
        ],
    };

    /// `config::is_web_url` as a pattern.
    WebUrl = { "type": "string", "pattern": r#"^https?://[^\s\x00-\x1f\x7f-\x9f"<>\\/][^\s\x00-\x1f\x7f-\x9f"<>\\]*$"# };

    /// A web address, or `issues`.
    Feedback = {
        "type": "string",
        "pattern": r#"^(issues|https?://[^\s\x00-\x1f\x7f-\x9f"<>\\/][^\s\x00-\x1f\x7f-\x9f"<>\\]*)$"#,
    };

    /// `config::is_site_url` as a pattern.
    SiteUrl = {
        "type": "string",
        "pattern": r#"^(?!.*/\.\.?(/|$))https?://[^\s\x00-\x1f\x7f-\x9f"<>\\?#/][^\s\x00-\x1f\x7f-\x9f"<>\\?#]*$"#,
    };

    /// A folder below the site's root.
    FolderBelow = { "type": ["string", "number", "boolean"], "pattern": r"^(?!/)(?!\.\.(/|$))[^\\:]*$" };

    /// A part of an address, in a value that may be no text to YAML.
    Slug = { "type": ["string", "number", "boolean"], "pattern": SLUG };

    /// An old address, in a value that may be no text to YAML.
    Address = { "type": ["string", "number", "boolean"], "pattern": ADDRESS };

    /// An old address, in a value that must be text to YAML too.
    AddressText = { "type": "string", "pattern": ADDRESS };
}
