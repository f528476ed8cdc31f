//! What a build leaves on disk: all of it or nothing, and the same bytes every time.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::fs;
use std::process::Command;

use site::{Folder, build, built, files, floom_docs, own_site, stderr, stdout};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

fn small_site() -> Folder {
    Folder::with(
        "site",
        &[
            ("docs.yaml", CONFIG),
            ("content/index.md", "# Home\n\n[Guide](guide/start.md)\n\n![Dot](dot.svg)\n"),
            ("content/guide/start.md", "# Start\n\n```python tab\nx = 1\n```\n\n```js tab\nlet x\n```\n"),
            ("content/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"2\"/>"),
        ],
    )
}

#[test]
fn building_twice_and_with_one_or_two_threads_gives_the_same_bytes() {
    let out = Folder::new("same-bytes");
    let first = built(own_site(), &out.path("first"));
    assert_eq!(first, built(own_site(), &out.path("first")), "a second build over the first");
    for threads in ["1", "2", "5"] {
        let folder = out.path(threads);
        let mut command = floom_docs();
        command.arg("build").arg("--site").arg(own_site()).arg("--out").arg(&folder);
        assert!(command.env("RAYON_NUM_THREADS", threads).output().unwrap().status.success());
        assert_eq!(first, files(&folder), "{threads} threads");
    }
}

#[test]
fn a_site_built_elsewhere_in_another_zone_and_locale_has_the_same_bytes() {
    let site = small_site();
    let first = built(&site.0, &site.path("dist"));
    let other = small_site();
    let mut command = floom_docs();
    command.arg("build").current_dir(&other.0).env("TZ", "Pacific/Kiritimati").env("LC_ALL", "tr_TR.UTF-8");
    assert!(command.output().unwrap().status.success());
    assert_eq!(first, files(&other.path("dist")));
}

#[test]
fn a_build_with_an_error_leaves_the_old_output_as_it_was() {
    let site = small_site();
    let before = built(&site.0, &site.path("dist"));
    site.write("content/index.md", "# Home\n\n[Gone](gone.md)\n");
    let output = build(&site.0, &site.path("dist"));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("nothing was published: 1 error, 0 warnings"), "{}", stderr(&output));
    assert_eq!(before, files(&site.path("dist")));
}

#[test]
fn a_page_that_is_gone_is_gone_from_the_output() {
    let site = small_site();
    built(&site.0, &site.path("dist"));
    site.write("content/index.md", "# Home\n");
    fs::remove_file(site.path("content/guide/start.md")).unwrap();
    let after = built(&site.0, &site.path("dist"));
    assert!(!after.keys().any(|path| path.starts_with("guide/") || path.contains("dot.")));
}

#[test]
fn nothing_is_left_beside_the_output() {
    let site = small_site();
    built(&site.0, &site.path("dist"));
    built(&site.0, &site.path("dist"));
    let mut names: Vec<_> = fs::read_dir(&site.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["content", "dist", "docs.yaml"]);
}

#[test]
fn a_folder_that_holds_other_files_is_not_replaced() {
    let site = small_site();
    site.write("dist/thesis.txt", "years of work");
    let output = build(&site.0, &site.path("dist"));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[foreign-out]"), "{}", stderr(&output));
    assert_eq!(files(&site.path("dist")).len(), 1);
}

#[test]
fn a_file_that_somebody_put_into_our_output_is_not_deleted() {
    let site = small_site();
    built(&site.0, &site.path("dist"));
    site.write("dist/guide/CNAME", "docs.example.com");
    let output = build(&site.0, &site.path("dist"));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[foreign-out]") && stderr(&output).contains("`guide/CNAME`"));
    assert!(site.path("dist/guide/CNAME").is_file());
}

#[test]
fn the_sources_are_never_the_output() {
    let site = small_site();
    for out in [".", "content", "content/dist", "templates", ".."] {
        let output = build(&site.0, &site.path(out));
        assert_eq!(output.status.code(), Some(1), "{out}");
        assert!(site.path("content/index.md").is_file() && site.path("docs.yaml").is_file(), "{out}");
    }
}

