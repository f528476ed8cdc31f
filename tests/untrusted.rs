//! `--untrusted`: the pages of a stranger with the config, the templates and the theme of the owners' commit.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::path::Path;
use std::process::{Command, Output};

use site::{Folder, files, floom_docs, stderr};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(arguments);
    let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    String::from_utf8_lossy(&output.stdout).trim().to_string()
}

fn commit(folder: &Folder) -> String {
    git(&folder.0, &["add", "--all"]);
    git(&folder.0, &["commit", "--quiet", "--message", "change"]);
    git(&folder.0, &["rev-parse", "HEAD"])
}

/// The owners' repository with one commit, which a clone knows as `origin/main`, and the clone's id of it.
fn owners(config: &str) -> (Folder, String) {
    let folder = Folder::with(
        "untrusted",
        &[
            ("docs.yaml", config),
            ("content/index.md", "# Home\n"),
            ("templates/parts/page_footer.html", "<footer>the owners'</footer>\n"),
            ("theme/css/own.css", ".owners { color: green }\n"),
        ],
    );
    git(&folder.0, &["init", "--quiet", "--initial-branch=main"]);
    let id = commit(&folder);
    git(&folder.0, &["update-ref", "refs/remotes/origin/main", &id]);
    (folder, id)
}

fn build(site: &Path, more: &[&str]) -> Output {
    floom_docs().args(["build", "--site"]).arg(site).args(more).output().unwrap()
}

fn text(output: &std::collections::BTreeMap<String, Vec<u8>>) -> String {
    output.values().map(|bytes| String::from_utf8_lossy(bytes)).collect()
}

#[test]
fn config_templates_and_theme_are_those_of_the_base_commit() {
    let (folder, _) = owners("title: Owners\n");
    let before = build(&folder.0, &["--out", folder.path("before").to_str().unwrap()]);
    assert!(before.status.success(), "{}", stderr(&before));
    folder.write("docs.yaml", "title: Stranger\ntrust_html: true\ncontent: /etc\n");
    folder.write("templates/parts/page_footer.html", "<script>steal()</script>\n");
    folder.write("templates/page.html", "<script>steal()</script>\n");
    folder.write("theme/js/boot.js", "steal()\n");
    folder.write("theme/css/own.css", "body { background: url(https://evil.example) }\n");
    commit(&folder);
    let after = build(&folder.0, &["--untrusted", "--out", folder.path("after").to_str().unwrap()]);
    let expected = "\
warning[not-previewed]: the changes of `docs.yaml`, `templates/page.html`, `templates/parts/page_footer.html`, `theme/css/own.css`, `theme/js/boot.js` are not in this build
 |
 = help: `--untrusted` takes config, templates, theme and trusted files from `origin/main`: look at these changes before you build with them
";
    assert_eq!(stderr(&after).trim_end(), expected.trim_end());
    assert!(after.status.success());
    let [mut before, mut after] = ["before", "after"].map(|out| files(&folder.path(out)));
    for output in [&mut before, &mut after] {
        output.retain(|path, _| path.ends_with(".html") || path.starts_with("assets/"));
    }
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(before == after, "the stranger has changed something");
}

