//! What is wrong with files before they are read: their names, what they are, how long they are.

use crate::diagnostics::Diagnostic;
use crate::source::names::{Flaw, MAX_PART_BYTES, MAX_PATH_BYTES, visible};

/// A name that must not go to the output.
pub fn bad_name(name: &str, flaw: &Flaw) -> Diagnostic {
    let rename = "rename it: the name becomes a part of an address, and of a file on every machine that holds the site";
    let (what, help) = match flaw {
        Flaw::NotText => ("is not UTF-8".to_string(), "rename it, with a program that shows the bytes if need be"),
        Flaw::Control(c) => {
            (format!("holds a control character, U+{:04X}", u32::from(*c)), "rename it without the character")
        }
        Flaw::Invisible(c) => {
            let what = format!("holds U+{:04X}, which is not seen or turns the text around it", u32::from(*c));
            (what, "write the name anew, with letters that can be seen")
        }
        Flaw::Sign(c) => (format!("holds `{c}`, which a name cannot hold on every system"), rename),
        Flaw::Encoded(code) => {
            (format!("holds `{code}`, which some hosts read as another character"), "leave out the `%`")
        }
        Flaw::Step => ("has a part that is empty, `.` or `..`".to_string(), rename),
        Flaw::Device(part) => (
            format!("has the part `{}`, which is a device on Windows", visible(part)),
            "choose another word, or write more in front: `about-con`",
        ),
        Flaw::Ending => (
            "has a part that ends with a dot or a space, which Windows leaves out".to_string(),
            "rename it without them",
        ),
        Flaw::Own(part) => {
            (format!("has the part `{}`, which is the program's own", visible(part)), "choose another word")
        }
        Flaw::LongPart(bytes) => (
            format!("has a part of {bytes} bytes, the limit is {MAX_PART_BYTES}"),
            "shorten it, or divide it by folders; the limit is that of file systems and cannot be raised",
        ),
        Flaw::LongPath(bytes) => (
            format!("has {bytes} bytes, the limit is {MAX_PATH_BYTES}"),
            "shorten the names of its folders; the limit cannot be raised",
        ),
    };
    Diagnostic::error("bad-name", format!("the name `{}` {what}", shortened(&visible(name)))).help(help)
}

/// The end of a long name is its own; what is above, others share.
fn shortened(name: &str) -> String {
    const MAX_CHARS: usize = 120;
    match name.chars().count().checked_sub(MAX_CHARS) {
        Some(over) if over > 0 => format!("…{}", name.chars().skip(over).collect::<String>()),
        _ => name.to_string(),
    }
}

/// A link in the file system, which might lead out of the site.
pub fn symlink() -> Diagnostic {
    Diagnostic::warning("symlink", "symbolic links are not followed").help("put the file itself here")
}

/// What stands among files and is none.
pub fn special_file() -> Diagnostic {
    Diagnostic::warning("special-file", "this is a pipe, a socket or a device, and is not read")
        .help("remove it, or put a file here")
}

/// A file over the limit.
pub fn file_too_long(bytes: u64, limit: usize) -> Diagnostic {
    let message = format!("this file has {}, the limit is {}", mib(bytes), mib(limit as u64));
    Diagnostic::error("file-too-long", message)
        .help("publish it elsewhere and link to it, or divide it; the limit cannot be raised")
}

/// A page over the limit.
pub fn page_too_long(bytes: u64, limit: usize) -> Diagnostic {
    let message = format!("this page has {}, the limit is {}", mib(bytes), mib(limit as u64));
    Diagnostic::error("page-too-long", message).help("split it, or raise the limit by `raise_limits` in `docs.yaml`")
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1024 * 1024))
}

/// A file that is other each time that it is read.
pub fn file_changing() -> Diagnostic {
    Diagnostic::error("file-changing", "this file is written while it is read, three times over")
        .help("end the program that writes it, or let it write elsewhere and rename the file when it is whole")
}