#[test]
fn an_asset_is_published_once_under_a_name_with_its_hash_and_its_size_is_in_the_page() {
    let site = small_site();
    site.write("content/unused.svg", "<svg/>");
    let out = built(&site.0, &site.path("dist"));
    let assets: Vec<_> = out.keys().filter(|path| path.ends_with(".svg") && !path.contains("theme")).collect();
    assert_eq!(assets.len(), 1, "{assets:?}");
    let home = String::from_utf8(out["index.html"].clone()).unwrap();
    let image = format!("src=\"/docs/{}\" width=\"4\" height=\"2\"", assets[0]);
    assert!(home.contains(&image), "{image} in {home}");
}

#[test]
fn public_files_are_published_as_they_are() {
    let site = small_site();
    site.write("content/public/robots.txt", "User-agent: *\n");
    site.write("docs.yaml", &format!("{CONFIG}trusted_files: [public/_headers]\n"));
    site.write("content/public/_headers", "/*\n");
    site.write("content/public/.nojekyll", "");
    site.write("content/public/.env", "SECRET=1");
    let out = built(&site.0, &site.path("dist"));
    assert_eq!(out["robots.txt"], b"User-agent: *\n");
    assert_eq!(out["_headers"], b"/*\n");
    assert!(out.contains_key(".nojekyll"));
    assert!(!out.contains_key(".env"));
}

