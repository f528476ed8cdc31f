//! What a site says of its cards.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};

use crate::schema::{Switch, Text};
use crate::source::join;
use crate::yaml::Spanned;

/// Whether the pages of a site have cards.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum Cards {
    /// Whether they have.
    Switch(#[schemars(with = "Switch")] bool),
    /// They have.
    Settings(CardSettings),
}

/// How the cards of a site are drawn.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardSettings {
    /// A font in place of Inter, from the site's root: a `.ttf`, `.otf` or `.ttc`.
    #[schemars(with = "Option<Text>")]
    pub font: Option<Spanned<String>>,
}

impl Default for Cards {
    fn default() -> Self {
        Self::Settings(CardSettings::default())
    }
}

impl Cards {
    /// Whether pages have cards.
    pub fn are_on(&self) -> bool {
        !matches!(self, Self::Switch(false))
    }

    /// The path of the site's own font, from the site's root.
    pub fn font_path(&self) -> Option<String> {
        Some(join("", &self.font()?.value).0)
    }

    /// The site's own font, as its author has written it.
    pub fn font(&self) -> Option<&Spanned<String>> {
        match self {
            Self::Switch(_) => None,
            Self::Settings(settings) => settings.font.as_ref(),
        }
    }
}

impl<'de> Deserialize<'de> for Cards {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CardsVisitor;
        impl<'de> Visitor<'de> for CardsVisitor {
            type Value = Cards;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("`false`, or a mapping with `font`")
            }
            fn visit_bool<E: de::Error>(self, are_on: bool) -> Result<Cards, E> {
                Ok(Cards::Switch(are_on))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Cards, E> {
                match text.to_ascii_lowercase().as_str() {
                    "true" => Ok(Cards::Switch(true)),
                    "false" => Ok(Cards::Switch(false)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cards, A::Error> {
                CardSettings::deserialize(MapAccessDeserializer::new(map)).map(Cards::Settings)
            }
        }
        deserializer.deserialize_any(CardsVisitor)
    }
}
