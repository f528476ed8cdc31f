//! Texts of the output that are compressed by the build, for hosts that send such files as they stand.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use site::{Folder, built, files, floom_docs, own_site, stderr};

type Files = BTreeMap<String, Vec<u8>>;

fn compressed(site: &Path, out: &Path, threads: &str) -> Files {
    let mut command = floom_docs();
    command.args(["build", "--precompress", "--site"]).arg(site).arg("--out").arg(out);
    let output = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    files(out)
}

fn small_site() -> Folder {
    let text = "# Home\n\nOwls sleep by day and hunt by night.\n\n![Dot](dot.png)\n";
    Folder::with(
        "precompressed",
        &[("docs.yaml", "title: Owls\n"), ("content/index.md", text), ("content/dot.png", &"owl".repeat(500))],
    )
}

fn decoded(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    match path.ends_with(".gz") {
        true => flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap(),
        false => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut text).unwrap(),
    };
    text
}

fn plain(path: &str) -> Option<&str> {
    path.strip_suffix(".gz").or_else(|| path.strip_suffix(".br"))
}

#[test]
fn each_compressed_file_is_smaller_and_holds_the_bytes_of_the_one_beside_it() {
    let folder = Folder::new("precompressed-own");
    let files = compressed(own_site(), &folder.path("dist"), "2");
    let pairs: Vec<_> = files.iter().filter_map(|(path, bytes)| Some((path, plain(path)?, bytes))).collect();
    assert!(pairs.len() > 300, "{}", pairs.len());
    for (path, plain, bytes) in &pairs {
        assert!(bytes.len() < files[*plain].len(), "{path}");
        assert_eq!(decoded(path, bytes), files[*plain], "{path}");
    }
    for ending in ["index.html", "site.css", "main.js", "manifest.json", "sitemap.xml", "llms.txt", ".md"] {
        let is_there = |encoding: &str| pairs.iter().any(|(path, ..)| path.ends_with(&format!("{ending}.{encoding}")));
        assert!(is_there("gz") && is_there("br"), "{ending}");
    }
    let all = built(own_site(), &folder.path("dist"));
    let left: Vec<&String> = all.keys().filter(|path| plain(path).is_some()).collect();
    assert_eq!(left, Vec::<&String>::new(), "without the option they are gone");
    assert_eq!(all.len() + pairs.len(), files.len());
}

#[test]
fn the_same_bytes_come_from_one_and_two_threads_and_tell_neither_time_nor_name() {
    let site = small_site();
    let one = compressed(&site.0, &site.path("one"), "1");
    assert_eq!(one, compressed(&site.0, &site.path("two"), "2"));
    // The flags, the time and the system of RFC 1952: none, none, unknown.
    let head = &one["index.html.gz"][..10];
    assert_eq!(head, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
}

#[test]
fn photographs_and_short_texts_stand_alone() {
    let site = small_site();
    site.write("content/public/short.txt", &"owl ".repeat(60));
    site.write("content/public/long.txt", &"owl ".repeat(64));
    let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", "<g></g>".repeat(50));
    site.write("content/public/drawing.svg", &drawing);
    let files = compressed(&site.0, &site.path("dist"), "2");
    let beside = |name: &str| files.keys().filter(|path| path.contains(name) && plain(path).is_some()).count();
    assert_eq!(["dot.", "short.txt", "long.txt", "drawing.svg", "_headers"].map(beside), [0, 0, 2, 2, 0]);
}

#[test]
fn a_file_of_the_author_stays_as_it_is() {
    let site = small_site();
    site.write("docs.yaml", "title: Owls\ntrusted_files: ['public/**']\n");
    site.write("content/public/index.html.gz", "mine");
    site.write("content/public/llms.txt.BR", "mine too");
    site.write("content/public/404.html.br/page.txt", "a folder");
    let files = compressed(&site.0, &site.path("dist"), "2");
    assert_eq!(files["index.html.gz"], b"mine");
    assert_eq!(files["llms.txt.BR"], b"mine too");
    assert!(!files.contains_key("llms.txt.br") && files.contains_key("404.html.br/page.txt"));
    assert!(files.contains_key("index.html.br") && files.contains_key("404.html.gz"));
}

#[test]
fn a_site_with_an_error_is_left_alone() {
    let site = small_site();
    let before = compressed(&site.0, &site.path("dist"), "2");
    site.write("content/index.md", "# Home\n\n[Gone](gone.md)\n");
    let mut command = floom_docs();
    command.args(["build", "--precompress", "--site"]).arg(&site.0).arg("--out").arg(site.path("dist"));
    assert_eq!(command.output().unwrap().status.code(), Some(1));
    assert_eq!(before, files(&site.path("dist")));
}
