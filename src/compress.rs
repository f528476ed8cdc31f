//! Texts of the output in the encodings that hosts send without work of their own: gzip and Brotli.

use std::collections::BTreeSet;
use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use rayon::prelude::*;

use crate::pipeline::Outputs;
use crate::source::OutPath;
use crate::source::names::folded;

/// Endings of texts; pictures, fonts and archives are compressed already.
const TEXTS: [&str; 15] =
    ["atom", "css", "csv", "htm", "html", "js", "json", "map", "md", "mjs", "rss", "svg", "txt", "webmanifest", "xml"];
/// Fewer fit into one packet either way.
const MIN_BYTES: usize = 256;
/// Gzip's best. Brotli's best takes ten times as long as the level two below it, for one byte in ten.
const GZIP_LEVEL: Compression = Compression::best();
const BROTLI_LEVEL: i32 = 9;

/// An encoding: what its files end with, and how they are made.
type Encoding = (&'static str, fn(&[u8]) -> io::Result<Vec<u8>>);

const ENCODINGS: [Encoding; 2] = [("br", brotli), ("gz", gzip)];

/// The files to stand beside those of a part of the output: each text in each encoding in which it is smaller, where
/// nothing of that name is, in this part or in one before.
pub fn compressed(outputs: &Outputs, before: &BTreeSet<OutPath>) -> Outputs {
    let taken = taken(outputs.keys().chain(before));
    let texts: Vec<_> = outputs.iter().filter(|(path, bytes)| is_text(&path.0) && bytes.len() >= MIN_BYTES).collect();
    let pairs = texts.par_iter().flat_map_iter(|text| ENCODINGS.iter().map(move |encoding| (text, encoding)));
    let files = pairs.filter_map(|((path, bytes), (ending, encode))| {
        let out = OutPath(format!("{}.{ending}", path.0));
        let is_free = !taken.contains(folded(&out.0).as_ref());
        let encoded = is_free.then(|| encode(bytes).expect("memory can always be written"))?;
        (encoded.len() < bytes.len()).then(|| (out, encoded.into()))
    });
    files.collect()
}

/// The files of the output and their folders, as a system sees them that does not tell small letters from large ones.
fn taken<'o>(files: impl Iterator<Item = &'o OutPath>) -> BTreeSet<String> {
    let whole = files.map(|path| folded(&path.0).into_owned());
    let folders = |path: String| -> Vec<String> {
        let ends = path.match_indices('/').map(|(at, _)| path[..at].to_string());
        ends.chain([path.clone()]).collect()
    };
    whole.flat_map(folders).collect()
}

fn is_text(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| TEXTS.contains(&ending.as_str()))
}

/// Without a name and a time, so that the same text gives the same bytes.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), GZIP_LEVEL);
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let options = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_LEVEL,
        size_hint: bytes.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut encoded = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut encoded, &options)?;
    Ok(encoded)
}
