//! A build on what is left of the last one does only what changed, and gives what a fresh build gives.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use floom_docs::pipeline::{Built, Counts, Progress, State, apply};
use floom_docs::read::{self, Inputs};
use site::Folder;

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

struct Watched {
    folder: Folder,
    state: State,
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
        let mut watched = Self { folder, state: State::default() };
        let built = watched.build();
        (watched, built)
    }

    fn inputs(&self) -> Inputs {
        read::read(&self.folder.0, None).map_err(|_| "the config is fine").unwrap()
    }

    /// Builds on the last state, and holds the result against a fresh build.
    fn build(&mut self) -> Built {
        let inputs = self.inputs();
        let built = apply(&mut self.state, &inputs, &Progress::default());
        let fresh = apply(&mut State::default(), &inputs, &Progress::default());
        assert_eq!(built.outputs, fresh.outputs);
        assert_eq!(built.diagnostics, fresh.diagnostics);
        built
    }
}

fn counts(parsed: usize, rendered: usize) -> Counts {
    Counts { pages: 4, parsed, rendered }
}

#[test]
fn nothing_changed_renders_nothing() {
    let (mut site, first) = Watched::new();
    // Four pages, the list of all sections, and the page for what is not found.
    assert_eq!(first.counts, counts(4, 6));
    assert_eq!(site.build().counts, counts(0, 0));
}

#[test]
fn a_body_edit_renders_one_page() {
    let (mut site, _) = Watched::new();
    site.folder.write("content/c.md", "# C\n\n[A](a.md), changed\n");
    assert_eq!(site.build().counts, counts(1, 1));
}

#[test]
fn a_title_edit_renders_every_page_that_shows_it() {
    let (mut site, _) = Watched::new();
    site.folder.write("content/b.md", "# B two\n\n## Part\n");
    assert_eq!(site.build().counts, counts(1, 6));
}

#[test]
fn a_heading_edit_renders_the_page_and_the_list_of_sections() {
    let (mut site, _) = Watched::new();
    site.folder.write("content/b.md", "# B\n\n## Other part\n");
    assert_eq!(site.build().counts, counts(1, 2));
}

#[test]
fn a_deleted_page_is_gone_and_the_link_to_it_is_told() {
    let (mut site, _) = Watched::new();
    std::fs::remove_file(site.folder.path("content/b.md")).unwrap();
    let built = site.build();
    assert!(!built.outputs.keys().any(|out| out.0 == "b/index.html"));
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["broken-link"]);
}

#[test]
fn a_warning_is_told_again_though_its_page_was_not_parsed_again() {
    let (mut site, _) = Watched::new();
    site.folder.write("content/b.md", "# B\n\n```nosuch\nx\n```\n");
    assert_eq!(site.build().diagnostics.len(), 1);
    site.folder.write("content/c.md", "# C\n");
    let built = site.build();
    assert_eq!((built.counts.parsed, built.diagnostics.len()), (1, 1));
}

#[test]
fn an_edit_of_a_file_that_a_page_takes_in_renders_that_page() {
    let (mut site, _) = Watched::new();
    let page = "# C\n\n```python file=\"examples/run.py\"\n```\n\n:::include{file=\"_parts/a.md\"}\n";
    site.folder.write("examples/run.py", "run = 1\n");
    site.folder.write("content/_parts/a.md", "One.\n");
    site.folder.write("content/c.md", page);
    assert_eq!(site.build().counts, counts(1, 1));
    site.folder.write("examples/run.py", "run = 2\n");
    assert_eq!(site.build().counts, counts(1, 1));
    site.folder.write("content/_parts/a.md", "Two.\n");
    assert_eq!(site.build().counts, counts(1, 1));
    std::fs::remove_file(site.folder.path("examples/run.py")).unwrap();
    let built = site.build();
    assert_eq!(built.diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["missing-snippet"]);
    site.folder.write("content/examples/run.py", "run = 3\n");
    assert_eq!(site.build().counts, counts(1, 1));
}

#[test]
fn an_edit_of_a_folders_nav_renders_every_page_and_parses_none() {
    let (mut site, _) = Watched::new();
    site.folder.write("content/_nav.yaml", "items: [c, b, a]\n");
    assert_eq!(site.build().counts, counts(0, 6));
}

#[test]
fn a_variable_edit_parses_every_page_and_renders_those_that_show_it() {
    let (mut site, _) = Watched::new();
    site.folder.write("content/c.md", "# C\n\n{{ key }}\n");
    site.folder.write("docs.yaml", &format!("{CONFIG}variables: {{ key: one }}\n"));
    site.build();
    site.folder.write("docs.yaml", &format!("{CONFIG}variables: {{ key: two }}\n"));
    assert_eq!(site.build().counts, counts(4, 1));
}

#[test]
fn a_template_edit_renders_everything_and_parses_nothing() {
    let (mut site, _) = Watched::new();
    site.folder.write("templates/parts/page_footer.html", "<footer>other</footer>");
    assert_eq!(site.build().counts, counts(0, 6));
}
