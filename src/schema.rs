//! JSON Schemas of what authors write in YAML, for editors: made from the types that are read, so that they cannot
//! disagree on a key.

mod scalars;
pub mod synonyms;

pub use scalars::{
    Address, AddressText, Day, DayOrSwitch, Feedback, FolderBelow, Label, Line, Number, SiteUrl, Slug, Switch, Text,
    Times, Title, WebUrl, Whole,
};

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, json_schema};

use crate::config::Config;
use crate::parse::front_matter::FrontMatter;
use crate::resolve::folder_nav::FolderNav;

/// Where the schemas are published, as part of our own documentation.
const PUBLISHED: &str = "https://floom.dev/docs/schema/";

/// What is written in YAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// `docs.yaml`
    Config,
    /// The head of a page.
    FrontMatter,
    /// `_nav.yaml`
    Nav,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Config, Self::FrontMatter, Self::Nav];

    /// The file of its schema.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Config => "docs.schema.json",
            Self::FrontMatter => "front-matter.schema.json",
            Self::Nav => "nav.schema.json",
        }
    }

    /// Its schema, as it is printed.
    pub fn schema(self) -> String {
        let mut schema = match self {
            Self::Config => schema_of::<Config>(),
            Self::FrontMatter => schema_of::<FrontMatter>(),
            Self::Nav => without_groups(schema_of::<FolderNav>()),
        };
        schema.insert("$id".to_string(), format!("{PUBLISHED}{}", self.file_name()).into());
        let mut value = schema.to_value();
        value.sort_all_objects();
        format!("{value:#}")
    }
}

fn schema_of<T: JsonSchema>() -> Schema {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_rust).transform(&mut schema);
    schema
}

/// In a folder's file an entry is a page, a folder or a link: groups are folders there.
fn without_groups(mut schema: Schema) -> Schema {
    let group = schema.get_mut("$defs").and_then(|defs| defs.get_mut("NavGroup")?.as_object_mut());
    if let Some(group) = group {
        let forms = ["page", "url"].map(|key| json_schema!({ "required": [key] }).to_value());
        group.insert("anyOf".to_string(), forms.to_vec().into());
    }
    schema
}

/// Drops what says something of Rust alone: validators refuse a format that they do not know, no default is `null`, and
/// comments are folded where the line ends.
fn without_rust(schema: &mut Schema) {
    if let Some(description) = schema.get("description").and_then(|description| description.as_str()) {
        let unfolded = description.replace('\n', " ");
        schema.insert("description".to_string(), unfolded.into());
    }
    if schema.get("format").is_some_and(|format| format != "date") {
        schema.remove("format");
    }
    if schema.get("default").is_some_and(|default| default.is_null()) {
        schema.remove("default");
    }
}
