//! Signals that ask a program to end.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use super::kills::{start, wait_for_folder};
use super::site::{stderr, without_cache};
use super::{assert_no_litter, assert_whole, dist, files_or_none, run, set_version, small_site, wide_site};

const TRIES: usize = 20;

#[test]
fn a_terminated_build_leaves_nothing_behind() {
    let site = wide_site();
    set_version(&site, "B");
    let of_b = dist(&site);
    set_version(&site, "A");
    let of_a = dist(&site);
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        // A build may be through before the signal comes.
        let was_ended = (0..TRIES).any(|turn| {
            set_version(&site, if turn % 2 == 0 { "B" } else { "A" });
            let mut child = start(&site);
            wait_for_folder(&site, &mut child);
            let _ = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).output().unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(stderr(&output), "", "{name}");
            assert_whole(&files_or_none(&site.path("dist")), [&of_a, &of_b]);
            assert_no_litter(&site);
            // A shell shows this as 128 and the number of the signal.
            match (output.status.code(), output.status.signal()) {
                (None, signal) => signal == Some(number),
                (code, _) => code != Some(0) && panic!("{name} ended the build with {code:?}"),
            }
        });
        assert!(was_ended, "no build was ended by {name}");
    }
}

#[test]
fn a_signal_that_the_caller_ignores_ends_no_build() {
    let site = wide_site();
    let script = "trap '' HUP; \"$0\" build --out dist & build=$!\n\
        while kill -0 $build 2>/dev/null; do kill -HUP $build 2>/dev/null; done; wait $build";
    let mut command = without_cache(Command::new("sh"));
    let output = command.args(["-c", script, env!("CARGO_BIN_EXE_floom-docs")]).current_dir(&site.0).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_no_litter(&site);
}

#[test]
fn a_file_that_grows_too_long_for_the_system_is_told() {
    let site = small_site();
    site.write("content/public/long.txt", &"x".repeat(600_000));
    let before = dist(&site);
    site.write("content/index.md", "# New\n");
    // 1,000 blocks of 512 bytes: more than any file of the theme.
    let mut command = without_cache(Command::new("sh"));
    command.args(["-c", "ulimit -f 1000; exec \"$0\" build", env!("CARGO_BIN_EXE_floom-docs")]).current_dir(&site.0);
    let output = command.output().unwrap();
    let message = "error[io]: cannot write `dist/long.txt`: File too large (os error 27)\n |\n = help: the system bounds \
        the size of a file: `ulimit -f unlimited` lifts that of a shell\n\nnothing was published: 1 error, 0 warnings\n";
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(1), message));
    assert_eq!(files_or_none(&site.path("dist")), before);
    assert_no_litter(&site);
}

#[test]
fn a_new_site_that_cannot_be_laid_down_is_taken_back() {
    let site = small_site();
    let mut command = without_cache(Command::new("sh"));
    command.args(["-c", "ulimit -f 0; exec \"$0\" new a/b", env!("CARGO_BIN_EXE_floom-docs")]).current_dir(&site.0);
    let output = command.output().unwrap();
    let said = stderr(&output);
    assert!(said.starts_with("error[io]: cannot write `a/b/docs.yaml`: File too large"), "{said}");
    assert_eq!((output.status.code(), site.path("a").exists()), (Some(1), false));
    assert_eq!(run(&site, &["new", "a/b"]).status.code(), Some(0));
}
