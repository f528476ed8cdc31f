//! Files as editors, shells and git really change them: when it is quiet, what is served is what a fresh build gives.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod served;
mod site;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use served::Server;
use site::{Folder, build, built, files};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

fn run(folder: &Path, script: &str) {
    let mut command = Command::new("sh");
    command.arg("-ec").arg(script).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "A").env(format!("GIT_{role}_EMAIL"), "a@example.com");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{script}: {}", site::stderr(&output));
}

/// What a build publishes now, without what only the folder of the output has.
fn fresh(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let out = Folder::new("serve-fresh");
    let mut files = built(&folder.0, &out.path("dist"));
    files.remove(".floom-docs");
    files
}

/// Everything that is built is served, byte for byte.
fn assert_settled(server: &Server, folder: &Folder, gone: &[&str]) {
    server.wait_for_files(&fresh(folder), gone);
}

fn folder() -> Folder {
    Folder::with(
        "serve-files",
        &[
            ("docs.yaml", CONFIG),
            ("content/index.md", "# Home\n\n[A](guide/a.md)\n"),
            ("content/guide/a.md", "# A\n\n![p](p.svg)\n\n```python file=\"examples/run.py\"\n```\n"),
            ("content/guide/b.md", "# B\n"),
            ("content/guide/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>"),
            ("examples/run.py", "run = 1\n"),
        ],
    )
}

#[test]
fn saves_of_all_kinds_are_shown() {
    let folder = folder();
    let server = Server::start(&folder.0);
    let path = folder.path("content/guide/b.md");
    // Truncated and written.
    fs::write(&path, "# B\n\nTruncated.\n").unwrap();
    server.wait_for("guide/b/", |page| page.text().contains("Truncated."));
    // Written beside and renamed.
    folder.write("content/guide/.b.md.tmp", "# B\n\nRenamed.\n");
    fs::rename(folder.path("content/guide/.b.md.tmp"), &path).unwrap();
    server.wait_for("guide/b/", |page| page.text().contains("Renamed."));
    // With a backup that takes the file's place for a moment.
    run(
        &folder.0,
        "cd content/guide; mv b.md b.md~; printf '# B\\n\\nBacked up.\\n' > b.md; touch .b.md.swp 4913; rm 4913",
    );
    server.wait_for("guide/b/", |page| page.text().contains("Backed up."));
    // In two halves.
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(b"# B\n\nHalf").unwrap();
    file.flush().unwrap();
    server.wait_for("guide/b/", |page| page.text().contains("Half"));
    file.write_all(b" and half.\n").unwrap();
    drop(file);
    server.wait_for("guide/b/", |page| page.text().contains("Half and half."));
    assert_settled(&server, &folder, &[]);
}

#[test]
fn every_source_of_a_site_is_watched() {
    let folder = folder();
    let server = Server::start(&folder.0);
    folder.write("examples/run.py", "run = 2\n");
    server.wait_for("guide/a/", |page| page.text().contains('2'));
    folder.write("templates/parts/page_footer.html", "<footer>own footer</footer>");
    server.wait_for("guide/a/", |page| page.text().contains("own footer"));
    folder.write("theme/css/own.css", ".own { color: red }");
    folder.write("content/guide/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>");
    server.wait_for("guide/a/", |page| page.text().contains("width=\"8\""));
    folder.write("content/guide/_nav.yaml", "title: Handbook\n");
    server.wait_for("", |page| page.text().contains("Handbook"));
    folder.write("docs.yaml", "title: Other\nbase_url: https://example.com/docs\n");
    server.wait_for("", |page| page.text().contains("Other"));
    fs::remove_dir_all(folder.path("templates")).unwrap();
    server.wait_for("guide/a/", |page| !page.text().contains("own footer"));
    assert_settled(&server, &folder, &[]);
}

#[test]
fn folders_come_go_and_are_renamed() {
    let folder = folder();
    let server = Server::start(&folder.0);
    run(&folder.0, "mkdir -p content/deep/er/still; echo '# D' > content/deep/er/still/d.md");
    server.wait_for("deep/er/still/d/", |page| page.status == 200);
    run(&folder.0, "mv content/deep content/shallow; sed -i 's/# D/# Moved/' content/shallow/er/still/d.md");
    server.wait_for("shallow/er/still/d/", |page| page.text().contains("Moved"));
    assert_settled(&server, &folder, &["deep/er/still/d/"]);
    run(&folder.0, "mv content content-away; sleep 0.1; mv content-away content; echo '# New' > content/new.md");
    server.wait_for("new/", |page| page.status == 200);
    run(&folder.0, "rm -r content/shallow");
    server.wait_for("shallow/er/still/d/", |page| page.status == 404);
    assert_settled(&server, &folder, &[]);
}

