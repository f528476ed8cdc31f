//! A build of what was built before writes nothing, and says what the last one has made.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use site::{Folder, files, floom_docs, stderr, stdout};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

/// A site, and a cache of its own.
fn site() -> Folder {
    Folder::with(
        "unchanged",
        &[
            ("docs.yaml", CONFIG),
            ("content/index.md", "# Home\n\n[Guide](guide/start.md) ![Dot](dot.svg)\n"),
            ("content/guide/start.md", "# Start\n\n```python file=\"/examples/run.py\"\n```\n"),
            ("content/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"2\"/>"),
            ("examples/run.py", "x = 1\n"),
        ],
    )
}

fn build(site: &Folder, more: &[&str]) -> String {
    let mut command = floom_docs();
    command.arg("build").args(more).current_dir(&site.0);
    if !more.contains(&"--no-cache") {
        command.args(["--cache", "cache"]);
    }
    let output = command.output().unwrap();
    stdout(&output) + &stderr(&output)
}

/// The number that the system knows each file by: another one if it was written again.
fn numbers(site: &Folder) -> BTreeMap<String, u64> {
    let dist = site.path("dist");
    files(&dist).into_keys().map(|path| (path.clone(), fs::metadata(dist.join(path)).unwrap().ino())).collect()
}

/// What a build from nothing gives.
fn fresh(site: &Folder) -> BTreeMap<String, Vec<u8>> {
    build(site, &["--no-cache", "--out", "fresh"]);
    let fresh = files(&site.path("fresh"));
    fs::remove_dir_all(site.path("fresh")).unwrap();
    fresh
}

fn assert_built_anew(site: &Folder, why: &str) {
    let said = build(site, &[]);
    assert!(said.contains("built 2 pages"), "{why}: {said}");
    assert_eq!(files(&site.path("dist")), fresh(site), "{why}");
    let said = build(site, &[]);
    assert!(said.contains("nothing has changed in 2 pages"), "{why}: {said}");
}

#[test]
fn a_second_build_of_the_same_writes_nothing_and_says_what_is_there() {
    let site = site();
    let first = build(&site, &[]);
    let numbers_before = numbers(&site);
    let second = build(&site, &[]);
    assert!(second.starts_with("nothing has changed in 2 pages, seen in "), "{second}");
    let site_of = |said: &str| said.split_once(": ").unwrap().1.split("; 2 cards: ").next().unwrap().to_string();
    assert_eq!(site_of(&first), site_of(&second));
    assert!(first.ends_with("2 cards: 2 drawn, 0 known\n") && second.ends_with("2 cards: 0 drawn, 2 known\n"));
    assert_eq!(numbers(&site), numbers_before);
}

#[test]
fn whatever_goes_into_a_build_brings_a_new_one_when_it_changes() {
    let site = site();
    build(&site, &[]);
    for (path, text) in [
        ("content/index.md", "# House\n\n[Guide](guide/start.md) ![Dot](dot.svg)\n"),
        ("content/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>"),
        ("examples/run.py", "x = 2\n"),
        ("content/guide/_nav.yaml", "title: Part\n"),
        ("docs.yaml", "title: Other\nbase_url: https://example.com/docs\n"),
        ("templates/footer.html", "<p>Ours</p>\n"),
        ("theme/css/own.css", "p { margin: 0 }\n"),
        ("content/public/robots.txt", "User-agent: *\n"),
    ] {
        site.write(path, text);
        assert_built_anew(&site, path);
    }
    fs::remove_file(site.path("theme/css/own.css")).unwrap();
    assert_built_anew(&site, "a file that is gone");
    assert!(build(&site, &["--base-url", "https://example.org/"]).contains("built 2 pages"), "another address");
}

