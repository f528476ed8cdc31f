//! Each code has its page in `content/guide/problems/`, and the page's example says what the program says.
//!
//! The titled fences of a page are the files of its example's site. `BLESS=1 cargo test --test problems` writes what the
//! program says into the pages anew: read it before you commit it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Output;

use floom_docs::diagnostics::EXPLAINED;
use site::{Folder, build, files, floom_docs, own_site, stderr, stdout};

/// Pages whose example files on a page cannot provoke, or not in so few lines that anybody would read them.
const WITHOUT_FILES: &[(&str, &str)] = &[
    ("bidi-control", "it takes a character that nobody sees"),
    ("cannot-move", "it takes a command other than `check`"),
    ("dead-external-link", "it takes a host that answers; tests/external holds the words"),
    ("file-changing", "it takes a program that writes"),
    ("file-too-long", "it takes 100 MiB"),
    ("folder-not-empty", "it takes a command other than `check`"),
    ("foreign-cache", "it takes a file outside of the site"),
    ("foreign-out", "it takes a file in the output"),
    ("git-dates", "it takes a repository that git refuses"),
    ("include-too-much", "it takes seventeen files"),
    ("io", "it takes a file that the system refuses"),
    ("long-code-block", "it takes 256 KiB"),
    ("long-code-line", "it takes a line of 1,000 bytes"),
    ("nested-too-deep", "it takes 33 containers"),
    ("no-base-commit", "it takes a repository without a branch of `origin`"),
    ("no-config", "it takes a folder without docs.yaml"),
    ("no-part", "it takes a command other than `check`"),
    ("not-previewed", "it takes a commit of the owners"),
    ("not-utf8", "it takes bytes that no page can show"),
    ("out-is-link", "it takes a symbolic link"),
    ("out-over-sources", "it takes an option of `build`"),
    ("page-too-long", "it takes 16 MiB"),
    ("parts-differ", "it takes a command other than `check`"),
    ("search-index", "it takes a command other than `check`"),
    ("shallow-clone", "it takes a clone"),
    ("special-file", "it takes a pipe"),
    ("symlink", "it takes a symbolic link"),
    ("too-many", "it takes 101 addresses"),
    ("unknown-code", "it takes a command other than `check`"),
    ("unknown-editor", "it takes a command other than `check`"),
    ("unreadable-snippet", "it takes bytes that no page can show"),
    ("variables-too-long", "it takes 4 MiB"),
];

/// A fence of a page.
struct Fence {
    language: String,
    title: Option<String>,
    code: String,
}

fn page_path(code: &str) -> PathBuf {
    own_site().join(format!("content/guide/problems/{code}.md"))
}

fn page(code: &str) -> String {
    fs::read_to_string(page_path(code)).unwrap_or_else(|_| panic!("{code} has no page"))
}

/// The codes of all pages, from their files.
fn pages() -> BTreeSet<String> {
    let names = files(&own_site().join("content/guide/problems")).into_keys();
    names.filter_map(|name| name.strip_suffix(".md").map(str::to_string)).filter(|code| code != "index").collect()
}

/// Each code that the constructors of diagnostics name, with its severity.
fn codes() -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for text in texts("src/diagnostics", ".rs").into_values().chain(texts("src", "diagnostics.rs").into_values()) {
        for severity in ["error", "warning"] {
            for after in text.split(&format!("{severity}(")).skip(1) {
                let code = after.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                found.extend(code.map(|code| (code.to_string(), severity)));
            }
        }
    }
    found
}

fn texts(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let files = files(&own_site().join(folder)).into_iter().filter(|(path, _)| path.ends_with(ending));
    files.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let info = line.trim_start_matches('`');
        let marks = &line[..line.len() - info.len()];
        if marks.len() < 3 {
            continue;
        }
        let code: String = lines.by_ref().take_while(|line| *line != marks).map(|line| format!("{line}\n")).collect();
        let title = info.split_once("title=\"").and_then(|(_, rest)| rest.split('"').next()).map(str::to_string);
        found.push(Fence { language: info.split(' ').next().unwrap().to_string(), title, code });
    }
    found
}

/// What a page says that the program says.
fn shown(code: &str) -> String {
    let messages: Vec<Fence> = fences(&page(code)).into_iter().filter(|fence| fence.language == "text").collect();
    let [message] = &messages[..] else { panic!("{code}: a page has one fence with a message") };
    message.code.trim_end().to_string()
}

/// What the program said of problems, without its last line.
fn said(output: &Output) -> String {
    let all = stderr(output);
    let is_summary =
        |line: &str| line.starts_with("nothing was published: ") || line.starts_with("the site does not pass: ");
    all.lines().filter(|line| !is_summary(line)).collect::<Vec<_>>().join("\n").trim_end().to_string()
}

