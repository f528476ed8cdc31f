//! What is read, and what is left where it is.

use super::*;

#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let outside = outside();
    let site = site_with(&[("content/index.md", "# Home\n\n[x](linked/x.txt)\n")]);
    let to = |path: &str| outside.path(path);
    fs::create_dir_all(site.path("content/public")).unwrap();
    for (link, target) in [
        ("content/page.md", "x.md"),
        ("content/linked", ""),
        ("content/public/x.txt", "x.txt"),
        ("content/public/all", ""),
        ("content/_nav.yaml", "_nav.yaml"),
        ("content/loop", ""),
    ] {
        symlink(to(target), site.path(link)).unwrap();
    }
    fs::remove_file(site.path("content/loop")).unwrap();
    symlink("loop", site.path("content/loop")).unwrap();
    symlink(".", site.path("content/again")).unwrap();
    symlink(outside.path("../nowhere"), site.path("content/dangling.md")).unwrap();
    symlink(&outside.0, site.path("theme")).unwrap();
    symlink(&outside.0, site.path("templates")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    let said = stderr(&output);
    let links: BTreeSet<&str> = said
        .split("warning[symlink]: symbolic links are not followed\n--> ")
        .skip(1)
        .filter_map(|rest| rest.lines().next())
        .collect();
    let expected = [
        "content/_nav.yaml",
        "content/again",
        "content/dangling.md",
        "content/linked",
        "content/loop",
        "content/page.md",
        "content/public/all",
        "content/public/x.txt",
        "templates",
        "theme",
    ];
    assert_eq!(links.into_iter().collect::<Vec<_>>(), expected);
    assert!(heads(&output).contains(&"error[broken-link]: `linked/x.txt` leads to no page and no file".to_string()));
}

