//! Readers get no script from content: what hostile content leaves in the output, and what is not published at all.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "spec/dangers.rs"]
#[allow(dead_code)]
mod dangers;
mod site;
#[path = "spec/tokens.rs"]
#[allow(dead_code)]
mod tokens;

use std::collections::BTreeMap;
use std::fs;

use dangers::foreign;
use site::{Folder, build, built, files, floom_docs, own_site, stderr, stdout};
use tokens::{Token, tokens};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'";

fn site_with(files: &[(&str, &str)]) -> Folder {
    let site = Folder::with("readers", &[("docs.yaml", CONFIG), ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn pages(output: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&String, String)> {
    output.iter().filter(|(path, _)| path.ends_with(".html")).map(|(path, bytes)| (path, text(bytes)))
}

#[test]
fn what_is_foreign_is_seen() {
    for html in [
        "<script>x</script>",
        "<script src=/x.js></script>",
        "<script src=https://evil.example/assets/theme.1/x.js></script>",
        "<script src=//evil.example/assets/theme.1/x.js></script>",
        "<script src=/d/assets/theme.1/x.js>x</script>",
        "<script src=/d/assets/theme.1/x.js onload=x></script>",
        "<p onclick=x>",
        "<p style=x>",
        "<a href=' java\tscript:x'>",
        "<a href='data:text/html,x'>",
        "<img src='blob:x'>",
        "<iframe>",
        "<form>",
        "<link rel=stylesheet href=//evil.example>",
        "<meta http-equiv=refresh content='0; url=https://evil.example'>",
        "<meta http-equiv=refresh content='0; url=//evil.example'>",
        "<meta http-equiv=refresh content='0;url=javascript:x'>",
    ] {
        assert_eq!(foreign(html).len(), 1, "{html}");
    }
    for html in [
        "<script src=/d/assets/theme.1/x.js></script>",
        "<a href='/a:b'>",
        "<a href='#a:b'>",
        "<a href='https://a.example'>",
        "<p title='javascript:x'>",
        "<img src='data:,'>",
        "<meta http-equiv=refresh content='0; url=/d/a/'>",
    ] {
        assert_eq!(foreign(html), Vec::<String>::new(), "{html}");
    }
}

/// The site that the browser tests open too.
fn hostile_site() -> BTreeMap<String, Vec<u8>> {
    let out = Folder::new("hostile");
    built(&own_site().join("tests/browser/hostile"), &out.path("dist"))
}

#[test]
fn a_hostile_site_leaves_nothing_that_runs_in_any_file() {
    let output = hostile_site();
    assert!(pages(&output).count() >= 5, "{:?}", output.keys());
    for (path, html) in pages(&output) {
        assert_eq!(foreign(&html), Vec::<String>::new(), "{path}");
        assert!(!html.contains(['\u{202e}', '\0']), "{path}");
        let tags = tokens(&html);
        let policies = tags.iter().filter(|token| {
            matches!(token, Token::Open { attributes, .. }
            if attributes.iter().any(|pair| *pair.1 == POLICY))
        });
        assert_eq!(policies.count(), 1, "{path}");
    }
    for (path, bytes) in output.iter().filter(|(path, _)| path.ends_with(".json")) {
        serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn each_hostile_piece_of_markdown_alone_runs_nothing_in_a_whole_page() {
    let harmless: Vec<String> = dangers::HOSTILE
        .iter()
        .enumerate()
        .map(|(number, markdown)| (format!("content/p{number}.md"), format!("# Title\n\n{markdown}\n")))
        .filter(|(path, page)| build_alone(path, page))
        .map(|(path, _)| path)
        .collect();
    assert!(harmless.len() > 20, "{harmless:?}");
}

/// Whether a page is published; if it is, nothing in it may run.
fn build_alone(path: &str, page: &str) -> bool {
    let site = site_with(&[(path, page)]);
    let output = build(&site.0, &site.path("dist"));
    if output.status.code() == Some(1) {
        assert!(!site.path("dist").exists());
        return false;
    }
    for (path, html) in pages(&files(&site.path("dist"))) {
        assert_eq!(foreign(&html), Vec::<String>::new(), "{path} of {page}");
    }
    true
}

/// A site with one file beside its page: what is told, and whether the file is published.
fn with_file(path: &str, content: &str, config: &str) -> (String, bool) {
    let site = site_with(&[(path, content)]);
    site.write("docs.yaml", &format!("{CONFIG}{config}"));
    let output = build(&site.0, &site.path("dist"));
    let out = path.strip_prefix("content/public/").unwrap();
    (stderr(&output), output.status.success() && site.path("dist").join(out).is_file())
}

#[test]
fn a_file_that_a_browser_would_run_is_an_error_until_it_is_trusted() {
    for name in [
        "a.html",
        "a.HTM",
        "a.xhtml",
        "a.js",
        "a.mjs",
        "a.css",
        "a.swf",
        "a.wasm",
        "a.xsl",
        "a.mht",
        "a.hta",
        "a.jar",
        "a.shtml",
        "a.php",
        "a.xyz",
        "a.html.gz",
        "a.svgz",
        "a.html.fr",
        "_redirects",
        ".htaccess",
        "CNAME",
        "vercel.json",
        ".well-known/security.txt",
    ] {
        let path = format!("content/public/{name}");
        let (said, is_published) = with_file(&path, "x\n", "");
        assert!(said.contains("error[active-file]") && said.contains(&format!("public/{name}")), "{name}: {said}");
        assert!(!is_published, "{name}");
        for config in [format!("trusted_files: ['public/{name}']\n"), "trust_html: true\n".to_string()] {
            assert_eq!(with_file(&path, "x\n", &config), (String::new(), true), "{name}: {config}");
        }
    }
}

#[test]
fn files_that_are_only_looked_at_are_published() {
    for (name, content) in [
        ("a.png", "x"),
        ("a.pdf", "x"),
        ("a.txt", "<script>"),
        ("robots.txt", "User-agent: *"),
        ("data.json", "{}"),
        ("LICENSE", "MIT"),
        (".nojekyll", ""),
        ("a.py", "print()"),
        ("a.tar.gz", "x"),
        ("sitemap.xml", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>"),
        ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"),
    ] {
        assert_eq!(with_file(&format!("content/public/{name}"), content, ""), (String::new(), true), "{name}");
    }
}

#[test]
fn a_text_that_a_browser_could_take_for_a_page_is_an_error() {
    for (name, content) in [
        ("page", "\n <script>x</script>"),
        ("a.py", "\u{feff}<html>"),
        ("feed.xml", "<f><script xmlns='http://www.w3.org/1999/xhtml'>x</script></f>"),
        ("feed.xml", "<?xml-stylesheet href='x.xsl'?><f/>"),
    ] {
        let (said, is_published) = with_file(&format!("content/public/{name}"), content, "");
        assert!(said.contains("error[active-file]") && !is_published, "{name}: {said}");
    }
}

#[test]
fn an_active_drawing_is_an_error_at_its_place_and_a_star_trusts_it() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n  <script>hit()</script>\n</svg>\n";
    let (said, is_published) = with_file("content/public/img/a.svg", svg, "");
    assert_eq!(
        said,
        "error[active-svg]: this drawing would run something or ask elsewhere: `<script>`
 --> content/public/img/a.svg:2:3
  |
2 |   <script>hit()</script>
  |   ^^^^^^^
  |
  = help: remove it, or list the file in `docs.yaml` under `trusted_files` if you have read it

nothing was published: 1 error, 0 warnings\n"
    );
    assert!(!is_published);
    assert_eq!(with_file("content/public/img/a.svg", svg, "trusted_files: [public/**]\n"), (String::new(), true));
    let (said, _) = with_file("content/public/img/a.svg", svg, "trusted_files: [public/*.svg]\n");
    assert!(said.contains("error[active-svg]"), "{said}");
}

#[test]
fn a_page_that_is_linked_from_a_page_is_not_published_either() {
    let site = site_with(&[("content/index.md", "# Home\n\n[x](x.html)\n"), ("content/x.html", "<script>")]);
    let output = build(&site.0, &site.path("dist"));
    assert!(stderr(&output).contains("error[active-file]") && !site.path("dist").exists(), "{}", stderr(&output));
}

#[test]
fn a_page_names_the_hosts_of_its_own_images_and_the_headers_those_of_all() {
    let site = site_with(&[
        ("content/index.md", "# Home\n\n![a](https://b.example/x.png) <img src=\"//c.example/y.png\" alt=\"\">\n"),
        ("content/two.md", "# Two\n\n![a](https://a.example:8080/x.png) ![a](https://*/x.png)\n"),
        ("content/three.md", "---\naliases: [/old]\n---\n\n# Three\n\n[a](https://d.example/)\n"),
    ]);
    let output = built(&site.0, &site.path("dist"));
    let with = |hosts: &str| POLICY.replace("data:", &format!("data:{hosts}"));
    let policy_of = |path: &str| {
        let html = text(&output[path]);
        let rest = html.split_once("Content-Security-Policy\" content=\"").unwrap().1;
        rest.split_once('"').unwrap().0.to_string()
    };
    assert_eq!(policy_of("index.html"), with(" c.example https://b.example"));
    assert_eq!(policy_of("two/index.html"), with(" https://a.example:8080"));
    for path in ["three/index.html", "404.html", "search/index.html", "old/index.html"] {
        assert_eq!(policy_of(path), POLICY, "{path}");
    }
    let all = with(" c.example https://a.example:8080 https://b.example");
    let headers = text(&output["_headers"]);
    let expected = format!("/docs/*\n  Content-Security-Policy: {all}; frame-ancestors 'none'\n");
    assert!(headers.starts_with(&expected), "{headers}");
    assert!(headers.contains("\n/docs/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"), "{headers}");
}

#[test]
fn hidden_characters_are_seen_in_every_form_of_message() {
    let page = "# A\n\n\t[x\u{202e}](\u{1b}]0;gone\u{9b}.md) `y`\n\n[z](gone\u{202e}\u{200b}.md)\n";
    let site = site_with(&[("content/a.md", page)]);
    let said = |arguments: &[&str]| {
        let output = floom_docs().arg("check").args(arguments).current_dir(&site.0).output().unwrap();
        stdout(&output) + &stderr(&output)
    };
    for format in ["text", "json", "github", "sarif"] {
        let text = said(&["--format", format]);
        let hidden: Vec<char> = text.chars().filter(|c| floom_docs::diagnostics::is_hidden(*c) && *c != '\n').collect();
        assert_eq!(hidden, Vec::<char>::new(), "{format}: {text}");
        assert!(text.contains("202e") && text.contains("broken-link"), "{format}: {text}");
    }
    let text = said(&[]);
    let at = "5 | [z](gone\\u{202e}\\u{200b}.md)\n  |     ^^^^^^^^^^^^^^^^^^^^^^^\n";
    assert!(text.contains(at), "{text}");
}

#[test]
fn code_shows_what_turns_a_line_around_and_says_so() {
    let page = "---\ntitle: \"A\\u202eb\"\n---\n\n# x\n\n```python\nif admin:  #\u{202e} begin\n```\n\nText \u{2066}a `b\u{200f}c` &#x202d;\n\n[l](index.md \"t\u{202e}u\") ![p\u{2067}q](https://a.example/x.png)\n";
    let site = site_with(&[("content/a.md", page)]);
    let output = build(&site.0, &site.path("dist"));
    let said = stderr(&output);
    let places: Vec<&str> = said.lines().filter_map(|line| line.trim_start().strip_prefix("--> ")).collect();
    assert_eq!(
        places,
        [
            "content/a.md",
            "content/a.md:8:13",
            "content/a.md:11:6",
            "content/a.md:11:18",
            "content/a.md:11:28",
            "content/a.md:13:16"
        ],
        "{said}"
    );
    assert_eq!(said.matches("warning[bidi-control]").count(), 6, "{said}");
    let html = text(&files(&site.path("dist"))["a/index.html"]);
    assert!(html.contains("⟨U+202E⟩") && html.contains("<code>b⟨U+200F⟩c</code>"), "{html}");
    assert!(html.contains("<title>Ab · Test</title>"), "{html}");
    assert!(!html.contains(['\u{202e}', '\u{2066}', '\u{2067}', '\u{202d}', '\u{200f}']));
}

#[test]
fn labels_of_a_folder_turn_nothing_around() {
    let site = site_with(&[("content/g/a.md", "# A\n"), ("content/g/_nav.yaml", "title: \"G\u{202e}x\"\n")]);
    let output = build(&site.0, &site.path("dist"));
    assert!(stderr(&output).contains("warning[bidi-control]"), "{}", stderr(&output));
    let html = text(&files(&site.path("dist"))["g/a/index.html"]);
    assert!(html.contains("Gx") && !html.contains('\u{202e}'), "{html}");
}

#[test]
fn ids_of_the_pages_own_parts_cannot_be_taken() {
    let page = "# A\n\n## One {#shell:nav}\n\n<p id=\"shell&#58;search\">x</p> <a name=fn:1>y</a>\n\n<img name=\"body\" src=\"data:,\" alt=\"\">\n\nNote[^1] std {#x}\n\n[^1]: Text\n\n## Two {#std::vec}\n";
    let site = site_with(&[("content/a.md", &page.replace("data:,", "https://a.example/x"))]);
    let output = build(&site.0, &site.path("dist"));
    assert_eq!(stderr(&output).matches("warning[reserved-id]").count(), 3, "{}", stderr(&output));
    let html = text(&files(&site.path("dist"))["a/index.html"]);
    for id in ["shell:nav", "shell:search", "fn:1", "shell-nav", "shell-search", "std::vec"] {
        assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}: {html}");
    }
    assert!(html.contains("name=\"fn-1\"") && !html.contains("name=\"body\""), "{html}");
}

#[test]
fn a_link_elsewhere_gives_no_hold_of_this_page() {
    let page = "# A\n\n<a href=\"https://a.example/\" target=\"_blank\" rel=\"opener\">x</a> <a href=\"https://a.example/\" target=\"own\">x</a>\n\n[y](https://b.example/) https://c.example/ [z](index.md)\n";
    let site = site_with(&[("content/a.md", page)]);
    let html = text(&built(&site.0, &site.path("dist"))["a/index.html"]);
    let links = tokens(&html);
    let rel = |url: &str| {
        let links = links.iter().filter_map(|token| match token {
            Token::Open { name, attributes } if name == "a" => Some(attributes),
            _ => None,
        });
        let to = links.filter(|attributes| attributes.iter().any(|(name, value)| *name == "href" && value == url));
        let rels = to.map(|attributes| attributes.iter().find(|(name, _)| *name == "rel").map(|pair| pair.1.clone()));
        rels.collect::<Vec<_>>()
    };
    let noopener = || Some("noopener".to_string());
    assert_eq!(rel("https://a.example/"), [noopener(), noopener()]);
    assert_eq!((rel("https://b.example/"), rel("https://c.example/")), (vec![noopener()], vec![noopener()]));
    assert!(html.contains("target=\"_blank\"") && !html.contains("target=\"own\""), "{html}");
}

#[test]
fn what_pages_say_does_not_speak_to_the_terminal_by_search() {
    let site =
        site_with(&[("content/a.md", "---\ntitle: \"needle\\u202e\\e[31m\\n1. forged\"\n---\n\nneedle text\u{9b}\n")]);
    built(&site.0, &site.path("dist"));
    for arguments in [&["search", "needle"][..], &["search", "needle", "--json"]] {
        let output = floom_docs().args(arguments).current_dir(&site.0).output().unwrap();
        let said = stdout(&output);
        assert!(said.contains("needle"), "{said}");
        assert!(!said.chars().any(|c| floom_docs::diagnostics::is_hidden(c) && c != '\n'), "{said:?}");
        assert!(!said.lines().any(|line| line.starts_with("1. forged")), "{said}");
    }
}

#[test]
fn our_own_site_publishes_its_schemas_without_trusting_anything() {
    assert!(!fs::read_to_string(own_site().join("docs.yaml")).unwrap().contains("trusted_files"));
    let out = Folder::new("own");
    let output = built(own_site(), &out.path("dist"));
    assert!(output.contains_key("schema/docs.schema.json"));
}

#[test]
fn content_shows_no_field_to_write_in() {
    let site = site_with(&[(
        "content/a.md",
        "# A\n\n<input> <input type=password value=x> <input type=text>\n\n- [x] done\n",
    )]);
    let output = built(&site.0, &site.path("dist"));
    let page = text(&output["a/index.html"]);
    let article = page.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    let fields = tokens(article);
    let fields: Vec<&Token> = fields.iter().filter(|token| token.opens("input")).collect();
    assert_eq!(fields.len(), 4, "{article}");
    for field in fields {
        assert_eq!(field.attribute("type"), Some("checkbox"), "{article}");
        assert_eq!(field.attribute("value"), None, "{article}");
    }
}
