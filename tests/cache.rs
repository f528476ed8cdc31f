//! What is kept between builds: believed only if it is whole and ours, and never in anybody's way.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use floom_docs::cache::{Cache, Key};
use site::{Folder, files, floom_docs, stderr};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const KIND: &str = "cards";

fn cache(folder: &Folder) -> Cache {
    Cache::new(Some(folder.path("cache")))
}

/// A cache with one entry, and the file of that.
fn filled(payload: &[u8]) -> (Folder, Cache, Key, PathBuf) {
    let folder = Folder::new("cache");
    let (cache, key) = (cache(&folder), Key::of(&[b"one"]));
    cache.put(KIND, &key, payload);
    let path = only_file(&folder.path("cache"));
    (folder, cache, key, path)
}

fn only_file(folder: &Path) -> PathBuf {
    let names: Vec<String> = files(folder).into_keys().collect();
    assert_eq!(names.len(), 1, "{names:?}");
    folder.join(&names[0])
}

/// A miss, after which the entry can be put and got again.
fn assert_rebuilt(cache: &Cache, key: &Key, why: &str) {
    assert_eq!(cache.get(KIND, key), None, "{why}");
    cache.put(KIND, key, b"anew");
    assert_eq!(cache.get(KIND, key).as_deref(), Some(&b"anew"[..]), "{why}");
}

fn age(path: &Path, days: u32) {
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - DAY * days).unwrap();
}

#[test]
fn what_was_put_is_got_by_its_kind_and_key_alone() {
    let (folder, cache, key, path) = filled(b"payload");
    assert_eq!(cache.get(KIND, &key).as_deref(), Some(&b"payload"[..]));
    assert_eq!(cache.get("other", &key), None);
    assert_eq!(cache.get(KIND, &Key::of(&[b"two"])), None);
    let below = path.strip_prefix(folder.path("cache")).unwrap().to_str().unwrap();
    let parts: Vec<&str> = below.split('/').collect();
    assert_eq!((parts[0], parts[1], parts[2].len()), (KIND, &parts[2][..2], 64));
    assert_ne!(Key::of(&[b"ab", b"c"]), Key::of(&[b"a", b"bc"]));
}

#[test]
fn a_torn_entry_is_none_at_each_length_and_is_replaced() {
    let (_folder, cache, key, path) = filled(b"payload");
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_rebuilt(&cache, &key, &format!("{length} bytes"));
    }
    fs::write(&path, [&whole[..], b"!"].concat()).unwrap();
    assert_rebuilt(&cache, &key, "one byte more");
}

#[test]
fn an_entry_with_one_other_byte_is_none_and_is_replaced() {
    let (_folder, cache, key, path) = filled(b"payload");
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut other = whole.clone();
        other[at] ^= 1;
        fs::write(&path, &other).unwrap();
        assert_rebuilt(&cache, &key, &format!("byte {at}"));
    }
}

#[test]
fn an_entry_of_another_key_or_kind_in_its_place_is_none() {
    let (folder, cache, key, path) = filled(b"payload");
    let other = Key::of(&[b"two"]);
    cache.put("other", &key, b"another kind's");
    let of_other_kind = folder.path("cache/other").join(path.strip_prefix(folder.path("cache").join(KIND)).unwrap());
    fs::copy(of_other_kind, &path).unwrap();
    assert_rebuilt(&cache, &key, "of another kind");
    cache.put(KIND, &other, b"another key's");
    let place = |key: &Key| {
        let all = files(&folder.path("cache").join(KIND)).into_iter();
        all.filter(|(_, bytes)| bytes.ends_with(&cache.get(KIND, key).unwrap())).map(|(path, _)| path).next().unwrap()
    };
    fs::copy(folder.path("cache").join(KIND).join(place(&other)), &path).unwrap();
    assert_rebuilt(&cache, &key, "of another key");
}

#[test]
fn foreign_bytes_are_none_and_are_replaced() {
    let (_folder, cache, key, path) = filled(b"payload");
    for foreign in [&b""[..], b"\0", b"\x89PNG\r\n\x1a\n", b"floom-docs cache 0, 0.0.1\n", &[b'x'; 100_000]] {
        fs::write(&path, foreign).unwrap();
        assert_rebuilt(&cache, &key, "foreign");
    }
}

#[test]
fn a_folder_in_the_place_of_an_entry_is_replaced() {
    let (_folder, cache, key, path) = filled(b"payload");
    fs::remove_file(&path).unwrap();
    fs::create_dir_all(path.join("below")).unwrap();
    fs::write(path.join("below/file"), "x").unwrap();
    assert_rebuilt(&cache, &key, "a folder");
}

