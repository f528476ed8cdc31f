//! Files in the output folder that no build has written.

use std::fs;
use std::os::unix::fs::symlink;

use super::kills::{start, wait_for_folder};
use super::site::{files, stderr, stdout};
use super::{assert_no_litter, dist, run, small_site, wide_site};

const TRIES: usize = 20;

#[test]
fn foreign_files_are_listed_and_kept() {
    let site = small_site();
    dist(&site);
    (1..=13).for_each(|file| site.write(&format!("dist/notes/{file:02}.txt"), "mine"));
    let before = files(&site.path("dist"));
    let output = run(&site, &["build"]);
    let names: Vec<String> = (1..=10).map(|file| format!("`notes/{file:02}.txt`")).collect();
    let message = format!(
        "error[foreign-out]: `dist` holds 13 files that floom-docs did not make, and is not replaced: {} and 3 more\n",
        names.join(", ")
    );
    assert!(stderr(&output).starts_with(&message), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(files(&site.path("dist")), before);
    assert_no_litter(&site);
}

#[test]
fn force_says_what_goes() {
    let site = small_site();
    let clean = dist(&site);
    (1..=23).for_each(|file| site.write(&format!("dist/notes/{file:02}.txt"), "mine"));
    let output = run(&site, &["build", "--force"]);
    let names: String = (1..=20).map(|file| format!("  notes/{file:02}.txt\n")).collect();
    let words = format!("deleted 23 files that floom-docs did not make:\n{names}  and 3 more\n");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), words));
    assert_eq!(files(&site.path("dist")), clean);
    assert_no_litter(&site);
    let again = run(&site, &["build", "--force"]);
    assert_eq!((stderr(&again).as_str(), stdout(&again).starts_with("built 2 pages")), ("", true));
}

#[test]
fn a_file_that_is_put_there_while_a_build_writes_is_kept() {
    let site = wide_site();
    dist(&site);
    // A build may have looked for the last time before the file is there.
    let was_seen = (0..TRIES).any(|_| {
        let mut child = start(&site);
        wait_for_folder(&site, &mut child);
        site.write("dist/notes.txt", "mine");
        let output = child.wait_with_output().unwrap();
        let is_refused = stderr(&output).starts_with("error[foreign-out]: `dist` holds 1 file ");
        assert!(!is_refused || site.path("dist/notes.txt").exists());
        let _ = fs::remove_file(site.path("dist/notes.txt"));
        is_refused
    });
    assert!(was_seen, "no build has seen the file");
    assert_no_litter(&site);
}

#[test]
fn force_deletes_nothing_when_nothing_is_published() {
    let site = small_site();
    dist(&site);
    site.write("dist/notes.txt", "mine");
    site.write("content/index.md", "# Home\n\n[Gone](gone.md)\n");
    let output = run(&site, &["build", "--force"]);
    assert_eq!((output.status.code(), site.path("dist/notes.txt").exists()), (Some(1), true));
}

#[test]
fn a_list_that_no_build_has_written_is_not_believed() {
    let mut long = "index.html\n".to_string();
    long.push_str(&"x".repeat(64 * 1024 * 1024));
    for list in ["index.html\n../../thesis.txt\n", "index.html\n/etc/passwd\n", "index.html\n\n", &long] {
        let site = small_site();
        site.write("dist/index.html", "mine");
        site.write("dist/.floom-docs", list);
        let output = run(&site, &["build"]);
        let said = stderr(&output);
        assert!(said.starts_with("error[foreign-out]: `dist` holds 2 files"), "{said}");
        assert_eq!(fs::read_to_string(site.path("dist/index.html")).unwrap(), "mine");
    }
}

#[test]
fn a_list_that_is_a_link_is_not_believed() {
    let site = small_site();
    site.write("list", "index.html\n");
    site.write("dist/index.html", "mine");
    symlink("../list", site.path("dist/.floom-docs")).unwrap();
    let output = run(&site, &["build"]);
    let message = "error[foreign-out]: `dist` holds 2 files that floom-docs did not make, and is not replaced: \
        `.floom-docs`, `index.html`\n";
    assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(site.path("dist/index.html")).unwrap(), "mine");
}
