//! Same commit, same bytes: whoever builds it, wherever, whenever.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use site::{Folder, files, own_site, stderr};

/// The user `nobody`, who owns nothing and has no home.
const NOBODY: u32 = 65_534;

/// One build of the commit.
struct Surroundings {
    folder: &'static str,
    order: Order,
    user: Option<u32>,
    variables: &'static [(&'static str, &'static str)],
}

/// In which order the files of a folder come to be.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Sorted,
    Reversed,
}

const BUILDS: [Surroundings; 4] = [
    Surroundings {
        folder: "a",
        order: Order::Sorted,
        user: None,
        variables: &[("TZ", "UTC"), ("RAYON_NUM_THREADS", "1"), ("LC_ALL", "C")],
    },
    Surroundings {
        folder: "in another/folder with spaces & more",
        order: Order::Reversed,
        user: None,
        variables: &[("TZ", "Pacific/Kiritimati"), ("RAYON_NUM_THREADS", "2"), ("LC_ALL", "tr_TR.UTF-8")],
    },
    Surroundings {
        folder: "b",
        order: Order::Reversed,
        user: Some(NOBODY),
        variables: &[("TZ", "America/Los_Angeles"), ("USER", "nobody"), ("HOME", "/nonexistent")],
    },
    Surroundings {
        folder: "c",
        order: Order::Sorted,
        user: Some(NOBODY),
        variables: &[
            ("SOURCE_DATE_EPOCH", "1"),
            ("HOSTNAME", "elsewhere"),
            ("RAYON_NUM_THREADS", "5"),
            ("LANG", "ja_JP"),
        ],
    },
];

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(arguments);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for person in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        git.env(person, "2024-02-29T23:30:00 -0800");
    }
    let output = git.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

/// Our own site and a page of each kind of trouble, committed.
fn repository(folder: &Path) {
    let wanted = ["docs.yaml", "content/", "examples/"];
    for (path, bytes) in
        files_of(own_site()).into_iter().filter(|(path, _)| wanted.iter().any(|start| path.starts_with(start)))
    {
        write(&folder.join(path), &bytes);
    }
    let page = |title: &str| format!("# {title}\n\n```python tab\nx = 1\n```\n\n```js tab\nlet x\n```\n");
    for name in ["Straße", "İstanbul", "ångström", "zz", "ZA", "09-nine", "10-ten"] {
        write(&folder.join(format!("content/names/{name}.md")), page(name).as_bytes());
    }
    git(folder, &["init", "--quiet", "--initial-branch=main"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "first"]);
}

/// The tracked sources, without what was built or installed.
fn files_of(root: &Path) -> BTreeMap<String, Vec<u8>> {
    ["content", "examples"]
        .iter()
        .flat_map(|folder| {
            files(&root.join(folder)).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes))
        })
        .chain([("docs.yaml".to_string(), fs::read(root.join("docs.yaml")).unwrap())])
        .collect()
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A copy whose files were made in an order of their own, and whose owner is who builds it.
fn copy(from: &Path, to: &Path, order: Order, user: Option<u32>) {
    let mut all: Vec<(String, Vec<u8>)> = files(from).into_iter().collect();
    if order == Order::Reversed {
        all.reverse();
    }
    for (path, bytes) in all {
        write(&to.join(path), &bytes);
    }
    // An empty folder is no file, and git wants this one.
    fs::create_dir_all(to.join(".git/refs/tags")).unwrap();
    if let Some(user) = user {
        own(to, user);
    }
}

fn own(path: &Path, user: u32) {
    chown(path, Some(user), Some(user)).unwrap();
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| own(&entry.unwrap().path(), user));
    }
}

fn build(program: &Path, site: &Path, surroundings: &Surroundings, cache: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut command = Command::new(program);
    command.arg("build").args(cache).current_dir(site).envs(surroundings.variables.iter().copied());
    if let Some(user) = surroundings.user {
        command.uid(user).gid(user);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}: {}", surroundings.folder, stderr(&output));
    files(&site.join("dist"))
}

/// A folder that another user can reach too, and whether we may be another user.
fn reachable() -> (Folder, bool) {
    let path = PathBuf::from("/tmp").join(format!("floom-docs-reproducible-{}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    (Folder(path), is_root)
}

#[test]
fn one_commit_gives_one_hash_in_two_folders_for_two_users_in_two_time_zones_with_any_number_of_threads() {
    let (folder, is_root) = reachable();
    let origin = folder.path("origin");
    repository(&origin);
    let program = folder.path("floom-docs");
    fs::copy(env!("CARGO_BIN_EXE_floom-docs"), &program).unwrap();
    let mut hashes = BTreeMap::new();
    for surroundings in &BUILDS {
        // Only root can be somebody else; others build all four as themselves.
        let surroundings = Surroundings { user: surroundings.user.filter(|_| is_root), ..*surroundings };
        let site = folder.path(surroundings.folder);
        copy(&origin, &site, surroundings.order, surroundings.user);
        let [without, cold, warm] = [&["--no-cache"][..], &["--cache", "cached"], &["--cache", "cached"]]
            .map(|cache| build(&program, &site, &surroundings, cache));
        assert!(site.join("cached/cards").is_dir(), "{}: something is cached", surroundings.folder);
        assert!(cold.contains_key("names/straße/index.html") || cold.contains_key("names/Straße/index.html"));
        assert!(text(&cold).contains("2024-02-29"), "{}: the dates are there", surroundings.folder);
        hashes.insert(surroundings.folder, [without, cold, warm]);
    }
    let first = &hashes["a"][0];
    for (name, builds) in &hashes {
        for build in builds {
            let differing: Vec<&String> =
                first.keys().chain(build.keys()).filter(|path| first.get(*path) != build.get(*path)).collect();
            assert_eq!(differing, Vec::<&String>::new(), "{name}");
        }
    }
    let all = text(first);
    for leak in [folder.0.to_str().unwrap(), "ada@example.org"] {
        assert!(!all.contains(leak), "{leak} is in the output");
    }
}

fn text(files: &BTreeMap<String, Vec<u8>>) -> String {
    files.values().map(|bytes| String::from_utf8_lossy(bytes)).collect()
}
