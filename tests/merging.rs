//! What several machines build, put together, is what one builds: byte by byte, the list of its files included.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use site::{Folder, files, floom_docs, own_site, stderr, stdout};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    floom_docs().args(arguments).current_dir(&folder.0).output().unwrap()
}

/// Builds each part of a site into `part-1` and so on; what each build has said.
fn build_parts(folder: &Folder, site: &Path, count: usize, more: &[&str]) -> Vec<String> {
    let build = |number: usize| {
        let (shard, out) = (format!("{number}/{count}"), format!("part-{number}"));
        let site = site.to_str().unwrap();
        let output = run(folder, &[&["build", "--site", site, "--shard", &shard, "--out", &out], more].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    (1..=count).map(build).collect()
}

fn small_site() -> Folder {
    let pages: Vec<(String, String)> = (0..20)
        .map(|page| {
            let code = format!("```python\nvalue_{page} = {page}\n```\n");
            (format!("content/part-{}/page-{page}.md", page % 3), format!("# Page {page}\n\nText {page}.\n\n{code}"))
        })
        .collect();
    let mut all = vec![
        ("docs.yaml", CONFIG),
        (
            "content/index.md",
            "---\naliases: [/old/]\n---\n\n# Home\n\n![Dot](dot.svg) ![Far](https://img.example/a.png)\n",
        ),
        ("content/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"2\"/>"),
        ("content/public/robots.txt", "User-agent: *\n"),
    ];
    all.extend(pages.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    Folder::with("merging", &all)
}

#[test]
fn the_parts_of_our_own_site_make_the_bytes_of_a_single_build() {
    let folder = Folder::new("merging-own");
    for (count, more) in [(1, &[][..]), (3, &[]), (2, &["--precompress"]), (4, &["--base-url", "https://example.org/"])]
    {
        let site = own_site().to_str().unwrap();
        let whole = run(&folder, &[&["build", "--site", site, "--out", "whole"], more].concat());
        assert!(whole.status.success(), "{}", stderr(&whole));
        build_parts(&folder, own_site(), count, more);
        let parts: Vec<String> = (1..=count).rev().map(|number| format!("part-{number}")).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let merged = run(&folder, &[&["merge", "--out", "merged"], &parts[..]].concat());
        assert!(merged.status.success(), "{}", stderr(&merged));
        let (merged, whole) = (files(&folder.path("merged")), files(&folder.path("whole")));
        assert_eq!(merged.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "{count} {more:?}");
        let other: Vec<&String> = whole.keys().filter(|path| merged[*path] != whole[*path]).collect();
        assert_eq!(other, Vec::<&String>::new(), "{count} {more:?}");
    }
}

#[test]
fn each_page_is_rendered_by_one_machine_and_always_by_the_same() {
    let site = small_site();
    let said = build_parts(&site, &site.0, 4, &[]);
    let pages = |said: &String| said.split(' ').nth(1).unwrap().parse::<usize>().unwrap();
    assert_eq!(said.iter().map(pages).sum::<usize>(), 21, "{said:?}");
    let of_part = |number: usize| -> BTreeSet<String> {
        files(&site.path(&format!("part-{number}")))
            .into_keys()
            .filter(|path| path.ends_with("index.html") && path.contains("page-"))
            .collect()
    };
    let before: Vec<BTreeSet<String>> = (1..=4).map(of_part).collect();
    assert!(before.iter().filter(|part| !part.is_empty()).count() >= 3, "{before:?}");
    // A page more moves no other.
    site.write("content/part-0/another.md", "# Another\n");
    build_parts(&site, &site.0, 4, &[]);
    assert_eq!((1..=4).map(of_part).collect::<Vec<_>>(), before);
}

#[test]
fn only_the_code_of_its_own_pages_is_coloured_by_a_part() {
    let site = small_site();
    let coloured = |arguments: &[&str]| -> usize {
        let output = run(&site, &[&["build", "--timings"], arguments].concat());
        let line =
            stderr(&output).lines().find(|line| line.starts_with("blocks of code coloured")).unwrap().to_string();
        line.split_whitespace().last().unwrap().parse().unwrap()
    };
    assert_eq!(coloured(&[]), 20);
    let parts: Vec<usize> =
        (1..=3).map(|number| coloured(&["--shard", &format!("{number}/3"), "--out", "part"])).collect();
    assert_eq!(parts.iter().sum::<usize>(), 20);
    assert!(parts.iter().all(|part| (1..20).contains(part)), "{parts:?}");
}

#[test]
fn parts_that_are_not_all_of_one_build_are_refused_and_nothing_is_written() {
    let site = small_site();
    build_parts(&site, &site.0, 3, &[]);
    let refused = |parts: &[&str], words: &str| {
        let output = run(&site, &[&["merge"], parts].concat());
        assert_eq!(output.status.code(), Some(1), "{words}");
        assert!(stderr(&output).contains(words), "{words}: {}", stderr(&output));
        assert!(!site.path("dist").exists(), "{words}");
    };
    refused(&["part-1", "part-3"], "part 2 of 3 is missing, and the parts are not merged");
    refused(&["part-1"], "the parts 2, 3 of 3 are missing");
    refused(&["part-1", "part-2", "part-2", "part-3"], "part 2 of 3 is there twice");
    refused(&["part-1", "part-2", "content"], "`content` has no whole `.floom-part`");
    let page = files(&site.path("part-2")).into_keys().find(|path| path.ends_with("index.html")).unwrap();
    let text = fs::read(site.path("part-2").join(&page)).unwrap();
    fs::remove_file(site.path("part-2").join(&page)).unwrap();
    refused(&["part-1", "part-2", "part-3"], "`part-2` has not the files that the build has written");
    fs::write(site.path("part-2").join(&page), text).unwrap();
    site.write("content/index.md", "# Another home\n");
    run(&site, &["build", "--shard", "3/3", "--out", "part-3"]);
    refused(&["part-1", "part-2", "part-3"], "`part-1` and `part-3` are parts of two builds");
    let label = fs::read_to_string(site.path("part-1/.floom-part")).unwrap();
    site.write("part-1/.floom-part", &label.replace("\"version\":\"", "\"version\":\"9"));
    refused(&["part-1", "part-2", "part-3"], "was built by version 9");
    site.write("part-1/.floom-part", &label[..label.len() - 1]);
    refused(&["part-1", "part-2", "part-3"], "`part-1` has no whole `.floom-part`");
}

#[test]
fn a_part_tells_the_errors_of_all_pages_and_refuses_what_is_no_part() {
    let site = small_site();
    site.write("content/part-1/wrong.md", "# Wrong\n\n[Gone](gone.md)\n");
    for number in ["1/2", "2/2"] {
        let output = run(&site, &["build", "--shard", number]);
        assert!(stderr(&output).contains("error[broken-link]"), "{number}: {}", stderr(&output));
    }
    for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "1/5000", "-1/3"] {
        let output = run(&site, &["build", &format!("--shard={wrong}")]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(stderr(&output).contains("`2/5`"), "{wrong}: {}", stderr(&output));
    }
}
