//! The pictures that go with links to pages, through the door: what pages say of them, and the PNGs themselves.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "cards/fonts.rs"]
mod fonts;
mod served;
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use served::Server;
use site::{Folder, build, built, files, floom_docs, own_site, stderr, stdout};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";
const SMALL: [(&str, &str); 4] = [
    ("docs.yaml", CONFIG),
    ("content/index.md", "# Home\n"),
    ("content/guide/index.md", "# Guide\n"),
    ("content/guide/start.md", "---\ndescription: How to begin.\n---\n\n# Start\n"),
];

type Files = BTreeMap<String, Vec<u8>>;

fn dist(site: &Folder) -> Files {
    built(&site.0, &site.path("dist"))
}

fn with(files: &[(&str, &str)]) -> Folder {
    let site = Folder::with("cards", &SMALL);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

fn html<'f>(files: &'f Files, path: &str) -> &'f str {
    std::str::from_utf8(&files[path]).unwrap()
}

/// The contents of the tags of a page whose name begins like this, in their order.
fn tags(html: &str, name: &str) -> Vec<(String, String)> {
    let tags = html.split("<meta ").skip(1).filter_map(|tag| {
        let (kind, rest) = tag.split_once("=\"")?;
        let (key, rest) = rest.split_once("\" content=\"")?;
        (matches!(kind, "property" | "name") && key.starts_with(name))
            .then(|| (key.to_string(), rest.split('"').next().unwrap().to_string()))
    });
    tags.collect()
}

/// The path of the card that a page names.
fn card(files: &Files, page: &str) -> String {
    let (_, url) = tags(html(files, page), "og:image").into_iter().next().unwrap_or_else(|| panic!("{page} has none"));
    url.strip_prefix("https://example.com/docs/").unwrap_or_else(|| panic!("{url}")).to_string()
}

fn cards(files: &Files) -> BTreeSet<&String> {
    files.keys().filter(|path| path.starts_with("assets/cards/")).collect()
}

/// Width, height, and red, green and blue of each pixel.
fn pixels(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut buffer).unwrap();
    (info.width, info.height, buffer)
}

/// How many pixels of a part of the rows are of another colour than the ground.
fn marked(bytes: &[u8], rows: std::ops::Range<usize>) -> usize {
    let (width, _, pixels) = pixels(bytes);
    let ground = pixels[..3].to_vec();
    let row = 3 * width as usize;
    pixels[rows.start * row..rows.end * row].chunks(3).filter(|pixel| **pixel != *ground).count()
}

fn last_line(site: &Folder, arguments: &[&str]) -> String {
    let output = floom_docs().arg("build").args(arguments).current_dir(&site.0).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().next_back().unwrap().rsplit("; ").next().unwrap().to_string()
}

