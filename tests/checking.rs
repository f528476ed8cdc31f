//! `check`, `--strict`, and the forms of diagnostics for programs.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::process::Output;

use site::{Folder, files, floom_docs, own_site, stderr, stdout};

fn faulty_site() -> Folder {
    Folder::with(
        "faulty",
        &[
            ("docs.yaml", "title: Test\n"),
            ("content/index.md", "# Home\n\nÜ [gone](gone.md)\n"),
            ("content/100%,a b.md", "# Odd name\n\n```nosuch\nx\n```\n"),
        ],
    )
}

fn warning_site() -> Folder {
    Folder::with("warning", &[("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n\n```nosuch\nx\n```\n")])
}

fn run(site: &Folder, arguments: &[&str]) -> Output {
    floom_docs().args(arguments).current_dir(&site.0).output().unwrap()
}

#[test]
fn check_says_what_build_says_and_writes_nothing() {
    let site = faulty_site();
    let before = files(&site.0);
    let checked = run(&site, &["check"]);
    assert_eq!(files(&site.0), before);
    let built = run(&site, &["build"]);
    assert_eq!((checked.status.code(), built.status.code()), (Some(1), Some(1)));
    let problems = |output: &Output| stderr(output).rsplit_once("\n\n").unwrap().0.to_string();
    assert_eq!(problems(&checked), problems(&built));
    assert!(stderr(&checked).ends_with("the site does not pass: 1 error, 1 warning\n"), "{}", stderr(&checked));
}

#[test]
fn our_own_site_passes_check() {
    let output = floom_docs().arg("check").arg("--site").arg(own_site()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let is_page = |path: &String| path.ends_with(".md") && !path.split('/').any(|part| part.starts_with('_'));
    let pages = files(&own_site().join("content")).into_keys().filter(is_page).count();
    assert!(stdout(&output).starts_with(&format!("checked {pages} pages in ")), "{}", stdout(&output));
}

#[test]
fn strict_lets_no_warning_pass() {
    let site = warning_site();
    assert_eq!(run(&site, &["check"]).status.code(), Some(0));
    assert_eq!(run(&site, &["check", "--strict"]).status.code(), Some(1));
    let built = run(&site, &["build", "--strict"]);
    assert_eq!(built.status.code(), Some(1));
    assert!(stderr(&built).ends_with("nothing was published: 0 errors, 1 warning\n"));
    assert!(!site.path("dist").exists());
    assert_eq!(run(&site, &["build"]).status.code(), Some(0));
}

#[test]
fn json_holds_every_part_of_a_problem() {
    let output = run(&faulty_site(), &["check", "--format", "json"]);
    let expected = r#"[
  {
    "code": "unknown-language",
    "end": {
      "column": 10,
      "line": 3
    },
    "help": "use another name for the language, or `text`",
    "message": "code in `nosuch` is not coloured: no grammar has this name",
    "path": "content/100%,a b.md",
    "severity": "warning",
    "start": {
      "column": 4,
      "line": 3
    }
  },
  {
    "code": "broken-link",
    "end": {
      "column": 17,
      "line": 3
    },
    "help": "links are relative to the file they stand in: `../guide/start.md`",
    "message": "`gone.md` leads to no page and no file",
    "path": "content/index.md",
    "severity": "error",
    "start": {
      "column": 10,
      "line": 3
    }
  }
]
"#;
    assert_eq!(stdout(&output), expected);
    assert_eq!(stderr(&output), "the site does not pass: 1 error, 1 warning\n");
}

#[test]
fn github_annotations_cannot_be_broken_out_of_by_a_file_name() {
    let output = run(&faulty_site(), &["check", "--format", "github"]);
    let expected = "\
::warning file=content/100%25%2Ca b.md,title=unknown-language,line=3,col=4,endLine=3::code in `nosuch` is not \
coloured: no grammar has this name%0Ahelp: use another name for the language, or `text`
::error file=content/index.md,title=broken-link,line=3,col=10,endLine=3::`gone.md` leads to no page and no \
file%0Ahelp: links are relative to the file they stand in: `../guide/start.md`
";
    assert_eq!(stdout(&output), expected);
}

#[test]
fn sarif_names_its_rules_and_places() {
    let output = run(&faulty_site(), &["check", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/index.md");
    assert_eq!((place["region"]["startLine"].as_u64(), place["region"]["startColumn"].as_u64()), (Some(3), Some(10)));
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "content/100%25,a%20b.md");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(
        rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect::<Vec<_>>(),
        ["broken-link", "unknown-language"]
    );
}

#[test]
fn a_site_without_a_fault_is_an_empty_list() {
    let site = Folder::with("fine", &[("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n")]);
    let output = run(&site, &["check", "--format", "json"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), "[]\n"));
}
