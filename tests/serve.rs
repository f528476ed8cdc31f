//! The preview server through its door: what it serves, to whom, and what it bears.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod served;
mod site;

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use served::Server;
use site::{Folder, built};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

fn folder() -> Folder {
    Folder::with(
        "serve",
        &[
            ("docs.yaml", CONFIG),
            ("content/index.md", "# Home\n\n[A](a.md)\n"),
            ("content/a.md", "# A\n\n![p](p.svg)\n"),
            ("content/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>"),
            ("content/public/robots.txt", "User-agent: *\n"),
            ("secret.txt", "secret\n"),
        ],
    )
}

#[test]
fn every_built_file_is_served_as_it_is_and_with_its_type() {
    let folder = folder();
    let server = Server::start(&folder.0);
    assert_eq!(server.base_path, "/docs/");
    let files = built(&folder.0, &folder.path("dist"));
    for (path, bytes) in files.iter().filter(|(path, _)| *path != ".floom-docs") {
        let answer = server.get(path);
        assert_eq!((answer.status, &answer.body), (200, bytes), "{path}");
        let expected = match path.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("png") => "image/png",
            Some("svg") => "image/svg+xml",
            Some("json") => "application/json",
            Some("xml") => "text/xml; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        };
        assert_eq!(answer.header("content-type"), Some(expected), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(server.get("a/").body, files["a/index.html"]);
    assert_eq!(server.get("a").header("location"), Some("/docs/a/"));
    assert_eq!(server.request("/", "").header("location"), Some("/docs/"));
    let missing = server.get("nowhere/");
    assert_eq!((missing.status, &missing.body), (404, &files["404.html"]));
}

#[test]
fn who_looks_at_a_page_gets_the_script_that_keeps_it_up_to_date_and_a_build_has_none() {
    let folder = folder();
    let server = Server::start(&folder.0);
    let page = server.request("/docs/", "Accept: text/html,*/*\r\n").text();
    assert!(page.contains("<script type=\"module\" src=\"/@floom/live.js\""));
    assert!(!server.get("").text().contains("@floom"));
    let files = built(&folder.0, &folder.path("dist"));
    assert!(files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("@floom")));
    let tag = server.get("").header("etag").unwrap().to_string();
    assert_eq!(server.request("/docs/", &format!("If-None-Match: {tag}\r\n")).status, 304);
}

/// Ways to write a path that leads out of a folder, and the like.
const TRAVERSALS: [&str; 42] = [
    "/../secret.txt",
    "/docs/../secret.txt",
    "/docs/../../secret.txt",
    "/docs/./../secret.txt",
    "/docs//../secret.txt",
    "/docs/a/../../../secret.txt",
    "/%2e%2e/secret.txt",
    "/docs/%2e%2e/secret.txt",
    "/docs/%2e%2e%2fsecret.txt",
    "/docs/..%2fsecret.txt",
    "/docs/%2e./secret.txt",
    "/docs/.%2e/secret.txt",
    "/docs/%252e%252e/secret.txt",
    "/docs/%252e%252e%252fsecret.txt",
    "/docs/..%252fsecret.txt",
    "/docs/..%c0%afsecret.txt",
    "/docs/%c0%ae%c0%ae/secret.txt",
    "/docs/..%5csecret.txt",
    "/docs/..\\secret.txt",
    "/docs/..\\..\\secret.txt",
    "/docs/%5c..%5csecret.txt",
    "/docs/....//secret.txt",
    "/docs/..../secret.txt",
    "/docs/..;/secret.txt",
    "/docs/%2e%2e;/secret.txt",
    "/docs/secret.txt",
    "/docs/secret.txt%00.html",
    "/docs/%00",
    "/docs/a/index.html%00",
    "/docs/%ff%fe",
    "/docs/a%",
    "/docs/%2",
    "/docs/%zz",
    "/docs/a/index.html::$DATA",
    "/docs/content/a.md",
    "/docs/docs.yaml",
    "/docs.yaml",
    "/@fs/secret.txt",
    "/docs/@fs/secret.txt",
    "/docs/file:///secret.txt",
    "//secret.txt",
    "/docs/?../../secret.txt#/../secret.txt",
];

#[test]
fn no_spelling_of_a_path_leads_out_of_what_was_built() {
    let folder = folder();
    let server = Server::start(&folder.0);
    let absolute = folder.path("secret.txt").display().to_string();
    let targets = TRAVERSALS.iter().map(|target| (*target).to_string());
    for target in targets.chain([absolute.clone(), format!("/docs/{absolute}"), format!("/docs/..{absolute}")]) {
        let answer = server.request(&target, "");
        assert!(!answer.text().contains("secret\n"), "{target}");
        let is_page = target.starts_with("/docs/?");
        assert!(is_page || [302, 400, 403, 404].contains(&answer.status), "{target}: {}", answer.head);
        assert!(answer.header("location").is_none_or(|to| to.starts_with("/docs/")), "{target}: {}", answer.head);
    }
    assert_eq!(server.get("").status, 200);
}

#[test]
fn another_hosts_name_gets_nothing() {
    let folder = folder();
    let server = Server::start(&folder.0);
    let port = server.address.port();
    let ask = |host: &str| server.send(format!("GET /docs/ HTTP/1.1\r\n{host}Connection: close\r\n\r\n").as_bytes());
    for host in [
        "Host: evil.example\r\n".to_string(),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: localhost.evil.example:{port}\r\n"),
        format!("Host: 127.0.0.1.nip.io:{port}\r\n"),
        format!("Host: 127.0.0.1:{}\r\n", port - 1),
        format!("Host: 0x7f000001:{port}\r\n"),
        format!("Host: 10.0.0.1:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_string(),
        "Host: [\r\n".to_string(),
        "Host: \r\n".to_string(),
        "Host: \0\r\n".to_string(),
        String::new(),
        format!("Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n"),
    ] {
        let answer = ask(&host);
        assert!([400, 403].contains(&answer.status), "{host:?}: {}", answer.head);
        assert!(!answer.text().contains("Home"));
    }
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(ask(&format!("Host: {host}:{port}\r\n")).status, 200, "{host}");
    }
    let evil = format!("GET http://evil.example/docs/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    assert_eq!(server.send(evil.as_bytes()).status, 403);
}

#[test]
fn another_site_hears_nothing_of_the_event_stream() {
    let folder = folder();
    let server = Server::start(&folder.0);
    let host = server.address;
    let ask = |headers: &str| {
        let mut stream = server.connect();
        stream.write_all(format!("GET /@floom/events HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n").as_bytes()).unwrap();
        stream
    };
    for headers in [
        "Origin: http://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: http://localhost.evil\r\n",
        "Origin: http://localhost:1\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
        "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n",
    ] {
        // A stream that is opened has no end: what it begins with is read.
        let mut status = [0; 12];
        ask(headers).read_exact(&mut status).unwrap();
        assert_eq!(String::from_utf8_lossy(&status), "HTTP/1.1 403", "{headers}");
        assert_eq!(server.get("").status, 200);
    }
    let mut stream = ask(&format!("Origin: http://{host}\r\n"));
    let mut heard = String::new();
    let mut bytes = [0; 4096];
    while !heard.contains("data: ") {
        let count = stream.read(&mut bytes).unwrap();
        assert!(count > 0, "{heard}");
        heard.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    assert!(heard.starts_with("HTTP/1.1 200") && heard.contains("text/event-stream"), "{heard}");
    assert!(!heard.to_lowercase().contains("access-control-allow-origin"));
}

#[test]
fn only_reading_is_allowed() {
    let folder = folder();
    let server = Server::start(&folder.0);
    let host = server.address;
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"] {
        let target = if method == "CONNECT" { host.to_string() } else { "/docs/".to_string() };
        let request =
            format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let status = server.send(request.as_bytes()).status;
        assert!([400, 403, 405].contains(&status), "{method}: {status}");
    }
    let smuggled = format!(
        "GET /docs/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"
    );
    server.send(smuggled.as_bytes());
    for nonsense in
        [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", b"\0\0\0\0\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    {
        assert_ne!(server.send(nonsense).status, 200);
    }
    assert_eq!(server.get("").status, 200);
}

#[test]
fn huge_headers_are_refused() {
    let folder = folder();
    let server = Server::start(&folder.0);
    let answer = server.request("/docs/", &format!("X-Long: {}\r\n", "a".repeat(1_000_000)));
    assert!([0, 400, 431].contains(&answer.status), "{}", answer.head);
    let many: String = (0..5_000).map(|number| format!("X-{number}: a\r\n")).collect();
    assert!([0, 400, 431].contains(&server.request("/docs/", &many).status));
    assert!([0, 400, 414, 431].contains(&server.request(&format!("/docs/{}", "a".repeat(1_000_000)), "").status));
    assert_eq!(server.get("").status, 200);
}

#[test]
fn slow_and_silent_readers_keep_nobody_out() {
    let folder = folder();
    let mut server = Server::start(&folder.0);
    // As many as this process may have open; the server holds no more than it can bear, the oldest make room.
    let mut open = Vec::new();
    for number in 0..10_000 {
        let Ok(mut stream) = std::net::TcpStream::connect(server.address) else { break };
        if number % 3 == 0 {
            let _ = stream.write_all(b"GET /docs/ HTTP/1.1\r\nHost: ");
        }
        open.push(stream);
        if number % 2_000 == 0 {
            assert_eq!(server.get("").status, 200, "with {number} open");
        }
    }
    println!("{} connections", open.len());
    if open.len() < 10_000 {
        // The system gives this process no more: one is closed, so that another can ask.
        open.truncate(open.len().saturating_sub(16));
    }
    assert!(open.len() > 200);
    let start = Instant::now();
    assert_eq!(server.get("").status, 200);
    assert!(server.is_running());
    let deadline = start + Duration::from_secs(20);
    // Those that had to make room are closed, one that has not been silent for long too.
    let mut young = open.swap_remove(open.len().saturating_sub(500));
    young.set_read_timeout(Some(deadline - start)).unwrap();
    let end = young.read(&mut [0; 64]);
    let is_closed = |error: &std::io::Error| error.kind() != std::io::ErrorKind::WouldBlock;
    assert!(end.as_ref().map_or_else(is_closed, |count| *count == 0), "{end:?}");
    assert_eq!(server.get("a/").status, 200);
}

#[test]
fn a_port_that_is_taken_leads_to_the_next() {
    let folder = folder();
    let first = Server::start(&folder.0);
    let port = first.address.port();
    let second = Server::start_with(&folder.0, &["--port", &port.to_string()]);
    assert!(second.address.port() > port);
    assert_eq!((first.get("").status, second.get("").status), (200, 200));
}

#[test]
fn it_is_served_to_this_machine_alone_unless_a_host_is_given_with_a_warning() {
    let folder = folder();
    let server = Server::start(&folder.0);
    assert!(server.address.ip().is_loopback());
    let open = Server::start_with(&folder.0, &["--port", "0", "--host", "0.0.0.0"]);
    let (_, err) = open.end();
    assert!(err.contains("warning: with --host"), "{err}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once_and_leaves_nothing_behind() {
    let folder = folder();
    let before = site::files(&folder.0);
    let server = Server::start(&folder.0);
    let address = server.address;
    let mut stream = server.connect();
    stream.write_all(format!("GET /@floom/events HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).unwrap();
    let killed = std::process::Command::new("kill").args(["-INT", &server.id().to_string()]).status().unwrap();
    assert!(killed.success());
    server.wait();
    assert_eq!(site::files(&folder.0), before);
    assert!(std::net::TcpListener::bind(address).is_ok());
}

#[test]
fn an_unknown_editor_is_told() {
    let folder = folder();
    let output =
        site::floom_docs().args(["serve", "--editor", "javascript:{path}", "--site"]).arg(&folder.0).output().unwrap();
    assert!(!output.status.success());
    assert!(site::stderr(&output).starts_with("error[unknown-editor]"), "{}", site::stderr(&output));
}
