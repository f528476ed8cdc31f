//! The JSON Schemas say what the program says: each document here is read by both.
//!
//! An editor has the schema alone, so what the program reads must pass it, and what the program refuses must not.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "schema/documents.rs"]
mod documents;
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use documents::*;
use floom_docs::config::{Config, NavGroup, Repository};
use floom_docs::parse::front_matter::{FrontMatter, Sidebar, keys};
use floom_docs::resolve::folder_nav::FolderNav;
use jsonschema::Validator;
use serde::de::{self, Deserialize, Deserializer, Error, Visitor};
use serde_json::{Value, json};
use site::{Folder, files, floom_docs, own_site, stderr, stdout};

const NAMES: [(&str, &str); 3] =
    [("config", "docs.schema.json"), ("front-matter", "front-matter.schema.json"), ("nav", "nav.schema.json")];

/// The codes of what a schema can say; that a link is broken is not among them.
const CODES: [&str; 14] = [
    "bad-alias",
    "bad-name",
    "bad-slug",
    "bad-variable",
    "content-outside-site",
    "empty-nav-entry",
    "empty-title",
    "foreign-key",
    "nav-without-page",
    "not-a-date",
    "not-a-url",
    "unknown-key",
    "unknown-layout",
    "yaml",
];

fn schema(name: &str) -> Value {
    let output = floom_docs().args(["schema", name]).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    serde_json::from_str(&stdout(&output)).unwrap()
}

fn validator(name: &str) -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema(name)).unwrap()
}

/// A document as an editor sees it; none if it is no YAML.
fn as_json(text: &str) -> Option<Value> {
    let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(is_blank) {
        return Some(json!({}));
    }
    serde_yaml::from_str_with_options(text, serde_yaml::options! { strict_booleans: true }).ok()
}

fn passes(validator: &Validator, document: &str) -> bool {
    as_json(document).is_some_and(|value| validator.is_valid(&value))
}

/// The files of a site that the program does not read without a problem of form.
fn refused_files(site: &Path) -> BTreeSet<String> {
    let output = floom_docs().args(["check", "--format", "json"]).current_dir(site).output().unwrap();
    let problems: Vec<Value> = serde_json::from_str(&stdout(&output)).unwrap();
    let of_form = problems.iter().filter(|problem| CODES.contains(&problem["code"].as_str().unwrap()));
    of_form.filter_map(|problem| Some(problem["path"].as_str()?.to_string())).collect()
}

/// Whether the program reads each of the documents, which stand in one site where they can.
fn read_by_program(name: &str, documents: &[&str]) -> Vec<bool> {
    match name {
        "config" => documents.iter().map(|document| !is_refused(document)).collect(),
        "nav" => read_in_one_site(documents, |site, at, document| {
            site.write(&format!("content/{at}/start.md"), "# Start\n");
            site.write(&format!("content/{at}/other.md"), "# Other\n");
            (format!("content/{at}/_nav.yaml"), document.to_string())
        }),
        _ => read_in_one_site(documents, |_, at, document| {
            (format!("content/{at}.md"), format!("---\n{document}\n---\n# Page\n"))
        }),
    }
}

fn is_refused(config: &str) -> bool {
    let pages = [("content/index.md", "# Home\n"), ("content/guide/start.md", "# Start\n")];
    let site = Folder::with("schema", &pages);
    site.write("docs.yaml", config);
    refused_files(&site.0).contains("docs.yaml")
}

fn read_in_one_site(documents: &[&str], place: impl Fn(&Folder, usize, &str) -> (String, String)) -> Vec<bool> {
    let site = Folder::with("schema", &[("docs.yaml", "title: T\n"), ("content/index.md", "# Home\n")]);
    let mut paths = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let (path, text) = place(&site, at, document);
        site.write(&path, &text);
        paths.push(path);
    }
    let refused = refused_files(&site.0);
    paths.iter().map(|path| !refused.contains(path)).collect()
}

/// Each document with whether the program reads it and whether it passes the schema.
fn judged<'d>(name: &str, documents: &[&'d str]) -> Vec<(&'d str, bool, bool)> {
    let validator = validator(name);
    let read = read_by_program(name, documents);
    documents.iter().zip(read).map(|(document, read)| (*document, read, passes(&validator, document))).collect()
}

fn assert_both_say(name: &str, documents: &[&str], expected: bool) {
    let strays: Vec<_> = judged(name, documents)
        .into_iter()
        .filter(|(_, read, passes)| (*read, *passes) != (expected, expected))
        .collect();
    assert_eq!(strays, [], "{name}: (document, the program reads it, it passes the schema)");
}

fn assert_they_agree(name: &str, documents: &[String]) {
    let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
    let strays: Vec<_> = judged(name, &documents).into_iter().filter(|(_, read, passes)| read != passes).collect();
    assert_eq!(strays, [], "{name}: (document, the program reads it, it passes the schema)");
}

