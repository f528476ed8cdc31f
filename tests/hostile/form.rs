//! How a hostile site is written down. A line that begins with `@` says something, any other belongs to the file above
//! it; `@@` begins a line of a file with one `@`. Behind most words `\n`, `\t`, `\\`, `\xNN` and `\u{N}` stand for what
//! cannot be written.
//!
//! | line | what |
//! |---|---|
//! | `@site NAME` | begins a site, with a `docs.yaml` and, unless it has one, a `content/index.md` |
//! | `@file PATH` | a file with the lines below |
//! | `@more PATH` | the same, behind what the file holds already |
//! | `@copies N PATH` | N files; `§` in path and text is their number from 1, `±` the number behind it |
//! | `@repeat N TEXT` | within a file: the text so many times, without a line end |
//! | `@text TEXT` | within a file: the text, without a line end |
//! | `@sparse PATH BYTES` | a file of zeros that takes no room |
//! | `@folder PATH`, `@fifo PATH`, `@gone PATH` | a folder, a pipe, nothing any more |
//! | `@link PATH TARGET` | a symbolic link; `{outside}` is a folder beside the site, with `secret.md` and more |
//! | `@git ARGUMENTS` | git, in the site |
//! | `@run ARGUMENTS` | what is run, instead of `build --site {site} --out {out}` |
//! | `@exit CODE` | 0 or 1 |
//! | `@expect CODE [PATH[:LINE:COLUMN]]` | a message; there are no others |
//! | `@each N CODE PLACE` | N messages; `§` in the place is their number from 1 |
//! | `@many CODE PATH` | two or more of them in one file |
//! | `@says TEXT`, `@silent TEXT` | what the program prints somewhere, and what nowhere |
//! | `@has PATH TEXT`, `@lacks PATH TEXT` | what a file of the output holds, and what not; `*` is all of them |
//! | `@published PATH`, `@unpublished PATH` | what is in the output, and what is not |

use std::path::Path;

/// A site as it is written down.
#[derive(Clone)]
pub struct Site {
    pub name: String,
    /// The file in which it stands, and the line there.
    pub file: String,
    pub line: usize,
    /// What is laid down, in this order.
    pub steps: Vec<Step>,
    /// The arguments of the program; of a build if there are none.
    pub run: Option<String>,
    pub exit: i32,
    pub messages: Vec<Message>,
    pub claims: Vec<Claim>,
}

/// Something that is put on the disk.
#[derive(Clone)]
pub enum Step {
    File { path: String, text: Vec<Piece>, copies: Option<usize>, behind: bool },
    Sparse(String, u64),
    Folder(String),
    Fifo(String),
    Gone(String),
    Link(String, String),
    Git(String),
}

/// A part of a file's text.
#[derive(Clone)]
pub enum Piece {
    Text(Vec<u8>),
    Repeated(usize, Vec<u8>),
}

/// A message that is expected: of its code, at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    pub code: String,
    pub place: String,
    pub is_many: bool,
}

/// What must hold of what is printed and written.
#[derive(Clone, Debug)]
pub enum Claim {
    Says(String),
    Silent(String),
    Has(String, String),
    Lacks(String, String),
    Published(String),
    Unpublished(String),
}

impl Site {
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

/// The sites of one file.
pub fn read(text: &str, path: &Path) -> Vec<Site> {
    let file = path.file_name().unwrap().to_str().unwrap();
    let mut sites: Vec<Site> = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let place = format!("{file}:{}", index + 1);
        match line.strip_prefix('@').filter(|rest| !rest.starts_with('@')) {
            Some(directive) => {
                let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
                if word == "site" {
                    sites.push(begun(rest, file, index + 1));
                } else {
                    let site = sites.last_mut().unwrap_or_else(|| panic!("{place}: no site has begun"));
                    take(site, word, rest, &place);
                }
            }
            None => {
                let line = if line.starts_with("@@") { &line[1..] } else { line };
                let open = sites.last_mut().and_then(|site| open_text(site));
                match open {
                    Some(text) => push(text, Piece::Text(format!("{line}\n").into_bytes())),
                    None => assert!(line.is_empty() || line.starts_with('%'), "{place}: this belongs to no file"),
                }
            }
        }
    }
    sites.iter_mut().for_each(close);
    sites
}

fn begun(name: &str, file: &str, line: usize) -> Site {
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{file}:{line}: {name}");
    let config = Step::File {
        path: "docs.yaml".to_string(),
        text: vec![Piece::Text(b"title: T\nbase_url: https://docs.example/d\n".to_vec())],
        copies: None,
        behind: false,
    };
    Site {
        name: name.to_string(),
        file: file.to_string(),
        line,
        steps: vec![config],
        run: None,
        exit: 0,
        messages: Vec::new(),
        claims: Vec::new(),
    }
}

