//! Where the output may not go, by whatever way.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::site::{Folder, files, floom_docs, stderr, without_cache};
use super::{CONFIG, assert_no_litter, dist, names, run, small_site};

/// Files with their bytes, folders, and links with where they lead.
fn all_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            let is = path.symlink_metadata().unwrap();
            let bytes = match (is.is_dir(), is.is_symlink()) {
                (true, _) => Vec::new(),
                (_, true) => fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes(),
                _ => fs::read(&path).unwrap(),
            };
            if is.is_dir() {
                open.push(path.clone());
            }
            found.insert(path, bytes);
        }
    }
    found
}

#[test]
fn no_spelling_of_out_leads_into_the_sources() {
    let outer = Folder::new("outer");
    let root = outer.0.file_name().unwrap().to_str().unwrap().to_string();
    let whole = outer.path("site/content").to_str().unwrap().to_string();
    let spellings = [
        ".",
        "./",
        "..",
        "../",
        "../site",
        "../site/",
        "/",
        "//",
        "/..",
        "content",
        "content/",
        "content/.",
        "./content",
        "content/dist",
        "content/new/dist",
        "content/public",
        "content/public/dist",
        "nosuch/../content/dist",
        "nosuch/../content",
        "./content/../content",
        "content/../content/guide",
        "nosuch/../../site",
        "dist/../content",
        "../site/content/x",
        "../../../../../../../../../../../../../../..",
        "templates",
        "templates/x",
        "theme",
        "theme/css",
        "nosuch/../theme",
        ".git",
        ".git/hooks",
        "./.git/../.git/x",
        "content/..",
        "content/../..",
        "content/nosuch/..",
        "link",
        "link/",
        "link/.",
        "link/dist",
        "link/../content",
        "link/..",
        "loop/dist",
        "gone/dist",
        "deep/../dist",
        &whole,
        &format!("{whole}/dist"),
        &format!("../../{root}"),
        &format!("../../{root}/site/content"),
    ];
    for out in spellings {
        let site = Folder(outer.path("site"));
        site.write("docs.yaml", CONFIG);
        for file in ["content/index.md", "content/guide/start.md"] {
            site.write(file, "# Page\n");
        }
        site.write("theme/css/mine.css", "a { color: red }\n");
        site.write("templates/parts/page_footer.html", "<footer>mine</footer>\n");
        site.write(".git/HEAD", "ref: refs/heads/main\n");
        symlink("content", site.path("link")).unwrap();
        symlink("content/guide", site.path("deep")).unwrap();
        symlink("loop", site.path("loop")).unwrap();
        symlink("nowhere", site.path("gone")).unwrap();
        let before = all_below(&outer.0);
        for force in [&["build", "--out", out][..], &["build", "--force", "--out", out]] {
            let output = run(&site, force);
            assert_eq!(output.status.code(), Some(1), "{out}: {}", stderr(&output));
            let said = stderr(&output);
            let codes = ["error[out-over-sources]", "error[out-is-link]", "error[io]"];
            assert!(codes.iter().any(|code| said.contains(code)), "{out}: {said}");
            assert_eq!(all_below(&outer.0), before, "{out}");
        }
    }
}

#[test]
fn an_empty_out_is_not_understood() {
    let site = small_site();
    let before = files(&site.0);
    assert_eq!(run(&site, &["build", "--out", ""]).status.code(), Some(2));
    assert_eq!(files(&site.0), before);
}

#[test]
fn the_home_folder_is_not_replaced() {
    let (site, above) = (small_site(), Folder::new("home"));
    above.write("me/thesis.txt", "years of work");
    for out in [above.path("me"), above.0.clone()] {
        let mut command = floom_docs();
        command.args(["build", "--force", "--out"]).arg(&out).current_dir(&site.0).env("HOME", above.path("me"));
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("would replace your home folder"), "{}", stderr(&output));
        assert!(above.path("me/thesis.txt").exists());
    }
    let mut command = floom_docs();
    command.args(["build", "--out"]).arg(above.path("me/dist")).current_dir(&site.0).env("HOME", above.path("me"));
    assert!(command.output().unwrap().status.success());
}