#[test]
fn a_link_within_the_folders_of_the_theme_is_not_followed() {
    let outside = outside();
    let site = site_with(&[("theme/own.txt", "own"), ("templates/parts/x.html", "own")]);
    symlink(outside.path("site.css"), site.path("theme/site.css")).unwrap();
    symlink(&outside.0, site.path("theme/css")).unwrap();
    symlink(outside.path("page.html"), site.path("templates/page.html")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    assert_eq!(heads(&output), ["warning[symlink]: symbolic links are not followed"; 3]);
    assert!(output.status.success());
}

#[test]
fn a_content_folder_behind_a_link_is_not_read() {
    let outside = outside();
    for content in ["linked", "linked/below", "a/linked/below"] {
        outside.write("below/index.md", SECRET);
        let site = site_with(&[("docs.yaml", &format!("title: Test\ncontent: {content}\n")), ("a/x", "")]);
        let at = content.strip_suffix("/below").unwrap_or(content);
        symlink(&outside.0, site.path(at)).unwrap();
        let output = build(&site);
        assert_no_secret(&site, &output);
        let expected = format!(
            "error[no-pages]: there is no page in `{content}`
 |
 = help: a page is a file that ends with `.md`

warning[symlink]: symbolic links are not followed
--> {at}
 = help: put the file itself here"
        );
        assert_eq!(told(&output), expected);
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_config_that_is_a_link_is_not_read_and_none_of_it_is_shown() {
    let outside = outside();
    let site = site_with(&[]);
    fs::remove_file(site.path("docs.yaml")).unwrap();
    symlink(outside.path("docs.yaml"), site.path("docs.yaml")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    assert_eq!(told(&output), "error[io]: cannot read `docs.yaml`: it is a symbolic link");
}

#[test]
fn a_file_that_is_taken_in_lies_behind_no_link() {
    let outside = outside();
    let page = "# Home\n\n```text file=\"linked/x.txt\"\n```\n\n```text file=\"x.txt\"\n```\n\n:::include{file=\"inner/x.md\"}\n\
                \n```text file=\"env.txt\"\n```\n";
    let site = site_with(&[("content/index.md", page), ("content/_real/x.md", "own"), (".env", SECRET)]);
    symlink(&outside.0, site.path("linked")).unwrap();
    symlink(outside.path("x.txt"), site.path("content/x.txt")).unwrap();
    symlink("_real", site.path("content/inner")).unwrap();
    symlink(".env", site.path("env.txt")).unwrap();
    let output = build(&site);
    assert_no_secret(&site, &output);
    let refused =
        |path: &str| format!("error[unreadable-snippet]: `{path}` cannot be taken in: symbolic links are not followed");
    let errors: Vec<String> = heads(&output).into_iter().filter(|head| head.starts_with("error")).collect();
    assert_eq!(errors, ["linked/x.txt", "x.txt", "inner/x.md", "env.txt"].map(refused), "{}", stderr(&output));
}

#[test]
fn pipes_sockets_and_devices_are_told_and_not_read() {
    let site = site_with(&[("theme/own.txt", ""), ("templates/parts/own.html", "")]);
    fs::create_dir_all(site.path("content/public")).unwrap();
    for path in ["content/pipe.md", "content/public/pipe", "theme/pipe.css", "templates/page.html"] {
        assert!(Command::new("mkfifo").arg(site.path(path)).status().unwrap().success());
    }
    // The path of a socket may have some hundred bytes only.
    let socket = Folder(std::env::temp_dir().join(format!("floom-{}", std::process::id())));
    fs::create_dir_all(&socket.0).unwrap();
    let _listener = UnixListener::bind(socket.path("s")).unwrap();
    fs::hard_link(socket.path("s"), site.path("content/socket.md")).unwrap();
    let output = build(&site);
    let special = |path: &str| {
        format!(
            "warning[special-file]: this is a pipe, a socket or a device, and is not read\n--> {path}\n = help: remove it, or \
             put a file here"
        )
    };
    let paths =
        ["content/pipe.md", "content/public/pipe", "content/socket.md", "templates/page.html", "theme/pipe.css"];
    assert_eq!(told(&output), paths.map(special).join("\n\n"));
    assert!(output.status.success());
}

#[test]
fn a_pipe_is_neither_a_config_nor_taken_in() {
    let site = site_with(&[("content/index.md", "# Home\n\n:::include{file=\"pipe.md\"}\n")]);
    assert!(Command::new("mkfifo").arg(site.path("pipe.md")).status().unwrap().success());
    assert_heads(&site, &["error[unreadable-snippet]: `pipe.md` cannot be taken in: it is no plain file"]);
    fs::remove_file(site.path("docs.yaml")).unwrap();
    assert!(Command::new("mkfifo").arg(site.path("docs.yaml")).status().unwrap().success());
    assert_heads(&site, &["error[io]: cannot read `docs.yaml`: it is no plain file"]);
}

fn sparse(site: &Folder, path: &str, mib: u64) {
    site.write(path, "");
    fs::OpenOptions::new().write(true).open(site.path(path)).unwrap().set_len(mib * 1024 * 1024).unwrap();
}

#[test]
fn files_over_their_limit_are_not_read() {
    let site = site_with(&[]);
    sparse(&site, "content/public/talk.mp4", 1_000_000);
    sparse(&site, "content/page.md", 1_000_000);
    sparse(&site, "content/_nav.yaml", 5);
    sparse(&site, "theme/x.bin", 101);
    sparse(&site, "templates/page.html", 5);
    assert_heads(
        &site,
        &[
            "error[file-too-long]: this file has 5 MiB, the limit is 4 MiB",
            "error[page-too-long]: this page has 1000000 MiB, the limit is 16 MiB",
            "error[file-too-long]: this file has 1000000 MiB, the limit is 100 MiB",
            "error[file-too-long]: this file has 5 MiB, the limit is 4 MiB",
            "error[file-too-long]: this file has 101 MiB, the limit is 100 MiB",
        ],
    );
    let site = site_with(&[]);
    sparse(&site, "docs.yaml", 5);
    assert_heads(&site, &["error[file-too-long]: this file has 5 MiB, the limit is 4 MiB"]);
}

#[test]
fn a_file_that_is_written_all_the_while_is_told() {
    let site = site_with(&[]);
    sparse(&site, "content/public/report.txt", 60);
    let is_over = AtomicBool::new(false);
    let found = std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = fs::OpenOptions::new().write(true).open(site.path("content/public/report.txt")).unwrap();
            let mut length = 60 * 1024 * 1024;
            while !is_over.load(Ordering::Relaxed) {
                length = if length > 62 * 1024 * 1024 { 60 * 1024 * 1024 } else { length + 1 };
                file.set_len(length).unwrap();
            }
        });
        // On a busy machine the writer may be kept waiting while the file is read.
        let found = (0..50).map(|_| build(&site)).find(|output| !output.status.success());
        is_over.store(true, Ordering::Relaxed);
        found.unwrap()
    });
    let expected = "error[file-changing]: this file is written while it is read, three times over
--> content/public/report.txt
 = help: end the program that writes it, or let it write elsewhere and rename the file when it is whole";
    assert_eq!(told(&found), expected);
    assert!(build(&site).status.success());
}