#[test]
fn a_strangers_pages_are_built_and_their_html_is_never_trusted() {
    let (folder, _) = owners("title: Owners\ntrust_html: true\n");
    folder.write("content/new.md", "# New\n\n<script>steal()</script> and <b onclick=steal()>bold</b>\n");
    commit(&folder);
    let output = build(&folder.0, &["--untrusted", "--out", folder.path("out").to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("content/new.md:3:1"), "{}", stderr(&output));
    let page = String::from_utf8(std::fs::read(folder.path("out/new/index.html")).unwrap()).unwrap();
    assert!(page.contains("<b>bold</b>"));
    assert!(!page.contains("steal()\""), "{page}");
    assert!(!page.contains("<script>"), "{page}");
}

#[test]
fn trusted_files_are_those_of_the_base_commit_and_others_are_not_trusted() {
    let drawing = |script: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{script}</svg>\n");
    for config in ["title: Owners\ntrusted_files: [public/**]\n", "title: Owners\ntrust_html: true\n"] {
        let (folder, _) = owners(config);
        folder.write("content/public/_headers", "/*\n  X-Owner: yes\n");
        folder.write("content/public/drawing.svg", &drawing("<script>owners()</script>"));
        let base = commit(&folder);
        folder.write("content/public/_headers", "/*\n  X-Owner: no\n");
        folder.write("content/public/drawing.svg", &drawing("<script>steal()</script>"));
        folder.write("content/public/drawn.svg", &drawing("<path d=\"M0 0h1\"/>"));
        commit(&folder);
        let untrusted = format!("--untrusted={base}");
        let output = build(&folder.0, &[&untrusted, "--out", folder.path("out").to_str().unwrap()]);
        let first = stderr(&output).lines().next().unwrap_or_default().to_string();
        let changed = "`content/public/_headers`, `content/public/drawing.svg`";
        assert_eq!(first, format!("warning[not-previewed]: the changes of {changed} are not in this build"));
        assert!(output.status.success(), "{}", stderr(&output));
        let built = text(&files(&folder.path("out")));
        assert!(built.contains("owners()") && built.contains("X-Owner: yes") && built.contains("M0 0h1"));
        assert!(!built.contains("steal()") && !built.contains("X-Owner: no"));
        folder.write("content/public/new.html", "<script>steal()</script>\n");
        commit(&folder);
        let output = build(&folder.0, &[&untrusted, "--out", folder.path("next").to_str().unwrap()]);
        assert!(stderr(&output).contains("error[active-file]"), "{}", stderr(&output));
        assert!(!folder.path("next").exists());
    }
}

#[test]
fn what_is_checked_out_does_not_choose_its_base() {
    let (folder, owners) = owners("title: Owners\n");
    // A stranger may name a branch of theirs as they like, and commit twice.
    for title in ["First", "Second"] {
        folder.write("docs.yaml", &format!("title: {title}\n"));
        commit(&folder);
    }
    git(&folder.0, &["branch", "origin/main", "HEAD"]);
    let output = build(&folder.0, &["--untrusted", "--out", folder.path("out").to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let built = text(&files(&folder.path("out")));
    assert!(built.contains("Owners") && !built.contains("Second") && !built.contains("First"));
    // By its id, any commit can be the base.
    let second = git(&folder.0, &["rev-parse", "HEAD"]);
    for (base, title) in [(second, "Second"), (owners, "Owners")] {
        let out = folder.path(title);
        let output = build(&folder.0, &[&format!("--untrusted={base}"), "--out", out.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(text(&files(&out)).contains(title));
    }
}

#[test]
fn a_base_that_is_not_there_is_an_error_and_nothing_is_built() {
    let (folder, _) = owners("title: Owners\n");
    let told = |arguments: &[&str], why: &str| {
        let output = build(&folder.0, &[arguments, &["--out", folder.path("out").to_str().unwrap()]].concat());
        let first = stderr(&output).lines().next().unwrap_or_default().to_string();
        assert_eq!(first, format!("error[no-base-commit]: the config of the owners cannot be read: {why}"));
        assert_eq!(output.status.code(), Some(1));
        assert!(!folder.path("out").exists());
    };
    told(&["--untrusted=nowhere"], "this clone has no commit `nowhere`");
    told(&["--untrusted=--exec=touch x"], "this clone has no commit `--exec=touch x`");
    git(&folder.0, &["update-ref", "-d", "refs/remotes/origin/main"]);
    told(&["--untrusted"], "this clone has no `origin/main`");
    git(&folder.0, &["rm", "--quiet", "--cached", "docs.yaml"]);
    git(&folder.0, &["commit", "--quiet", "--message", "without"]);
    told(&["--untrusted=HEAD"], "`HEAD` has no docs.yaml in this folder");
}

#[test]
fn a_template_that_is_a_link_in_the_base_is_left_out() {
    let (folder, _) = owners("title: Owners\n");
    std::fs::remove_file(folder.path("templates/parts/page_footer.html")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path("templates/parts/page_footer.html")).unwrap();
    let id = commit(&folder);
    let out = folder.path("out");
    let output = build(&folder.0, &[&format!("--untrusted={id}"), "--out", out.to_str().unwrap()]);
    assert!(!text(&files(&out)).contains("root:"), "{}", stderr(&output));
}

#[test]
fn an_untrusted_site_asks_no_host_and_mends_nothing() {
    for option in ["--external", "--fix"] {
        let output = floom_docs().args(["check", "--untrusted", option]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{option}");
    }
}

#[test]
fn a_site_in_a_folder_of_its_repository_has_the_base_of_that_folder() {
    let folder = Folder::with("untrusted", &[("docs.yaml", "title: Other\n"), ("docs/docs.yaml", "title: Owners\n")]);
    folder.write("docs/content/index.md", "# Home\n");
    git(&folder.0, &["init", "--quiet", "--initial-branch=main"]);
    let id = commit(&folder);
    folder.write("docs/docs.yaml", "title: Stranger\n");
    let out = folder.path("out");
    let output = build(&folder.path("docs"), &[&format!("--untrusted={id}"), "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(text(&files(&out)).contains("Owners"));
}
