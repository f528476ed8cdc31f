//! What a documentation generator has to do at least, and nothing else.
//!
//! `floor render IN OUT` reads all Markdown, renders it with floom-docs' extensions and writes it as HTML;
//! `floor hash IN` reads all files and hashes them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use walkdir::WalkDir;

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    WalkDir::new(folder)
        .into_iter()
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
        .map(|entry| Ok(entry?.into_path()))
        .collect()
}

fn render(from: &Path, to: &Path) -> io::Result<()> {
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH;
    files(from)?.par_iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")).try_for_each(
        |path| {
            let text = fs::read_to_string(path)?;
            let mut out = String::with_capacity(text.len() * 3 / 2);
            html::push_html(&mut out, Parser::new_ext(&text, extensions));
            let target = to.join(path.strip_prefix(from).map_err(io::Error::other)?).with_extension("html");
            fs::create_dir_all(target.parent().unwrap_or(to))?;
            fs::write(target, out)
        },
    )
}

fn hash(folder: &Path) -> io::Result<()> {
    let hashes =
        files(folder)?.par_iter().map(|path| Ok(blake3::hash(&fs::read(path)?))).collect::<io::Result<Vec<_>>>()?;
    std::hint::black_box(hashes);
    Ok(())
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["render", from, to] => render(Path::new(from), Path::new(to)),
        ["hash", folder] => hash(Path::new(folder)),
        _ => Err(io::Error::other("usage: floor render IN OUT, or floor hash IN")),
    }
}