#[test]
fn what_is_hidden_or_left_behind_is_not_published() {
    let left = [
        "a~",
        "#a#",
        ".#a",
        "a.orig",
        "a.REJ",
        "a.tmp",
        ".a.swp",
        "a.swo",
        "a.bak",
        "4913",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        ".env",
        ".env.local",
        ".git/config",
        ".ssh/id_rsa",
        "node_modules/x/index.js",
        ".well-known/.env",
        "a.md~",
        "a.md.orig",
    ];
    let site = site_with(&[]);
    for path in left {
        site.write(&format!("content/public/{path}"), SECRET);
        site.write(&format!("content/{path}"), SECRET);
    }
    site.write("docs.yaml", "title: Test\ntrusted_files: [public/**]\n");
    for path in [".well-known/security.txt", ".nojekyll", ".htaccess", "_headers", "x/4913/x.txt", "a.template"] {
        site.write(&format!("content/public/{path}"), "published");
    }
    let output = build(&site);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_no_secret(&site, &output);
    let dist = files(&site.path("dist"));
    let published: Vec<&String> =
        dist.iter().filter(|(_, bytes)| bytes.as_slice() == b"published").map(|(path, _)| path).collect();
    assert_eq!(
        published,
        [".htaccess", ".nojekyll", ".well-known/security.txt", "_headers", "a.template", "x/4913/x.txt"]
    );
}

#[test]
fn a_folder_that_may_not_be_read_is_told_by_its_path() {
    // The folder of the tests may be closed to other users, whom this test needs where it runs as root.
    let place = Folder(std::env::temp_dir().join(format!("floom-locked-{}", std::process::id())));
    fs::create_dir_all(&place.0).unwrap();
    fs::set_permissions(&place.0, fs::Permissions::from_mode(0o777)).unwrap();
    for (path, text) in
        [("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n"), ("content/a/locked/x.md", "# X\n")]
    {
        place.write(path, text);
    }
    let program = place.path("program");
    fs::copy(env!("CARGO_BIN_EXE_floom-docs"), &program).unwrap();
    let locked = place.path("content/a/locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let mut command = without_cache(Command::new(&program));
    if is_open(&locked) {
        command.uid(65534).gid(65534);
    }
    let output = ended(command.arg("build").current_dir(&place.0));
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(told(&output), "error[io]: cannot read `content/a/locked`: Permission denied (os error 13)");
}

fn is_open(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok()
}

#[test]
fn the_content_folder_lies_in_the_site() {
    for content in ["..", "/", "/etc", "a/../..", "../other", "..\\\\other", "C:/x"] {
        let site = site_with(&[("docs.yaml", &format!("title: Test\ncontent: \"{content}\"\n"))]);
        let output = build(&site);
        let said = stderr(&output);
        assert!(said.starts_with("error[content-outside-site]: the content folder `"), "{content}: {said}");
        assert!(said.contains(" --> docs.yaml:2:10\n"), "{content}: {said}");
    }
}
