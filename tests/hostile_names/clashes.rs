//! Two sources for one place of the output.

use super::*;

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