#[test]
fn an_entry_of_more_than_64_mib_is_none() {
    let (_folder, cache, key, path) = filled(b"payload");
    File::options().write(true).open(&path).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
    assert_rebuilt(&cache, &key, "too long");
}

#[cfg(unix)]
#[test]
fn a_link_is_never_read_nor_written_through() {
    use std::os::unix::fs::symlink;
    let (folder, cache, key, path) = filled(b"payload");
    fs::rename(&path, folder.path("elsewhere")).unwrap();
    let before = fs::read(folder.path("elsewhere")).unwrap();
    symlink(folder.path("elsewhere"), &path).unwrap();
    assert_rebuilt(&cache, &key, "a link in place of the entry");
    assert_eq!(fs::read(folder.path("elsewhere")).unwrap(), before);
    for level in [path.parent().unwrap(), &folder.path("cache").join(KIND)] {
        fs::remove_dir_all(level).unwrap();
        fs::create_dir(folder.path("outside")).unwrap();
        symlink(folder.path("outside"), level).unwrap();
        cache.put(KIND, &key, b"anew");
        assert_eq!(cache.get(KIND, &key), None, "a link in place of a folder");
        let strays = files(&folder.path("outside"));
        assert!(strays.is_empty(), "{strays:?}");
        fs::remove_file(level).unwrap();
        fs::remove_dir_all(folder.path("outside")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_an_entry_is_not_waited_for() {
    let (_folder, cache, key, path) = filled(b"payload");
    fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_rebuilt(&cache, &key, "a pipe");
}

#[test]
fn without_a_folder_nothing_is_kept_and_nothing_fails() {
    let folder = Folder::new("none");
    folder.write("file", "");
    for place in [None, Some(folder.path("file/below")), Some(folder.path("file"))] {
        let (cache, key) = (Cache::new(place), Key::of(&[b"one"]));
        cache.put(KIND, &key, b"payload");
        assert_eq!(cache.get(KIND, &key), None);
        cache.sweep();
    }
    assert_eq!(files(&folder.0).into_keys().collect::<Vec<_>>(), ["file"]);
}

#[test]
fn many_at_once_read_nothing_but_whole_entries() {
    let folder = Folder::new("many");
    let payload = |number: u8| vec![number; 50_000];
    let write_and_read = |number: u8| {
        let (cache, key) = (cache(&folder), Key::of(&[b"one"]));
        for _ in 0..50 {
            cache.put(KIND, &key, &payload(number));
            let read = cache.get(KIND, &key).unwrap();
            assert!((0..4).any(|number| read == payload(number)), "{} bytes", read.len());
        }
    };
    thread::scope(|scope| (0..4).for_each(|number| drop(scope.spawn(move || write_and_read(number)))));
    only_file(&folder.path("cache"));
}

#[test]
fn what_no_build_has_used_for_a_month_goes_and_a_use_keeps_it() {
    let (folder, cache, key, path) = filled(b"payload");
    let used = Key::of(&[b"used"]);
    cache.put(KIND, &used, b"used");
    let entries = || files(&folder.path("cache").join(KIND)).len();
    files(&folder.path("cache")).keys().for_each(|below| age(&folder.path("cache").join(below), 31));
    assert!(cache.get(KIND, &used).is_some());
    cache.sweep();
    assert_eq!((entries(), cache.get(KIND, &key), cache.get(KIND, &used).is_some()), (1, None, true));
    cache.put(KIND, &key, b"payload");
    age(&path, 31);
    cache.sweep();
    assert_eq!(entries(), 2, "a cache is swept once a day");
    age(&folder.path("cache/.swept"), 2);
    cache.sweep();
    assert_eq!(entries(), 1);
}

#[test]
fn a_sweep_takes_leftovers_and_no_file_of_others() {
    let (folder, cache, _, path) = filled(b"payload");
    let name = path.file_name().unwrap().to_str().unwrap();
    let leftover = path.with_file_name(format!(".{name}.123-0"));
    let foreign =
        [path.with_file_name("notes"), path.with_file_name("a".repeat(64)), folder.path("cache/external.json")];
    for file in foreign.iter().chain([&leftover]) {
        fs::write(file, "mine").unwrap();
        age(file, 400);
    }
    cache.sweep();
    assert!(!leftover.exists());
    assert!(foreign.iter().all(|file| file.exists()));
}

/// A site of three cards, and what it gives without a cache.
fn site() -> (Folder, BTreeMap<String, Vec<u8>>) {
    let pages = [("content/index.md", "# Home\n"), ("content/a.md", "# A\n"), ("content/b.md", "# B\n")];
    let site = Folder::with("cached", &[("docs.yaml", "title: Test\n")]);
    pages.iter().for_each(|(path, text)| site.write(path, text));
    let fresh = built(&site, &["--no-cache"], "fresh");
    (site, fresh)
}

fn built(site: &Folder, arguments: &[&str], out: &str) -> BTreeMap<String, Vec<u8>> {
    // What is there already would not be built again.
    let _ = fs::remove_dir_all(site.path(out));
    let mut command = floom_docs();
    let output = command.arg("build").args(arguments).args(["--out", out]).current_dir(&site.0).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    files(&site.path(out))
}

fn entries(site: &Folder) -> Vec<PathBuf> {
    let all = files(&site.path("cached")).into_keys().filter(|path| path.starts_with("cards/"));
    all.map(|path| site.path("cached").join(path)).collect()
}

#[test]
fn no_state_of_the_cache_changes_the_output() {
    let (site, fresh) = site();
    let build = || built(&site, &["--cache", "cached"], "dist");
    assert_eq!(build(), fresh);
    let [one, other, _] = &entries(&site)[..] else { panic!("three cards") };
    let whole = fs::read(one).unwrap();
    let version = [b"floom-docs cache 0, 0.0.0\n", &whole[26..]].concat();
    let damages: [&dyn Fn(); 8] = [
        &|| fs::write(one, "").unwrap(),
        &|| fs::write(one, &whole[..whole.len() / 2]).unwrap(),
        &|| fs::write(one, &whole[..whole.len() - 1]).unwrap(),
        &|| fs::write(one, b"\x89PNG\r\n\x1a\n").unwrap(),
        &|| fs::write(one, &version).unwrap(),
        &|| assert!(fs::copy(other, one).is_ok()),
        &|| fs::remove_file(one).and_then(|()| fs::create_dir(one)).unwrap(),
        &|| fs::remove_dir_all(site.path("cached")).and_then(|()| fs::write(site.path("cached"), "")).unwrap(),
    ];
    for (at, damage) in damages.iter().enumerate() {
        damage();
        assert_eq!(build(), fresh, "{at}");
        assert!(at == 7 || fs::read(one).unwrap() == whole, "{at}: made anew");
    }
}

#[cfg(unix)]
#[test]
fn a_cache_that_cannot_be_written_or_is_a_link_is_in_nobodys_way() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (site, fresh) = site();
    let build = || built(&site, &["--cache", "cached"], "dist");
    fs::create_dir(site.path("cached")).unwrap();
    fs::set_permissions(site.path("cached"), fs::Permissions::from_mode(0o555)).unwrap();
    assert_eq!(build(), fresh);
    fs::set_permissions(site.path("cached"), fs::Permissions::from_mode(0o755)).unwrap();
    let _ = fs::remove_dir_all(site.path("cached/cards"));
    fs::create_dir(site.path("elsewhere")).unwrap();
    symlink(site.path("elsewhere"), site.path("cached/cards")).unwrap();
    assert_eq!(build(), fresh);
    assert!(files(&site.path("elsewhere")).is_empty(), "nothing is written through a link");
    assert_eq!(built(&site, &["--cache", "/dev/null/none"], "dist"), fresh);
}

#[test]
fn two_builds_at_once_share_a_cache() {
    let (site, fresh) = site();
    for round in 0..5 {
        thread::scope(|scope| {
            for out in ["one", "two"] {
                let (site, fresh) = (&site, &fresh);
                scope.spawn(move || assert_eq!(built(site, &["--cache", "cached"], out), *fresh, "{round}"));
            }
        });
        assert_eq!(entries(&site).len(), 3, "no leftovers");
        entries(&site).iter().for_each(|entry| fs::remove_file(entry).unwrap());
    }
}

#[test]
fn a_build_keeps_its_cards_in_the_users_cache_folder_unless_told_otherwise() {
    let (site, _) = site();
    let home = Folder::new("home");
    let run = |arguments: &[&str]| {
        let mut command = floom_docs();
        command.arg("build").args(arguments).current_dir(&site.0).env("XDG_CACHE_HOME", &home.0);
        assert!(command.env("LOCALAPPDATA", &home.0).output().unwrap().status.success());
        files(&home.0).len()
    };
    assert_eq!(run(&["--no-cache"]), 0);
    assert_eq!(run(&["--cache", "cached"]), 0);
    assert!(run(&[]) > 3);
    assert!(home.path("floom-docs/cards").is_dir());
}
