//! `floom-docs mv`: after each move the site is as silent as before, and every old address leads on.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "moving/random.rs"]
mod random;
mod site;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use site::{Folder, built, files, floom_docs, stderr, stdout, without_cache};

const CONFIG: (&str, &str) = ("docs.yaml", "title: Test\nbase_url: https://example.com/docs\n");

fn site(files: &[(&str, &str)]) -> Folder {
    let site = Folder::with("moving", &[CONFIG, ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

fn run(site: &Folder, arguments: &[&str]) -> Output {
    floom_docs().args(arguments).current_dir(&site.0).output().unwrap()
}

fn text(site: &Folder, path: &str) -> String {
    fs::read_to_string(site.path(path)).unwrap()
}

fn assert_silent(site: &Folder) {
    let output = run(site, &["check", "--strict"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

/// Moves in a silent site, which is silent afterwards; what the command said.
fn moved(site: &Folder, old: &str, new: &str) -> String {
    assert_silent(site);
    let output = run(site, &["mv", old, new]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_silent(site);
    stdout(&output)
}

fn refused(site: &Folder, old: &str, new: &str) -> String {
    let before = files(&site.0);
    let output = run(site, &["mv", old, new]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert_eq!(files(&site.0), before);
    stderr(&output)
}

/// The old address leads to the new one, at which the page stands.
fn assert_leads(site: &Folder, old: &str, new: &str) {
    let out = Folder::new("moving-out");
    let built = built(&site.0, &out.path("dist"));
    let page = |address: &str| {
        let path = format!("{address}/index.html").trim_start_matches('/').to_string();
        String::from_utf8(built.get(&path).unwrap_or_else(|| panic!("{path} is not built")).clone()).unwrap()
    };
    assert!(page(old).contains("http-equiv=\"refresh\""), "{old} does not lead on");
    let url = new.replace(' ', "%20");
    assert!(page(old).contains(&format!("/docs{url}/\"")), "{old} does not lead to {new}: {}", page(old));
    assert!(!page(new).contains("http-equiv=\"refresh\""), "{new} is not the page");
}

#[test]
fn a_page_is_renamed_in_place() {
    let site = site(&[
        ("content/guide/index.md", "# Guide\n\nSee [a](a.md).\n"),
        ("content/guide/a.md", "---\ntitle: A\n---\n\nOn [itself](a.md#one).\n\n## One\n"),
    ]);
    let said = moved(&site, "content/guide/a.md", "content/guide/b.md");
    let expected =
        "moved content/guide/a.md to content/guide/b.md\nrewrote 2 links in 2 files\nadded the alias /guide/a/\n";
    assert_eq!(said, expected);
    assert_eq!(text(&site, "content/guide/index.md"), "# Guide\n\nSee [a](b.md).\n");
    let page = "---\ntitle: A\naliases:\n  - /guide/a/\n---\n\nOn [itself](b.md#one).\n\n## One\n";
    assert_eq!(text(&site, "content/guide/b.md"), page);
    assert!(!site.path("content/guide/a.md").exists());
    assert_leads(&site, "/guide/a", "/guide/b");
}

#[test]
fn links_in_every_style_are_rewritten_in_their_own() {
    let links = "\
[a](guide/a.md) [b](./guide/a.md?x=1#one) [c](guide/a) [d](/guide/a/) [e](/docs/guide/a) [f](guide/a.html#one)
[g](<guide/a.md> \"guide/a.md\") [h](guide/%61.md) [i](guide/a/#one) [guide/a.md](guide/a.md 'guide/a.md')
[j][r] [r] [k][R] ![p](guide/pic.png) <a href=\"guide/a.md\">l</a> <a href='guide/a.md?x=1&amp;y=2'>m</a>
[n](guide/a.md?x=1&amp;y=\\_2) [![o](guide/pic.png)](guide/a.md)

| table |
| --- |
| [p](guide/a.md) |

> [q](
> guide/a.md)

`[code](guide/a.md)`

```md
[code](guide/a.md)
```

[r]: guide/a.md \"title\"
";
    let site = site(&[
        ("content/links.md", &format!("# Links\n\n{links}")),
        ("content/guide/a.md", "# A\n\n## One\n"),
        ("content/guide/pic.png", "no picture"),
    ]);
    moved(&site, "guide/a.md", "new place/b c.md");
    let expected = "\
[a](new%20place/b%20c.md) [b](./new%20place/b%20c.md?x=1#one) [c](new%20place/b%20c) [d](/new%20place/b%20c/) \
[e](/docs/new%20place/b%20c) [f](new%20place/b%20c.html#one)
[g](<new place/b c.md> \"guide/a.md\") [h](new%20place/b%20c.md) [i](new%20place/b%20c/#one) \
[guide/a.md](new%20place/b%20c.md 'guide/a.md')
[j][r] [r] [k][R] ![p](guide/pic.png) <a href=\"new%20place/b%20c.md\">l</a> \
<a href='new%20place/b%20c.md?x=1&amp;y=2'>m</a>
[n](new%20place/b%20c.md?x=1&amp;y=\\_2) [![o](guide/pic.png)](new%20place/b%20c.md)

| table |
| --- |
| [p](new%20place/b%20c.md) |

> [q](
> new%20place/b%20c.md)

`[code](guide/a.md)`

```md
[code](guide/a.md)
```

[r]: new%20place/b%20c.md \"title\"
";
    assert_eq!(text(&site, "content/links.md"), format!("# Links\n\n{expected}"));
    assert_leads(&site, "/guide/a", "/new place/b c");
}

#[test]
fn a_page_with_its_links_images_and_files_goes_to_another_folder() {
    let page = "---\nimage: pic.png\nprev: {label: b.md, link: b.md}\nnext: ../index.md\n---\n# A\n\n\
[b](b.md) [home](../) [home](/) [c](../api/c.md) ![p](pic.png) <img src=\"pic.png\" alt=\"\">\n\n\
```python file=\"run.py\"\n```\n\n:::include{file=\"_parts/x.md\"}\n\n```python file=\"examples/run.py#part\"\n```\n";
    let site = site(&[
        ("content/guide/a.md", page),
        ("content/guide/b.md", "# B\n\n[a](a.md) ![p](pic.png)\n"),
        ("content/guide/pic.png", "no picture"),
        ("content/guide/run.py", "x = 1\n"),
        ("content/guide/_parts/x.md", "From [b](../b.md) and [a](../a.md).\n"),
        ("content/api/c.md", "# C\n"),
        ("examples/run.py", "# region part\ny = 2\n# endregion\n"),
    ]);
    moved(&site, "content/guide/a.md", "content/api/");
    let expected = "---\nimage: ../guide/pic.png\nprev: {label: b.md, link: ../guide/b.md}\nnext: ../index.md\n\
aliases:\n  - /guide/a/\n---\n# A\n\n\
[b](../guide/b.md) [home](../) [home](/) [c](../api/c.md) ![p](../guide/pic.png) <img src=\"../guide/pic.png\" alt=\"\">\n\n\
```python file=\"../guide/run.py\"\n```\n\n:::include{file=\"../guide/_parts/x.md\"}\n\n\
```python file=\"examples/run.py#part\"\n```\n";
    assert_eq!(text(&site, "content/api/a.md"), expected);
    assert_eq!(text(&site, "content/guide/b.md"), "# B\n\n[a](../api/a.md) ![p](pic.png)\n");
    assert_eq!(text(&site, "content/guide/_parts/x.md"), "From [b](../b.md) and [a](../../api/a.md).\n");
    assert_leads(&site, "/guide/a", "/api/a");
}

#[test]
fn a_folder_moves_with_all_that_is_in_it() {
    let inner = "# A\n\n[b](sub/b.md) ![p](pic.png) [home](../index.md)\n\n:::include{file=\"_parts/x.md\"}\n";
    let site = site(&[
        ("content/guide/index.md", "# Guide\n"),
        ("content/guide/a.md", inner),
        ("content/guide/sub/b.md", "# B\n\n[a](../a.md) [c](../../api/c.md)\n"),
        ("content/guide/pic.png", "no picture"),
        ("content/guide/_parts/x.md", "Text.\n"),
        ("content/guide/_nav.yaml", "items: [a, sub]\n"),
        (
            "content/api/c.md",
            "# C\n\n[g](../guide/) ![p](../guide/pic.png)\n\n:::include{file=\"guide/_parts/x.md\"}\n",
        ),
    ]);
    let said = moved(&site, "guide/", "docs/handbook");
    let aliases = "added 3 aliases, such as /guide/a/\n";
    assert_eq!(said, format!("moved content/guide to content/docs/handbook\nrewrote 5 links in 3 files\n{aliases}"));
    assert_eq!(
        text(&site, "content/docs/handbook/a.md"),
        format!("---\naliases:\n  - /guide/a/\n---\n\n{}", inner.replace("../index.md", "../../index.md"))
    );
    assert!(text(&site, "content/docs/handbook/sub/b.md").ends_with("[a](../a.md) [c](../../../api/c.md)\n"));
    let other = "# C\n\n[g](../docs/handbook/) ![p](../docs/handbook/pic.png)\n\n\
                 :::include{file=\"docs/handbook/_parts/x.md\"}\n";
    assert_eq!(text(&site, "content/api/c.md"), other);
    assert!(!site.path("content/guide").exists());
    assert_leads(&site, "/guide", "/docs/handbook");
    assert_leads(&site, "/guide/sub/b", "/docs/handbook/sub/b");
}

#[test]
fn entries_of_the_nav_follow() {
    let nav = "title: Test\nbase_url: https://example.com/docs\nnav:\n  - index.md\n  - label: Guide\n    \
               page: guide/a.md # the first\n    items:\n      - \"./guide/b.md\"\n";
    let site = site(&[("docs.yaml", nav), ("content/guide/a.md", "# A\n"), ("content/guide/b.md", "# B\n")]);
    let said = moved(&site, "guide", "api");
    assert!(said.ends_with("rewrote 2 nav entries in docs.yaml\n"), "{said}");
    assert_eq!(text(&site, "docs.yaml"), nav.replace("guide/", "api/"));
}

#[test]
fn lists_of_folders_follow() {
    let site = site(&[
        ("content/_nav.yaml", "items:\n  - guide # first\n  - api\n"),
        ("content/guide/_nav.yaml", "items:\r\n  - page: 'b.md'\r\n    label: Bee\r\n  - a.md\r\n"),
        ("content/guide/01-a.md", "# A\n"),
        ("content/guide/b.md", "# B\n"),
        ("content/api/_nav.yaml", "items: [c]\n"),
        ("content/api/c.md", "# C\n"),
    ]);
    let said = moved(&site, "guide/b.md", "guide/bee.md");
    assert!(said.ends_with("renamed the entry `b.md` in content/guide/_nav.yaml\n"), "{said}");
    let said = moved(&site, "guide/bee.md", "api/");
    assert!(said.contains("\nremoved the entry `bee.md` in content/guide/_nav.yaml\n"), "{said}");
    assert!(said.contains("\nadded the entry `bee` in content/api/_nav.yaml\n"), "{said}");
    assert_eq!(text(&site, "content/guide/_nav.yaml"), "items:\r\n  - a.md\r\n");
    assert_eq!(text(&site, "content/api/_nav.yaml"), "items: [c, bee]\n");
    let said = moved(&site, "guide/01-a.md", "guide/02-z.md");
    assert!(said.ends_with("renamed the entry `a.md` in content/guide/_nav.yaml\n"), "{said}");
    assert_eq!(text(&site, "content/guide/_nav.yaml"), "items:\r\n  - z.md\r\n");
    // The last page leaves, and with it the folder.
    let said = moved(&site, "guide/02-z.md", "api/");
    assert!(said.contains("removed the entry `guide` in content/_nav.yaml\n"), "{said}");
    assert_eq!(text(&site, "content/_nav.yaml"), "items:\n  - api\n");
}

#[test]
fn line_ends_and_byte_order_marks_stay() {
    let site = site(&[
        ("content/a.md", "\u{feff}# A\r\n\r\n[b](b.md)\r\n"),
        ("content/b.md", "\u{feff}---\r\ntitle: B\r\n---\r\n[a](a.md)\r\n"),
    ]);
    moved(&site, "a.md", "x/a.md");
    moved(&site, "b.md", "x/b.md");
    let a = "\u{feff}---\r\naliases:\r\n  - /a/\r\n---\r\n\r\n# A\r\n\r\n[b](b.md)\r\n";
    assert_eq!(text(&site, "content/x/a.md"), a);
    let b = "\u{feff}---\r\ntitle: B\r\naliases:\r\n  - /b/\r\n---\r\n[a](a.md)\r\n";
    assert_eq!(text(&site, "content/x/b.md"), b);
}

#[test]
fn the_alias_joins_those_that_are_there() {
    let page = |aliases: &str| format!("---\n{aliases}\ntitle: T\n---\n");
    for (before, after) in [
        ("aliases: /old", "aliases: [/old, /guide/a/]"),
        ("redirect_from: [/old, \"older\"]", "redirect_from: [/old, \"/guide/older\", /guide/a/]"),
        ("aliases:\n  - /old # why\n  - older/", "aliases:\n  - /old # why\n  - /guide/older/\n  - /guide/a/"),
        ("aliases:\n- older", "aliases:\n- /guide/older\n- /guide/a/"),
    ] {
        let site = site(&[("content/guide/a.md", &page(before))]);
        moved(&site, "guide/a.md", "api/a.md");
        assert_eq!(text(&site, "content/api/a.md"), page(after));
        assert_leads(&site, "/guide/a", "/api/a");
        if before.contains("older") {
            assert_leads(&site, "/guide/older", "/api/a");
        }
    }
}

#[test]
fn no_alias_is_added_where_the_address_stays() {
    let site = site(&[
        ("content/guide/01-a.md", "# A\n"),
        ("content/guide/fixed.md", "---\nslug: /fixed\n---\n# Fixed\n"),
        ("content/guide/word.md", "---\nslug: word-slug\n---\n# Word\n"),
    ]);
    assert_eq!(
        moved(&site, "guide/01-a.md", "guide/02-a.md"),
        "moved content/guide/01-a.md to content/guide/02-a.md\n"
    );
    moved(&site, "guide/fixed.md", "api/other.md");
    assert_eq!(text(&site, "content/api/other.md"), "---\nslug: /fixed\n---\n# Fixed\n");
    moved(&site, "guide/word.md", "guide/other.md");
    assert_eq!(text(&site, "content/guide/other.md"), "---\nslug: word-slug\n---\n# Word\n");
    assert!(moved(&site, "guide/other.md", "api/word.md").ends_with("added the alias /guide/word-slug/\n"));
    assert_leads(&site, "/guide/word-slug", "/api/word-slug");
}

#[test]
fn a_page_moves_twice_and_back() {
    let site = site(&[("content/links.md", "# Links\n\n[a](a.md) [b](/a/)\n"), ("content/a.md", "# A\n")]);
    moved(&site, "a.md", "b.md");
    moved(&site, "b.md", "x/c.md");
    assert_leads(&site, "/a", "/x/c");
    assert_leads(&site, "/b", "/x/c");
    moved(&site, "x/c.md", "a.md");
    assert_eq!(text(&site, "content/a.md"), "---\naliases:\n  - /x/c/\n  - /b/\n---\n\n# A\n");
    assert_eq!(text(&site, "content/links.md"), "# Links\n\n[a](a.md) [b](/a/)\n");
    assert_leads(&site, "/b", "/a");
    assert_leads(&site, "/x/c", "/a");
}

#[test]
fn the_first_page_and_index_pages_leave_their_addresses_behind() {
    let site = site(&[("content/guide/index.md", "# Guide\n\n[home](../index.md) [root](/) [me](.)\n")]);
    moved(&site, "index.md", "start.md");
    assert_leads(&site, "", "/start");
    moved(&site, "guide/index.md", "guide/intro.md");
    assert_leads(&site, "/guide", "/guide/intro");
}

fn git(site: &Folder, arguments: &[&str]) -> String {
    let named = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.quotePath=false"];
    let output = Command::new("git").args(named).args(arguments).current_dir(&site.0).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn git_is_told_of_the_renaming_of_what_it_tracks() {
    let long = format!("# A\n\n{}", "A line of text that stays.\n".repeat(20));
    let site = site(&[("content/guide/a b.md", &long), ("content/guide/b.md", &long.replace("# A", "# B"))]);
    git(&site, &["init", "-q"]);
    git(&site, &["add", "content/guide/a b.md", "docs.yaml"]);
    git(&site, &["commit", "-q", "-m", "first"]);
    moved(&site, "guide/a b.md", "guide/-a.md");
    assert_eq!(
        git(&site, &["diff", "--cached", "--name-status", "-M"]),
        "R100\tcontent/guide/a b.md\tcontent/guide/-a.md\n"
    );
    git(&site, &["commit", "-q", "-a", "-m", "second"]);
    assert!(git(&site, &["log", "--follow", "--format=%s", "--", "content/guide/-a.md"]).contains("first"));
    // Git does not know this one.
    moved(&site, "guide/b.md", "guide/c.md");
    assert_eq!(git(&site, &["diff", "--cached", "--name-status"]), "");
    assert_leads(&site, "/guide/b", "/guide/c");
    moved(&site, "guide", "docs");
    let status = git(&site, &["diff", "--cached", "--name-status", "-M"]);
    assert_eq!(status, "R100\tcontent/guide/-a.md\tcontent/docs/-a.md\n");
}

#[test]
fn a_git_that_does_not_move_is_told_and_the_files_move() {
    let site = site(&[("content/a.md", "# A\n")]);
    git(&site, &["init", "-q"]);
    git(&site, &["add", "."]);
    git(&site, &["commit", "-q", "-m", "first"]);
    site.write(".git/index.lock", "");
    let said = moved(&site, "a.md", "b.md");
    assert!(said.contains("the files were moved, but git could not be told: "), "{said}");
    assert_leads(&site, "/a", "/b");
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let site = site(&[("content/guide/a.md", "# A\n"), ("content/b.md", "# B\n\n[a](guide/a.md)\n")]);
    let before = files(&site.0);
    let output = run(&site, &["mv", "--dry-run", "guide/a.md", "x"]);
    let expected = "would move content/guide/a.md to content/x.md\nwould rewrite 1 link in 1 file\n\
                    would add the alias /guide/a/\n";
    assert_eq!(stdout(&output), expected);
    assert_eq!(files(&site.0), before);
}

#[test]
fn paths_are_read_from_where_the_author_is() {
    let site = site(&[("content/guide/a.md", "# A\n")]);
    let output =
        floom_docs().args(["mv", "--site", "../..", "a.md", "b"]).current_dir(site.path("content/guide")).output();
    assert_eq!(stdout(&output.unwrap()).lines().next(), Some("moved content/guide/a.md to content/guide/b.md"));
    let old = site.path("content/guide/b.md");
    let outside = Folder::new("elsewhere");
    let mut command = floom_docs();
    command.args(["mv", "--site", site.0.to_str().unwrap(), old.to_str().unwrap(), "content/c.md"]);
    let output = command.current_dir(&outside.0).output().unwrap();
    assert_eq!(stdout(&output).lines().next(), Some("moved content/guide/b.md to content/c.md"), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_touched() {
    let site = site(&[
        ("content/guide/a.md", "---\naliases: [/was]\n---\n# A\n"),
        ("content/guide/b.md", "---\nslug: /taken\n---\n# B\n"),
        ("content/content/guide/a.md", "# Other\n"),
        ("notes/x.md", "# Not a page\n"),
    ]);
    for (old, new, message) in [
        ("guide/b.md", "guide/a.md", "`content/guide/a.md` exists"),
        ("guide/b.md", "../b.md", "`../b.md` lies outside the content folder"),
        ("content/guide/b.md", "notes/b.md", "`notes/b.md` lies outside the content folder"),
        ("guide/b.md", "guide/", "`content/guide/b.md` would stay where it is"),
        ("guide", "guide/sub", "`content/guide` cannot go to `content/guide/sub`, which lies in it"),
        ("guide/bb.md", "guide/c.md", "`guide/bb.md` is no page and no folder of pages"),
        ("notes/x.md", "guide/c.md", "`notes/x.md` is no page and no folder of pages"),
        ("content/guide/a.md", "guide/c.md", "may mean `content/content/guide/a.md` or `content/guide/a.md`"),
        ("guide/b.md", "_parts/b.md", "`content/_parts/b.md` would be no page"),
        ("content/content/guide/a.md", "content/taken.md", "which is the address of `content/guide/b.md`"),
        ("content/content/guide/a.md", "content/was.md", "it would bring `alias-taken`"),
    ] {
        let said = refused(&site, old, new);
        assert!(said.contains("error[cannot-move]: ") && said.contains(message), "{old} {new}: {said}");
    }
    assert!(refused(&site, "guide/bb.md", "x").contains("did you mean `content/guide/b.md`?"));
    site.write("docs.yaml", "titel: x\n");
    assert!(refused(&site, "guide/b.md", "guide/c.md").starts_with("error[unknown-key]: "));
}

#[test]
fn a_link_that_cannot_be_rewritten_is_told_where_it_stands() {
    let site = site(&[
        ("docs.yaml", "title: Test\nvariables: {folder: guide}\n"),
        ("content/guide/a.md", "# A\n"),
        ("content/links.md", "# Links\n\n[a]({{ folder }}/a.md)\n"),
    ]);
    let said = refused(&site, "guide/a.md", "b.md");
    assert!(said.contains("`guide/a.md` cannot be rewritten here") && said.contains("content/links.md:3:5"), "{said}");
}

#[test]
fn a_file_outside_the_content_folder_follows_the_pages_that_take_it_in() {
    let take = ":::include{file=\"parts/p.md\"}\n";
    let site = site(&[
        ("parts/p.md", "See [b](b.md).\n"),
        ("content/guide/a.md", &format!("# A\n\n{take}")),
        ("content/guide/b.md", "# B\n"),
        ("content/guide/c.md", &format!("# C\n\n{take}")),
    ]);
    let said = refused(&site, "guide/a.md", "api/");
    assert!(said.contains("`b.md` cannot be rewritten here") && said.contains("parts/p.md:1:9"), "{said}");
    site.write("content/guide/c.md", "# C\n");
    moved(&site, "guide/a.md", "api/");
    assert_eq!(text(&site, "parts/p.md"), "See [b](../guide/b.md).\n");
}

#[test]
fn a_page_that_others_take_in_is_named_anew() {
    let site = site(&[
        ("content/guide/a.md", "# A\n\nSee [b](b.md).\n"),
        ("content/guide/b.md", "# B\n\n```md file=\"./a.md\"\n```\n"),
        ("content/c.md", "# C\n\n:::include{file=\"guide/a.md\" lines=\"3\"}\n\n`file=\"guide/a.md\"`\n"),
    ]);
    let said = refused(&site, "guide/a.md", "api/z.md");
    assert!(said.contains("pages show lines of this one by their numbers"), "{said}");
    // With a fixed address it needs no alias.
    site.write("content/guide/a.md", "---\nslug: /a\n---\nSee [b](b.md).\n");
    site.write("content/c.md", "# C\n\n:::include{file=\"guide/a.md\" lines=\"4\"}\n\n`file=\"guide/a.md\"`\n");
    moved(&site, "guide/a.md", "api/z.md");
    assert_eq!(text(&site, "content/guide/b.md"), "# B\n\n```md file=\"../api/z.md\"\n```\n");
    let named = "# C\n\n:::include{file=\"api/z.md\" lines=\"4\"}\n\n`file=\"guide/a.md\"`\n";
    assert_eq!(text(&site, "content/c.md"), named);
    assert_eq!(text(&site, "content/api/z.md"), "---\nslug: /a\n---\nSee [b](../guide/b.md).\n");
}

#[test]
fn a_page_that_goes_to_a_new_folder_is_listed_by_it() {
    let site = site(&[
        ("content/guide/_nav.yaml", "items:\n  - a\n  - b.md\n"),
        ("content/guide/a.md", "# A\n"),
        ("content/guide/b.md", "# B\n"),
    ]);
    let output = run(&site, &["mv", "--dry-run", "guide/a.md", "guide/deep/"]);
    assert!(stdout(&output).ends_with("would write `deep` for the entry `a` in content/guide/_nav.yaml\n"));
    moved(&site, "guide/a.md", "guide/deep/");
    assert_eq!(text(&site, "content/guide/_nav.yaml"), "items:\n  - deep\n  - b.md\n");
}

#[cfg(unix)]
#[test]
fn a_move_that_stops_midway_says_what_was_done() {
    // The shell lets no file grow over 8 KiB.
    let large = format!("# Link\n\n[a](a.md)\n{}", "x\n".repeat(10_000));
    let link = "# Link\n\n[a](a.md)\n";
    let site =
        site(&[("content/a.md", "# A\n"), ("content/b.md", link), ("content/n.md", &large), ("content/z.md", link)]);
    let limited = "ulimit -f 8; exec \"$0\" mv --site \"$1\" a.md x/a.md";
    let arguments = ["-c", limited, env!("CARGO_BIN_EXE_floom-docs"), site.0.to_str().unwrap()];
    let output = without_cache(Command::new("bash")).args(arguments).output().unwrap();
    let said = stderr(&output);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""), "{said}");
    assert!(said.starts_with("error[io]: cannot write `content/n.md`: "), "{said}");
    let done = "done: moved content/a.md to content/x/a.md, rewrote content/x/a.md, rewrote content/b.md; \
                left to do: rewrite content/n.md";
    assert!(said.contains(done) && said.contains("rewrite content/z.md\n"), "{said}");
    assert_eq!(text(&site, "content/z.md"), link);
}

#[test]
fn a_problem_that_was_there_before_does_not_stand_in_the_way() {
    let site = site(&[("content/a.md", "# A\n\n[gone](gone.md)\n"), ("content/b.md", "# B\n\n[a](a.md)\n")]);
    let output = run(&site, &["mv", "a.md", "x/a.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(text(&site, "content/b.md").ends_with("[a](x/a.md)\n"));
}
