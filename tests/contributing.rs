//! The ways by which a reader helps: to a page's file, to the line of a heading or of code, to a filled-in issue.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

#[allow(dead_code)]
#[path = "spec/tokens.rs"]
mod tokens;

use std::process::Command;

use site::{Folder, built, floom_docs, stderr};
use tokens::tokens;

const PAGE: &str = "---\ndescription: About.\n---\n\n# Start\n\n## Why & how\n\n:::include{file=\"_part.md\"}\n\n```python file=\"examples/run.py#b\"\n```\n";

fn site(config: &str) -> Folder {
    Folder::with(
        "contributing",
        &[
            ("docs.yaml", &format!("title: Owls\nversion: v2\nbase_url: https://owls.example/docs\n{config}")),
            ("content/index.md", "# Home\n"),
            ("content/guide/a b.md", PAGE),
            ("content/guide/_part.md", "Text.\n\n### Deep\n"),
            ("examples/run.py", "a = 1\n# region b\nb = 2\n# endregion b\n"),
        ],
    )
}

/// The addresses of the links with a class on a page.
fn links(site: &Folder, page: &str, class: &str) -> Vec<String> {
    let files = built(&site.0, &site.path("dist"));
    let html = String::from_utf8_lossy(&files[page]).into_owned();
    let is_wanted = |token: &&tokens::Token| token.opens("a") && token.attribute("class") == Some(class);
    tokens(&html).iter().filter(is_wanted).map(|token| token.attribute("href").unwrap().to_string()).collect()
}

fn edits(config: &str) -> Vec<String> {
    let site = site(config);
    let page = "guide/a b/index.html";
    [links(&site, page, "edit-link"), links(&site, page, "edit-here")].concat()
}

#[test]
fn headings_included_text_and_code_lead_to_their_lines_on_each_code_host() {
    let github = [
        "https://github.com/a/b/edit/main/content/guide/a%20b.md",
        "https://github.com/a/b/edit/main/content/guide/a%20b.md#L7",
        "https://github.com/a/b/edit/main/content/guide/_part.md#L3",
        "https://github.com/a/b/edit/main/examples/run.py#L3",
    ];
    assert_eq!(edits("repository: { url: https://github.com/a/b.git }\n"), github);
    let gitlab = edits("repository: { url: https://gitlab.example/g/a/b/, branch: dev/x }\n");
    assert_eq!(gitlab[1], "https://gitlab.example/g/a/b/-/edit/dev/x/content/guide/a%20b.md#L7");
    let gitea = edits("repository: { url: https://codeberg.org/a/b }\n");
    assert_eq!(gitea[1], "https://codeberg.org/a/b/_edit/main/content/guide/a%20b.md#L7");
    let own = edits("repository: { url: https://git.example/a/b, host: gitea }\n");
    assert_eq!(own[1], "https://git.example/a/b/_edit/main/content/guide/a%20b.md#L7");
    let bitbucket = edits("repository: { url: https://bitbucket.org/a/b }\n");
    assert_eq!(bitbucket[1], "https://bitbucket.org/a/b/src/main/content/guide/a%20b.md?mode=edit#lines-7");
}

#[test]
fn a_site_in_a_folder_of_its_repository_leads_there_and_only_to_files_of_it() {
    let nested = edits("repository: { url: https://github.com/a/b, path: website/content }\n");
    assert_eq!(nested[3], "https://github.com/a/b/edit/main/website/examples/run.py#L3");
    let renamed = edits("repository: { url: https://github.com/a/b, path: pages }\n");
    assert_eq!(renamed.len(), 3, "{renamed:?}");
    assert_eq!(renamed[1], "https://github.com/a/b/edit/main/pages/guide/a%20b.md#L7");
    assert_eq!(edits(""), Vec::<String>::new());
}

#[test]
fn a_page_that_is_edited_elsewhere_or_not_at_all_has_no_way_to_its_lines() {
    let site = site("repository: { url: https://github.com/a/b }\n");
    site.write("content/index.md", "---\nedit_url: false\n---\n\n# Home\n\n## A\n");
    assert_eq!(links(&site, "index.html", "edit-here"), Vec::<String>::new());
    assert_eq!(links(&site, "index.html", "edit-link"), Vec::<String>::new());
}

#[test]
fn feedback_is_an_issue_that_says_page_version_and_commit() {
    let site = site("repository: { url: https://github.com/a/b }\nfeedback: issues\n");
    let text = "%0A%0A---%0APage:%20https://owls.example/docs/%0AVersion:%20v2%0A";
    let expected = format!("https://github.com/a/b/issues/new?title=Docs:%20Home&body={text}");
    let git = |arguments: &[&str]| {
        let named = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        let output = Command::new("git").args(named).args(arguments).current_dir(&site.0).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_string()
    };
    git(&["init", "-q"]);
    assert_eq!(links(&site, "index.html", "feedback-link"), [expected.as_str()]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    let commit = &git(&["rev-parse", "HEAD"])[..10];
    assert_eq!(links(&site, "index.html", "feedback-link"), [format!("{expected}Commit:%20{commit}%0A")]);
}

#[test]
fn feedback_elsewhere_is_the_address_that_is_written_and_issues_need_a_repository() {
    let elsewhere = site("repository: { url: https://gitlab.com/a/b }\nfeedback: https://form.example/?a=b\n");
    assert_eq!(links(&elsewhere, "index.html", "feedback-link"), ["https://form.example/?a=b"]);
    let gitlab = site("repository: { url: https://gitlab.com/a/b }\nfeedback: issues\n");
    let url = &links(&gitlab, "index.html", "feedback-link")[0];
    assert!(
        url.starts_with("https://gitlab.com/a/b/-/issues/new?issue%5Btitle%5D=Docs:%20Home&issue%5Bdescription%5D="),
        "{url}"
    );
    let without = site("feedback: issues\n");
    let output = floom_docs().args(["check", "--site"]).arg(&without.0).output().unwrap();
    assert!(stderr(&output).contains("error[not-a-url]: `issues` is not a web address"), "{}", stderr(&output));
}
