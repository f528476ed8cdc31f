//! Ends that no program can put off, and what the next build makes of them.

use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::site::{Folder, files, floom_docs, stderr};
use super::{
    Files, assert_no_litter, assert_whole, dist, files_or_none, names, run, set_version, small_site, wide_site,
};

const KILLS: u64 = 200;
const THREADS: u64 = 2;
/// Against a hang, not a measure.
const LONGEST: Duration = Duration::from_secs(60);

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound.as_nanos()).unwrap().max(1);
        Duration::from_nanos(self.0 % bound)
    }
}

#[test]
fn two_hundred_kills_leave_the_old_or_the_new_output_whole() {
    let written: u64 = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|seed| scope.spawn(move || kill_many(KILLS / THREADS, seed + 1))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    // Half of the kills wait for the new folder. A machine may be too busy for some.
    assert!(written >= KILLS / 8, "only {written} kills fell into the writing");
    println!("{written} of {KILLS} kills fell into the writing");
}

/// Kills builds of two versions in turns; how many of them were writing.
fn kill_many(kills: u64, seed: u64) -> u64 {
    let site = wide_site();
    set_version(&site, "B");
    let of_b = dist(&site);
    set_version(&site, "A");
    let start = Instant::now();
    let of_a = dist(&site);
    let whole = start.elapsed();
    assert_ne!(of_a, of_b);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ seed);
    let mut written = 0;
    for kill in 0..kills {
        set_version(&site, if kill.is_multiple_of(2) { "B" } else { "A" });
        written += u64::from(kill_once(&site, kill, whole, &mut dice));
        assert_whole(&files_or_none(&site.path("dist")), [&of_a, &of_b]);
        if kill % 10 == 9 {
            assert_eq!(dist(&site), of_a, "the next build gives what a first one gives");
            assert_no_litter(&site);
        }
    }
    written
}

/// Kills a build at a random moment; every other one at a random moment after it has begun to write. Whether it has
/// left what it was writing.
fn kill_once(site: &Folder, kill: u64, whole: Duration, dice: &mut Dice) -> bool {
    let mut child = start(site);
    if kill.is_multiple_of(2) {
        thread::sleep(dice.below(whole));
    } else {
        wait_for_folder(site, &mut child);
        thread::sleep(dice.below(whole / 3));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    names(&site.0).contains(&format!(".dist.new-{}", child.id()))
}

pub fn start(site: &Folder) -> Child {
    let mut command = floom_docs();
    command.arg("build").current_dir(&site.0).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until a build has begun to write, or has ended.
pub fn wait_for_folder(site: &Folder, child: &mut Child) {
    let (folder, start) = (site.path(&format!(".dist.new-{}", child.id())), Instant::now());
    while !folder.exists() && child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < LONGEST, "a build hangs");
        thread::yield_now();
    }
}

/// A kill would have to fall between two renames to show that they are one; who only looks is often enough there.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
#[test]
fn at_no_moment_is_there_no_output() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let site = small_site();
    dist(&site);
    let is_over = AtomicBool::new(false);
    let missed = || {
        std::iter::repeat(()).take_while(|()| !is_over.load(Ordering::Relaxed)).filter(|()| !site.path("dist").exists())
    };
    let (are_built, missed) = thread::scope(|scope| {
        let looking = scope.spawn(|| missed().count());
        let are_built = (0..50).all(|_| run(&site, &["build"]).status.success());
        is_over.store(true, Ordering::Relaxed);
        (are_built, looking.join().unwrap())
    });
    assert_eq!((are_built, missed), (true, 0));
}

