//! Systems that refuse to take what is written.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::{Command, Output};

use super::site::{Folder, built, files, stderr, stdout, without_cache};
use super::{assert_no_litter, dist, run, small_site, wide_site};

/// Runs a script where it may mount what it likes, and nobody else sees it; none where the system does not allow that.
fn with_mounts(site: &Folder, script: &str, arguments: &[&str]) -> Option<Output> {
    let ways: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
    let way = ways.into_iter().find(|way| {
        let tried = Command::new("unshare").args(*way).args(["mount", "-t", "tmpfs", "none"]).arg(&site.0).output();
        tried.is_ok_and(|output| output.status.success())
    })?;
    let mut command = without_cache(Command::new("unshare"));
    command.args(way).args(["sh", "-c", script, env!("CARGO_BIN_EXE_floom-docs")]).args(arguments);
    Some(command.current_dir(&site.0).output().unwrap())
}

#[test]
fn a_full_disk_leaves_the_old_output() {
    let site = wide_site();
    let elsewhere = Folder::new("elsewhere");
    let size: u64 = built(&site.0, &elsewhere.path("dist")).values().map(|file| file.len() as u64 / 4096 + 1).sum();
    fs::create_dir(site.path("disk")).unwrap();
    // The disk holds two outputs and a half, and one of them is taken.
    let script = "mount -t tmpfs -o size=$(($1 * 10))k none disk && \"$0\" build --out disk/dist || exit 9
        head -c $(($1 * 4096)) /dev/zero > disk/other && cp -a disk/dist before && touch content/index.md
        echo '# New' > content/index.md; \"$0\" build --out disk/dist; echo code $?
        diff -r before disk/dist && ls -A disk";
    let Some(output) = with_mounts(&site, script, &[&size.to_string()]) else {
        println!("no file system can be mounted here: a limit on the size of files stands for the full disk");
        return limited(&site);
    };
    let said = stderr(&output);
    assert!(said.starts_with("error[io]: cannot write `disk/dist/"), "{said}");
    assert!(said.contains("`: No space left on device (os error 28)\n |\n = help: make room: "), "{said}");
    assert_eq!(said.matches("error").count(), 3, "one error, its number, and their count: {said}");
    assert!(stdout(&output).ends_with("\ncode 1\ndist\nother\n"), "{}", stdout(&output));
    println!("the disk was a tmpfs of {} KiB", size * 10);
}

fn limited(site: &Folder) {
    fs::remove_dir(site.path("disk")).unwrap();
    let before = dist(site);
    site.write("content/public/long.txt", &"x".repeat(2_000_000));
    let script = "ulimit -f 2000; exec \"$0\" build";
    let mut command = without_cache(Command::new("sh"));
    let output = command.args(["-c", script, env!("CARGO_BIN_EXE_floom-docs")]).current_dir(&site.0).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(files(&site.path("dist")), before);
    assert_no_litter(site);
}

#[test]
fn a_read_only_folder_is_told_and_leaves_the_old_output() {
    let site = small_site();
    fs::create_dir(site.path("ro")).unwrap();
    let before = built(&site.0, &site.path("ro/dist"));
    let output = match fs::metadata(&site.0).unwrap().uid() {
        // Root may write whatever the permissions say.
        0 => {
            let script = "mount --bind ro ro && mount -o remount,ro,bind ro && exec \"$0\" build --out ro/dist";
            with_mounts(&site, script, &[]).unwrap_or_else(|| {
                println!("no file system can be mounted here: `/sys` stands for the folder");
                run(&site, &["build", "--out", "/sys/ro/dist"])
            })
        }
        _ => {
            fs::set_permissions(site.path("ro"), fs::Permissions::from_mode(0o555)).unwrap();
            let output = run(&site, &["build", "--out", "ro/dist"]);
            fs::set_permissions(site.path("ro"), fs::Permissions::from_mode(0o755)).unwrap();
            output
        }
    };
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("error[io]: cannot write `") && said.contains("ro/"), "{said}");
    assert!(said.contains(" = help: the new site is written beside the old one: make the folder"), "{said}");
    assert_eq!(files(&site.path("ro/dist")), before);
    assert_eq!(super::names(&site.path("ro")), ["dist"]);
}

#[test]
fn a_missing_folder_above_the_output_is_made() {
    let site = small_site();
    assert_eq!(run(&site, &["build", "--out", "a/b/dist"]).status.code(), Some(0));
    assert!(site.path("a/b/dist/index.html").is_file());
    assert_eq!(super::names(&site.path("a/b")), ["dist"]);
}

#[test]
fn a_mounted_output_folder_is_told() {
    let site = small_site();
    fs::create_dir(site.path("dist")).unwrap();
    let script = "mount -t tmpfs none dist && exec \"$0\" build";
    let Some(output) = with_mounts(&site, script, &[]) else {
        return println!("no file system can be mounted here, so none can be in the way");
    };
    let message = "error[io]: cannot write `dist`: Device or resource busy (os error 16)\n |\n = help: a folder that is \
        mounted cannot be replaced: choose one inside it with `--out DIR`\n";
    assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
    assert_no_litter(&site);
}

#[test]
fn another_name_that_the_system_has_for_the_sources_is_known() {
    let site = small_site();
    fs::create_dir(site.path("alias")).unwrap();
    let script = "mount --bind content alias && exec \"$0\" build --force --out alias/dist";
    let Some(output) = with_mounts(&site, script, &[]) else {
        return println!("no folder can be mounted here, so none has two names");
    };
    let message = "error[out-over-sources]: the output folder `alias/dist` would replace the site's own files\n";
    assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
    assert_eq!(super::names(&site.path("content")), ["guide", "index.md"]);
}