#[test]
fn what_the_program_reads_passes_the_schema() {
    assert_both_say("config", &CONFIGS_READ, true);
    assert_both_say("front-matter", &FRONTS_READ, true);
    assert_both_say("nav", &NAVS_READ, true);
}

#[test]
fn what_the_program_refuses_does_not_pass_the_schema() {
    assert_both_say("config", &CONFIGS_REFUSED, false);
    assert_both_say("front-matter", &FRONTS_REFUSED, false);
    assert_both_say("nav", &NAVS_REFUSED, false);
}

#[test]
fn where_the_two_differ_is_known() {
    for (name, document, read, reason) in DIFFERENT {
        assert_eq!(judged(name, &[document]), [(document, read, !read)], "{reason}");
    }
}

#[test]
fn under_every_key_of_front_matter_the_same_values_pass() {
    let known = keys::OWN.into_iter().chain(keys::SYNONYMS.map(|(name, _)| name));
    let known = known.chain(keys::FOREIGN.map(|(name, _)| name));
    let documents = known.flat_map(|key| VALUES.map(|value| format!("{key}: {value}")));
    assert_they_agree("front-matter", &documents.collect::<Vec<_>>());
}

#[test]
fn under_every_key_of_a_folders_nav_the_same_values_pass() {
    let known = keys_of(&schema("nav")).into_iter().filter(|key| key != "items");
    let documents = known.flat_map(|key| VALUES.map(|value| format!("{key}: {value}")));
    assert_they_agree("nav", &documents.collect::<Vec<_>>());
}

#[test]
fn under_every_key_of_the_config_the_same_values_pass() {
    let known = keys_of(&schema("config")).into_iter().filter(|key| key != "title" && key != "nav");
    let documents = known.flat_map(|key| VALUES.map(|value| format!("title: T\n{key}: {value}")));
    assert_they_agree("config", &documents.collect::<Vec<_>>());
}

/// The YAML at the head of a page.
fn front_matter(page: &str) -> Option<String> {
    let mut lines = page.trim_start_matches('\u{feff}').lines();
    lines.next().filter(|line| line.trim_end() == "---")?;
    let mut yaml = String::new();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some(yaml);
        }
        yaml += &format!("{line}\n");
    }
    None
}

/// The documents of a site, each with its kind and its path.
fn documents(site: &Path) -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    for (path, bytes) in files(&site.join("content")) {
        let (Ok(text), is_private) = (String::from_utf8(bytes), path.contains("/_") || path.starts_with('_')) else {
            continue;
        };
        let path = format!("content/{path}");
        if path.ends_with("/_nav.yaml") {
            found.push(("nav", path, text));
        } else if let Some(yaml) = front_matter(&text).filter(|_| path.ends_with(".md") && !is_private) {
            found.push(("front-matter", path, yaml));
        }
    }
    found
}

/// The documents of a site that program and schema judge differently, and how many there are in all.
fn judged_differently(site: &Path, validators: &BTreeMap<&str, Validator>) -> (Vec<String>, usize) {
    let refused = refused_files(site);
    let mut all = vec![("config", "docs.yaml".to_string(), fs::read_to_string(site.join("docs.yaml")).unwrap())];
    // The program ends at a config that it cannot read.
    if !refused.contains("docs.yaml") && site.join("content").is_dir() {
        all.extend(documents(site));
    }
    let differs =
        |(name, path, text): &&(&str, String, String)| passes(&validators[name], text) == refused.contains(path);
    let name = site.file_name().unwrap().to_string_lossy();
    (all.iter().filter(differs).map(|(_, path, _)| format!("{name}/{path}")).collect(), all.len())
}

#[test]
fn every_document_of_our_own_site_and_of_the_test_sites_is_judged_alike() {
    let validators: BTreeMap<&str, Validator> = NAMES.map(|(name, _)| (name, validator(name))).into();
    let cases = fs::read_dir(own_site().join("tests/sites")).unwrap().map(|entry| entry.unwrap().path());
    let sites = cases.chain([own_site().to_path_buf()]).filter(|site| site.join("docs.yaml").is_file());
    let (strays, counts): (Vec<Vec<String>>, Vec<usize>) =
        sites.map(|site| judged_differently(&site, &validators)).unzip();
    assert_eq!(strays.concat().into_iter().collect::<BTreeSet<_>>(), DIFFERENT_FILES.map(String::from).into());
    assert!(counts.iter().sum::<usize>() > 200, "{counts:?}");
}

#[test]
fn every_schema_is_one() {
    for (name, file) in NAMES {
        let schema = schema(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["$id"], format!("https://floom.dev/docs/schema/{file}"));
        assert_eq!(schema["additionalProperties"], false);
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{name}");
        for (key, property) in schema["properties"].as_object().unwrap() {
            let description = property["description"].as_str().unwrap_or_else(|| panic!("{key} has no description"));
            assert!(description.ends_with('.') && !description.contains('\n'), "{key}: {description}");
        }
    }
}

