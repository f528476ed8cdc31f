//! A build on what is left of the last one does only what changed, and gives what a fresh build gives.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::os::unix::ffi::OsStrExt;

use floom_docs::diagnostics::Diagnostic;
use floom_docs::pipeline::{Counts, Delta, Progress, State, apply, build, lists};
use floom_docs::read::update::update;
use floom_docs::read::{self, Inputs};
use site::Folder;

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

struct Watched {
    folder: Folder,
    state: State,
    inputs: Inputs,
}

/// What an edit has done, and what is told after it.
struct Built {
    delta: Delta,
    counts: Counts,
    diagnostics: Vec<Diagnostic>,
}

impl Watched {
    fn new() -> (Self, Built) {
        let folder = Folder::with(
            "incremental",
            &[
                ("docs.yaml", CONFIG),
                ("content/index.md", "# Home\n"),
                ("content/a.md", "# A\n\n[B](b.md)\n"),
                ("content/b.md", "# B\n\n## Part\n"),
                ("content/c.md", "# C\n\n[A](a.md)\n"),
            ],
        );
        let inputs = read::read(&folder.0, None).map_err(|_| "the config is fine").unwrap();
        let mut watched = Self { folder, state: State::default(), inputs };
        let built = watched.build(&[]);
        (watched, built)
    }

    /// Looks at some paths again, builds on the last state, and holds the result against a fresh build.
    fn build(&mut self, paths: &[&str]) -> Built {
        let paths = paths.iter().map(|path| (*path).to_string()).collect();
        update(&self.folder.0, None, &mut self.inputs, &paths).map_err(|_| "the config is fine").unwrap();
        let delta = apply(&mut self.state, &self.inputs, &Progress::default());
        let inputs = read::read(&self.folder.0, None).map_err(|_| "the config is fine").unwrap();
        let fresh = build(&mut State::default(), &inputs, &Progress::default());
        let mut outputs = self.state.outputs().clone();
        outputs.extend(lists(&self.state, &self.inputs).outputs);
        assert_eq!(outputs, fresh.outputs);
        let diagnostics = self.state.diagnostics(&self.inputs);
        assert_eq!(diagnostics, fresh.diagnostics);
        Built { counts: delta.counts, delta, diagnostics }
    }

    fn write(&mut self, path: &str, text: &str) -> Built {
        self.folder.write(path, text);
        self.build(&[path])
    }

    fn remove(&mut self, path: &str) -> Built {
        std::fs::remove_file(self.folder.path(path)).unwrap();
        self.build(&[path])
    }
}

fn counts(parsed: usize, rendered: usize) -> Counts {
    Counts { pages: 4, parsed, rendered }
}

#[test]
fn nothing_changed_renders_nothing() {
    let (mut site, first) = Watched::new();
    // Four pages, and the page for what is not found.
    assert_eq!(first.counts, counts(4, 5));
    assert_eq!(site.build(&[""]).counts, counts(0, 0));
}

#[test]
fn a_body_edit_parses_renders_and_writes_one_page() {
    let (mut site, _) = Watched::new();
    let built = site.write("content/c.md", "# C\n\n[A](a.md), changed\n");
    assert_eq!(built.counts, counts(1, 1));
    assert_eq!(built.delta.written.keys().map(|out| out.0.as_str()).collect::<Vec<_>>(), ["c/index.html"]);
    assert!(built.delta.removed.is_empty());
}

#[test]
fn a_title_edit_renders_every_page_that_shows_it() {
    let (mut site, _) = Watched::new();
    assert_eq!(site.write("content/b.md", "# B two\n\n## Part\n").counts, counts(1, 5));
}

#[test]
fn a_heading_edit_renders_its_page() {
    let (mut site, _) = Watched::new();
    assert_eq!(site.write("content/b.md", "# B\n\n## Other part\n").counts, counts(1, 1));
}

#[test]
fn a_deleted_page_is_gone_and_the_link_to_it_is_told() {
    let (mut site, _) = Watched::new();
    let built = site.remove("content/b.md");
    assert_eq!(built.delta.removed.iter().map(|out| out.0.as_str()).collect::<Vec<_>>(), ["b/index.html"]);
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["broken-link"]);
}