#[test]
fn a_branch_with_five_hundred_other_files_is_shown_as_a_fresh_build_shows_it() {
    let folder = folder();
    let page = |number: usize, word: &str| format!("# Page {number}\n\n{word} [next](p{}.md)\n", (number + 1) % 500);
    run(&folder.0, "git init -q -b main");
    for number in 0..500 {
        folder.write(&format!("content/many/p{number}.md"), &page(number, "main"));
    }
    run(&folder.0, "git add .; git commit -qm main; git checkout -qb other");
    for number in 0..500 {
        folder.write(&format!("content/many/p{number}.md"), &page(number, "other"));
    }
    run(
        &folder.0,
        "git rm -q content/guide/b.md; echo '# C' > content/c.md; git add .; git commit -qm other; git checkout -q main",
    );
    let server = Server::start(&folder.0);
    assert!(server.get("many/p1/").text().contains("main"));
    run(&folder.0, "git checkout -q other");
    server.wait_for("many/p499/", |page| page.text().contains("other"));
    assert_settled(&server, &folder, &["guide/b/"]);
    run(&folder.0, "echo '# Stashed' > content/c.md; git stash -q");
    run(&folder.0, "git checkout -q main; git checkout -q other; git checkout -q main");
    assert_settled(&server, &folder, &["c/"]);
    // A commit gives pages new dates, though no file changes.
    run(
        &folder.0,
        "echo '# Dated' > content/guide/b.md; GIT_COMMITTER_DATE='2001-02-03T04:05:06Z' git commit -qam dated",
    );
    server.wait_for("guide/b/", |page| page.text().contains("2001-02-03"));
    assert_settled(&server, &folder, &[]);
}

#[test]
fn an_error_leaves_the_last_good_page_and_is_told_once() {
    let folder = folder();
    let server = Server::start(&folder.0);
    folder.write("content/guide/b.md", "# B\n\nNew words. [x](nowhere.md)\n");
    folder.write("content/index.md", "# Home\n\nElsewhere it goes on. [A](guide/a.md)\n");
    server.wait_for("", |page| page.text().contains("Elsewhere it goes on."));
    assert!(!server.get("guide/b/").text().contains("New words."));
    folder.write("docs.yaml", "title: [\n");
    folder.write("content/index.md", "# Home\n\nThe config is broken. [A](guide/a.md)\n");
    server.wait_for("", |page| page.text().contains("The config is broken."));
    folder.write("docs.yaml", CONFIG);
    folder.write("templates/page.html", "{% broken");
    folder.write("content/guide/b.md", "# B\n\nWhole again.\n");
    fs::remove_file(folder.path("templates/page.html")).unwrap();
    server.wait_for("guide/b/", |page| page.text().contains("Whole again."));
    assert_settled(&server, &folder, &[]);
    let (out, err) = server.end();
    assert_eq!(err.matches("error[broken-link]").count(), 1, "{err}");
    assert!(err.contains("content/guide/b.md:3:16") && err.contains("all errors are gone"), "{err}");
    assert!(out.lines().count() < 40, "it turns round and round: {out}");
}

#[test]
fn a_site_that_is_broken_from_the_start_is_served_when_it_is_whole() {
    let folder = Folder::with("serve-broken", &[("docs.yaml", "titel: x\n"), ("content/index.md", "# Home\n")]);
    let server = Server::start(&folder.0);
    assert_eq!(server.get("").status, 404);
    folder.write("docs.yaml", "title: Test\n");
    server.wait_for("", |page| page.text().contains("Home"));
    assert_settled(&server, &folder, &[]);
}

#[test]
fn the_list_of_all_sections_shows_the_last_saved_text() {
    let folder = folder();
    let server = Server::start(&folder.0);
    for number in 0..5 {
        let heading = format!("Heading {number}");
        folder.write("content/guide/b.md", &format!("# B\n\n## {heading}\n"));
        server.wait_for("guide/b/", |page| page.text().contains(&heading));
        assert!(server.get("search/").text().contains(&heading));
    }
}

#[test]
fn nothing_is_written() {
    let folder = folder();
    let server = Server::start(&folder.0);
    folder.write("content/guide/b.md", "# B\n\nWords.\n");
    server.wait_for("guide/b/", |page| page.text().contains("Words."));
    let names: Vec<String> = files(&folder.0).into_keys().collect();
    assert!(!names.iter().any(|name| name.starts_with("dist") || name.starts_with(".floom")), "{names:?}");
    assert!(build(&folder.0, &folder.path("dist")).status.success());
    assert_settled(&server, &folder, &[]);
}
