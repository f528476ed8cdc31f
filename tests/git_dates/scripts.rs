//! Scripts in place of git, and scripts that a hostile configuration would have git run.

use crate::random::random_history;
use crate::repository::*;
use crate::surroundings::with_variables;
use floom_docs::git_dates::{GitDates, Moved, read, read_within, rename};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::{env, fs, time::Duration};

fn script(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

/// Runs a test with another git before the real one in PATH.
fn with_git(name: &str, text: &str, test: impl FnOnce()) {
    let folder = Folder::new();
    script(&folder.0, "git", text);
    let path = format!("{}:{}", folder.0.display(), env::var("PATH").unwrap());
    with_variables(&format!("scripts::{name}"), &[("PATH", &path)], test);
}

#[test]
fn a_git_that_fails_is_a_problem() {
    with_git("a_git_that_fails_is_a_problem", "echo 'fatal: no luck' >&2; exit 128", || {
        let problem = Some("pages have no “last updated” date: git failed: no luck".to_string());
        assert_eq!(read(Path::new(".")), GitDates { problem, ..GitDates::default() });
    });
}

#[test]
fn a_git_that_hangs_is_ended_and_is_a_problem() {
    with_git("a_git_that_hangs_is_ended_and_is_a_problem", "exec tail -f /dev/null", || {
        let result = read_within(Path::new("."), Duration::from_millis(100));
        assert!(result.dates.is_empty());
        assert!(result.problem.unwrap().contains("did not answer"));
    });
}

#[test]
fn a_repository_of_another_user_is_a_problem_with_a_remedy() {
    let text = "PATH=${PATH#*:} GIT_TEST_ASSUME_DIFFERENT_OWNER=1\n\
        export PATH GIT_TEST_ASSUME_DIFFERENT_OWNER\nexec git \"$@\"";
    with_git("a_repository_of_another_user_is_a_problem_with_a_remedy", text, || {
        let folder = Folder::new();
        fs::create_dir_all(folder.0.join(".git/refs")).unwrap();
        fs::create_dir_all(folder.0.join(".git/objects")).unwrap();
        fs::write(folder.0.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        let problem = read(&folder.0).problem.unwrap();
        let remedy = format!("git config --global --add safe.directory {}", folder.0.display());
        assert!(problem.contains(&remedy), "{problem}");
    });
}

const NAME_A_PROGRAM: &str = "core.fsmonitor core.pager core.sshCommand core.editor gpg.program \
    diff.external diff.evil.textconv diff.evil.command filter.evil.clean filter.evil.smudge \
    pager.rev-list pager.diff-tree pager.ls-tree alias.rev-list alias.diff-tree";

const CHANGE_OUTPUT: &str = "log.showSignature=true log.follow=true log.date=relative \
    color.ui=always diff.relative=true diff.noprefix=true diff.renames=copies \
    diff.submodule=log core.quotePath=true core.abbrev=4 i18n.logOutputEncoding=UTF-16";

fn sign_head(repository: &Path) {
    let commit = git(repository, "cat-file commit HEAD");
    let signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----";
    let commit = commit.replacen("\n\n", &format!("\n{signature}\n\n"), 1);
    let id = git_with(repository, &["hash-object", "-t", "commit", "-w", "--stdin"], &commit);
    git(repository, &format!("update-ref HEAD {id}"));
}

fn configure(repository: &Path, program: &str) {
    fs::write(repository.join(".git/info/attributes"), "* diff=evil filter=evil\n").unwrap();
    for key in NAME_A_PROGRAM.split_whitespace() {
        git_with(repository, &["config", key, program], "");
    }
    for (key, value) in CHANGE_OUTPUT.split_whitespace().filter_map(|line| line.split_once('=')) {
        git_with(repository, &["config", key, value], "");
    }
}

#[test]
fn a_hostile_configuration_runs_nothing_and_changes_no_date() {
    let repository = random_history(3, 30).repository();
    git(&repository.0, "reset -q --hard");
    sign_head(&repository.0);
    let expected = [repository.0.clone(), repository.join("docs")]
        .map(|folder| (dates_by_git_log(&folder), added_by_git_log(&folder), folder));
    let outside = Folder::new();
    let marker = outside.0.join("it ran");
    let program = format!("touch '{}'; exit 1", marker.display());
    configure(&repository.0, &script(&outside.0, "program", &program));
    for (command, trap) in [("log", "gpg.program"), ("status", "core.fsmonitor")] {
        git_command(&repository.0, &[command]).output().unwrap();
        assert!(fs::remove_file(&marker).is_ok(), "the trap {trap} is set");
    }
    for (dates, added, folder) in expected {
        assert_eq!(read(&folder), GitDates { dates, added, ..GitDates::default() });
        assert!(!marker.exists());
    }
}

#[test]
fn a_hostile_configuration_and_its_hooks_run_nothing_where_a_file_is_renamed() {
    let mut history = History::default();
    history.commit(&[], "a=1 b=2");
    let repository = history.repository();
    git(&repository.0, "reset -q --hard");
    let outside = Folder::new();
    let marker = outside.0.join("it ran");
    let program = script(&outside.0, "post-index-change", &format!("touch '{}'; cat", marker.display()));
    configure(&repository.0, &program);
    git_with(&repository.0, &["config", "core.hooksPath", outside.0.to_str().unwrap()], "");
    // Of a file that has been written anew git asks the filter.
    fs::write(repository.0.join("a"), "2").unwrap();
    let _ = fs::remove_file(&marker);
    assert!(matches!(rename(&repository.0, "a", "c"), Moved::Yes));
    assert!(!marker.exists());
    git(&repository.0, "mv b d");
    assert!(marker.exists(), "the traps are set");
}
