//! Dates from git, compared with `git log -1 --format=%cs -- FILE` for every file.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make repositories")]

mod clones;
mod random;
mod repository;
#[cfg(unix)]
mod scripts;
mod surroundings;

use floom_docs::git_dates::read;
use random::{random_history, random_history_with_gaps};
use repository::*;
use std::fs;

#[test]
fn a_linear_history_with_deletion_return_and_change_of_mode() {
    let mut history = History::default();
    let first = history.commit(&[], "a=1 b=1 c=1 run=#!x");
    let second = history.commit(&[first], "a=2 c=1 run=#!x");
    let third = history.commit(&[second], "a=2 b=1 c=1 run=#!x");
    history.commit(&[third], "a=2 b=1 c=1 run=x d=");
    let repository = history.repository();
    assert_same_as_git_log(&repository.0);
    git(&repository.0, "reset -q --hard");
    git(&repository.0, "update-index --chmod=+x c");
    git(&repository.0, "commit -q -m mode");
    assert_same_as_git_log(&repository.0);
    assert_eq!(read(&repository.0).dates["c"], "2020-02-02");
}

#[test]
fn the_day_is_that_of_the_committer_in_the_committers_zone() {
    let mut history = History::default();
    let first = history.commit(&[], "a=1");
    history.commit(&[first], "a=1 b=1");
    // 12:26 on the 13th in UTC is already the 14th in the second commit's zone, +1400.
    history.0[1].seconds = 1_600_000_000;
    let repository = history.repository();
    assert_eq!(read(&repository.0).dates["b"], "2020-09-14");
    assert_same_as_git_log(&repository.0);
}

#[test]
fn a_merge_that_discards_a_branch_does_not_move_the_date() {
    let mut history = History::default();
    let base = history.commit(&[], "a=1 b=1");
    let kept = history.commit(&[base], "a=1 b=2");
    let discarded = history.commit(&[base], "a=2 b=1 c=1");
    history.commit(&[kept, discarded], "a=1 b=2");
    let repository = history.repository();
    assert_same_as_git_log(&repository.0);
    assert_eq!(read(&repository.0).dates["a"], "2020-09-13");
}

#[test]
fn a_merge_with_the_strategy_ours_made_by_git() {
    let mut history = History::default();
    let base = history.commit(&[], "a=1 b=1");
    history.commit(&[base], "a=2 b=1");
    let repository = history.repository();
    git(&repository.0, "reset -q --hard");
    git(&repository.0, "checkout -q -b side HEAD~1");
    fs::write(repository.0.join("b"), "2").unwrap();
    git(&repository.0, "commit -q -a -m side");
    git(&repository.0, "checkout -q main");
    git(&repository.0, "merge -q -s ours -m ours side");
    assert_same_as_git_log(&repository.0);
}

#[test]
fn an_octopus_a_criss_cross_an_evil_merge_and_a_second_root() {
    let mut history = History::default();
    let base = history.commit(&[], "a=1 b=1 c=1 d=1");
    let left = history.commit(&[base], "a=2 b=1 c=1 d=5");
    let right = history.commit(&[base], "a=1 b=2 c=1 d=5");
    let third = history.commit(&[base], "a=1 b=1 c=2 d=1");
    let octopus = history.commit(&[left, right, third], "a=2 b=2 c=2 d=5");
    let one = history.commit(&[left, right], "a=2 b=2 c=1 d=5");
    let other = history.commit(&[right, left], "a=2 b=2 c=1 d=5");
    let cross = history.commit(&[one, other], "a=2 b=7 c=1 d=5");
    let evil = history.commit(&[octopus, cross], "a=2 b=evil c=2 d=5 new=evil");
    let root = history.commit(&[], "e=1 a=2");
    history.commit(&[evil, root], "a=2 b=evil c=2 d=5 e=1 new=evil");
    assert_same_as_git_log(&history.repository().0);
}

#[test]
fn of_two_branches_with_the_same_change_the_first_parent_gives_the_date() {
    let mut history = History::default();
    let base = history.commit(&[], "docs/a=1 docs/b=1");
    let left = history.commit(&[base], "docs/a=2 docs/b=1");
    let right = history.commit(&[base], "docs/a=2 docs/b=1");
    let right = history.commit(&[right], "docs/a=2 docs/b=2");
    history.commit(&[left, right], "docs/a=2 docs/b=2");
    let repository = history.repository();
    assert_same_as_git_log(&repository.join("docs"));
    assert_eq!(read(&repository.0).dates["docs/a"], "2020-09-17");
}

