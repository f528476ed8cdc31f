//! Old addresses for hosts that send readers on themselves: Netlify and Cloudflare Pages, nginx, Vercel.

use std::collections::BTreeMap;

use serde_json::json;

use crate::render::viewer::Viewer;
use crate::resolve::links::encoded;
use crate::source::OutPath;

/// A list for each host; none if the site has no old address.
pub fn files(viewer: &Viewer) -> Vec<(OutPath, String)> {
    let redirects = rules(&viewer.site_view.base_path, &viewer.redirects());
    if redirects.is_empty() {
        return Vec::new();
    }
    let netlify: String = redirects.iter().map(|(from, to)| format!("{} {to} 301\n", encoded(from))).collect();
    let nginx: String = redirects
        .iter()
        .map(|(from, to)| {
            format!("location = \"{}\" {{ return 301 \"{}\"; }}\n", quoted(from), quoted(&to.replace('$', "%24")))
        })
        .collect();
    let vercel: Vec<_> = redirects
        .iter()
        .map(|(from, to)| json!({ "source": pattern(&encoded(from)), "destination": to, "permanent": true }))
        .collect();
    let vercel = serde_json::to_string_pretty(&json!({ "redirects": vercel })).unwrap_or_default() + "\n";
    let file = |name: &str, text| (OutPath(name.to_string()), text);
    vec![file("_redirects", netlify), file("redirects.nginx.conf", nginx), file("vercel.json", vercel)]
}

/// The path that is asked for and where it leads; an address is asked for with a slash at its end and without.
fn rules(base_path: &str, redirects: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let forms = |address: &str| match address {
        "" => vec![base_path.to_string()],
        file if file.ends_with(".html") => vec![format!("{base_path}{file}")],
        folder => vec![format!("{base_path}{folder}"), format!("{base_path}{folder}/")],
    };
    let rules =
        redirects.iter().flat_map(|(address, to)| forms(address).into_iter().map(move |from| (from, to.clone())));
    rules.collect()
}

/// nginx reads escapes in quotes, and variables where readers are sent to.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Vercel reads patterns.
fn pattern(path: &str) -> String {
    path.replace('(', "\\(").replace(')', "\\)").replace(':', "\\:").replace('*', "\\*").replace('+', "\\+")
}