#[test]
fn what_has_a_hash_in_its_name_is_kept_for_a_year_and_texts_are_sent_as_utf_8() {
    let site = small_site();
    let out = built(&site.0, &site.path("dist"));
    let headers = String::from_utf8(out["_headers"].clone()).unwrap();
    let (_, rules) = headers.split_once("\n\n").unwrap();
    let expected = "\
/docs/assets/*
  Cache-Control: public, max-age=31536000, immutable

/docs/search/d*.json
  Cache-Control: public, max-age=31536000, immutable

/docs/search/norms.*.json
  Cache-Control: public, max-age=31536000, immutable

/docs/search/p/*.json
  Cache-Control: public, max-age=31536000, immutable

/docs/search/t*.json
  Cache-Control: public, max-age=31536000, immutable

/docs/*.md
  Content-Type: text/markdown; charset=utf-8

/docs/llms.txt
  Content-Type: text/plain; charset=utf-8

/docs/llms-full.txt
  Content-Type: text/plain; charset=utf-8
";
    assert_eq!(rules, expected);
    let is_kept = |path: &&String| {
        let kept = ["search/d", "search/norms.", "search/p/", "search/t"].iter().any(|start| path.starts_with(start));
        path.starts_with("assets/") || kept && path.ends_with(".json")
    };
    let is_hashed = |path: &&String| {
        let parts = path.split(['/', '.', '-']);
        parts.into_iter().any(|part| part.len() >= 6 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let kept: Vec<&String> = out.keys().filter(is_kept).collect();
    assert!(kept.len() > 10 && kept.iter().all(is_hashed), "{kept:?}");
    assert_eq!(out.keys().filter(is_hashed).count(), kept.len());
}

#[test]
fn a_site_overrides_templates_and_theme_file_by_file() {
    let site = small_site();
    site.write("templates/parts/page_footer.html", "<footer>mine</footer>");
    site.write("theme/css/zz-mine.css", ".mine { color: red }");
    let out = built(&site.0, &site.path("dist"));
    let home = String::from_utf8(out["index.html"].clone()).unwrap();
    assert!(home.contains("<footer>mine</footer>") && home.contains("class=\"top-bar\""));
    let sheet = out.iter().find(|(path, _)| path.ends_with("site.css")).unwrap().1;
    assert!(String::from_utf8_lossy(sheet).ends_with(".mine { color: red }\n"));
}

#[test]
fn a_template_error_names_the_template_and_the_place() {
    let site = small_site();
    site.write("templates/parts/page_footer.html", "<p>\n{{ page.titel }}</p>");
    let output = build(&site.0, &site.path("dist"));
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("error[template]") && said.contains("parts/page_footer.html:2:"), "{said}");
}

#[test]
fn new_lays_down_a_site_that_builds_without_a_word() {
    let folder = Folder::new("new");
    let site = folder.path("docs");
    let output = floom_docs().arg("new").arg(&site).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let output = floom_docs().arg("build").current_dir(&site).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert!(stdout(&output).starts_with("built 3 pages in "), "{}", stdout(&output));
    let again = floom_docs().arg("new").arg(&site).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("error[folder-not-empty]"));
}

#[test]
fn new_with_ci_lays_down_the_workflow_that_the_guide_shows() {
    let folder = Folder::new("new-ci");
    let site = folder.path("docs");
    let output = floom_docs().args(["new", "--ci", "github"]).arg(&site).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("\npublish it: set `base_url` in docs.yaml, "), "{}", stdout(&output));
    let workflow = fs::read_to_string(site.join(".github/workflows/docs.yml")).unwrap();
    let guide = fs::read_to_string(own_site().join("content/guide/hosts/github-pages.md")).unwrap();
    assert!(guide.contains(&format!("```yaml title=\".github/workflows/docs.yml\"\n{workflow}```\n")), "{workflow}");
    let output = floom_docs().args(["build", "--strict"]).current_dir(&site).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let plain = folder.path("plain");
    assert!(floom_docs().arg("new").arg(&plain).output().unwrap().status.success());
    assert!(plain.join(".gitignore").exists() && !plain.join(".github").exists());
}

#[test]
fn the_workflow_gives_each_job_what_it_needs_and_pins_what_it_runs() {
    let text = fs::read_to_string(own_site().join("src/commands/starter/github/docs.yml")).unwrap();
    let workflow: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let [build, publish] = ["build", "publish"].map(|job| &workflow["jobs"][job]);
    assert_eq!(workflow["permissions"], serde_json::json!({}));
    assert_eq!(build["permissions"], serde_json::json!({ "contents": "read" }));
    assert_eq!(publish["permissions"], serde_json::json!({ "pages": "write", "id-token": "write" }));
    let checkout = serde_json::json!({ "fetch-depth": 0, "persist-credentials": false });
    assert_eq!(build["steps"][0]["with"], checkout);
    let pages =
        [own_site().join("content/guide/pull-requests.md"), own_site().join("content/guide/hosts/github-pages.md")];
    let texts = pages.map(|page| fs::read_to_string(page).unwrap());
    let actions: Vec<&str> =
        texts.iter().flat_map(|text| text.lines()).filter(|line| line.contains(" uses: ")).collect();
    assert_eq!(actions.len(), 6, "{actions:?}");
    for action in actions {
        let (hash, version) = action.split_once('@').unwrap().1.split_once(" # v").unwrap();
        assert!(hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{action}");
        assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{action}");
    }
}

#[test]
fn our_own_site_builds_without_a_warning() {
    let out = Folder::new("own");
    let said = stderr(&build(own_site(), &out.path("dist")));
    // A clone may be shallow without any fault of the content.
    let warnings: Vec<&str> =
        said.lines().filter(|line| line.starts_with("warning[") && !line.contains("shallow")).collect();
    assert_eq!(warnings, Vec::<&str>::new(), "{said}");
}

#[test]
fn a_folder_without_config_is_told_what_to_do() {
    let folder = Folder::new("empty");
    let output = build(&folder.0, &folder.path("dist"));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("there is no `docs.yaml`") && stderr(&output).contains("floom-docs new"));
}

#[test]
fn a_shallow_clone_prints_no_wrong_date_and_one_warning() {
    let site = small_site();
    let git = |folder: &std::path::Path, day: &str, arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "a").env(format!("GIT_{who}_EMAIL"), "a@example.com");
            command.env(format!("GIT_{who}_DATE"), format!("{day}T12:00:00+00:00"));
        }
        assert!(command.output().unwrap().status.success(), "git {arguments:?}");
    };
    git(&site.0, "2026-01-01", &["init", "-q", "-b", "main"]);
    git(&site.0, "2026-01-01", &["add", "-A"]);
    git(&site.0, "2026-01-01", &["commit", "-qm", "one"]);
    site.write("content/index.md", "# Home again\n\n[Guide](guide/start.md)\n");
    git(&site.0, "2026-02-02", &["commit", "-qam", "two"]);
    let whole = built(&site.0, &site.path("dist"));
    let date = |out: &std::collections::BTreeMap<String, Vec<u8>>, page: &str| {
        let html = String::from_utf8(out[page].clone()).unwrap();
        html.split("<time datetime=\"").nth(1).map(|rest| rest[..10].to_string())
    };
    assert_eq!(date(&whole, "index.html").as_deref(), Some("2026-02-02"));
    assert_eq!(date(&whole, "guide/start/index.html").as_deref(), Some("2026-01-01"));
    let clone = Folder::new("clone");
    let url = format!("file://{}", site.0.display());
    git(&clone.0, "2026-03-03", &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let output = build(&clone.path("shallow"), &clone.path("dist"));
    let said = stderr(&output);
    assert_eq!(said.matches("warning[").count(), 1, "{said}");
    assert!(said.contains("warning[shallow-clone]") && said.contains("fetch-depth: 0"), "{said}");
    assert!(
        files(&clone.path("dist"))
            .iter()
            .all(|(path, bytes)| { !path.ends_with(".html") || !String::from_utf8_lossy(bytes).contains("<time") })
    );
}

#[test]
fn a_large_site_carries_only_the_branch_of_the_nav_that_a_page_stands_in() {
    let site = Folder::with("large", &[("docs.yaml", CONFIG), ("content/index.md", "# Home\n")]);
    for folder in 0..5 {
        for page in 0..100 {
            site.write(&format!("content/f{folder}/p{page:02}.md"), &format!("# Page {folder} {page}\n"));
        }
    }
    let out = built(&site.0, &site.path("dist"));
    let page = String::from_utf8(out["f1/p07/index.html"].clone()).unwrap();
    let nav = page.split("<nav-end>").next().unwrap();
    assert_eq!(nav.matches("<a href=\"/docs/f1/").count(), 100);
    assert!(nav.contains("<a href=\"/docs/f1/p07/\" aria-current=\"page\""));
    assert_eq!(nav.matches("<a href=\"/docs/f2/").count(), 1, "another branch is one link, to its first page");
    let home = String::from_utf8(out["index.html"].clone()).unwrap();
    assert_eq!(home.split("<nav-end>").next().unwrap().matches("<a href=\"/docs/f").count(), 5);
}

#[test]
fn small_pages_that_once_ended_the_program_are_built_or_told() {
    for page in [
        ">}\n>  {}\n>-",
        "[^a   \u{e9}]: x",
        "[^#   \u{e9}]:",
        "><a\n> href=\"\u{e9}`\">",
        "><a\n>href=\"\n> \u{feff}\u{e9}\">",
        "\u{e9}\n:f<img src=\n\t\u{e9}>",
    ] {
        let site = Folder::with("hostile", &[("docs.yaml", CONFIG), ("content/index.md", page)]);
        for format in ["text", "json", "github", "sarif"] {
            let mut command = floom_docs();
            let output = command.args(["check", "--format", format, "--site"]).arg(&site.0).output().unwrap();
            assert!(matches!(output.status.code(), Some(0 | 1)), "{page:?} as {format}: {}", stderr(&output));
            assert!(!stderr(&output).contains("panicked"), "{page:?} as {format}: {}", stderr(&output));
        }
    }
}