#[test]
fn a_folder_that_is_renamed_takes_its_pages_along() {
    let (mut site, _) = Watched::new();
    site.write("content/one/d.md", "# D\n\n![p](p.png)\n");
    site.write("content/one/p.png", "png");
    std::fs::rename(site.folder.path("content/one"), site.folder.path("content/two")).unwrap();
    let built = site.build(&["content/one", "content/two"]);
    assert!(built.delta.removed.iter().any(|out| out.0 == "one/d/index.html"));
    assert!(built.delta.written.keys().any(|out| out.0 == "two/d/index.html"));
}

#[test]
fn hidden_files_backups_and_symbolic_links_are_seen_as_a_fresh_build_sees_them() {
    let (mut site, _) = Watched::new();
    for path in ["content/.hidden/x.md", "content/.b.md.swp", "content/b.md~", "content/public/.nojekyll"] {
        site.write(path, "# X\n");
    }
    site.folder.write("elsewhere/x.md", "# X\n");
    std::os::unix::fs::symlink(site.folder.path("elsewhere"), site.folder.path("content/linked")).unwrap();
    let built = site.build(&["content/linked/x.md"]);
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["symlink"]);
    assert_eq!(site.remove("content/linked").diagnostics, []);
}

#[test]
fn a_warning_is_told_again_though_its_page_was_not_parsed_again() {
    let (mut site, _) = Watched::new();
    assert_eq!(site.write("content/b.md", "# B\n\n```nosuch\nx\n```\n").diagnostics.len(), 1);
    let built = site.write("content/c.md", "# C\n");
    assert_eq!((built.counts.parsed, built.diagnostics.len()), (1, 1));
}

#[test]
fn an_edit_of_a_file_that_a_page_takes_in_renders_that_page() {
    let (mut site, _) = Watched::new();
    let page = "# C\n\n```python file=\"examples/run.py\"\n```\n\n:::include{file=\"_parts/a.md\"}\n";
    site.folder.write("examples/run.py", "run = 1\n");
    site.folder.write("content/_parts/a.md", "One.\n");
    assert_eq!(site.write("content/c.md", page).counts, counts(1, 1));
    assert_eq!(site.write("examples/run.py", "run = 2\n").counts, counts(1, 1));
    assert_eq!(site.write("content/_parts/a.md", "Two.\n").counts, counts(1, 1));
    let built = site.remove("examples/run.py");
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["missing-snippet"]);
    assert_eq!(site.write("content/examples/run.py", "run = 3\n").counts, counts(1, 1));
}

#[test]
fn an_edit_of_a_folders_nav_renders_every_page_and_parses_none() {
    let (mut site, _) = Watched::new();
    assert_eq!(site.write("content/_nav.yaml", "items: [c, b, a]\n").counts, counts(0, 5));
}

#[test]
fn a_variable_edit_parses_every_page_and_renders_those_that_show_it() {
    let (mut site, _) = Watched::new();
    site.write("content/c.md", "# C\n\n{{ key }}\n");
    site.write("docs.yaml", &format!("{CONFIG}variables: {{ key: one }}\n"));
    assert_eq!(site.write("docs.yaml", &format!("{CONFIG}variables: {{ key: two }}\n")).counts, counts(4, 1));
}

#[test]
fn a_template_edit_renders_everything_and_parses_nothing() {
    let (mut site, _) = Watched::new();
    assert_eq!(site.write("templates/parts/page_footer.html", "<footer>other</footer>").counts, counts(0, 5));
    assert_eq!(site.remove("templates/parts/page_footer.html").counts, counts(0, 5));
}

#[test]
fn an_image_edit_renders_the_pages_that_show_it() {
    let (mut site, _) = Watched::new();
    site.write("content/p.png", "one");
    site.write("content/c.md", "# C\n\n![p](p.png)\n");
    assert_eq!(site.write("content/p.png", "two").counts, counts(0, 1));
}

#[test]
fn another_content_folder_is_read_whole() {
    let (mut site, _) = Watched::new();
    site.folder.write("pages/index.md", "# Other\n");
    assert_eq!(site.write("docs.yaml", "title: Test\ncontent: pages\n").counts.pages, 1);
}