#[test]
fn a_file_of_the_output_that_somebody_has_touched_is_put_right() {
    let site = site();
    build(&site, &[]);
    let page = site.path("dist/index.html");
    let text = fs::read_to_string(&page).unwrap();
    let times = fs::metadata(&page).unwrap().modified().unwrap();
    // As long and as old as before.
    fs::write(&page, text.replace("Home", "Hone")).unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(times).unwrap();
    assert_built_anew(&site, "another text");
    fs::remove_file(&page).unwrap();
    assert_built_anew(&site, "a file that is gone");
    fs::remove_dir_all(site.path("dist")).unwrap();
    assert_built_anew(&site, "no output");
    site.write("dist/mine.txt", "mine\n");
    let said = build(&site, &[]);
    assert!(said.contains("error[foreign-out]") && said.contains("`mine.txt`"), "{said}");
    assert!(site.path("dist/mine.txt").exists());
}

#[test]
fn a_warning_is_told_by_each_build() {
    let site = site();
    site.write("content/guide/start.md", "# Start\n\n```nosuchlanguage\nx\n```\n");
    let first = build(&site, &[]);
    let told = |said: &str| said.split_once("\nwarning[").map(|(_, warning)| warning.to_string());
    assert!(first.contains("built 2 pages") && first.contains("warning[unknown-language]: "), "{first}");
    let second = build(&site, &[]);
    assert!(second.starts_with("nothing has changed in 2 pages, seen in ") && second.contains(" s, 1 warning: "));
    assert_eq!(told(&first), told(&second), "{second}");
    let json = |more: &[&str]| stdout(&floom_docs().arg("build").args(more).current_dir(&site.0).output().unwrap());
    let (kept, fresh) = (["--format", "json", "--cache", "cache"], ["--format", "json", "--no-cache"]);
    assert_eq!(json(&kept), json(&fresh));
}

#[test]
fn a_strict_build_does_not_take_the_site_of_one_that_had_a_warning() {
    let site = site();
    site.write("content/guide/start.md", "# Start\n\n```nosuchlanguage\nx\n```\n");
    build(&site, &[]);
    let said = build(&site, &["--strict"]);
    assert!(said.contains("nothing was published: 0 errors, 1 warning"), "{said}");
    assert!(build(&site, &[]).contains("nothing has changed in 2 pages"));
}

#[test]
fn a_new_file_that_cannot_be_read_is_told() {
    let site = site();
    build(&site, &[]);
    std::os::unix::fs::symlink("/etc/hostname", site.path("content/host.txt")).unwrap();
    let said = build(&site, &[]);
    assert!(said.contains("warning[symlink]: "), "{said}");
}

#[test]
fn another_folder_other_encodings_and_no_cache_are_other_builds() {
    let site = site();
    build(&site, &[]);
    assert!(build(&site, &["--out", "elsewhere"]).contains("built 2 pages"));
    assert!(build(&site, &["--precompress"]).contains("built 2 pages"));
    assert!(site.path("dist/index.html.br").exists() || site.path("dist/llms-full.txt.br").exists());
    build(&site, &[]);
    assert!(build(&site, &["--no-cache"]).contains("built 2 pages"));
}

#[test]
fn an_entry_that_is_torn_or_of_another_build_is_none() {
    let site = site();
    build(&site, &[]);
    let entries: Vec<PathBuf> =
        files(&site.path("cache/built")).into_keys().map(|path| site.path("cache/built").join(path)).collect();
    let [entry] = &entries[..] else { panic!("{entries:?}") };
    let whole = fs::read(entry).unwrap();
    for torn in [&whole[..whole.len() - 1], &whole[..10], b"", b"{}"] {
        fs::write(entry, torn).unwrap();
        assert!(build(&site, &[]).contains("built 2 pages"));
    }
    let other = Folder::with("unchanged-other", &[("docs.yaml", CONFIG), ("content/index.md", "# Other\n")]);
    fs::write(entry, whole).unwrap();
    fs::create_dir_all(other.path("cache")).unwrap();
    fs::rename(site.path("cache/built"), other.path("cache/built")).unwrap();
    assert!(build(&other, &[]).contains("built 1 page"));
}
