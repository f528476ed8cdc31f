//! Addresses that readers know: redirects of `docs.yaml`, in the forms of hosts, and the guard that lets none be lost.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::process::Output;

use site::{Folder, built, files, floom_docs, stderr, stdout};

const CONFIG: &str = "title: Owls\nbase_url: https://owls.example/docs\n";

fn site(config: &str, files: &[(&str, &str)]) -> Folder {
    let site =
        Folder::with("addresses", &[("docs.yaml", &format!("{CONFIG}{config}")), ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

fn run(site: &Folder, arguments: &[&str]) -> Output {
    floom_docs().args(arguments).current_dir(&site.0).output().unwrap()
}

/// The errors that a build has, without the source lines.
fn errors(site: &Folder) -> Vec<String> {
    let output = run(site, &["build"]);
    let said = stderr(&output);
    let check = stderr(&run(site, &["check"]));
    let of = |said: &str| -> Vec<String> {
        let lines = said.lines().filter(|line| line.starts_with("error[") || line.contains("= help"));
        lines.map(|line| line.trim_start_matches([' ', '|', '=']).to_string()).collect()
    };
    assert_eq!(of(&said), of(&check), "build and check say other things");
    of(&said)
}

#[test]
fn redirects_lead_to_pages_places_and_other_sites_in_every_form() {
    let site = site(
        "redirects:\n  /faq: guide/start.md#why\n  /old/: /guide/start/\n  /status.html: https://status.example/?a=1&b=2\n  /a b: index.md\n",
        &[("content/guide/start.md", "---\naliases: [begin]\n---\n\n# Start\n\n## Why\n")],
    );
    let files = built(&site.0, &site.path("dist"));
    let text = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
    let faq = text("faq/index.html");
    assert!(faq.contains("<link rel=\"canonical\" href=\"https://owls.example/docs/guide/start/\">"), "{faq}");
    assert!(faq.contains("<meta http-equiv=\"refresh\" content=\"0; url=/docs/guide/start/#why\">"), "{faq}");
    assert!(text("status.html").contains("url=https://status.example/?a=1&amp;b=2"));
    let netlify = "\
/docs/a%20b /docs/ 301
/docs/a%20b/ /docs/ 301
/docs/faq /docs/guide/start/#why 301
/docs/faq/ /docs/guide/start/#why 301
/docs/guide/begin /docs/guide/start/ 301
/docs/guide/begin/ /docs/guide/start/ 301
/docs/old /docs/guide/start/ 301
/docs/old/ /docs/guide/start/ 301
/docs/status.html https://status.example/?a=1&b=2 301
";
    assert_eq!(text("_redirects"), netlify);
    assert!(text("redirects.nginx.conf").contains("location = \"/docs/a b/\" { return 301 \"/docs/\"; }\n"));
    let vercel: serde_json::Value = serde_json::from_str(&text("vercel.json")).unwrap();
    assert_eq!(vercel["redirects"].as_array().unwrap().len(), 9);
    assert_eq!(vercel["redirects"][8]["destination"], "https://status.example/?a=1&b=2");
    site.write("docs.yaml", CONFIG);
    site.write("content/guide/start.md", "# Start\n");
    let files = built(&site.0, &site.path("dist"));
    assert!(!files.keys().any(|path| path.contains("redirects") || path == "vercel.json" || path.starts_with("faq")));
}

#[test]
fn redirects_that_cannot_be_followed_are_told() {
    let redirects = "redirects:\n  /a: /b\n  /b: /c\n  /c: index.md\n  /loop: /pool\n  /pool: /loop\n  /self: /self\n  /new: /begun\n  \
                     /gone: guide/strat.md\n  /guide/start: index.md\n  /begun/: index.md\n  /search: index.md\n  /x?y: index.md\n  \
                     out: index.md\n  /place: guide/start.md#wy\n";
    let site = site(redirects, &[("content/guide/start.md", "---\naliases: [/begun]\n---\n\n# Start\n\n## Why\n")]);
    let mut told = errors(&site);
    told.retain(|line| line.starts_with("error"));
    let expected = [
        "error[redirect-chain]: `/b` is an old address itself, from which readers are sent on",
        "error[redirect-chain]: `/c` is an old address itself, from which readers are sent on",
        "error[redirect-chain]: from `/loop` readers are sent on without end",
        "error[redirect-chain]: from `/pool` readers are sent on without end",
        "error[redirect-chain]: from `/self` readers are sent on without end",
        "error[redirect-chain]: `/begun` is an old address itself, from which readers are sent on",
        "error[broken-redirect]: `guide/strat.md` is no page of this site",
        "error[redirect-taken]: `/guide/start` is taken by `content/guide/start.md`",
        "error[redirect-taken]: `/begun/` is taken by `content/guide/start.md`",
        "error[redirect-taken]: `/search` is taken by a page of the program",
        "error[bad-redirect]: `/x?y` cannot be an address of this site",
        "error[bad-redirect]: `out` cannot be an address of this site",
    ];
    assert_eq!(told, expected);
    let said = stderr(&run(&site, &["check"]));
    assert!(said.contains("did you mean `guide/start.md`?") && said.contains("write `/a: index.md`"), "{said}");
    assert!(said.contains("[broken-anchor]"), "{said}");
}

#[test]
fn mv_rewrites_redirects_and_the_site_stays_without_an_error() {
    let site = site(
        "redirects:\n  /faq: guide/start.md#why\n  /old: \"/guide/start/\"\n",
        &[("content/guide/start.md", "# Start\n\n## Why\n")],
    );
    let output = run(&site, &["mv", "guide/start.md", "guide/begin.md"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("rewrote 2 redirects in docs.yaml"), "{}", stdout(&output));
    let config = std::fs::read_to_string(site.path("docs.yaml")).unwrap();
    assert!(config.ends_with("redirects:\n  /faq: \"guide/begin.md#why\"\n  /old: \"guide/begin.md\"\n"), "{config}");
    assert_eq!(errors(&site), Vec::<String>::new());
}

/// A site of four pages whose addresses are guarded.
fn guarded() -> Folder {
    let site = site(
        "",
        &[
            ("content/guide/index.md", "# Guide\n"),
            ("content/guide/start.md", "# Start\n\n## Install it\n\n## Run it\n"),
            ("content/guide/more.md", "# More\n\n## Ends\n"),
        ],
    );
    let output = run(&site, &["build", "--accept-urls"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("; 11 addresses in urls.lock"), "{}", stdout(&output));
    site
}

#[test]
fn the_list_has_every_page_with_its_file_and_every_place() {
    let site = guarded();
    let expected = "\
# The addresses that this site has published: pages with their files, and the places on them.
# `floom-docs build --accept-urls` writes this list; commit it.
/ index.md
/#home
/guide/ guide/index.md
/guide/#guide
/guide/more/ guide/more.md
/guide/more/#ends
/guide/more/#more
/guide/start/ guide/start.md
/guide/start/#install-it
/guide/start/#run-it
/guide/start/#start
";
    assert_eq!(std::fs::read_to_string(site.path("urls.lock")).unwrap(), expected);
    assert_eq!(errors(&site), Vec::<String>::new());
    assert!(!files(&site.path("dist")).contains_key("urls.lock"));
}

#[test]
fn a_renamed_page_is_caught_at_the_new_file_and_its_alias_answers() {
    let site = guarded();
    std::fs::rename(site.path("content/guide/start.md"), site.path("content/guide/begin.md")).unwrap();
    let expected = [
        "error[lost-page]: `/guide/start` leads nowhere any more: it was the page `content/guide/start.md`",
        "help: if it is `content/guide/begin.md` now, write in its front matter `aliases: [/guide/start]`",
    ];
    assert_eq!(errors(&site), expected);
    assert!(stderr(&run(&site, &["build"])).contains("--> content/guide/begin.md:1:1"));
    site.write(
        "content/guide/begin.md",
        "---\naliases: [/guide/start]\n---\n\n# Start\n\n## Install it\n\n## Run it\n",
    );
    assert_eq!(errors(&site), Vec::<String>::new());
    assert!(files(&site.path("dist")).contains_key("guide/start/index.html"));
}

#[test]
fn a_deleted_page_is_caught_in_the_list_and_a_redirect_or_acceptance_silences_it() {
    let site = guarded();
    std::fs::remove_file(site.path("content/guide/more.md")).unwrap();
    let told = errors(&site);
    assert_eq!(
        told[0],
        "error[lost-page]: `/guide/more` leads nowhere any more: it was the page `content/guide/more.md`"
    );
    assert!(told[1].contains("redirects: { /guide/more: ADDRESS }") && told.len() == 2, "{told:?}");
    assert!(stderr(&run(&site, &["build"])).contains("--> urls.lock:7:1"));
    site.write("docs.yaml", &format!("{CONFIG}redirects: {{ /guide/more: guide/start.md }}\n"));
    let places: Vec<String> = errors(&site);
    assert!(places.iter().all(|line| line.contains("guide/more#") || line.starts_with("help")), "{places:?}");
    site.write("docs.yaml", CONFIG);
    let output = run(&site, &["build", "--accept-urls"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(errors(&site), Vec::<String>::new());
}

#[test]
fn a_changed_heading_is_caught_at_its_line_and_its_old_id_silences_it() {
    let site = guarded();
    site.write("content/guide/_part.md", "## Install the program\n");
    site.write("content/guide/start.md", "# Start\n\n:::include{file=\"_part.md\"}\n\n## Run it\n");
    let expected = [
        "error[lost-place]: `/guide/start#install-it` is no place on `content/guide/start.md` any more",
        "help: keep its address: `Install the program {#install-it}`, or let it go by `floom-docs build --accept-urls`",
    ];
    assert_eq!(errors(&site), expected);
    assert!(stderr(&run(&site, &["build"])).contains("--> content/guide/_part.md:1:1"));
    site.write("content/guide/_part.md", "## Install the program {#install-it}\n");
    assert_eq!(errors(&site), Vec::<String>::new());
}

#[test]
fn a_moved_section_is_caught_page_by_page() {
    let site = guarded();
    std::fs::rename(site.path("content/guide"), site.path("content/manual")).unwrap();
    let told = errors(&site);
    for page in ["/guide`", "/guide/more`", "/guide/start`"] {
        assert!(
            told.iter().any(|line| line.starts_with("error[lost-page]") && line.contains(page)),
            "{page}: {told:?}"
        );
    }
    assert!(told.iter().any(|line| line.contains("`content/manual/more.md` now")), "{told:?}");
    assert!(told.iter().any(|line| line.contains("`content/manual/start.md` now")), "{told:?}");
    std::fs::rename(site.path("content/manual"), site.path("content/guide")).unwrap();
    let moved = run(&site, &["mv", "guide", "manual"]);
    assert!(moved.status.success(), "{}", stderr(&moved));
    assert_eq!(errors(&site), Vec::<String>::new());
}

#[test]
fn a_line_that_a_merge_has_left_is_told_and_a_site_without_a_list_has_no_guard() {
    let site = guarded();
    let list = std::fs::read_to_string(site.path("urls.lock")).unwrap();
    site.write("urls.lock", &format!("{list}>>>>>>> theirs\nguide/start\n/x\n"));
    let told = errors(&site);
    assert_eq!(told.iter().filter(|line| line.starts_with("error[bad-lock]")).count(), 3, "{told:?}");
    std::fs::remove_file(site.path("urls.lock")).unwrap();
    std::fs::remove_file(site.path("content/guide/start.md")).unwrap();
    assert_eq!(errors(&site), Vec::<String>::new());
}
