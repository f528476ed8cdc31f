//! Which addresses are asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// An address that may be asked, without its fragment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(Url);

/// How far the program reaches out.
pub struct Reach {
    own: Option<Url>,
    allow_private: bool,
}

/// What is to be done about a link.
#[derive(Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Its host can be asked.
    Ask(Address),
    /// It leads to this site or a private place, holds a password, or is no web address.
    LeaveAlone,
    /// It cannot be read.
    Malformed,
}

/// Scheme, host and port of a web address, as browsers read it: `https://example.com`.
pub fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url.origin().ascii_serialization())
}

/// Whether a web address carries a name or a password.
pub fn has_credentials(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| !url.username().is_empty() || url.password().is_some())
}

impl Address {
    /// The address as it is asked for.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host, without its port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl Reach {
    /// Everything but the site at `base_url` and, unless allowed, private addresses.
    pub fn new(base_url: &str, allow_private: bool) -> Self {
        Self { own: Url::parse(base_url).ok(), allow_private }
    }

    /// Judges a link as it is written.
    pub fn judge(&self, written: &str) -> Judgement {
        match Url::parse(written) {
            Ok(url) if self.own.as_ref().is_some_and(|own| is_within(&url, own)) => Judgement::LeaveAlone,
            Ok(url) => self.address(url).map_or(Judgement::LeaveAlone, Judgement::Ask),
            Err(_) => Judgement::Malformed,
        }
    }

    /// Where a redirect leads, if that may be asked too.
    pub fn follow(&self, from: &Address, location: &str) -> Option<Address> {
        self.address(from.0.join(location).ok()?)
    }

    fn address(&self, mut url: Url) -> Option<Address> {
        let is_public = !url.host().is_none_or(|host| is_private(&host));
        let holds_password = !url.username().is_empty() || url.password().is_some();
        url.set_fragment(None);
        let is_web = matches!(url.scheme(), "http" | "https");
        (is_web && !holds_password && (is_public || self.allow_private)).then_some(Address(url))
    }
}

/// Whether a URL lies below the site's own, by either of `http` and `https`.
fn is_within(url: &Url, own: &Url) -> bool {
    let folder = own.path().trim_end_matches('/');
    let rest = url.path().strip_prefix(folder);
    url.host() == own.host()
        && url.port() == own.port()
        && rest.is_some_and(|rest| matches!(rest.get(..1), None | Some("/")))
}

fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(address) => is_private_v4(*address),
        Host::Ipv6(address) => is_private_v6(*address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    IpAddr::V4(address).is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.octets()[0] == 0
        || address.is_broadcast()
        || is_shared
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.to_ipv4_mapped().is_some_and(is_private_v4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(written: &str) -> String {
        match Reach::new("https://floom.dev/docs/", false).judge(written) {
            Judgement::Ask(address) => address.as_str().to_string(),
            Judgement::LeaveAlone => "left alone".to_string(),
            Judgement::Malformed => "malformed".to_string(),
        }
    }

    #[test]
    fn private_addresses_are_left_alone_however_they_are_written() {
        for private in [
            "http://localhost/",
            "http://LOCALHOST./x",
            "http://a.localhost:8080",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0.0.0.0/",
            "http://10.1.2.3/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://100.64.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
        ] {
            assert_eq!(judge(private), "left alone", "{private}");
        }
        assert_eq!(judge("http://8.8.8.8/"), "http://8.8.8.8/");
        assert_eq!(judge("http://localhost.example.com/"), "http://localhost.example.com/");
    }

    #[test]
    fn the_site_itself_passwords_and_other_schemes_are_left_alone() {
        for alone in [
            "https://floom.dev/docs/",
            "https://floom.dev/docs",
            "http://floom.dev/docs/a/?b#c",
            "https://user:secret@example.com/",
            "https://user@example.com/",
            "mailto:a@b.c",
            "tel:1",
        ] {
            assert_eq!(judge(alone), "left alone", "{alone}");
        }
        assert_eq!(judge("https://floom.dev/docsearch"), "https://floom.dev/docsearch");
        assert_eq!(judge("https://floom.dev:8443/docs/"), "https://floom.dev:8443/docs/");
    }

    #[test]
    fn addresses_are_asked_for_as_a_browser_would() {
        assert_eq!(judge(" HTTPS://Example.COM/a b?c#d "), "https://example.com/a%20b?c");
        assert_eq!(judge("https://bücher.example/ü"), "https://xn--bcher-kva.example/%C3%BC");
        assert_eq!(judge("https://[::1"), "malformed");
    }

    #[test]
    fn a_redirect_cannot_lead_where_a_link_may_not() {
        let reach = Reach::new("https://floom.dev/", false);
        let Judgement::Ask(from) = reach.judge("https://example.com/a/b") else { panic!("it is public") };
        let follow = |location| reach.follow(&from, location).map(|address| address.as_str().to_string());
        assert_eq!(follow("../c#d").as_deref(), Some("https://example.com/c"));
        assert_eq!(follow("//example.org/").as_deref(), Some("https://example.org/"));
        assert_eq!(follow("http://127.0.0.1/"), None);
        assert_eq!(follow("file:///etc/passwd"), None);
        assert_eq!(follow("https://a:b@example.com/"), None);
    }
}