#[test]
fn a_kill_between_the_renames_is_healed() {
    let site = small_site();
    let before = dist(&site);
    let killed = |site: &Folder| {
        fs::rename(site.path("dist"), site.path(".dist.old-4711")).unwrap();
        site.write(".dist.new-4711/.floom-docs", "index.html\nnot-there-yet.html\n");
        site.write(".dist.new-4711/index.html", "new");
    };
    killed(&site);
    site.write("content/guide/start.md", "# Start\n\n[Gone](gone.md)\n");
    assert_eq!(run(&site, &["build"]).status.code(), Some(1), "this build cannot publish");
    assert_eq!(files(&site.path("dist")), before, "but it puts the old output back");
    assert_no_litter(&site);
    killed(&site);
    site.write("content/guide/start.md", "# Start anew\n");
    let after = dist(&site);
    assert!(String::from_utf8_lossy(&after["guide/start/index.html"]).contains("Start anew"));
    assert_no_litter(&site);
}

#[test]
fn an_old_output_that_is_not_whole_is_not_put_back() {
    let site = small_site();
    dist(&site);
    fs::rename(site.path("dist"), site.path(".dist.old-4711")).unwrap();
    fs::remove_file(site.path(".dist.old-4711/index.html")).unwrap();
    site.write("content/guide/start.md", "# Start\n\n[Gone](gone.md)\n");
    assert_eq!(run(&site, &["build"]).status.code(), Some(1));
    assert!(!site.path("dist").exists());
}

#[test]
fn what_killed_builds_have_left_is_swept_and_what_others_have_put_there_is_not() {
    let site = small_site();
    site.write(".dist.new-1/.floom-docs", "a.html\nb.html\n");
    site.write(".dist.new-1/a.html", "");
    fs::create_dir(site.path(".dist.new-2")).unwrap();
    site.write(".dist.old-3/.floom-docs", "");
    site.write(".dist.new-4/thesis.txt", "years of work");
    site.write(".dist.old-5/.floom-docs", "a.html\n");
    site.write(".dist.old-5/thesis.txt", "years of work");
    site.write(".dist.new-mine/.floom-docs", "");
    site.write(".dist.new-6", "a file");
    dist(&site);
    let left = [".dist.new-4", ".dist.new-6", ".dist.new-mine", ".dist.old-5", "content", "dist", "docs.yaml"];
    assert_eq!(names(&site.0), left);
    assert_eq!(files(&site.path(".dist.old-5")).len(), 2);
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let (one, other) = (wide_site(), wide_site());
    set_version(&other, "B");
    let of: [Files; 2] = [&one, &other].map(dist);
    for _ in 0..10 {
        let out = one.path("dist");
        let builds = [&one, &other].map(|site| {
            let mut command = floom_docs();
            command.arg("build").arg("--site").arg(&site.0).arg("--out").arg(&out);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        });
        for build in builds {
            let output = build.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        }
        assert_whole(&files(&out), [&of[0], &of[1]]);
        assert_no_litter(&one);
    }
}

#[test]
fn a_second_build_waits_and_says_for_whom() {
    use std::io::{BufRead, BufReader};
    let site = small_site();
    site.write(".dist.lock", "4711\n");
    let lock = fs::File::open(site.path(".dist.lock")).unwrap();
    lock.lock().unwrap();
    let mut child = start(&site);
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "waiting for another build into `dist` (process 4711)\n");
    assert!(!site.path("dist").exists() && child.try_wait().unwrap().is_none());
    drop(lock);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_no_litter(&site);
}

#[test]
fn the_lock_of_a_killed_build_holds_nobody_up() {
    let site = small_site();
    site.write(".dist.lock", "1\n");
    let output = run(&site, &["build"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_no_litter(&site);
}

#[test]
fn a_file_of_another_by_the_name_of_the_lock_is_kept() {
    let site = small_site();
    site.write(".dist.lock", "years of work");
    let output = run(&site, &["build"]);
    assert_eq!(output.status.code(), Some(1));
    let message = "error[io]: cannot write `.dist.lock`: a file that floom-docs did not make is in the way\n";
    assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(site.path(".dist.lock")).unwrap(), "years of work");
}
