//! No git, no repository, a repository that cannot be read, another repository in the environment.

use crate::repository::*;
use floom_docs::git_dates::read;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Runs the test `name` again in a process of its own, with other variables.
pub fn with_variables(name: &str, variables: &[(&str, &str)], test: impl FnOnce()) {
    if env::var_os("GIT_DATES_TEST_INNER").is_some() {
        return test();
    }
    let mut again = Command::new(env::current_exe().unwrap());
    again.args(["--exact", name]).env("GIT_DATES_TEST_INNER", "1");
    let output = again.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn without_git_there_are_no_dates_and_no_problem() {
    let empty = Folder::new();
    let variables = [("PATH", empty.0.to_str().unwrap())];
    let name = "surroundings::without_git_there_are_no_dates_and_no_problem";
    with_variables(name, &variables, || assert_no_dates_and_no_problem(Path::new(".")));
}

#[test]
fn the_variables_of_a_git_hook_lead_to_no_other_repository() {
    let variables = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];
    let variables = variables.map(|name| (name, "nowhere"));
    let name = "surroundings::the_variables_of_a_git_hook_lead_to_no_other_repository";
    with_variables(name, &variables, || {
        let mut history = History::default();
        history.commit(&[], "a=1");
        assert_same_as_git_log(&history.repository().0);
    });
}

#[test]
fn without_a_repository_or_a_commit_there_are_no_dates_and_no_problem() {
    let folder = Folder::new();
    assert_no_dates_and_no_problem(&folder.0);
    assert_no_dates_and_no_problem(&folder.0.join("missing"));
    git(&folder.0, "init -q");
    assert_no_dates_and_no_problem(&folder.0);
}

#[test]
fn a_bare_repository_inside_the_content_is_not_opened() {
    let mut history = History::default();
    history.commit(&[], "a=1");
    let repository = history.repository();
    let content = repository.join("content");
    let url = repository.0.display().to_string();
    git_with(&content, &["clone", "-q", "--bare", &url, "."], "");
    let result = read(&content);
    assert!(result.dates.is_empty());
    assert!(result.problem.unwrap().contains("bare repository"));
}

#[test]
fn a_damaged_repository_is_a_problem() {
    let mut history = History::default();
    history.commit(&[], "a=1");
    let repository = history.repository();
    fs::remove_dir_all(repository.0.join(".git/objects")).unwrap();
    fs::create_dir(repository.0.join(".git/objects")).unwrap();
    let result = read(&repository.0);
    assert!(result.dates.is_empty());
    assert!(result.problem.unwrap().contains("git failed"));
}
