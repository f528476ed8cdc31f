//! `check --external`: the program against little servers on this machine.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod caching;
mod server;
#[path = "../site/mod.rs"]
mod site;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use server::{Request, Server, asked, check, check_external, dead, last_line, say, site, warnings};
use site::{Folder, floom_docs, stderr, stdout};

#[test]
fn a_link_that_answers_is_asked_once_by_head() {
    let server = Server::saying("200 OK");
    let output = asked(&[server.url("/a"), server.url("/b")]);
    assert_eq!(server.asked(), ["HEAD /a", "HEAD /b"]);
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 2 external links: 2 asked, 0 known");
}

#[test]
fn nothing_is_asked_without_the_option() {
    let server = Server::saying("404 Not Found");
    let output = floom_docs().arg("check").current_dir(&site(&[server.url("/")]).0).output().unwrap();
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings");
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn a_dead_link_is_told_wherever_it_stands_and_asked_once() {
    let server = Server::saying("404 Not Found");
    let (plain, anchor) = (server.url("/gone"), server.url("/gone#here"));
    let pages = [
        ("docs.yaml", "title: Test\n".to_string()),
        ("content/a.md", format!("# A\n\n{plain} {plain} <a href=\"{plain}\">x</a>\n")),
        ("content/b.md", format!("# B\n\n[a]({plain}) ![b]({anchor})\n")),
    ];
    let site = Folder::with("places", &pages.each_ref().map(|(path, text)| (*path, text.as_str())));
    let cache = Folder::new("cache");
    let output = check(&site, &cache.path("c.json")).args(["--format", "json"]).output().unwrap();
    let problems: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let places: Vec<_> = problems.as_array().unwrap().iter().map(place).collect();
    let length = plain.len();
    let expected = [("a", 1), ("a", length + 2), ("a", 2 * length + 12), ("b", 5), ("b", length + 12)];
    assert_eq!(places, expected.map(|(page, column)| format!("content/{page}.md:3:{column}")));
    assert_eq!(problems[0]["code"], "dead-external-link");
    assert_eq!(problems[0]["message"], format!("`{plain}` answers 404 Not Found"));
    assert_eq!(problems[4]["message"], format!("`{anchor}` answers 404 Not Found"));
    assert_eq!(server.asked(), ["GET /gone", "HEAD /gone"]);
}

fn place(problem: &serde_json::Value) -> String {
    let start = &problem["start"];
    format!("{}:{}:{}", problem["path"].as_str().unwrap(), start["line"], start["column"])
}

#[test]
fn a_dead_link_fails_a_strict_check() {
    let server = Server::saying("410 Gone");
    let site = site(&[server.url("/")]);
    let cache = Folder::new("cache");
    let output = check(&site, &cache.path("c.json")).arg("--strict").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(warnings(&output, &server), dead("`http://HOST/` answers 410 Gone"));
    let last = "the site does not pass: 0 errors, 1 warning; 1 external link: 1 asked, 0 known\n";
    assert!(stderr(&output).ends_with(last), "{}", stderr(&output));
}

#[test]
fn a_host_that_refuses_head_is_asked_by_get() {
    for refusal in
        ["400 Bad Request", "403 Forbidden", "404 Not Found", "405 Method Not Allowed", "501 Not Implemented"]
    {
        let server = Server::new(move |request, stream| {
            say(stream, if request.line.starts_with("HEAD") { refusal } else { "200 OK" });
        });
        let output = asked(&[server.url("/")]);
        assert_eq!(warnings(&output, &server), Vec::<String>::new());
        assert_eq!(server.asked(), ["GET /", "HEAD /"]);
    }
}

#[test]
fn hosts_that_turn_programs_away_are_not_dead() {
    for (status, requests) in [("401 Unauthorized", 2), ("403 Forbidden", 2), ("429 Too Many Requests", 3)] {
        let server = Server::saying(status);
        let output = asked(&[server.url("/")]);
        assert_eq!(warnings(&output, &server), Vec::<String>::new());
        assert_eq!(server.asked().len(), requests, "{status}");
    }
}

#[test]
fn a_host_that_is_down_for_a_moment_is_asked_again() {
    let server = Server::new(|request, stream| {
        say(stream, if request.before < 2 { "503 Service Unavailable" } else { "200 OK" });
    });
    let output = asked(&[server.url("/")]);
    assert_eq!(warnings(&output, &server), Vec::<String>::new());
    assert_eq!(server.asked(), ["GET /", "GET /", "GET /", "HEAD /"]);
}

#[test]
fn a_host_that_stays_down_is_told() {
    let server = Server::saying("503 Service Unavailable");
    let output = asked(&[server.url("/")]);
    assert_eq!(warnings(&output, &server), dead("`http://HOST/` answers 503 Service Unavailable"));
    assert_eq!(server.asked(), ["GET /", "GET /", "GET /", "HEAD /"]);
}

#[test]
fn a_host_that_wants_to_be_left_alone_for_long_is_not_asked_again() {
    for wait in ["3600", "Wed, 21 Oct 2037 07:28:00 GMT"] {
        let server = Server::new(move |_, stream| {
            say(stream, &format!("429 Too Many Requests\r\nRetry-After: {wait}"));
        });
        let output = asked(&[server.url("/")]);
        assert_eq!(warnings(&output, &server), Vec::<String>::new());
        assert_eq!(server.asked(), ["HEAD /"]);
    }
}

/// Leads from `/5` over `/4`… to `/0`, and from `/loop` to itself.
fn redirecting() -> Server {
    Server::new(|request, stream| match request.line.rsplit('/').next().unwrap() {
        "0" => say(stream, "200 OK"),
        "loop" => say(stream, "302 Found\r\nLocation: /loop\r\nSet-Cookie: a=b"),
        "ftp" => say(stream, "301 Moved Permanently\r\nLocation: ftp://example.com/"),
        "gone" => say(stream, "404 Not Found"),
        "to-gone" => say(stream, "308 Permanent Redirect\r\nLocation: gone"),
        "no-location" => say(stream, "304 Not Modified"),
        steps => {
            let next = steps.parse::<u32>().unwrap() - 1;
            say(stream, &format!("301 Moved Permanently\r\nLocation: ./{next}#part"));
        }
    })
}

#[test]
fn five_redirects_are_followed_and_not_told() {
    let server = redirecting();
    let output = asked(&[server.url("/5"), server.url("/no-location")]);
    assert_eq!(warnings(&output, &server), Vec::<String>::new());
    assert_eq!(server.asked(), ["HEAD /0", "HEAD /1", "HEAD /2", "HEAD /3", "HEAD /4", "HEAD /5", "HEAD /no-location"]);
}

#[test]
fn redirects_without_end_are_told() {
    let server = redirecting();
    let output = asked(&[server.url("/loop")]);
    assert_eq!(warnings(&output, &server), dead("`http://HOST/loop` does not answer: it redirects again and again"));
    assert_eq!(server.asked().len(), 12);
    assert!(server.requests.lock().unwrap().iter().all(|request| !request.headers.to_lowercase().contains("cookie")));
}

#[test]
fn what_stands_at_the_end_of_a_redirect_counts() {
    let server = redirecting();
    let output = asked(&[server.url("/to-gone")]);
    assert_eq!(warnings(&output, &server), dead("`http://HOST/to-gone` answers 404 Not Found"));
}

#[test]
fn a_redirect_to_no_web_address_is_told() {
    let server = redirecting();
    let output = asked(&[server.url("/ftp")]);
    let message = "`http://HOST/ftp` does not answer: it redirects to no public web address";
    assert_eq!(warnings(&output, &server), dead(message));
}

#[test]
fn a_host_that_never_answers_times_out() {
    let server = Server::new(|_, stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let site = site(&[server.url("/")]);
    let cache = Folder::new("cache");
    let mut command = check_external(&site);
    command.args(["--external-allow-private", "--external-timeout-ms", "200", "--external-cache"]);
    let output = command.arg(cache.path("c.json")).output().unwrap();
    assert_eq!(warnings(&output, &server), dead("`http://HOST/` does not answer: timed out"));
}

#[test]
fn a_host_that_hangs_up_is_asked_three_times() {
    let server = Server::new(|_, _| {});
    let output = asked(&[server.url("/")]);
    assert_eq!(warnings(&output, &server), dead("`http://HOST/` does not answer: the connection was closed"));
    assert_eq!(server.asked(), ["GET /", "GET /", "HEAD /"]);
}

#[test]
fn a_port_where_nothing_listens_is_told() {
    let server = Server { port: unused_port(), requests: Arc::default() };
    let output = asked(&[server.url("/")]);
    assert_eq!(warnings(&output, &server), dead("`http://HOST/` does not answer: the connection was refused"));
}

fn unused_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_body_without_end_is_not_read() {
    let server = Server::new(|request, stream| {
        if request.line.starts_with("HEAD") {
            return say(stream, "405 Method Not Allowed");
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let output = asked(&[server.url("/")]);
    assert_eq!(warnings(&output, &server), Vec::<String>::new());
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 1 external link: 1 asked, 0 known");
}

#[test]
fn headers_without_end_and_what_is_no_http_are_told() {
    let endless: fn(&Request, &mut TcpStream) = |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"X-Again: and again\r\n").is_ok() {}
    };
    let banner: fn(&Request, &mut TcpStream) = |_, stream| drop(stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"));
    for answer in [endless, banner] {
        let server = Server::new(answer);
        let output = asked(&[server.url("/")]);
        assert_eq!(warnings(&output, &server), dead("`http://HOST/` does not answer: what it sends is not HTTP"));
    }
}

#[test]
fn the_program_says_who_it_is_and_sends_no_fragment() {
    let server = Server::saying("200 OK");
    asked(&[server.url("/a?b=c#d")]);
    assert_eq!(server.asked(), ["HEAD /a?b=c"]);
    let headers = server.requests.lock().unwrap()[0].headers.to_lowercase();
    let agent = format!("user-agent: floom-docs/{} (link check)", env!("CARGO_PKG_VERSION"));
    assert!(headers.lines().any(|line| line == agent), "{headers}");
    assert!(!headers.contains("cookie") && !headers.contains("authorization"), "{headers}");
}

#[test]
fn what_is_not_a_readers_to_reach_is_not_asked() {
    let server = Server::saying("404 Not Found");
    let own = server.url("/docs/");
    let links = [
        server.url("/docs/a/"),
        format!("http://user:secret@127.0.0.1:{}/", server.port),
        "mailto:a@example.com".to_string(),
        "tel:1".to_string(),
    ];
    let site = site(&links);
    site.write("docs.yaml", &format!("title: Test\nbase_url: {own}\n"));
    site.write("content/draft.md", &format!("---\ndraft: true\n---\n[x]({})\n", server.url("/draft")));
    let cache = Folder::new("cache");
    let output = check(&site, &cache.path("c.json")).output().unwrap();
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 0 external links: 0 asked, 0 known");
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn this_machine_is_not_asked_unless_the_tests_say_so() {
    let server = Server::saying("404 Not Found");
    let site = site(&[server.url("/"), format!("http://localhost:{}/", server.port)]);
    let cache = Folder::new("cache");
    let output = check_external(&site).arg("--external-cache").arg(cache.path("c.json")).output().unwrap();
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 0 external links: 0 asked, 0 known");
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn an_address_that_cannot_be_read_is_told() {
    let server = Server::saying("200 OK");
    let output = asked(&["https://a.example:port/".to_string()]);
    let message = "`https://a.example:port/` does not answer: it is not a web address";
    assert_eq!(warnings(&output, &server), dead(message));
}

#[test]
fn one_host_is_asked_by_two_at_once_and_by_no_more() {
    let (under_way, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let pairs = Barrier::new(2);
    let seen = most.clone();
    let server = Server::new(move |_, stream| {
        seen.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        pairs.wait();
        under_way.fetch_sub(1, Ordering::SeqCst);
        say(stream, "200 OK");
    });
    let urls: Vec<String> = (0..8).map(|number| server.url(&format!("/{number}"))).collect();
    let output = asked(&urls);
    assert_eq!(last_line(&output), "checked 1 page, 0 warnings; 8 external links: 8 asked, 0 known");
    assert_eq!((server.asked().len(), most.load(Ordering::SeqCst)), (8, 2));
}
