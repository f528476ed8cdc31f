//! The values of front matter that have more than one form.

use std::ops::RangeInclusive;

use schemars::{JsonSchema, Schema, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, SeqAccess, Visitor};

use crate::schema::synonyms::Synonyms;
use crate::schema::{Address, AddressText, Day, Number, Switch, Text, WebUrl, Whole};
use crate::yaml::Spanned;

/// One address, or a list of addresses.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum OneOrMany {
    // Its place is that of the value as a whole.
    /// One.
    One(#[schemars(with = "AddressText")] String),
    /// A list.
    Many(#[schemars(with = "Vec<Address>")] Vec<Spanned<String>>),
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = OneOrMany;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("text, or a list of texts")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany::One(text.to_string()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<OneOrMany, A::Error> {
                let mut many = Vec::new();
                while let Some(text) = texts.next_element()? {
                    many.push(text);
                }
                Ok(OneOrMany::Many(many))
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// Docusaurus's form of `updated`; who has done it is not shown.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct LastUpdate {
    /// The day.
    #[schemars(with = "Option<Day>")]
    pub date: Option<Spanned<String>>,
}

/// Where a page's code groups stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Samples {
    /// Where they are written.
    #[default]
    Inline,
    /// In the right column, beside their section.
    Right,
}

/// Which headings a page lists: a switch, a level, the first and the last level, or `deep` for all.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Toc {
    /// `false`: no headings.
    Switch(bool),
    /// One level.
    Level(u8),
    /// First and last level.
    Levels(u8, u8),
    /// First and last level: `{ min: 2, max: 4 }`.
    #[schemars(transform = Synonyms(&[("minHeadingLevel", "min"), ("maxHeadingLevel", "max")]))]
    Range {
        /// The first level.
        #[serde(alias = "minHeadingLevel")]
        min: Option<u8>,
        /// The last level.
        #[serde(alias = "maxHeadingLevel")]
        max: Option<u8>,
    },
    /// `deep`: all.
    Word(Deep),
}

/// VitePress's word for all levels.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Deep {
    /// All levels.
    Deep,
}

impl Toc {
    /// The levels that are listed; none if none are.
    pub fn levels(&self) -> Option<RangeInclusive<u8>> {
        let (min, max) = match self {
            Self::Switch(false) => return None,
            Self::Switch(true) => (2, 3),
            Self::Level(level) => (*level, *level),
            Self::Levels(min, max) => (*min, *max),
            Self::Range { min, max } => (min.unwrap_or(2), max.unwrap_or(3)),
            Self::Word(Deep::Deep) => (2, 6),
        };
        Some(min.clamp(2, 6)..=max.clamp(2, 6))
    }
}

/// What stands in the right column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase", transform = with_layouts_of_others)]
pub enum Layout {
    /// The samples, even if there are none.
    Columns,
    /// The table of contents; samples stand in the text.
    Toc,
    /// Nothing: the text takes the room.
    Wide,
}

impl Layout {
    /// Their names.
    pub const NAMES: [&str; 3] = ["columns", "toc", "wide"];

    /// What other systems call them.
    const SYNONYMS: [(&str, &str); 3] = [("doc", "toc"), ("center", "toc"), ("splash", "wide")];

    /// The layout with a name.
    pub fn named(name: &str) -> Option<Self> {
        let synonym = Self::SYNONYMS.iter().find(|(synonym, _)| *synonym == name);
        match synonym.map_or(name, |(_, own)| own) {
            "columns" => Some(Self::Columns),
            "toc" => Some(Self::Toc),
            "wide" => Some(Self::Wide),
            _ => None,
        }
    }
}

fn with_layouts_of_others(schema: &mut Schema) {
    let layouts = schema.get_mut("oneOf").and_then(|layouts| layouts.as_array_mut());
    let Some(layouts) = layouts else { return };
    layouts.extend(Layout::SYNONYMS.iter().map(|(synonym, own)| {
        let description = format!("Another system's word, read as `{own}`: write that.");
        json_schema!({ "const": synonym, "deprecated": true, "description": description }).to_value()
    }));
}

/// How search finds a page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Search {
    /// More than 1 for a page that should come first, less for one that should not.
    #[schemars(with = "Option<Number>")]
    pub boost: Option<f64>,
    /// Leaves the page out.
    #[schemars(with = "Switch")]
    pub exclude: bool,
}

/// Whether a thing should no longer be used, or a sentence on it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Deprecated {
    /// Whether it should no longer be used.
    Switch(bool),
    /// What to use instead, in Markdown.
    Instead(String),
}

/// The page before or after.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Neighbour {
    /// `false`: no such page.
    Switch(bool),
    /// The path of its file, as in a link.
    Path(String),
    /// The same under another label.
    #[schemars(transform = Synonyms(&[("text", "label")]))]
    Labelled {
        /// What the link says.
        #[serde(alias = "text")]
        label: Option<String>,
        /// The path of its file, as in a link.
        link: String,
    },
}

/// A page's entry in the nav: a mapping, or the switch that VitePress writes, which means nothing here.
#[derive(Clone, Debug)]
pub enum SidebarValue {
    /// `sidebar: false`
    Switch,
    /// The entry.
    Entry(Sidebar),
}

/// A page's entry in the nav.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sidebar {
    /// The text of the entry; the title if not given.
    #[schemars(with = "Option<Text>")]
    pub label: Option<String>,
    /// Lower comes first.
    #[schemars(with = "Option<Whole>")]
    pub order: Option<i64>,
    /// A hidden page has its URL, but no entry.
    #[schemars(with = "Switch")]
    pub hidden: bool,
    /// A word beside the label, such as `New`.
    #[schemars(with = "Option<Text>")]
    pub badge: Option<String>,
}

/// A page's own edit link.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum EditUrl {
    /// `false`: no edit link.
    Switch(bool),
    /// Another place.
    Url(#[schemars(with = "WebUrl")] String),
}

impl<'de> Deserialize<'de> for SidebarValue {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = SidebarValue;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a mapping of `label`, `order`, `hidden` and `badge`")
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<SidebarValue, E> {
                Ok(SidebarValue::Switch)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SidebarValue, A::Error> {
                Sidebar::deserialize(MapAccessDeserializer::new(map)).map(SidebarValue::Entry)
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}
