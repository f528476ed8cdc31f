//! Random moves in random sites: nothing new is wrong, no link leads elsewhere, no address is lost.

use super::*;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as usize
    }

    fn of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len())]
    }
}

const FOLDERS: [&str; 6] = ["", "guide/", "guide/deep/", "02-api/", "api/v1/", "a b/"];
const NAMES: [&str; 7] = ["start", "01-intro", "index", "über", "c(d)", "run", "02-run-on"];

fn relative(from: &str, to: &str) -> String {
    let up = "../".repeat(from.matches('/').count());
    if up.is_empty() { format!("./{to}") } else { up + to }
}

/// A link whose text says which page it leads to.
fn random_link(random: &mut Random, from: &str, (number, to): (usize, &str)) -> String {
    let encoded = to.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    let bare = encoded.strip_suffix(".md").unwrap();
    let anchor = random.of(&["", "", "#one", "?x=1#one"]);
    match random.below(8) {
        0 => format!("[to{number}]({}{anchor})", relative(from, &encoded)),
        1 => format!("[to{number}](<{}{anchor}> \"t\")", relative(from, to)),
        2 => format!("[to{number}]({}{anchor})", relative(from, bare)),
        3 => format!("[to{number}](/{bare}/{anchor})"),
        4 => format!("[to{number}](/docs/{encoded}{anchor})"),
        5 => format!("<a href=\"{}{anchor}\">to{number}</a>", relative(from, &encoded)),
        6 => format!("[to{number}]({}.html{anchor})", relative(from, bare)),
        _ => format!("[to{number}][{from}{to}]\n\n[{from}{to}]: {}{anchor}", relative(from, &encoded)),
    }
}

fn random_site(random: &mut Random) -> Folder {
    let mut addresses = BTreeMap::new();
    while addresses.len() < 20 {
        let path = format!("{}{}.md", random.of(&FOLDERS), random.of(&NAMES));
        let address = path.replace("01-", "").replace("02-", "").replace("index", "");
        addresses.entry(address).or_insert(path);
    }
    let pages: Vec<String> = addresses.into_values().collect();
    let site = Folder::with("random", &[CONFIG, ("content/guide/pic.png", "no picture")]);
    let links = |random: &mut Random, from: &str| {
        let to = (0..5).map(|_| random.below(pages.len())).collect::<Vec<_>>();
        let links = to.into_iter().map(|to| random_link(random, from, (to, &pages[to])));
        links.collect::<Vec<_>>().join("\n\n")
    };
    for (number, page) in pages.iter().enumerate() {
        let image = relative(page, "guide/pic.png");
        let front = random.of(&["", "---\nsidebar: {order: 1}\n---\n", "---\naliases:\n  - was/NUMBER\n---\n"]);
        let front = front.replace("NUMBER", &number.to_string());
        let include = random.of(&[":::include{file=\"_parts/p.md\"}\n\n", ""]);
        let links = links(random, page);
        let text = format!("{front}# T{number}.\n\n{links}\n\n![x]({image})\n\n{include}## One\n");
        site.write(&format!("content/{page}"), &text);
    }
    site.write("content/_parts/p.md", &links(random, "_parts/p.md"));
    site
}

/// Each link leads to the page that its text says.
fn assert_links_lead_to_their_pages(site: &Folder, what: &str) {
    let out = Folder::new("random-out");
    let built = built(&site.0, &out.path("dist"));
    for (path, bytes) in built.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        for before in html.split("</a>").filter(|before| before.contains("\">to")) {
            let (before, number) = before.rsplit_once("\">to").unwrap();
            let url = before.rsplit_once("href=\"").unwrap().1.split(['?', '#', '"']).next().unwrap();
            let file = url.strip_prefix("/docs/").map_or(path.clone(), |url| format!("{}index.html", decoded(url)));
            let led = String::from_utf8_lossy(built.get(&file).unwrap_or_else(|| panic!("{what}: {path}: {url}")));
            assert!(
                led.contains(&format!(">T{number}.</h1>")),
                "{what}: {path} has a link to{number} that leads to {url}"
            );
        }
    }
}

fn decoded(url: &str) -> String {
    url.replace("%20", " ").replace("%28", "(").replace("%29", ")").replace("%C3%BC", "ü")
}

fn pages(site: &Folder) -> Vec<String> {
    files(&site.path("content")).into_keys().filter(|path| path.ends_with(".md") && !path.starts_with('_')).collect()
}

fn html_files(site: &Folder) -> Vec<String> {
    let out = Folder::new("random-out");
    built(&site.0, &out.path("dist")).into_keys().filter(|path| path.ends_with(".html")).collect()
}

#[test]
fn random_moves_in_random_sites_bring_no_problem_and_lose_no_address() {
    for seed in 1..=4 {
        let mut random = Random(seed);
        let site = random_site(&mut random);
        assert_silent(&site);
        assert_links_lead_to_their_pages(&site, &format!("seed {seed}"));
        let mut known = html_files(&site);
        let mut done = 0;
        for turn in 0..8 {
            let all = pages(&site);
            let page = &all[random.below(all.len())];
            let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
            let (old, new) = match random.below(4) {
                0 if !folder.is_empty() => (folder.to_string(), format!("{}moved-{turn}", random.of(&FOLDERS))),
                1 => (page.clone(), format!("{}new-{turn}/index", random.of(&FOLDERS))),
                _ => (page.clone(), format!("{}{}-{turn}", random.of(&FOLDERS), random.of(&NAMES))),
            };
            let output = run(&site, &["mv", &format!("content/{old}"), &format!("content/{new}")]);
            if output.status.code() != Some(0) {
                let said = stderr(&output);
                assert!(said.contains("which lies in it"), "seed {seed}, {old} to {new}: {said}");
                continue;
            }
            done += 1;
            let check = run(&site, &["check", "--strict"]);
            assert_eq!(stderr(&check), "", "seed {seed}, {old} to {new}");
            assert_links_lead_to_their_pages(&site, &format!("seed {seed}, {old} to {new}"));
            let now = html_files(&site);
            let lost: Vec<&String> = known.iter().filter(|path| !now.contains(path)).collect();
            assert_eq!(lost, Vec::<&String>::new(), "seed {seed}, {old} to {new}");
            known = now;
        }
        assert!(done > 3, "seed {seed}: {done}");
    }
}
