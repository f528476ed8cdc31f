//! Keys of other systems: they are read, and an editor should propose ours in their place.

use schemars::transform::Transform;
use schemars::{Schema, json_schema};

/// Adds to a mapping the keys that are read as another of its keys.
pub struct Synonyms(pub &'static [(&'static str, &'static str)]);

impl Transform for Synonyms {
    fn transform(&mut self, schema: &mut Schema) {
        for (synonym, own) in self.0 {
            add(schema, synonym, own);
            mark(schema, synonym, own);
        }
    }
}

/// Gives a mapping a key with the values of another.
pub fn add(mapping: &mut Schema, key: &str, like: &str) {
    let Some(properties) = mapping.get_mut("properties").and_then(|properties| properties.as_object_mut()) else {
        return;
    };
    if let Some(value) = properties.get(like).cloned() {
        properties.insert(key.to_string(), value);
    }
}

/// Says of a key that another should be written.
pub fn mark(mapping: &mut Schema, key: &str, own: &str) {
    let property = mapping.get_mut("properties").and_then(|properties| properties.get_mut(key)?.as_object_mut());
    let Some(property) = property else { return };
    property.remove("default");
    property.insert("deprecated".to_string(), true.into());
    property.insert("description".to_string(), format!("Another system's key, read as `{own}`: write that.").into());
}

/// Gives a mapping a key that may hold anything.
pub fn open(mapping: &mut Schema, key: &str, description: &str) {
    let properties = mapping.get_mut("properties").and_then(|properties| properties.as_object_mut());
    if let Some(properties) = properties {
        properties.insert(key.to_string(), json_schema!({ "description": description }).to_value());
    }
}