#[test]
fn names_that_harm_are_seen_as_a_fresh_build_sees_them() {
    let codes = |built: &Built| built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>();
    let (mut site, _) = Watched::new();
    assert_eq!(codes(&site.write("content/con/x.md", "# X\n")), ["bad-name"]);
    assert_eq!(codes(&site.write("content/con/deep/y.md", "# Y\n")), ["bad-name"]);
    std::fs::rename(site.folder.path("content/con"), site.folder.path("content/fine")).unwrap();
    assert_eq!(codes(&site.build(&["content/con", "content/fine"])), [""; 0]);
    // The watcher knows such a name as this.
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    std::fs::write(site.folder.path("content").join(name), "# X\n").unwrap();
    assert_eq!(codes(&site.build(&["content/caf\u{fffd}.md"])), ["bad-name"]);
    std::fs::remove_file(site.folder.path("content").join(name)).unwrap();
    assert_eq!(codes(&site.build(&["content/caf\u{fffd}.md"])), [""; 0]);
    site.write("content/public/4913", "x");
    site.write("content/public/#x#", "x");
    site.write("content/public/x.txt.orig", "x");
    std::fs::rename(site.folder.path("content"), site.folder.path("real")).unwrap();
    std::os::unix::fs::symlink("real", site.folder.path("content")).unwrap();
    assert_eq!(codes(&site.build(&["content"])), ["no-pages", "symlink"]);
    std::fs::remove_file(site.folder.path("content")).unwrap();
    std::fs::rename(site.folder.path("real"), site.folder.path("content")).unwrap();
    assert_eq!(codes(&site.build(&["content"])), [""; 0]);
}

#[test]
fn files_that_are_one_where_letters_are_not_told_apart_are_seen_as_a_fresh_build_sees_them() {
    let codes = |built: &Built| built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>();
    let (mut site, _) = Watched::new();
    site.write("content/public/x.txt", "1");
    assert_eq!(codes(&site.write("content/public/X.txt", "2")), ["route-clash"]);
    assert_eq!(codes(&site.write("content/public/X.txt", "1")), [""; 0]);
    assert_eq!(codes(&site.write("content/public/A", "1")), ["route-clash"]);
    assert_eq!(codes(&site.remove("content/public/A")), [""; 0]);
    assert_eq!(codes(&site.write("content/caf\u{e9}.md", "# X\n")), [""; 0]);
    assert_eq!(codes(&site.write("content/cafe\u{301}.md", "# X\n")), ["route-clash"]);
    assert_eq!(codes(&site.remove("content/caf\u{e9}.md")), [""; 0]);
    site.write("content/a.md", "---\naliases: [/old]\n---\n\n# A\n\n[B](b.md)\n");
    assert_eq!(codes(&site.write("content/b.md", "---\naliases: [/OLD/]\n---\n\n# B\n")), ["alias-taken"]);
    assert_eq!(codes(&site.write("content/a.md", "# A\n")), [""; 0]);
}

#[test]
fn a_file_that_is_swapped_for_a_pipe_or_a_link_is_seen_as_a_fresh_build_sees_it() {
    let (mut site, _) = Watched::new();
    site.remove("content/c.md");
    let pipe = site.folder.path("content/c.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let built = site.build(&["content/c.md"]);
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["special-file"]);
    std::fs::remove_file(&pipe).unwrap();
    std::os::unix::fs::symlink("a.md", &pipe).unwrap();
    let built = site.build(&["content/c.md"]);
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["symlink"]);
    std::fs::remove_file(&pipe).unwrap();
    assert_eq!(site.write("content/c.md", "# C\n").diagnostics, []);
}

#[test]
fn the_headers_follow_the_images_of_the_pages_and_a_trusted_file_comes_and_goes() {
    let (mut site, _) = Watched::new();
    let written = |built: Built| built.delta.written.into_keys().map(|out| out.0).collect::<Vec<_>>();
    let with_image = "# C\n\n![x](https://a.example/x.png)\n";
    assert_eq!(written(site.write("content/c.md", with_image)), ["_headers", "c/index.html"]);
    assert_eq!(written(site.write("content/b.md", "# B\n\n![x](https://a.example/y.png)\n")), ["b/index.html"]);
    assert_eq!(written(site.write("content/c.md", "# C\n")), ["c/index.html"]);
    assert_eq!(written(site.write("content/b.md", "# B\n")), ["_headers", "b/index.html"]);

    let built = site.write("content/public/x.html", "<script>");
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["active-file"]);
    assert!(!built.delta.written.keys().any(|out| out.0 == "x.html"));
    let built = site.write("docs.yaml", &format!("{CONFIG}trusted_files: [public/x.html]\n"));
    assert!(built.diagnostics.is_empty() && built.delta.written.keys().any(|out| out.0 == "x.html"));
    let built = site.write("docs.yaml", CONFIG);
    assert!(built.delta.removed.iter().any(|out| out.0 == "x.html"));
}
