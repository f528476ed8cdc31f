//! Names and files that mean harm: nothing outside of the site is read, no name of the output is hostile, and no two
//! sources share one file.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use site::{Folder, built, files, floom_docs, stderr, stdout};

const SECRET: &str = "s3cret-of-the-builder";

fn site_with(files: &[(&str, &str)]) -> Folder {
    let site = Folder::with("names", &[("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

/// Builds, and kills what hangs.
fn build(site: &Folder) -> Output {
    let mut command = floom_docs();
    ended(command.arg("build").current_dir(&site.0))
}

fn ended(command: &mut Command) -> Output {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let streams = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |mut stream: Box<dyn std::io::Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).unwrap();
            bytes
        })
    };
    let (stdout, stderr) = (read(Box::new(streams.0)), read(Box::new(streams.1)));
    let begun = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if begun.elapsed() > Duration::from_secs(60) => {
                child.kill().unwrap();
                panic!("it hangs");
            }
            None => std::thread::yield_now(),
        }
    };
    Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
}

/// The problems that were told, without the last line.
fn told(output: &Output) -> String {
    let all = stderr(output);
    let lines = all.lines().filter(|line| !line.starts_with("nothing was published: "));
    lines.collect::<Vec<_>>().join("\n").trim_end().to_string()
}

/// The first line of each problem.
fn heads(output: &Output) -> Vec<String> {
    let is_head = |line: &&str| line.starts_with("error[") || line.starts_with("warning[");
    stderr(output).lines().filter(is_head).map(str::to_string).collect()
}

#[track_caller]
fn assert_refused(site: &Folder, problems: &str) {
    let output = build(site);
    assert_eq!(told(&output), problems.trim());
    assert_eq!(output.status.code(), Some(1));
    assert!(!site.path("dist").exists());
}

#[track_caller]
fn assert_heads(site: &Folder, expected: &[&str]) {
    let output = build(site);
    assert_eq!(heads(&output), expected, "{}", stderr(&output));
}