fn assert_shown(code: &str, output: &Output) {
    let said = said(output);
    assert!(said.contains(&format!("[{code}]")), "{code}: {said}");
    if std::env::var_os("BLESS").is_some() {
        let blessed = page(code).replace(&format!("```text\n{}\n```", shown(code)), &format!("```text\n{said}\n```"));
        fs::write(page_path(code), blessed).unwrap();
    }
    assert_eq!(said, shown(code), "{code}");
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    floom_docs().args(arguments).current_dir(&folder.0).output().unwrap()
}

/// A site with one page beside the first, or with other files too.
fn site_with(files: &[(&str, &str)]) -> Folder {
    let site = Folder::with("problem", &[("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

fn example_site(code: &str) -> Option<Folder> {
    let fences = fences(&page(code));
    let files: Vec<(&str, &str)> =
        fences.iter().filter_map(|fence| Some((fence.title.as_deref()?, fence.code.as_str()))).collect();
    (!files.is_empty()).then(|| site_with(&files))
}

#[test]
fn each_code_has_a_page_that_is_embedded() {
    let codes: BTreeSet<String> = codes().into_keys().collect();
    assert_eq!(codes, pages());
    let embedded: Vec<&str> = EXPLAINED.iter().map(|(code, _)| *code).collect();
    assert_eq!(embedded, codes.iter().collect::<Vec<_>>());
    for (code, text) in EXPLAINED {
        assert_eq!(*text, page(code), "{code}");
    }
}

#[test]
fn each_page_has_the_form_of_the_others_and_no_more_than_sixty_lines() {
    for code in pages() {
        let text = page(&code);
        assert!(text.starts_with(&format!("---\ntitle: {code}\ndescription: ")), "{code}");
        assert!(text.contains("\nsidebar:\n  hidden: true\n---\n"), "{code}");
        let is_warning = codes()[&code] == "warning";
        assert_eq!(text.contains("It is a warning: the site is built."), is_warning, "{code}");
        let (example, cure) = (text.find("\n## Example\n").unwrap(), text.find("\n## What to do\n").unwrap());
        assert!(example < text.find("```text\n").unwrap() && text.find("```text\n").unwrap() < cure, "{code}");
        assert!(text.lines().count() <= 60, "{code} has {} lines", text.lines().count());
        assert!(shown(&code).contains(&format!("{}[{code}]: ", codes()[&code])), "{code}");
    }
}

#[test]
fn each_example_says_what_its_page_shows() {
    for code in pages() {
        if let Some(site) = example_site(&code) {
            assert_shown(&code, &run(&site, &["check"]));
        }
    }
}

#[test]
fn only_these_pages_have_no_files_to_try() {
    let without: Vec<String> = pages().into_iter().filter(|code| example_site(code).is_none()).collect();
    assert_eq!(without, WITHOUT_FILES.iter().map(|(code, _)| *code).collect::<Vec<_>>());
}

#[test]
fn each_code_is_met_in_a_test() {
    let sites = texts("tests/sites", "expected.stderr").into_values();
    let tests = texts("tests", ".rs").into_values();
    let all: String = sites.chain(tests).collect();
    let provoked = |code: &str| ["error", "warning"].iter().any(|word| all.contains(&format!("{word}[{code}]")));
    let shown = |code: &str| all.contains(&format!("assert_shown(\"{code}\""));
    let unmet: Vec<String> =
        pages().into_iter().filter(|code| !(provoked(code) || shown(code) || example_site(code).is_some())).collect();
    assert_eq!(unmet, Vec::<String>::new());
}

#[test]
fn the_index_lists_each_code_with_its_severity() {
    let index = page("index");
    let rows = index.lines().filter_map(|line| line.strip_prefix("| [`")).map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let code = cells[0].split('`').next().unwrap();
        assert_eq!(cells[0], format!("{code}`]({code}.md)"));
        assert!(page(code).contains(&format!("\ndescription: {}.\n", cells[1])), "{code}: {}", cells[1]);
        (code.to_string(), cells[2].trim_end_matches(" |"))
    });
    let rows: Vec<(String, &str)> = rows.collect();
    assert_eq!(rows.len(), codes().len(), "a code is listed twice or not at all");
    assert_eq!(rows.into_iter().collect::<BTreeMap<_, _>>(), codes());
}

#[test]
fn explain_prints_a_page_without_its_front_matter() {
    let folder = Folder::new("explain");
    let output = run(&folder, &["explain", "broken-link"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let text = page("broken-link");
    let (_, body) = text.split_once("\n---\n").unwrap();
    assert_eq!(stdout(&output), format!("# broken-link\n\nA link leads to no page and no file.\n{body}"));
    for pasted in ["error[broken-link]", "error[broken-link]: `x` leads to no page and no file", "[broken-link]"] {
        assert_eq!(stdout(&run(&folder, &["explain", pasted])), stdout(&output), "{pasted}");
    }
}

#[test]
fn explain_has_an_answer_for_each_code() {
    let folder = Folder::new("explain");
    for code in pages() {
        let said = stdout(&run(&folder, &["explain", &code]));
        assert!(said.starts_with(&format!("# {code}\n\n")) && !said.contains("\ntitle: {code}\n"), "{said}");
    }
}

#[test]
fn explain_without_a_code_lists_all_codes() {
    let output = run(&Folder::new("explain"), &["explain"]);
    let list = stdout(&output);
    let listed: Vec<&str> = list.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(listed, pages().iter().collect::<Vec<_>>());
    let line = list.lines().find(|line| line.starts_with("broken-link ")).unwrap();
    assert_eq!(line.split_once("  ").unwrap().1.trim_start(), "A link leads to no page and no file.");
}

#[test]
fn explain_of_an_unknown_code_is_an_error_with_a_suggestion() {
    let folder = Folder::new("explain");
    let output = run(&folder, &["explain", "broken-lnik"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert_shown("unknown-code", &output);
    let far = run(&folder, &["explain", "something else altogether"]);
    assert!(stderr(&far).contains("= help: `floom-docs explain` lists all codes"), "{}", stderr(&far));
}

#[test]
fn commands_that_would_harm_files_say_what_their_pages_show() {
    let site = site_with(&[("dist/CNAME", "docs.example.com\n"), ("my-docs/a.txt", ""), ("links.txt", "my links\n")]);
    assert_shown("foreign-out", &run(&site, &["build"]));
    assert_shown("out-over-sources", &run(&site, &["build", "--out", "content"]));
    assert_shown("folder-not-empty", &run(&site, &["new", "my-docs"]));
    assert_shown("foreign-cache", &run(&site, &["check", "--external", "--external-cache", "links.txt"]));
    assert_shown("search-index", &run(&site_with(&[]), &["search", "start"]));
    let moving = site_with(&[("content/guide/start.md", "# Start\n")]);
    assert_shown("cannot-move", &run(&moving, &["mv", "guide/strat.md", "guide/begin.md"]));
    assert_shown("no-config", &run(&Folder::new("no-site"), &["build"]));
    assert_shown("unknown-editor", &run(&moving, &["serve", "--editor", "emacs"]));
}

#[test]
fn what_is_too_much_says_what_its_page_shows() {
    let block = |code: &str| format!("# Start\n\n```python\n{code}\n```\n");
    let check = |text: &str| run(&site_with(&[("content/guide/start.md", text)]), &["check"]);
    assert_shown("long-code-line", &check(&block(&"x".repeat(1_001))));
    assert_shown("long-code-block", &check(&block(&"x = 1\n".repeat(50_000))));
    let containers = format!("# Start\n\n{}{}", ":::note\n".repeat(33), ":::\n".repeat(32));
    assert_shown("nested-too-deep", &check(&containers));
    assert_shown("page-too-long", &check(&"x".repeat(17 * 1024 * 1024)));
    let aliases: String = (1..=101).map(|number| format!("  - /old/{number}\n")).collect();
    assert_shown("too-many", &check(&format!("---\naliases:\n{aliases}---\n# Start\n")));
    let site = site_with(&[("content/guide/start.md", &format!("# Start\n\n{}", "{{ terms }}\n".repeat(200)))]);
    site.write("docs.yaml", &format!("title: Test\nvariables:\n  terms: {}\n", "x".repeat(40_000)));
    assert_shown("variables-too-long", &run(&site, &["check"]));
}

#[test]
fn includes_that_go_too_deep_say_what_their_page_shows() {
    let site = site_with(&[("content/index.md", "# Home\n\n:::include{file=\"_parts/1.md\"}\n")]);
    for part in 1..=17 {
        site.write(&format!("content/_parts/{part}.md"), &format!(":::include{{file=\"{}.md\"}}\n", part + 1));
    }
    assert_shown("include-too-much", &run(&site, &["check"]));
}

#[test]
fn files_that_are_no_text_say_what_their_pages_show() {
    let page = site_with(&[]);
    fs::create_dir_all(page.path("content/guide")).unwrap();
    fs::write(page.path("content/guide/start.md"), b"# Caf\xe9\n").unwrap();
    assert_shown("not-utf8", &run(&page, &["check"]));
    let snippet = site_with(&[("content/guide/start.md", "# Start\n\n```text file=\"data.bin\"\n```\n")]);
    fs::write(snippet.path("content/guide/data.bin"), [0xff, 0xfe]).unwrap();
    assert_shown("unreadable-snippet", &run(&snippet, &["check"]));
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_says_what_its_page_shows() {
    let site = site_with(&[("README.md", "# Start\n"), ("content/guide/index.md", "# Guide\n")]);
    std::os::unix::fs::symlink("../../README.md", site.path("content/guide/start.md")).unwrap();
    assert_shown("symlink", &run(&site, &["check"]));
    let linked = site_with(&[]);
    std::os::unix::fs::symlink("../other", linked.path("dist")).unwrap();
    assert_shown("out-is-link", &run(&linked, &["build"]));
}

#[test]
fn parts_that_cannot_be_merged_say_what_their_pages_show() {
    let site = site_with(&[("content/guide/index.md", "# Guide\n"), ("part-1/index.html", "<p>Mine</p>\n")]);
    assert_shown("no-part", &run(&site, &["merge", "part-1"]));
    fs::remove_dir_all(site.path("part-1")).unwrap();
    run(&site, &["build", "--shard", "1/3", "--out", "part-1"]);
    assert_shown("parts-differ", &run(&site, &["merge", "part-1"]));
}

#[cfg(unix)]
#[test]
fn a_pipe_says_what_its_page_shows() {
    let site = site_with(&[("content/guide/index.md", "# Guide\n")]);
    assert!(std::process::Command::new("mkfifo").arg(site.path("content/guide/log")).status().unwrap().success());
    assert_shown("special-file", &run(&site, &["check"]));
}

#[test]
fn a_file_that_is_too_long_says_what_its_page_shows() {
    let site = site_with(&[("content/guide/index.md", "# Guide\n"), ("content/guide/talk.mp4", "")]);
    let file = fs::OpenOptions::new().write(true).open(site.path("content/guide/talk.mp4")).unwrap();
    file.set_len(101 * 1024 * 1024).unwrap();
    assert_shown("file-too-long", &run(&site, &["check"]));
}

#[test]
fn what_the_system_refuses_is_told_in_its_words() {
    let site = site_with(&[("notes.txt", "")]);
    let output = run(&site, &["build", "--out", "notes.txt/dist"]);
    assert!(stderr(&output).starts_with("error[io]: cannot read `notes.txt/dist`: "), "{}", stderr(&output));
}

fn git(folder: &Folder, arguments: &[&str]) {
    let mut command = std::process::Command::new("git");
    command.current_dir(&folder.0).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(arguments);
    assert!(command.status().unwrap().success(), "{arguments:?}");
}

/// Makes a repository of a site, with one commit.
fn commit(site: &Folder) {
    git(site, &["init", "-q"]);
    git(site, &["add", "."]);
    git(site, &["commit", "-q", "-m", "first"]);
}

#[test]
fn a_repository_that_git_cannot_read_is_a_warning() {
    let site = site_with(&[]);
    commit(&site);
    fs::remove_dir_all(site.path(".git/objects")).unwrap();
    fs::create_dir_all(site.path(".git/objects")).unwrap();
    let said = stderr(&run(&site, &["check"]));
    assert!(said.starts_with("warning[git-dates]: pages have no “last updated” date: git failed: "), "{said}");
}

#[test]
fn a_site_of_strangers_says_what_its_pages_show() {
    let site = site_with(&[]);
    commit(&site);
    assert_shown("no-base-commit", &run(&site, &["build", "--untrusted"]));
    git(&site, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    site.write("docs.yaml", "title: Other\n");
    site.write("theme/js/extra.js", "alert(1)\n");
    assert_shown("not-previewed", &run(&site, &["build", "--untrusted"]));
}

#[test]
fn a_shallow_clone_says_what_its_page_shows() {
    let origin = site_with(&[("content/guide/start.md", "# Start\n"), ("content/guide/index.md", "# Guide\n")]);
    commit(&origin);
    git(&origin, &["commit", "-q", "--allow-empty", "-m", "second"]);
    let clone = Folder::new("shallow");
    let url = format!("file://{}", origin.0.display());
    git(&origin, &["clone", "-q", "--depth", "1", &url, clone.path("site").to_str().unwrap()]);
    let output = build(&clone.path("site"), &clone.path("dist"));
    assert_shown("shallow-clone", &output);
}