/// Files end with one line end: the empty lines between two sites are for whoever reads them.
fn close(site: &mut Site) {
    for step in &mut site.steps {
        let Step::File { text, .. } = step else { continue };
        if let Some(Piece::Text(last)) = text.last_mut() {
            while last.ends_with(b"\n\n") || last == b"\n" {
                last.pop();
            }
        }
    }
    let has_home = site.steps.iter().any(|step| match step {
        Step::File { path, .. } | Step::Sparse(path, _) => path == "content/index.md",
        Step::Link(path, _) | Step::Fifo(path) | Step::Gone(path) => path == "content/index.md" || path == "content",
        _ => false,
    });
    if !has_home {
        let text = vec![Piece::Text(b"# Home\n".to_vec())];
        let path = "content/index.md".to_string();
        site.steps.insert(1, Step::File { path, text, copies: None, behind: false });
    }
}

/// The text of the file that the last line began, if it began one.
fn open_text(site: &mut Site) -> Option<&mut Vec<Piece>> {
    if site.steps.len() == 1 {
        return None;
    }
    match site.steps.last_mut() {
        Some(Step::File { text, .. }) if site.messages.is_empty() && site.claims.is_empty() => Some(text),
        _ => None,
    }
}

fn push(text: &mut Vec<Piece>, piece: Piece) {
    match (text.last_mut(), piece) {
        (Some(Piece::Text(before)), Piece::Text(more)) => before.extend(more),
        (_, piece) => text.push(piece),
    }
}

fn take(site: &mut Site, word: &str, rest: &str, place: &str) {
    let two = || rest.split_once(' ').unwrap_or_else(|| panic!("{place}: `@{word}` takes two words"));
    let text = |written: &str| String::from_utf8(unescaped(written)).unwrap_or_else(|_| panic!("{place}: no UTF-8"));
    let number =
        |written: &str| -> usize { written.replace('_', "").parse().unwrap_or_else(|_| panic!("{place}: {written}")) };
    let file = |path: &str, copies, behind| Step::File { path: path.to_string(), text: Vec::new(), copies, behind };
    match word {
        "file" => site.steps.push(file(rest, None, false)),
        "more" => site.steps.push(file(rest, None, true)),
        "copies" => site.steps.push(file(two().1, Some(number(two().0)), false)),
        "repeat" | "text" => {
            let piece = match word {
                "repeat" => Piece::Repeated(number(two().0), unescaped(two().1)),
                _ => Piece::Text(unescaped(rest)),
            };
            push(open_text(site).unwrap_or_else(|| panic!("{place}: no file is open")), piece);
        }
        "sparse" => site.steps.push(Step::Sparse(two().0.to_string(), number(two().1) as u64)),
        "folder" => site.steps.push(Step::Folder(rest.to_string())),
        "fifo" => site.steps.push(Step::Fifo(rest.to_string())),
        "gone" => site.steps.push(Step::Gone(rest.to_string())),
        "link" => site.steps.push(Step::Link(two().0.to_string(), two().1.to_string())),
        "git" => site.steps.push(Step::Git(rest.to_string())),
        "run" => site.run = Some(rest.to_string()),
        "exit" => {
            site.exit = i32::try_from(number(rest)).unwrap();
            site.claims.push(Claim::Silent("panicked at".to_string()));
        }
        "expect" | "many" => {
            let (code, at) = rest.split_once(' ').unwrap_or((rest, ""));
            site.messages.push(Message { code: code.to_string(), place: text(at), is_many: word == "many" });
        }
        "each" => {
            let (count, (code, at)) = (number(two().0), two().1.split_once(' ').unwrap());
            let message = |number: usize| Message {
                code: code.to_string(),
                place: text(&at.replace('§', &number.to_string())),
                is_many: false,
            };
            site.messages.extend((1..=count).map(message));
        }
        "says" => site.claims.push(Claim::Says(text(rest))),
        "silent" => site.claims.push(Claim::Silent(text(rest))),
        "has" => site.claims.push(Claim::Has(two().0.to_string(), text(two().1))),
        "lacks" => site.claims.push(Claim::Lacks(two().0.to_string(), text(two().1))),
        "published" => site.claims.push(Claim::Published(text(rest))),
        "unpublished" => site.claims.push(Claim::Unpublished(text(rest))),
        _ => panic!("{place}: `@{word}` is not known"),
    }
}

/// The bytes that a text with escapes stands for.
pub fn unescaped(written: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        bytes.extend(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let taken = match rest.chars().next() {
            Some('n') => (vec![b'\n'], 1),
            Some('t') => (vec![b'\t'], 1),
            Some('r') => (vec![b'\r'], 1),
            Some('s') => (vec![b' '], 1),
            Some('x') => (vec![u8::from_str_radix(&rest[1..3], 16).unwrap()], 3),
            Some('u') => {
                let end = rest.find('}').unwrap();
                let c = char::from_u32(u32::from_str_radix(&rest[2..end], 16).unwrap()).unwrap();
                (c.to_string().into_bytes(), end + 1)
            }
            _ => (vec![b'\\'], usize::from(rest.starts_with('\\'))),
        };
        bytes.extend(taken.0);
        rest = &rest[taken.1..];
    }
    bytes.extend(rest.as_bytes());
    bytes
}