#[test]
fn an_output_folder_that_is_a_link_is_refused() {
    let site = small_site();
    site.write("other/thesis.txt", "years of work");
    for target in ["other", "nowhere", "dist", "content", "/etc"] {
        symlink(target, site.path("dist")).unwrap();
        for arguments in [&["build"][..], &["build", "--force"], &["build", "--out", "dist/"]] {
            let output = run(&site, arguments);
            assert_eq!(output.status.code(), Some(1));
            assert!(stderr(&output).starts_with("error[out-is-link]: the output folder `dist"), "{}", stderr(&output));
        }
        assert_eq!(fs::read_link(site.path("dist")).unwrap().to_str(), Some(target));
        fs::remove_file(site.path("dist")).unwrap();
    }
    assert_eq!(names(&site.0), ["content", "docs.yaml", "other"]);
    assert_eq!(names(&site.path("other")), ["thesis.txt"]);
}

#[test]
fn a_link_above_the_output_that_the_author_names_is_followed() {
    let site = small_site();
    fs::create_dir(site.path("real")).unwrap();
    symlink("real", site.path("link")).unwrap();
    assert_eq!(run(&site, &["build", "--out", "link/dist"]).status.code(), Some(0));
    assert!(site.path("real/dist/index.html").is_file());
    assert_eq!(names(&site.path("real")), ["dist"]);
}

#[test]
fn a_planted_link_is_never_written_through() {
    let site = small_site();
    let precious =
        Folder::with("precious", &[("file", "1\n"), ("folder/thesis.txt", "years"), ("folder/.floom-docs", "")]);
    let before = files(&precious.0);
    let plant = |target: &str, name: &str| symlink(precious.path(target), site.path(name)).unwrap();
    plant("file", ".dist.lock");
    plant("folder", ".dist.new-1");
    plant("file", ".dist.new-2");
    plant("folder", ".dist.old-3");
    plant("nowhere", ".dist.old-4");
    dist(&site);
    assert_no_litter(&site);
    assert_eq!(files(&precious.0), before);
    // A link in the old output that its list claims for ours goes as a link.
    plant("folder", "dist/linked");
    let list = fs::read_to_string(site.path("dist/.floom-docs")).unwrap();
    site.write("dist/.floom-docs", &(list + "linked\n"));
    dist(&site);
    assert_no_litter(&site);
    assert_eq!(files(&precious.0), before);
}

#[test]
fn a_link_by_the_name_of_a_file_in_the_making_is_not_followed() {
    let site = small_site();
    site.write("precious", "years of work");
    // A process keeps its number when it becomes another program, so the name can be known.
    let script = "mkdir schemas; ln -s ../precious schemas/.docs.schema.json.new-$$; ln -s precious .dist.new-$$
        exec \"$0\" \"$@\"";
    let binary = env!("CARGO_BIN_EXE_floom-docs");
    for arguments in [&["schema", "--out", "schemas"][..], &["build"]] {
        let mut command = without_cache(Command::new("sh"));
        let output = command.args(["-c", script, binary]).args(arguments).current_dir(&site.0).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(site.path("precious")).unwrap(), "years of work");
    }
    assert!(site.path("schemas/docs.schema.json").is_file() && site.path("dist/index.html").is_file());
}

#[test]
fn a_folder_of_another_by_the_name_of_the_new_output_is_kept() {
    let site = small_site();
    let script = "mkdir .dist.new-$$; echo years > .dist.new-$$/thesis.txt; exec \"$0\" build";
    let mut command = without_cache(Command::new("sh"));
    let output = command.args(["-c", script, env!("CARGO_BIN_EXE_floom-docs")]).current_dir(&site.0).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error[io]: cannot write `.dist.new-"), "{}", stderr(&output));
    let kept = names(&site.0).into_iter().find(|name| name.starts_with(".dist.new-")).unwrap();
    assert_eq!(names(&site.path(&kept)), ["thesis.txt"]);
}
