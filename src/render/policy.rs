//! The Content-Security-Policy: the one place that writes it, for pages and for the headers of a host.

use std::collections::BTreeMap;

use crate::external::address;

/// A list of hosts longer than this is none: hosts refuse header lines of more than some 2,000 bytes.
const MAX_HOSTS_BYTES: usize = 1_500;

/// How often each host of images is needed.
pub type Hosts = BTreeMap<String, usize>;

/// What a page may load. Images come from this site and from the given hosts, all else from this site alone; a search
/// server may be asked.
pub fn policy<'h>(image_hosts: impl IntoIterator<Item = &'h str>, search_host: Option<&str>) -> String {
    let mut images = "'self' data:".to_string();
    for host in image_hosts {
        images.push(' ');
        images.push_str(host);
    }
    let asked = search_host.map(|host| format!(" {host}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'{asked}; \
         font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'"
    )
}

/// The host of an image's URL as a policy names it; none for one that a policy cannot name.
pub fn host(url: &str) -> Option<String> {
    let origin = match url.strip_prefix("//") {
        Some(rest) => address::origin(&format!("https://{rest}"))?.strip_prefix("https://")?.to_string(),
        None => address::origin(url)?,
    };
    let bare = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    // `*` would stand for every host, and `;` would begin another rule.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    (!bare.is_empty() && bare.chars().all(is_plain)).then_some(origin)
}

/// Files whose names carry a hash of what is in them: the parts of the search index, without the list of them.
const HASHED: [&str; 5] = ["assets/*", "search/d*.json", "search/norms.*.json", "search/p/*.json", "search/t*.json"];
/// Texts of which some hosts do not say that they are UTF-8, by their types.
const UTF_8: [(&str, &str); 3] =
    [("*.md", "text/markdown"), ("llms.txt", "text/plain"), ("llms-full.txt", "text/plain")];

/// The file by which Netlify, Cloudflare Pages and others send headers: what the pages carry, and what only a header can
/// say.
pub fn headers(base_path: &str, image_hosts: &Hosts, search_host: Option<&str>) -> String {
    let hosts: Vec<&str> = image_hosts.keys().map(String::as_str).collect();
    let policy = match hosts.iter().map(|host| host.len() + 1).sum::<usize>() > MAX_HOSTS_BYTES {
        // Each page still carries its own hosts, and a browser heeds both.
        true => policy(["https:", "http:"], search_host),
        false => policy(hosts, search_host),
    };
    let hashed = HASHED.map(|path| rule(base_path, path, "Cache-Control: public, max-age=31536000, immutable"));
    let texts = UTF_8.map(|(path, kind)| rule(base_path, path, &format!("Content-Type: {kind}; charset=utf-8")));
    format!(
        "{base_path}*
  Content-Security-Policy: {policy}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
{}{}",
        hashed.concat(),
        texts.concat()
    )
}

fn rule(base_path: &str, path: &str, header: &str) -> String {
    format!("\n{base_path}{path}\n  {header}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_image_is_named_and_what_would_change_the_policy_is_not() {
        let hosts = ["https://a.example/x.png", "HTTP://A.example:8080/x", "//cdn.example/x", "https://u:p@b.example/"];
        let named = ["https://a.example", "http://a.example:8080", "cdn.example", "https://b.example"];
        assert_eq!(hosts.map(host), named.map(|name| Some(name.to_string())));
        assert_eq!(host("https://bücher.example/x.png").as_deref(), Some("https://xn--bcher-kva.example"));
        for url in ["https://*/x", "https://*.com/x", "https://a;script-src/x", "https://a'b/x", "https://[::1]/x", "x"]
        {
            assert_eq!(host(url), None, "{url}");
        }
    }

    #[test]
    fn a_search_server_may_be_asked_and_nothing_is_loaded_from_it() {
        let policy = policy([], Some("https://search.example"));
        assert_eq!(policy.matches("search.example").count(), 1);
        assert!(policy.contains("; connect-src 'self' https://search.example; "), "{policy}");
        assert!(headers("/", &Hosts::new(), Some("https://search.example")).contains(&policy));
    }

    #[test]
    fn more_hosts_than_a_header_holds_are_all_hosts() {
        let few = Hosts::from([("https://a.example".to_string(), 1)]);
        assert!(headers("/", &few, None).contains("img-src 'self' data: https://a.example; "));
        let many: Hosts = (0..200).map(|number| (format!("https://{number}.example"), 1)).collect();
        assert!(headers("/", &many, None).contains("img-src 'self' data: https: http:; "));
        assert!(headers("/", &many, None).lines().all(|line| line.len() < 2_000));
    }
}