/// A folder beside the site with a secret in each kind of file.
fn outside() -> Folder {
    let names = ["x.md", "x.txt", "docs.yaml", "page.html", "site.css", "_nav.yaml", "index.md"];
    let texts = names.map(|name| (name, format!("title: {SECRET}\n\n# {SECRET}\n")));
    Folder::with("outside", &texts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

#[track_caller]
fn assert_no_secret(site: &Folder, output: &Output) {
    assert!(!stdout(output).contains(SECRET) && !stderr(output).contains(SECRET), "{}", stderr(output));
    if site.path("dist").exists() {
        for (path, bytes) in files(&site.path("dist")) {
            assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{path}");
        }
    }
}

/// Names of which each has a flaw, with what is said of it.
fn flawed() -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for code in (1..32).chain(0x7f..0xa0) {
        let c = char::from_u32(code).unwrap();
        names.insert(format!("a{c}b"), format!("holds a control character, U+{code:04X}"));
    }
    let invisible = ['\u{61c}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{feff}', '\u{ad}', '\u{e0041}'];
    for c in invisible.into_iter().chain('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
        let said = format!("holds U+{:04X}, which is not seen or turns the text around it", u32::from(c));
        names.insert(format!("a{c}b"), said);
    }
    for c in ['\\', ':', '<', '>', '"', '|', '?', '*'] {
        names.insert(format!("a{c}b"), format!("holds `{c}`, which a name cannot hold on every system"));
    }
    let numbered =
        ["COM", "lpt"].into_iter().flat_map(|name| "0123456789¹²³".chars().map(move |digit| format!("{name}{digit}")));
    let named = ["con", "PRN", "Aux", "nul", "CONIN$", "conout$", "NUL.tar.gz", "con .x"].map(str::to_string);
    for device in numbered.chain(named) {
        names.insert(device.clone(), "which is a device on Windows".to_string());
    }
    for code in ["%2e", "%2F", "%5c", "%00", "%0a"] {
        names.insert(format!("a{code}b"), format!("holds `{code}`, which some hosts read as another character"));
    }
    names
}

#[test]
fn hundreds_of_names_that_no_system_should_hold_are_each_told_and_nothing_is_published() {
    let site = site_with(&[]);
    let mut expected = BTreeSet::new();
    for (at, (name, said)) in flawed().iter().enumerate() {
        // The name of a page, of a folder, and of a file that is published as it is.
        for path in [format!("p{at}/{name}.md"), format!("d{at}/{name}/x.md"), format!("public/f{at}/{name}")] {
            site.write(&format!("content/{path}"), "# X\n");
            let said = said.clone();
            expected.insert((path, said));
        }
    }
    let output = build(&site);
    let heads = heads(&output);
    assert!(heads.iter().all(|head| head.starts_with("error[bad-name]: the name `")), "{heads:#?}");
    for (path, said) in &expected {
        let top = path.split('/').take(if path.starts_with("public") { 2 } else { 1 }).collect::<Vec<_>>().join("/");
        let own: Vec<_> = heads.iter().filter(|head| head.contains(&format!("the name `{top}/"))).collect();
        assert!(own.len() == 1 && own[0].ends_with(said.as_str()), "{path:?}: {own:?} and not {said}");
    }
    assert!(expected.len() > 250, "{}", expected.len());
    assert_eq!(heads.len(), expected.len());
    assert!(!stderr(&output).contains(['\u{202e}', '\u{1b}', '\u{200b}', '\u{7f}']));
    assert!(!site.path("dist").exists());
}

#[test]
fn a_flawed_name_is_shown_with_what_cannot_be_seen() {
    let site = site_with(&[("content/invoice\u{202e}dm.exe.md", "# X\n")]);
    assert_refused(
        &site,
        "error[bad-name]: the name `invoice<U+202E>dm.exe.md` holds U+202E, which is not seen or turns the text around it
--> content/invoice<U+202E>dm.exe.md
 = help: write the name anew, with letters that can be seen",
    );
}

#[test]
fn a_name_that_is_no_text_is_told_once_for_a_folder() {
    let site = site_with(&[]);
    let folder = site.path("content").join(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.md"), "# A\n").unwrap();
    fs::write(folder.join("b.md"), "# B\n").unwrap();
    assert_refused(
        &site,
        "error[bad-name]: the name `caf\u{fffd}` is not UTF-8
--> content/caf\u{fffd}
 = help: rename it, with a program that shows the bytes if need be",
    );
}

#[test]
fn a_name_that_is_too_long_is_told_with_the_limit() {
    let long = "x".repeat(241);
    assert_heads(
        &site_with(&[(&format!("content/public/{long}"), "")]),
        &[&format!("error[bad-name]: the name `…{}` has a part of 241 bytes, the limit is 240", &long[..120])],
    );
    let deep = "content/public/".to_string() + &"folder-of-20-bytes-/".repeat(51) + "x";
    let said = heads(&build(&site_with(&[(&deep, "")])));
    assert!(said.len() == 1 && said[0].ends_with("has 1019 bytes, the limit is 1000"), "{said:?}");
}

#[test]
fn a_name_is_judged_without_its_order_prefix_and_no_prefix_leaves_a_step_up() {
    for (path, said) in [
        ("01-con.md", "the name `01-con.md` has the part `con`, which is a device on Windows"),
        ("01-aux/x.md", "the name `01-aux` has the part `aux`, which is a device on Windows"),
        ("a .md", "the name `a .md` has a part that ends with a dot or a space, which Windows leaves out"),
        ("a..md", "the name `a..md` has a part that ends with a dot or a space, which Windows leaves out"),
        ("01-...md", "the name `01-...md` has a part that ends with a dot or a space, which Windows leaves out"),
        ("1-./x.md", "the name `1-.` has a part that ends with a dot or a space, which Windows leaves out"),
        ("01-../x.md", "the name `01-..` has a part that ends with a dot or a space, which Windows leaves out"),
    ] {
        assert_heads(&site_with(&[(&format!("content/{path}"), "# X\n")]), &[&format!("error[bad-name]: {said}")]);
    }
    let dist = built(&site_with(&[("content/1-.md", "# X\n")]).0, &Folder::new("out").path("dist"));
    assert!(dist.contains_key("1-/index.html"));
}

#[test]
fn names_as_people_give_them_are_published() {
    let pages = [
        "été.md",
        "e\u{301}te\u{301}2.md",
        "日本語/入門.md",
        "a b.md",
        "c#.md",
        "100% sure.md",
        "aux-1.md",
        "com10.md",
    ];
    let site = site_with(&[]);
    pages.iter().for_each(|path| site.write(&format!("content/{path}"), "# X\n"));
    site.write("content/_own:notes/a?.md", "own");
    let dist = built(&site.0, &site.path("dist"));
    for path in pages {
        assert!(dist.contains_key(&format!("{}/index.html", path.strip_suffix(".md").unwrap())), "{path}");
    }
}

#[test]
fn a_slug_that_leads_elsewhere_is_refused_where_it_is_written() {
    let bad = [
        "../up",
        "/../up",
        "a/../../up",
        "a\\\\b",
        "%2e%2e/up",
        "//evil.example",
        "C:/x",
        "a\\0b",
        "a?b",
        "a#b",
        "..",
        "a//b",
    ];
    for slug in bad {
        let site = site_with(&[("content/a.md", &format!("---\nslug: \"{slug}\"\n---\n"))]);
        let output = build(&site);
        let said = stderr(&output);
        assert!(said.starts_with("error[bad-slug]: `") && said.contains(" --> content/a.md:2:7\n"), "{slug}: {said}");
        assert_eq!(heads(&output).len(), 1, "{said}");
    }
    for (slug, said) in [
        ("nul", "has the part `nul`, which is a device on Windows"),
        ("/a/COM1.x", "has the part `COM1.x`, which is a device on Windows"),
        ("a.", "has a part that ends with a dot or a space, which Windows leaves out"),
        ("/.floom-docs", "has the part `.floom-docs`, which is the program's own"),
    ] {
        let output = build(&site_with(&[("content/a.md", &format!("---\nslug: \"{slug}\"\n---\n"))]));
        assert_eq!(heads(&output), [format!("error[bad-name]: the name `{slug}` {said}")]);
        assert!(stderr(&output).contains(" --> content/a.md:2:7\n"), "{}", stderr(&output));
    }
}

#[test]
fn an_old_address_that_leads_elsewhere_is_refused_where_it_is_written() {
    let bad =
        ["../up", "/../up", "a\\\\b", "/%2e%2e/up", "//evil.example", "C:/x", "a\\0b", "a?b", "a#b", "..", "a//b"];
    for alias in bad {
        let site = site_with(&[("content/a.md", &format!("---\naliases:\n  - \"{alias}\"\n---\n"))]);
        let output = build(&site);
        let said = stderr(&output);
        assert!(said.starts_with("error[bad-alias]: `") && said.contains(" --> content/a.md:3:5\n"), "{alias}: {said}");
        assert_eq!(heads(&output).len(), 1, "{said}");
    }
    for (alias, said) in [
        ("/x/nul", "`/x/nul` has the part `nul`, which is a device on Windows"),
        ("a ", "`a ` has a part that ends with a dot or a space, which Windows leaves out"),
        ("a\u{202e}b", "`a<U+202E>b` holds U+202E, which is not seen or turns the text around it"),
        ("/.floom-docs", "`/.floom-docs` has the part `.floom-docs`, which is the program's own"),
    ] {
        let output = build(&site_with(&[("content/a.md", &format!("---\naliases:\n  - \"{alias}\"\n---\n"))]));
        assert_eq!(heads(&output)[0], format!("error[bad-name]: the name {said}"));
        assert!(stderr(&output).contains(" --> content/a.md:3:5\n"), "{}", stderr(&output));
    }
}

#[test]
fn two_files_that_are_one_where_letters_are_not_told_apart_are_named_both() {
    assert_refused(
        &site_with(&[("content/public/Logo.txt", "1"), ("content/public/logo.txt", "2")]),
        "error[route-clash]: this file and `content/public/Logo.txt` would be one where letters are not told apart: `/logo.txt` and `/Logo.txt`
--> content/public/logo.txt
 = help: rename one, or move it to another folder",
    );
    let alike =
        |one: &str, other: &str| format!("would be one where letters are not told apart: `/{one}` and `/{other}`");
    assert_heads(
        &site_with(&[("content/public/caf\u{e9}", "1"), ("content/public/cafe\u{301}", "2")]),
        &[&format!(
            "error[route-clash]: this file and `content/public/cafe\u{301}` {}",
            alike("caf\u{e9}", "cafe\u{301}")
        )],
    );
    assert_heads(
        &site_with(&[
            ("docs.yaml", "title: Test\ntrusted_files: [public/**]\n"),
            ("content/a.md", "# A\n"),
            ("content/public/A/INDEX.html", "2"),
        ]),
        &[&format!("error[route-clash]: this file and `content/a.md` {}", alike("A/INDEX.html", "a/index.html"))],
    );
    assert_heads(
        &site_with(&[("theme/Own.txt", "1"), ("theme/own.txt", "2")]),
        &[&format!("error[route-clash]: this file and `theme/Own.txt` {}", {
            let dist = built(&site_with(&[]).0, &Folder::new("out").path("dist"));
            assert!(dist.keys().any(|path| path.starts_with("assets/theme.")));
            let said = heads(&build(&site_with(&[("theme/Own.txt", "1"), ("theme/own.txt", "2")])));
            let hash = said[0].split("/assets/theme.").nth(1).unwrap()[..10].to_string();
            alike(&format!("assets/theme.{hash}/own.txt"), &format!("assets/theme.{hash}/Own.txt"))
        })],
    );
    // The same bytes do no harm.
    built(
        &site_with(&[("content/public/Logo.txt", "1"), ("content/public/logo.txt", "1")]).0,
        &Folder::new("out").path("dist"),
    );
}

#[test]
fn two_pages_that_are_one_where_letters_are_not_told_apart_are_named_both() {
    for (one, other, at) in [("A", "a", "a"), ("cafe\u{301}", "caf\u{e9}", "caf\u{e9}"), ("ΟΔΟΣ", "οδοσ", "οδοσ")]
    {
        let site = site_with(&[(&format!("content/{one}.md"), "# X\n"), (&format!("content/{other}.md"), "# X\n")]);
        assert_heads(
            &site,
            &[&format!("error[route-clash]: this page and `content/{one}.md` would both be at `/{at}/`")],
        );
    }
}

#[test]
fn an_old_address_takes_the_file_of_nothing_else() {
    let with_alias = |alias: &str| {
        site_with(&[("content/a.md", &format!("---\naliases: [\"{alias}\"]\n---\n")), ("content/b.md", "# B\n")])
    };
    for (alias, owner) in [
        ("/b", "`content/b.md`"),
        ("/B/", "`content/b.md`"),
        ("/b/index.html", "`content/b.md`"),
        ("/index.html", "`content/index.md`"),
        ("/", "`content/index.md`"),
        ("/search", "the list of all sections"),
        ("/404.html", "the page for what is not found"),
    ] {
        assert_heads(&with_alias(alias), &[&format!("error[alias-taken]: `{alias}` is taken by {owner}")]);
    }
    let site = with_alias("/old");
    site.write("content/public/OLD/index.html", "2");
    site.write("docs.yaml", "title: Test\ntrusted_files: [public/OLD/index.html]\n");
    assert_heads(
        &site,
        &["error[route-clash]: this file and the old address `/old` of `content/a.md` would be one where letters are \
           not told apart: `/OLD/index.html` and `/old/index.html`"],
    );
    let twice = site_with(&[("content/a.md", "---\naliases: [/Old, /old]\n---\n")]);
    let dist = built(&twice.0, &Folder::new("out").path("dist"));
    assert!(dist.contains_key("Old/index.html") && dist.contains_key("old/index.html"));
}

#[test]
fn a_file_does_not_stand_where_a_folder_must_be_in_whatever_letters() {
    for (file, folder) in [("b", "b"), ("B", "b"), ("cafe\u{301}", "caf\u{e9}")] {
        let site = site_with(&[(&format!("content/{folder}.md"), "# X\n"), (&format!("content/public/{file}"), "x")]);
        assert_heads(
            &site,
            &[&format!(
                "error[route-clash]: `/{file}` would be a file and a folder at once: `content/public/{file}` is the \
                 file, `content/{folder}.md` lies in the folder"
            )],
        );
    }
}

#[test]
fn nothing_stands_where_the_search_index_is_to_be() {
    assert_heads(
        &site_with(&[("content/public/search/Manifest.json", "1")]),
        &["error[route-clash]: this file and the search index would be one where letters are not told apart: \
           `/search/Manifest.json` and `/search/manifest.json`"],
    );
    assert_heads(
        &site_with(&[("content/public/search/manifest.json", "1")]),
        &["error[route-clash]: this file and the search index would both be at `/search/manifest.json`"],
    );
    assert_heads(
        &site_with(&[("content/public/search/p", "1")]),
        &["error[route-clash]: `/search/p` would be a file and a folder at once: `content/public/search/p` is the \
           file, the search index lies in the folder"],
    );
    assert_heads(
        &site_with(&[("content/a.md", "---\nslug: /search/manifest.json\n---\n")]),
        &["error[route-clash]: `/search/manifest.json` would be a file and a folder at once: the search index is the \
           file, `content/a.md` lies in the folder"],
    );
}

#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let outside = outside();
    let site = site_with(&[("content/index.md", "# Home\n\n[x](linked/x.txt)\n")]);
    let to = |path: &str| outside.path(path);
    fs::create_dir_all(site.path("content/public")).unwrap();
    for (link, target) in [
        ("content/page.md", "x.md"),
        ("content/linked", ""),
        ("content/public/x.txt", "x.txt"),
        ("content/public/all", ""),
        ("content/_nav.yaml", "_nav.yaml"),
        ("content/loop", ""),
    ] {
        symlink(to(target), site.path(link)).unwrap();
    }
    fs::remove_file(site.path("content/loop")).unwrap();
    symlink("loop", site.path("content/loop")).unwrap();
    symlink(".", site.path("content/again")).unwrap();
    symlink(outside.path("../nowhere"), site.path("content/dangling.md")).unwrap();
    symlink(&outside.0, site.path("theme")).unwrap();
    symlink(&outside.0, site.path("templates")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    let said = stderr(&output);
    let links: BTreeSet<&str> = said
        .split("warning[symlink]: symbolic links are not followed\n--> ")
        .skip(1)
        .filter_map(|rest| rest.lines().next())
        .collect();
    let expected = [
        "content/_nav.yaml",
        "content/again",
        "content/dangling.md",
        "content/linked",
        "content/loop",
        "content/page.md",
        "content/public/all",
        "content/public/x.txt",
        "templates",
        "theme",
    ];
    assert_eq!(links.into_iter().collect::<Vec<_>>(), expected);
    assert!(heads(&output).contains(&"error[broken-link]: `linked/x.txt` leads to no page and no file".to_string()));
}

#[test]
fn a_link_within_the_folders_of_the_theme_is_not_followed() {
    let outside = outside();
    let site = site_with(&[("theme/own.txt", "own"), ("templates/parts/x.html", "own")]);
    symlink(outside.path("site.css"), site.path("theme/site.css")).unwrap();
    symlink(&outside.0, site.path("theme/css")).unwrap();
    symlink(outside.path("page.html"), site.path("templates/page.html")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    assert_eq!(heads(&output), ["warning[symlink]: symbolic links are not followed"; 3]);
    assert!(output.status.success());
}

#[test]
fn a_content_folder_behind_a_link_is_not_read() {
    let outside = outside();
    for content in ["linked", "linked/below", "a/linked/below"] {
        outside.write("below/index.md", SECRET);
        let site = site_with(&[("docs.yaml", &format!("title: Test\ncontent: {content}\n")), ("a/x", "")]);
        let at = content.strip_suffix("/below").unwrap_or(content);
        symlink(&outside.0, site.path(at)).unwrap();
        let output = build(&site);
        assert_no_secret(&site, &output);
        let expected = format!(
            "error[no-pages]: there is no page in `{content}`
 |
 = help: a page is a file that ends with `.md`

warning[symlink]: symbolic links are not followed
--> {at}
 = help: put the file itself here"
        );
        assert_eq!(told(&output), expected);
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_config_that_is_a_link_is_not_read_and_none_of_it_is_shown() {
    let outside = outside();
    let site = site_with(&[]);
    fs::remove_file(site.path("docs.yaml")).unwrap();
    symlink(outside.path("docs.yaml"), site.path("docs.yaml")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    assert_eq!(told(&output), "error[io]: cannot read `docs.yaml`: it is a symbolic link");
}

#[test]
fn a_file_that_is_taken_in_lies_behind_no_link() {
    let outside = outside();
    let page = "# Home\n\n```text file=\"linked/x.txt\"\n```\n\n```text file=\"x.txt\"\n```\n\n:::include{file=\"inner/x.md\"}\n\
                \n```text file=\"env.txt\"\n```\n";
    let site = site_with(&[("content/index.md", page), ("content/_real/x.md", "own"), (".env", SECRET)]);
    symlink(&outside.0, site.path("linked")).unwrap();
    symlink(outside.path("x.txt"), site.path("content/x.txt")).unwrap();
    symlink("_real", site.path("content/inner")).unwrap();
    symlink(".env", site.path("env.txt")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    let refused =
        |path: &str| format!("error[unreadable-snippet]: `{path}` cannot be taken in: symbolic links are not followed");
    let errors: Vec<String> = heads(&output).into_iter().filter(|head| head.starts_with("error")).collect();
    assert_eq!(errors, ["linked/x.txt", "x.txt", "inner/x.md", "env.txt"].map(refused), "{}", stderr(&output));
}

#[test]
fn pipes_sockets_and_devices_are_told_and_not_read() {
    let site = site_with(&[("theme/own.txt", ""), ("templates/parts/own.html", "")]);
    fs::create_dir_all(site.path("content/public")).unwrap();
    for path in ["content/pipe.md", "content/public/pipe", "theme/pipe.css", "templates/page.html"] {
        assert!(Command::new("mkfifo").arg(site.path(path)).status().unwrap().success());
    }
    // The path of a socket may have some hundred bytes only.
    let socket = Folder(std::env::temp_dir().join(format!("floom-{}", std::process::id())));
    fs::create_dir_all(&socket.0).unwrap();
    let _listener = UnixListener::bind(socket.path("s")).unwrap();
    fs::hard_link(socket.path("s"), site.path("content/socket.md")).unwrap();
    let output = build(&site);
    let special = |path: &str| {
        format!(
            "warning[special-file]: this is a pipe, a socket or a device, and is not read\n--> {path}\n = help: remove it, or \
             put a file here"
        )
    };
    let paths =
        ["content/pipe.md", "content/public/pipe", "content/socket.md", "templates/page.html", "theme/pipe.css"];
    assert_eq!(told(&output), paths.map(special).join("\n\n"));
    assert!(output.status.success());
}

#[test]
fn a_pipe_is_neither_a_config_nor_taken_in() {
    let site = site_with(&[("content/index.md", "# Home\n\n:::include{file=\"pipe.md\"}\n")]);
    assert!(Command::new("mkfifo").arg(site.path("pipe.md")).status().unwrap().success());
    assert_heads(&site, &["error[unreadable-snippet]: `pipe.md` cannot be taken in: it is no plain file"]);
    fs::remove_file(site.path("docs.yaml")).unwrap();
    assert!(Command::new("mkfifo").arg(site.path("docs.yaml")).status().unwrap().success());
    assert_heads(&site, &["error[io]: cannot read `docs.yaml`: it is no plain file"]);
}

fn sparse(site: &Folder, path: &str, mib: u64) {
    site.write(path, "");
    fs::OpenOptions::new().write(true).open(site.path(path)).unwrap().set_len(mib * 1024 * 1024).unwrap();
}

#[test]
fn files_over_their_limit_are_not_read() {
    let site = site_with(&[]);
    sparse(&site, "content/public/talk.mp4", 1_000_000);
    sparse(&site, "content/page.md", 1_000_000);
    sparse(&site, "content/_nav.yaml", 5);
    sparse(&site, "theme/x.bin", 101);
    sparse(&site, "templates/page.html", 5);
    assert_heads(
        &site,
        &[
            "error[file-too-long]: this file has 5 MiB, the limit is 4 MiB",
            "error[page-too-long]: this page has 1000000 MiB, the limit is 16 MiB",
            "error[file-too-long]: this file has 1000000 MiB, the limit is 100 MiB",
            "error[file-too-long]: this file has 5 MiB, the limit is 4 MiB",
            "error[file-too-long]: this file has 101 MiB, the limit is 100 MiB",
        ],
    );
    let site = site_with(&[]);
    sparse(&site, "docs.yaml", 5);
    assert_heads(&site, &["error[file-too-long]: this file has 5 MiB, the limit is 4 MiB"]);
}

#[test]
fn a_file_that_is_written_all_the_while_is_told() {
    let site = site_with(&[]);
    sparse(&site, "content/public/report.txt", 60);
    let is_over = AtomicBool::new(false);
    let found = std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = fs::OpenOptions::new().write(true).open(site.path("content/public/report.txt")).unwrap();
            let mut length = 60 * 1024 * 1024;
            while !is_over.load(Ordering::Relaxed) {
                length = if length > 62 * 1024 * 1024 { 60 * 1024 * 1024 } else { length + 1 };
                file.set_len(length).unwrap();
            }
        });
        // On a busy machine the writer may be kept waiting while the file is read.
        let found = (0..50).map(|_| build(&site)).find(|output| !output.status.success());
        is_over.store(true, Ordering::Relaxed);
        found.unwrap()
    });
    let expected = "error[file-changing]: this file is written while it is read, three times over
--> content/public/report.txt
 = help: end the program that writes it, or let it write elsewhere and rename the file when it is whole";
    assert_eq!(told(&found), expected);
    assert!(build(&site).status.success());
}

#[test]
fn what_is_hidden_or_left_behind_is_not_published() {
    let left = [
        "a~",
        "#a#",
        ".#a",
        "a.orig",
        "a.REJ",
        "a.tmp",
        ".a.swp",
        "a.swo",
        "a.bak",
        "4913",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        ".env",
        ".env.local",
        ".git/config",
        ".ssh/id_rsa",
        "node_modules/x/index.js",
        ".well-known/.env",
        "a.md~",
        "a.md.orig",
    ];
    let site = site_with(&[]);
    for path in left {
        site.write(&format!("content/public/{path}"), SECRET);
        site.write(&format!("content/{path}"), SECRET);
    }
    site.write("docs.yaml", "title: Test\ntrusted_files: [public/**]\n");
    for path in [".well-known/security.txt", ".nojekyll", ".htaccess", "_headers", "x/4913/x.txt", "a.template"] {
        site.write(&format!("content/public/{path}"), "published");
    }
    let output = build(&site);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_no_secret(&site, &output);
    let dist = files(&site.path("dist"));
    let published: Vec<&String> =
        dist.iter().filter(|(_, bytes)| bytes.as_slice() == b"published").map(|(path, _)| path).collect();
    assert_eq!(
        published,
        [".htaccess", ".nojekyll", ".well-known/security.txt", "_headers", "a.template", "x/4913/x.txt"]
    );
}

#[test]
fn a_folder_that_may_not_be_read_is_told_by_its_path() {
    // The folder of the tests may be closed to other users, whom this test needs where it runs as root.
    let place = Folder(std::env::temp_dir().join(format!("floom-locked-{}", std::process::id())));
    fs::create_dir_all(&place.0).unwrap();
    fs::set_permissions(&place.0, fs::Permissions::from_mode(0o777)).unwrap();
    for (path, text) in
        [("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n"), ("content/a/locked/x.md", "# X\n")]
    {
        place.write(path, text);
    }
    let program = place.path("program");
    fs::copy(env!("CARGO_BIN_EXE_floom-docs"), &program).unwrap();
    let locked = place.path("content/a/locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let mut command = Command::new(&program);
    if is_open(&locked) {
        command.uid(65534).gid(65534);
    }
    let output = ended(command.arg("build").current_dir(&place.0));
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(told(&output), "error[io]: cannot read `content/a/locked`: Permission denied (os error 13)");
}

fn is_open(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok()
}

#[test]
fn the_content_folder_lies_in_the_site() {
    for content in ["..", "/", "/etc", "a/../..", "../other", "..\\\\other", "C:/x"] {
        let site = site_with(&[("docs.yaml", &format!("title: Test\ncontent: \"{content}\"\n"))]);
        let output = build(&site);
        let said = stderr(&output);
        assert!(said.starts_with("error[content-outside-site]: the content folder `"), "{content}: {said}");
        assert!(said.contains(" --> docs.yaml:2:10\n"), "{content}: {said}");
    }
}
