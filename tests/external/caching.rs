//! What is known from one run to the next.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use crate::server::{Server, check, check_external, last_line, say, site, warnings};
use crate::site::{Folder, files};

/// Lives for `/fine` alone.
fn half_dead() -> Server {
    Server::new(|request, stream| {
        say(stream, if request.line.ends_with("/fine") { "200 OK" } else { "404 Not Found" });
    })
}

#[test]
fn a_second_run_asks_only_what_failed() {
    let (server, cache) = (half_dead(), Folder::new("cache"));
    let site = site(&[server.url("/fine"), server.url("/gone")]);
    let before = files(&site.0);
    let run = || last_line(&check(&site, &cache.path("below/c.json")).output().unwrap());
    assert_eq!(run(), "checked 1 page, 1 warning; 2 external links: 2 asked, 0 known");
    assert_eq!(run(), "checked 1 page, 1 warning; 2 external links: 1 asked, 1 known");
    assert_eq!(server.asked(), ["GET /gone", "GET /gone", "HEAD /fine", "HEAD /gone", "HEAD /gone"]);
    assert_eq!(files(&site.0), before);
    assert_eq!(files(&cache.0).into_keys().collect::<Vec<_>>(), ["below/c.json"]);
}

#[test]
fn a_link_that_answered_long_ago_is_asked_again() {
    let (server, cache) = (half_dead(), Folder::new("cache"));
    let site = site(&[server.url("/fine")]);
    let path = cache.path("c.json");
    check(&site, &path).output().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&text).unwrap();
    let asked = kept["answered"][server.url("/fine")].as_u64().unwrap();
    let long_ago = asked - 8 * 24 * 60 * 60;
    fs::write(&path, text.replace(&asked.to_string(), &long_ago.to_string())).unwrap();
    let output = check(&site, &path).output().unwrap();
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 1 external link: 1 asked, 0 known");
}

#[test]
fn a_torn_cache_is_no_cache_and_is_made_whole() {
    let (server, cache) = (half_dead(), Folder::new("cache"));
    let site = site(&[server.url("/fine")]);
    let path = cache.path("c.json");
    check(&site, &path).output().unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    for end in [0, 10, whole.len() / 2, whole.len() - 3] {
        fs::write(&path, &whole[..end]).unwrap();
        let output = check(&site, &path).output().unwrap();
        assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 1 external link: 1 asked, 0 known");
        let known = check(&site, &path).output().unwrap();
        assert_eq!(last_line(&known), "checked 1 page, 0 warnings; 1 external link: 0 asked, 1 known");
    }
}

#[test]
fn a_cache_of_another_version_or_with_other_values_is_not_believed() {
    let (server, cache) = (half_dead(), Folder::new("cache"));
    let site = site(&[server.url("/fine"), server.url("/gone")]);
    let path = cache.path("c.json");
    check(&site, &path).output().unwrap();
    // Whoever wrote this says that the dead link lives.
    let whole = fs::read_to_string(&path).unwrap().replace("/fine", "/gone");
    let deep = whole.replace("\"version\": 1", &format!("\"version\": {}", "[".repeat(100_000)));
    let damaged = [
        whole.replace("\"version\": 1", "\"version\": 2"),
        whole.replace("\"answered\": {", "\"answered\": {\"x\": -1,"),
        whole.replace("\"answered\": {", "\"answered\": {\"x\": \"y\","),
        whole.replace("\"answered\"", "\"replied\""),
        whole.clone() + "{}",
        whole.replace('}', "\0"),
        deep,
    ];
    for text in damaged {
        fs::write(&path, text).unwrap();
        let output = check(&site, &path).output().unwrap();
        assert_eq!(last_line(&output), "checked 1 page, 1 warning; 2 external links: 2 asked, 0 known");
        let known = check(&site, &path).output().unwrap();
        assert_eq!(last_line(&known), "checked 1 page, 1 warning; 2 external links: 1 asked, 1 known");
    }
}

#[cfg(unix)]
#[test]
fn whatever_lies_in_our_cache_folder_is_rebuilt() {
    let (server, home) = (half_dead(), Folder::new("home"));
    let site = site(&[server.url("/fine")]);
    let path = home.path("floom-docs/external.json");
    let run = || {
        let mut command = check_external(&site);
        command.arg("--external-allow-private").env("XDG_CACHE_HOME", &home.0);
        last_line(&command.output().unwrap())
    };
    home.write("floom-docs/external.json", "");
    for garbage in [&b"\0\0\0\0"[..], b"\xff\xfe", b"{}", b"another's"] {
        fs::write(&path, garbage).unwrap();
        assert_eq!(run(), "checked 1 page, 0 warnings; 1 external link: 1 asked, 0 known");
        assert_eq!(run(), "checked 1 page, 0 warnings; 1 external link: 0 asked, 1 known");
    }
}

#[test]
fn a_file_that_is_no_cache_is_never_replaced() {
    let server = half_dead();
    let site = site(&[server.url("/fine")]);
    let before = files(&site.0);
    let output = check(&site, Path::new("content/index.md")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = "error[foreign-cache]: `content/index.md` is no list of external links, and is not replaced";
    assert_eq!(warnings(&output, &server), [message]);
    assert_eq!(files(&site.0), before);
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn a_named_cache_that_cannot_be_written_is_told() {
    let server = half_dead();
    let site = site(&[server.url("/fine")]);
    let output = check(&site, Path::new("docs.yaml/c.json")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let problems = warnings(&output, &server);
    assert!(problems.len() == 1 && problems[0].starts_with("error[io]: cannot "), "{problems:?}");
}

#[cfg(unix)]
#[test]
fn the_cache_lies_in_the_users_cache_folder() {
    let (server, home) = (half_dead(), Folder::new("home"));
    let site = site(&[server.url("/fine")]);
    let run = |name: &str, value: &Path| {
        let mut command = check_external(&site);
        command.arg("--external-allow-private");
        command.env_remove("XDG_CACHE_HOME").env_remove("HOME").env(name, value).output().unwrap()
    };
    run("XDG_CACHE_HOME", &home.path("caches"));
    run("HOME", &home.0);
    let kept: Vec<String> = files(&home.0).into_keys().collect();
    assert_eq!(kept, [".cache/floom-docs/external.json", "caches/floom-docs/external.json"]);
}

#[cfg(unix)]
#[test]
fn without_a_cache_folder_the_links_are_asked_all_the_same() {
    let server = half_dead();
    let site = site(&[server.url("/fine")]);
    let mut command = check_external(&site);
    command.arg("--external-allow-private");
    let output = command.env_remove("HOME").env("XDG_CACHE_HOME", "/dev/null/none").output().unwrap();
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 1 external link: 1 asked, 0 known");
}
