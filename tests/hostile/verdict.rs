//! What a hostile site must come to, held against what it came to.

use std::os::unix::process::ExitStatusExt;

use crate::form::{Claim, Message, Site};
use crate::outputs;
use crate::run::{Ended, SECRET_OUTSIDE, SECRET_VARIABLE, Stage};

/// No site needs more, in bytes.
const MAX_MEMORY: u64 = 500_000_000;

/// What is not as it should be.
pub fn faults(site: &Site, stage: &Stage, ended: &Ended) -> Vec<String> {
    let (stdout, stderr) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    let mut faults = ending(site, ended, &stderr);
    faults.extend(messages(site, &stderr));
    for (name, text) in [("stdout", &stdout), ("stderr", &stderr)] {
        // JSON writes only the first 32 by their numbers, and is for programs.
        let is_json = name == "stdout" && text.starts_with(['{', '[']);
        faults.extend(text.chars().find(|c| steers(*c) && !is_json).map(|c| format!("{name} holds {c:?}: {text}")));
    }
    faults.extend(stage.strays().into_iter().map(|path| format!("was written outside of the output: {path}")));
    let files = outputs::files(&stage.out());
    if ended.status.code() != Some(0) && site.run.is_none() && !files.is_empty() {
        faults.push("something was published in spite of an error".to_string());
    }
    for secret in [SECRET_OUTSIDE, SECRET_VARIABLE] {
        let holders = files.iter().filter(|(_, bytes)| outputs::holds(bytes, secret)).map(|(path, _)| path.as_str());
        let told = [("stdout", &stdout), ("stderr", &stderr)].into_iter().filter(|(_, text)| text.contains(secret));
        faults.extend(holders.chain(told.map(|(name, _)| name)).map(|place| format!("{place} holds {secret}")));
    }
    faults.extend(
        files
            .iter()
            .filter(|(_, bytes)| outputs::holds(bytes, &stage.shown()))
            .map(|(path, _)| format!("{path} holds the path of the folder that it was built in")),
    );
    faults.extend(outputs::dangers(&files));
    let said = format!("{stdout}{stderr}");
    faults.extend(site.claims.iter().filter_map(|claim| broken(claim, &said, &files)));
    faults
}

fn ending(site: &Site, ended: &Ended, stderr: &str) -> Vec<String> {
    let mut faults = Vec::new();
    match (ended.status.code(), ended.status.signal()) {
        (Some(code), _) if code == site.exit => {}
        (Some(code), _) => faults.push(format!("exit {code}, not {}", site.exit)),
        (None, signal) => {
            faults.push(format!("ended by the signal {signal:?} after {:.1} s", ended.time.as_secs_f64()))
        }
    }
    if ended.memory > MAX_MEMORY {
        faults.push(format!("held {} MB", ended.memory / 1_000_000));
    }
    if stderr.contains("panicked at") {
        faults.push(format!("panicked: {stderr}"));
    }
    faults
}

/// Characters that a terminal takes for orders, or by which a text is shown in another order than it has.
fn steers(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
}

/// The messages that are missing or too many, and all there are in the form in which sites expect them.
fn messages(site: &Site, stderr: &str) -> Vec<String> {
    let told = told(stderr);
    let mut missing: Vec<Message> = Vec::new();
    let mut left = told.clone();
    for message in &site.messages {
        let is_meant = |other: &Message| match message.is_many {
            true => other.code == message.code && file_of(&other.place) == message.place,
            false => other.code == message.code && other.place == message.place,
        };
        let count = left.iter().filter(|other| is_meant(other)).count();
        if message.is_many && count > 1 {
            left.retain(|other| !is_meant(other));
        } else if let (false, Some(at)) = (message.is_many, left.iter().position(is_meant)) {
            left.remove(at);
        } else {
            missing.push(message.clone());
        }
    }
    if missing.is_empty() && left.is_empty() {
        return Vec::new();
    }
    let lines = |messages: &[Message]| -> String {
        messages.iter().take(60).map(|message| format!("\n  @expect {} {}", message.code, message.place)).collect()
    };
    let last: Vec<&str> = stderr.trim_end().lines().rev().take(6).collect();
    vec![format!(
        "not told:{}\ntold besides ({}):{}\n{}",
        lines(&missing),
        left.len(),
        lines(&left),
        last.into_iter().rev().collect::<Vec<_>>().join("\n"),
    )]
}

/// The file of `content/a.md:3:1`.
fn file_of(place: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let without = |place: &'_ str| place.rfind(':').filter(|at| is_number(&place[at + 1..]));
    let line = without(place).map_or(place, |at| &place[..at]);
    without(line).map_or(line, |at| &line[..at])
}

/// Code and place of all messages: `error[CODE]: …` at the beginning of a line, ` --> PLACE` on one behind it.
fn told(stderr: &str) -> Vec<Message> {
    let mut told: Vec<Message> = Vec::new();
    for line in stderr.lines() {
        let head = line.strip_prefix("error[").or_else(|| line.strip_prefix("warning["));
        if let Some((code, _)) = head.and_then(|rest| rest.split_once("]: ")) {
            told.push(Message { code: code.to_string(), place: String::new(), is_many: false });
        } else if let (Some(place), Some(last)) = (line.trim_start().strip_prefix("--> "), told.last_mut())
            && last.place.is_empty()
        {
            last.place = place.to_string();
        }
    }
    told
}

fn broken(claim: &Claim, said: &str, files: &outputs::Files) -> Option<String> {
    let holders = |path: &str, text: &str| -> Vec<&String> {
        // The bytes of a picture spell anything.
        let is_meant = |name: &String| path == "*" && !name.ends_with(".png") || path == name;
        files
            .iter()
            .filter(|(name, bytes)| is_meant(name) && outputs::holds(bytes, text))
            .map(|(name, _)| name)
            .collect()
    };
    match claim {
        Claim::Says(text) => (!said.contains(text)).then(|| format!("does not say {text:?}: {said}")),
        Claim::Silent(text) => said.contains(text).then(|| format!("says {text:?}")),
        Claim::Has(path, text) => {
            let shown = || files.get(path).map(|bytes| outputs::article(bytes)).unwrap_or_default();
            holders(path, text).is_empty().then(|| format!("{path} does not hold {text:?}: {}", shown()))
        }
        Claim::Lacks(path, text) => {
            let found = holders(path, text);
            (!found.is_empty()).then(|| format!("{found:?} holds {text:?}"))
        }
        Claim::Published(path) => (!files.contains_key(path)).then(|| format!("{path} is not in the output")),
        Claim::Unpublished(path) => files.contains_key(path).then(|| format!("{path} is in the output")),
    }
}

#[test]
fn messages_are_read_with_their_places() {
    let text = "warning[raw-html]: `<a\n                   b>` is x\n  --> content/a.md:3:1\n   |\n\nerror[io]: y\n\nerror: nothing\n";
    let message =
        |code: &str, place: &str| Message { code: code.to_string(), place: place.to_string(), is_many: false };
    assert_eq!(told(text), [message("raw-html", "content/a.md:3:1"), message("io", "")]);
    assert_eq!(["content/a.md:3:1", "content/a.md", "a:b:1:2"].map(file_of), ["content/a.md", "content/a.md", "a:b"]);
}