#[test]
fn a_file_was_added_when_there_was_first_one_of_its_name() {
    let mut history = History::default();
    let first = history.commit(&[], "a=1 b=1 c=1");
    let second = history.commit(&[first], "a=2 c=1");
    let third = history.commit(&[second], "a=2 b=1 c=1 d=1");
    history.commit(&[third], "a=3 b=1 c=1 d=1");
    let repository = history.repository();
    let added = read(&repository.0).added;
    let days: Vec<&str> = ["a", "b", "c", "d"].iter().map(|file| added[*file].as_str()).collect();
    assert_eq!(days, ["2020-09-13", "2020-09-13", "2020-09-13", "2020-09-19"]);
    for file in ["a", "b", "c", "d"] {
        let log = git_with(&repository.0, &["log", "--format=%cs", "--", file], "");
        assert_eq!(added[file], log.lines().last().unwrap());
    }
    assert_same_as_git_log(&repository.0);
}

#[test]
fn a_renamed_file_has_the_date_of_the_renaming() {
    let mut history = History::default();
    let first = history.commit(&[], "old.md=text x/a=1");
    history.commit(&[first], "new.md=text y/a=1");
    let repository = history.repository();
    assert_same_as_git_log(&repository.0);
    assert_eq!(read(&repository.0).dates["new.md"], "2020-09-17");
}

#[test]
fn strange_names_are_read_and_names_that_are_not_utf_8_are_left_out() {
    let plain = ["a b", "commit 1", "-- .", "*", ":(top)x", "ünï/ç.md"];
    let hard = ["\"q\"", "new\nline", "tab\t", "\u{1}", "back\\slash", "bad\u{fffd}"];
    let names = [plain, hard].concat();
    let mut history = History::default();
    let mut parents = Vec::new();
    for end in 1..=names.len() {
        let files = names[..end].iter().map(|name| (name.to_string(), "x".to_string()));
        parents = vec![history.commit_files(&parents, files.collect())];
    }
    let repository = history.repository();
    assert_eq!(read(&repository.0).dates.len(), names.len() - 1);
    assert_same_as_git_log(&repository.0);
}

#[test]
fn a_folder_below_the_root_a_worktree_and_a_link_to_the_folder() {
    let mut history = History::default();
    let first = history.commit(&[], "docs[1]/a=1 docs1/a=1 top=1");
    let second = history.commit(&[first], "docs[1]/a=1 docs1/a=2 top=2");
    history.commit(&[second], "docs[1]/a=1 docs[1]/b/c=2 top=3");
    let repository = history.repository();
    let docs = repository.join("docs[1]");
    assert_same_as_git_log(&docs);
    assert_same_as_git_log(&repository.join("docs[1]/b"));
    assert_no_dates_and_no_problem(&repository.join("untracked"));
    let other = Folder::new();
    let worktree = other.0.join("worktree");
    let add = ["worktree", "add", "-q", "--detach", worktree.to_str().unwrap(), "HEAD~1"];
    git_with(&repository.0, &add, "");
    assert_same_as_git_log(&worktree.join("docs[1]"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&docs, other.0.join("link")).unwrap();
        assert_same_as_git_log(&other.0.join("link"));
    }
}

#[test]
fn random_histories() {
    for seed in 1..=20 {
        let repository = random_history(seed, 30).repository();
        assert_same_as_git_log(&repository.0);
        assert_same_as_git_log(&repository.join("docs"));
    }
}

/// Of a page that was deleted and made anew, git may see an older life behind a merge with a branch without any page, or
/// not: here it is seen.
#[test]
fn random_histories_of_a_folder_that_is_empty_at_times_have_the_last_dates_of_git_log() {
    for seed in 1..=20 {
        let repository = random_history_with_gaps(seed, 30).repository();
        for folder in [repository.0.clone(), repository.join("docs")] {
            assert_eq!(read(&folder).dates, dates_by_git_log(&folder));
        }
    }
}

#[test]
fn a_commit_graph_and_sha_256_change_nothing() {
    let history = random_history(77, 60);
    let dates = read(&history.repository().join("docs"));
    let repository = history.repository_with("init -q -b main --object-format=sha256");
    git(&repository.0, "commit-graph write --reachable --changed-paths");
    assert_eq!(read(&repository.join("docs")), dates);
    assert_same_as_git_log(&repository.join("docs"));
}
