//! Files beside the pages, and the theme: names that carry a hash of their content, so that a browser may keep them forever.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::render::active;
use crate::resolve::links::{PUBLIC, encoded};
use crate::source::OutPath;

/// A file beside the pages, as it is published.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Where it is written.
    pub out: OutPath,
    /// Its URL below the site's base path.
    pub url: String,
    /// Width and height in pixels, if it is an image that tells them.
    pub size: Option<(u64, u64)>,
    /// Why it is published only if the site's owner trusts it.
    pub active: Option<Diagnostic>,
}

/// A file beside the pages, by its path below the content folder.
pub fn name_asset(path: &str, bytes: &[u8]) -> Asset {
    let out = match path.strip_prefix(PUBLIC) {
        Some(public) => public.to_string(),
        None => {
            let name = path.rsplit('/').next().unwrap_or(path);
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
            format!("assets/{stem}.{}.{extension}", hash(&[bytes]))
        }
    };
    Asset { url: encoded(&out), out: OutPath(out), size: image_size(path, bytes), active: active::judge(path, bytes) }
}

/// Ten hexadecimal digits that stand for the bytes.
pub fn hash(parts: &[&[u8]]) -> String {
    digest(parts)[..10].to_string()
}

/// All digits that stand for the bytes.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher.finalize().to_hex().to_string()
}

fn image_size(path: &str, bytes: &[u8]) -> Option<(u64, u64)> {
    if path.to_ascii_lowercase().ends_with(".svg") {
        return svg_size(std::str::from_utf8(bytes).ok()?);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u64::try_from(size.width).ok()?, u64::try_from(size.height).ok()?))
}

/// Width and height of the root element, or the size of its `viewBox`.
fn svg_size(svg: &str) -> Option<(u64, u64)> {
    let start = svg.find("<svg")?;
    let root = &svg[start..start + svg[start..].find('>')?];
    let attribute = |name: &str| {
        let at = root.find(&format!(" {name}="))? + name.len() + 2;
        let quote = root[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        root[at + 1..].split(quote).next()
    };
    let pixels = |text: &str| text.trim_end_matches("px").parse::<f64>().ok().filter(|n| *n >= 1.0 && *n < 1e6);
    let explicit = attribute("width").and_then(pixels).zip(attribute("height").and_then(pixels));
    let boxed = || {
        let numbers: Vec<f64> = attribute("viewBox")?.split([' ', ',']).filter_map(|n| n.parse().ok()).collect();
        (numbers.len() == 4 && numbers[2] >= 1.0 && numbers[3] >= 1.0).then(|| (numbers[2], numbers[3]))
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are between 1 and a million")]
    explicit.or_else(boxed).map(|(width, height)| (width.min(1e6).round() as u64, height.min(1e6).round() as u64))
}

/// The theme as it is published.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Its folder below the site's base path, without slash at the end.
    pub url: String,
    /// Its files.
    pub outputs: BTreeMap<OutPath, Arc<[u8]>>,
}

/// Joins the style sheets to one, `layers.css` first since it sets the order of layers, and gives all one hashed folder:
/// modules keep their relative imports that way.
pub fn bundle_theme(files: &BTreeMap<String, Arc<[u8]>>) -> Theme {
    let is_sheet = |path: &&String| path.starts_with("css/") && path.ends_with(".css");
    let first = files.keys().filter(|path| *path == "css/layers.css");
    let others = files.keys().filter(is_sheet).filter(|path| *path != "css/layers.css");
    let css = first
        .chain(others)
        .map(|path| String::from_utf8_lossy(&files[path]).trim().to_string() + "\n")
        .collect::<String>();
    // `js/search.bundle.js` is made of these.
    let is_source = |path: &str| path.starts_with("js/search/");
    let is_published = |(path, _): &(&String, _)| !(is_sheet(path) || is_source(path));
    let mut outputs: BTreeMap<String, Arc<[u8]>> =
        files.iter().filter(is_published).map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    outputs.insert("site.css".to_string(), css.into_bytes().into());
    let parts: Vec<&[u8]> = outputs.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes]).collect();
    let url = format!("assets/theme.{}", hash(&parts));
    let outputs = outputs.into_iter().map(|(path, bytes)| (OutPath(format!("{url}/{path}")), bytes)).collect();
    Theme { url, outputs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_tells_its_size_by_attributes_or_view_box() {
        assert_eq!(svg_size("<svg width=\"12px\" height='8'>"), Some((12, 8)));
        assert_eq!(svg_size("<?xml?><svg viewBox=\"0 0 24 16.4\">"), Some((24, 16)));
        assert_eq!(svg_size("<svg width=\"100%\">"), None);
    }
}