#[test]
fn a_page_names_its_card_with_its_size_and_what_it_shows() {
    let files = dist(&with(&[]));
    let page = html(&files, "guide/start/index.html");
    let card = card(&files, "guide/start/index.html");
    let expected = [
        ("og:image", format!("https://example.com/docs/{card}")),
        ("og:image:width", "1200".to_string()),
        ("og:image:height", "630".to_string()),
        ("og:image:alt", "Start · Test".to_string()),
    ];
    assert_eq!(tags(page, "og:image"), expected.map(|(key, value)| (key.to_string(), value)));
    assert_eq!(tags(page, "twitter:card"), [("twitter:card".to_string(), "summary_large_image".to_string())]);
    let (name, ending) = card.strip_prefix("assets/cards/").unwrap().split_once('.').unwrap();
    assert!(ending == "png" && name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{card}");
}

#[test]
fn a_card_is_a_small_png_of_1200_by_630_pixels() {
    let files = dist(&with(&[]));
    let cards = cards(&files);
    assert_eq!(cards.len(), 3);
    for card in cards {
        let (width, height, pixels) = pixels(&files[card]);
        assert_eq!((width, height, pixels.len()), (1200, 630, 1200 * 630 * 3));
        assert!(files[card].len() < 20_000, "{} bytes", files[card].len());
    }
}

#[test]
fn a_card_has_title_section_and_sentence_of_its_page_and_no_other_text_moves_it() {
    let site = with(&[("content/guide/other.md", "---\ndescription: How to begin.\n---\n\n# Start\n")]);
    let before = dist(&site);
    let start = |files: &Files| card(files, "guide/start/index.html");
    assert_eq!(start(&before), card(&before, "guide/other/index.html"), "two pages that show the same share a card");
    let after = |text: &str| {
        site.write("content/guide/start.md", text);
        start(&dist(&site))
    };
    assert_eq!(after("---\ndescription: How to begin.\n---\n\n# Start\n\nMore text.\n"), start(&before));
    assert_ne!(after("---\ndescription: How to begin.\n---\n\n# Begin\n"), start(&before));
    assert_ne!(after("---\ndescription: How to end.\n---\n\n# Start\n"), start(&before));
    site.write("content/guide/index.md", "# Handbook\n");
    assert_ne!(after("---\ndescription: How to begin.\n---\n\n# Start\n"), start(&before));
}

#[test]
fn a_card_is_drawn_as_the_site_looks() {
    let site = with(&[]);
    let start = |site: &Folder| {
        let files = dist(site);
        let card = card(&files, "guide/start/index.html");
        (card.clone(), files[&card].clone())
    };
    let mut seen = BTreeMap::from([start(&site)]);
    let looks = [
        ("docs.yaml", "title: Another\nbase_url: https://example.com/docs\n"),
        ("theme/css/zz.css", ":root { --accent: #c00 }"),
        (
            "theme/icon.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path fill=\"#00f\" d=\"M0 0h9v9z\"/></svg>",
        ),
    ];
    for (path, text) in looks {
        site.write(path, text);
        let (name, bytes) = start(&site);
        assert!(seen.values().all(|other| pixels(other) != pixels(&bytes)), "{path} shows");
        assert!(seen.insert(name, bytes).is_none(), "{path} is in the name");
    }
    let has = |bytes: &[u8], colour: [u8; 3]| pixels(bytes).2.chunks(3).any(|pixel| pixel == colour);
    let (_, last) = start(&site);
    assert!(has(&last, [0xcc, 0, 0]) && has(&last, [0, 0, 0xff]), "the colour of the site and its drawing");
}

#[test]
fn a_drawing_of_a_site_takes_in_no_file() {
    let drawing = |image: &str| {
        let open = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">";
        format!("{open}<rect width=\"3\" height=\"3\"/>{image}</svg>")
    };
    let site = with(&[]);
    site.write(
        "red.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path fill=\"red\" d=\"M0 0h9v9H0z\"/></svg>",
    );
    let path = site.path("red.svg").display().to_string();
    let mut shown = BTreeSet::new();
    for image in [
        "",
        &format!("<image href=\"{path}\" width=\"9\" height=\"9\"/>"),
        "<image xlink:href=\"red.svg\" width=\"9\" height=\"9\"/>",
    ] {
        site.write("theme/icon.svg", &drawing(image));
        let files = dist(&site);
        shown.insert(pixels(&files[&card(&files, "index.html")]).2);
    }
    assert_eq!(shown.len(), 1);
}

#[test]
fn a_site_may_have_no_cards_and_a_page_its_own_picture() {
    let site = with(&[
        ("docs.yaml", &format!("{CONFIG}cards: false\n")),
        ("content/guide/start.md", "---\nimage: /logo.png\n---\n\n# Start\n"),
        ("content/public/logo.png", ""),
    ]);
    let files = dist(&site);
    assert!(cards(&files).is_empty());
    assert_eq!(tags(html(&files, "index.html"), "og:image"), []);
    assert_eq!(tags(html(&files, "index.html"), "twitter"), []);
    let own = [("og:image".to_string(), "https://example.com/docs/logo.png".to_string())];
    assert_eq!(tags(html(&files, "guide/start/index.html"), "og:image"), own);
    site.write("docs.yaml", CONFIG);
    let files = dist(&site);
    assert_eq!(tags(html(&files, "guide/start/index.html"), "og:image"), own);
    assert_eq!(cards(&files).len(), 2);
}

#[test]
fn what_is_no_page_of_the_site_has_no_card_and_what_is_shared_by_link_has_one() {
    let site = with(&[
        ("content/guide/start.md", "---\naliases: [/old]\nnoindex: true\n---\n\n# Start\n"),
        ("content/draft.md", "---\ndraft: true\n---\n\n# Draft\n"),
    ]);
    let files = dist(&site);
    for page in ["404.html", "search/index.html", "old/index.html"] {
        assert_eq!(tags(html(&files, page), "og:image"), [], "{page}");
    }
    let named: BTreeSet<String> =
        ["index.html", "guide/index.html", "guide/start/index.html"].map(|page| card(&files, page)).into();
    assert_eq!(named.iter().collect::<BTreeSet<_>>(), cards(&files));
}

#[test]
fn a_title_that_the_font_cannot_draw_leaves_no_boxes() {
    let site = with(&[
        ("content/guide/start.md", "# \u{5feb}\u{901f}\u{5165}\u{9580}\n"),
        ("content/guide/mixed.md", "# Start \u{1f680}\u{1f680}\n"),
        ("content/guide/plain.md", "# Start\n"),
    ]);
    let files = dist(&site);
    let of = |page: &str| pixels(&files[&card(&files, &format!("guide/{page}/index.html"))]).2;
    assert_eq!(of("mixed"), of("plain"), "what can be drawn is");
    // The section stands in the title's place: as on a card whose title it is.
    let root = pixels(&files[&card(&files, "guide/index.html")]).2;
    assert_eq!(of("start"), root);
}

#[test]
fn a_sites_own_font_is_used_and_draws_what_inter_cannot() {
    let font = ttf();
    let site = with(&[]);
    let before = dist(&site);
    site.write("docs.yaml", &format!("{CONFIG}cards:\n  font: fonts/site.ttf\n"));
    std::fs::create_dir_all(site.path("fonts")).unwrap();
    std::fs::write(site.path("fonts/site.ttf"), &font).unwrap();
    let after = dist(&site);
    assert_ne!(card(&before, "guide/start/index.html"), card(&after, "guide/start/index.html"));
    // Its one weight is thinner than that of Inter's titles.
    let ink = |files: &Files| marked(&files[&card(files, "guide/start/index.html")], 160..600);
    assert!(ink(&after) * 10 < ink(&before) * 9, "{} and {}", ink(&after), ink(&before));
    assert!(!after.keys().any(|path| path.ends_with(".ttf")), "the font itself is not published");
    site.write("docs.yaml", &format!("{CONFIG}cards:\n  font: content/guide/site.ttf\n"));
    std::fs::rename(site.path("fonts/site.ttf"), site.path("content/guide/site.ttf")).unwrap();
    let output = floom_docs().arg("check").current_dir(&site.0).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "a font in use is not told as unused");
}