#[test]
fn formats_are_those_that_every_validator_knows() {
    for (name, _) in NAMES {
        let text = schema(name).to_string();
        let formats: BTreeSet<&str> =
            text.split("\"format\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(formats.is_subset(&BTreeSet::from(["date"])), "{name}: {formats:?}");
    }
}

/// Asks a type for the fields that it is read from, its aliases among them.
struct Fields<'f>(&'f mut BTreeSet<String>);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom("no mapping with fields"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.extend(fields.iter().map(ToString::to_string));
        Err(Error::custom("the fields are known"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields<'de, T: Deserialize<'de>>() -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    let read = T::deserialize(Fields(&mut fields));
    assert_eq!(read.err().unwrap().to_string(), "the fields are known");
    fields
}

fn keys_of(mapping: &Value) -> BTreeSet<String> {
    mapping["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn the_keys_of_a_schema_are_the_fields_that_are_read() {
    let (config, front_matter, nav) = (schema("config"), schema("front-matter"), schema("nav"));
    assert_eq!(keys_of(&config), fields::<Config>());
    assert_eq!(keys_of(&config["$defs"]["Repository"]), fields::<Repository>());
    assert_eq!(keys_of(&config["$defs"]["NavGroup"]), fields::<NavGroup>());
    assert_eq!(keys_of(&nav), fields::<FolderNav>());
    assert_eq!(keys_of(&front_matter["$defs"]["Sidebar"]), fields::<Sidebar>());
    let mut read = fields::<FrontMatter>();
    assert!(read.insert("extra".to_string()), "`extra` is not read");
    assert_eq!(keys_of(&front_matter), read);
}

#[test]
fn the_keys_of_front_matter_are_ours_and_the_synonyms() {
    let schema = schema("front-matter");
    let own = keys::OWN.into_iter().chain(keys::SYNONYMS.map(|(name, _)| name)).map(str::to_string);
    assert_eq!(keys_of(&schema), own.collect());
    let foreign: Vec<&str> =
        keys::FOREIGN.map(|(name, _)| name).into_iter().filter(|key| keys_of(&schema).contains(*key)).collect();
    assert_eq!(foreign, Vec::<&str>::new());
}

#[test]
fn a_synonym_is_deprecated_and_names_our_key() {
    let schema = schema("front-matter");
    let properties = schema["properties"].as_object().unwrap();
    let deprecated = properties.iter().filter(|(_, property)| property["deprecated"] == true);
    let deprecated: BTreeSet<&str> = deprecated.map(|(key, _)| key.as_str()).collect();
    assert_eq!(deprecated, keys::SYNONYMS.map(|(name, _)| name).into());
    for (name, own) in keys::SYNONYMS {
        let description = properties[name]["description"].as_str().unwrap();
        assert!(description.contains(&format!("`{own}`")), "{name}: {description}");
    }
}

#[test]
fn a_schema_is_printed_the_same_each_time_and_sorted() {
    for (name, _) in NAMES {
        let print = || stdout(&floom_docs().args(["schema", name]).output().unwrap());
        let printed = print();
        assert_eq!(printed, print());
        let sorted: BTreeMap<String, Value> = serde_json::from_str(&printed).unwrap();
        assert_eq!(printed, serde_json::to_string_pretty(&sorted).unwrap() + "\n");
    }
}

#[test]
fn without_a_name_the_schema_of_the_config_is_printed() {
    let print = |arguments: &[&str]| stdout(&floom_docs().args(arguments).output().unwrap());
    assert_eq!(print(&["schema"]), print(&["schema", "config"]));
}

#[test]
fn all_schemas_are_written_into_a_folder_and_take_the_place_of_old_ones() {
    let folder = Folder::with("schemas", &[("schema/docs.schema.json", "old"), ("schema/own.json", "{}")]);
    let output = floom_docs().args(["schema", "--out", "schema"]).current_dir(&folder.0).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let written = stdout(&output);
    assert_eq!(written, "wrote docs.schema.json, front-matter.schema.json, nav.schema.json to schema\n");
    let mut found = files(&folder.path("schema"));
    assert_eq!(found.remove("own.json").unwrap(), b"{}");
    for (name, file) in NAMES {
        let printed = floom_docs().args(["schema", name]).output().unwrap().stdout;
        assert!(found.remove(file).unwrap() == printed, "{file}");
    }
    assert_eq!(found, BTreeMap::new());
}

#[test]
fn our_own_site_publishes_the_schemas_at_their_ids() {
    for (name, file) in NAMES {
        let published = fs::read_to_string(own_site().join("content/public/schema").join(file)).unwrap();
        let printed = stdout(&floom_docs().args(["schema", name]).output().unwrap());
        assert!(published == printed, "{file} is old: floom-docs schema --out content/public/schema");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = Folder::with("schemas", &[("schema", "a file")]);
    let output = floom_docs().args(["schema", "--out", "schema"]).current_dir(&folder.0).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.starts_with("error[io]: cannot write `schema/docs.schema.json`: "), "{said}");
}
