//! Names that no system should hold, and addresses that lead elsewhere.

use super::*;

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