/// Another font than Inter as cards have it: its bytes with the table of weights gone, which leaves one thin weight.
fn ttf() -> Vec<u8> {
    let mut font = ttf_inter::REGULAR.to_vec();
    let at = font.windows(4).position(|name| name == b"fvar").unwrap();
    font[at..at + 4].copy_from_slice(b"none");
    font
}

#[test]
fn a_font_that_cannot_be_read_is_told_at_its_place() {
    let site = with(&[("docs.yaml", &format!("{CONFIG}cards:\n  font: x.ttf\n")), ("y.ttf", "no font")]);
    // What would be found if the steps out of the site were not counted.
    std::fs::write(site.path("z.ttf"), ttf()).unwrap();
    let told = |font: &str| {
        site.write("docs.yaml", &format!("{CONFIG}cards:\n  font: {font}\n"));
        let output = build(&site.0, &site.path("dist"));
        assert_eq!(output.status.code(), Some(1), "{font}");
        stderr(&output)
    };
    for font in ["x.ttf", "../z.ttf", "/etc/passwd", "content"] {
        let said = told(font);
        let message = format!("error[card-font]: there is no font `{font}` in this site\n --> docs.yaml:4:9\n");
        assert!(said.starts_with(&message), "{said}");
    }
    let said = told("y.ttf");
    assert!(
        said.starts_with("error[card-font]: `y.ttf` is no font that cards can be set in\n --> docs.yaml:4:9\n"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_font_behind_a_link_is_not_read() {
    let site = with(&[("docs.yaml", &format!("{CONFIG}cards:\n  font: x.ttf\n"))]);
    let elsewhere = Folder::new("elsewhere");
    std::fs::write(elsewhere.path("x.ttf"), ttf()).unwrap();
    std::os::unix::fs::symlink(elsewhere.path("x.ttf"), site.path("x.ttf")).unwrap();
    let files = dist(&site);
    let plain = dist(&with(&[]));
    assert_eq!(files[&card(&files, "index.html")], plain[&card(&plain, "index.html")]);
    assert!(stderr(&build(&site.0, &site.path("dist"))).starts_with("warning[symlink]: "));
}

#[test]
fn a_second_build_draws_no_card_and_an_edit_one() {
    let site = with(&[]);
    let cached = ["--cache", "cached"];
    assert_eq!(last_line(&site, &cached), "3 cards: 3 drawn, 0 known");
    let cold = files(&site.path("dist"));
    assert_eq!(last_line(&site, &cached), "3 cards: 0 drawn, 3 known");
    assert_eq!(files(&site.path("dist")), cold);
    assert_eq!(last_line(&site, &["--no-cache"]), "3 cards: 3 drawn, 0 known");
    assert_eq!(files(&site.path("dist")), cold);
    site.write("content/guide/start.md", "# Begin\n");
    assert_eq!(last_line(&site, &cached), "3 cards: 1 drawn, 2 known");
}

#[test]
fn long_and_hostile_titles_are_drawn_within_their_card() {
    let titles = [
        "word ".repeat(2_000),
        "x".repeat(10_000),
        "a.b_c-d/".repeat(500),
        "Z\u{301}\u{302}\u{303}\u{304}".repeat(500),
        format!("e{}", "\u{301}".repeat(5_000)),
        "\u{202e}\u{2066}turned\u{200b}\u{feff}\u{ad}".repeat(100),
        "\u{5d0}\u{5d1} abc ".repeat(100),
        "\u{fffd}\u{10ffff}\u{e000}".repeat(100),
    ];
    let site = with(&[]);
    for (at, title) in titles.iter().enumerate() {
        let section = format!("---\nsidebar:\n  label: \"{title}\"\n---\n\n# {title}\n");
        site.write(&format!("content/{at}/index.md"), &section);
        site.write(&format!("content/{at}/page.md"), &format!("---\ndescription: \"{title}\"\n---\n\n# {title}\n"));
    }
    let files = dist(&site);
    assert!(cards(&files).len() > titles.len());
    for card in cards(&files) {
        assert_eq!(marked(&files[card], 0..40), 0, "{card} keeps its margin above");
        assert_eq!(marked(&files[card], 600..618), 0, "{card} keeps its margin below");
    }
}

#[test]
fn the_preview_draws_a_card_for_whoever_asks() {
    let site = with(&[]);
    let files = dist(&site);
    let server = Server::start(&site.0);
    let start = card(&files, "guide/start/index.html");
    assert_eq!(server.wait_for(&start, |answer| answer.status == 200).body, files[&start]);
    assert_eq!(server.get("assets/cards/0123456789abcdef.png").status, 404);
    site.write("content/guide/start.md", "# Begin\n");
    let page = server.wait_for("guide/start/", |answer| answer.text().contains("Begin · Test"));
    let now = card(&Files::from([("page".to_string(), page.body)]), "page");
    assert_ne!(now, start);
    assert_eq!(server.wait_for(&now, |answer| answer.status == 200).body, dist(&site)[&now]);
}

#[test]
fn every_page_of_our_own_site_has_its_card() {
    let out = Folder::new("own");
    let files = built(own_site(), &out.path("dist"));
    let url = |html: &str| Some(tags(html, "og:image").into_iter().next()?.1);
    let pages = files.iter().filter(|(path, _)| path.ends_with("index.html") && *path != "search/index.html");
    let named: BTreeSet<String> = pages.filter_map(|(_, html)| url(std::str::from_utf8(html).unwrap())).collect();
    let named: BTreeSet<&str> = named.iter().map(|url| url.strip_prefix("https://floom.dev/docs/").unwrap()).collect();
    assert_eq!(named, cards(&files).into_iter().map(String::as_str).collect());
    assert!(named.len() > 50);
}
