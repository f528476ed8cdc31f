//! Markdown is CommonMark's and GFM's, held against the examples of their specifications.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod spec;

use spec::dangers::{HOSTILE, dangers};
use spec::normal::normal;
use spec::{Example, below_a_title};

const SCHEME: &str = "a link leads only to http, https, mailto and tel";
const BARE: &str = "a bare URL is a link, as GFM has it";
const LANGUAGE: &str = "a language is one plain word of ASCII, since it goes into an attribute";

/// The examples of CommonMark that give other HTML here, and why.
const OTHER_THAN_COMMONMARK: [(usize, &str); 9] = [
    (34, LANGUAGE),
    (144, LANGUAGE),
    (596, SCHEME),
    (598, SCHEME),
    (599, SCHEME),
    (601, SCHEME),
    (602, BARE),
    (608, BARE),
    (611, BARE),
];

const EMAIL: &str = "an e-mail address becomes a link only in angle brackets";
const BODY: &str = "the parser writes an empty `tbody`, which shows nothing";
const FILTER: &str = "HTML that is trusted passes whole; if it is not, the sanitiser takes more away than GFM's filter";

/// The examples of GFM's extensions that give other HTML here, and why.
const OTHER_THAN_GFM: [(usize, &str); 8] =
    [(205, BODY), (630, EMAIL), (631, EMAIL), (632, EMAIL), (633, EMAIL), (634, EMAIL), (635, EMAIL), (657, FILTER)];

/// The examples that differ must be the listed ones, no more and no fewer.
fn assert_others_are(examples: &[Example], listed: &[(usize, &str)]) {
    let mut told = String::new();
    let mut found = Vec::new();
    for example in examples {
        let (ours, theirs) = (normal(&below_a_title(&example.markdown, true)), normal(&example.html));
        if ours != theirs {
            found.push(example.number);
            told.push_str(&format!(
                "{}, {}\n{}theirs: {theirs}\nours:   {ours}\n\n",
                example.number, example.section, example.markdown
            ));
        }
    }
    let listed: Vec<usize> = listed.iter().map(|(number, _)| *number).collect();
    assert_eq!(found, listed, "other HTML than in the specification:\n{told}");
}

#[test]
fn every_example_of_commonmark_but_the_listed_ones_gives_the_specified_html() {
    assert_others_are(&spec::commonmark(), &OTHER_THAN_COMMONMARK);
}

#[test]
fn every_example_of_gfms_extensions_but_the_listed_ones_gives_the_specified_html() {
    assert_others_are(&spec::gfm_extensions(), &OTHER_THAN_GFM);
}

/// The comparison above takes level one for two, so that the levels are held here.
#[test]
fn an_example_that_begins_with_a_heading_of_level_one_has_it_as_the_pages_title() {
    let examples = spec::commonmark();
    let begins = |example: &&Example| example.html.starts_with("<h1>") || example.html.starts_with("<h2>");
    let headings: Vec<&Example> = examples.iter().filter(begins).collect();
    assert!(headings.len() > 20);
    for example in headings {
        let markdown = format!("---\ntitle: Title\n---\n\n{}", example.markdown);
        let page = spec::page(&markdown, true);
        assert_eq!(page.title_id.is_some(), example.html.starts_with("<h1>"), "{}", example.number);
    }
}

const CODE: &str = "<figure class=\"code\" data-lang=\"js\"><pre tabindex=\"0\"><code><span class=\"k\">let</span> a\n</code></pre></figure>";
const HEADING: &str =
    "<div class=\"heading\"><h3 id=\"a\">A</h3><a class=\"anchor\" href=\"#a\" aria-label=\"Link to “A”\">#</a></div>";
const TABLE: &str = "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table><tr><th scope=\"col\" class=\"align-right\">a</th></tr></table>\n</div>";
const TASK: &str = "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>";
const IMAGE: &str = "<img src=\"a b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\">";

#[test]
fn the_comparison_overlooks_decorations_and_white_space_alone() {
    for (ours, theirs) in [
        (CODE, "<pre><code class=\"language-js\">let a\n</code></pre>"),
        (HEADING, "<h3>A</h3>"),
        (TABLE, "<table>\n<tr>\n<th align=\"right\">a</th>\n</tr>\n</table>"),
        (TASK, "<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> a</li>"),
        (IMAGE, "<img src=\"a%20b.png\" alt=\"a\" />"),
        ("<p>a\n b &quot;&amp;</p>\n<hr>", "<p> a b \"&amp;</p><hr />"),
    ] {
        assert_eq!(normal(ours), normal(theirs));
    }
}

#[test]
fn the_comparison_sees_wrong_html() {
    let wrong = |html: &str, from: &str, to: &str| {
        assert!(html.contains(from), "{from} is not in {html}");
        assert_ne!(normal(html), normal(&html.replacen(from, to, 1)), "{from} for {to} in {html}");
    };
    wrong(CODE, "let</span> a", "let</span>  a");
    wrong(CODE, "a\n<", "a<");
    wrong(CODE, "js", "ts");
    wrong(CODE, "class=\"k\"", "class=\"line-mark\"");
    wrong(CODE, " tabindex=\"0\"", "");
    wrong(CODE, "</figure>", "");
    wrong(HEADING, "#a", "#b");
    wrong(HEADING, "A</h3>", "a</h3>");
    wrong(&HEADING.replace("h3", "h4"), "h4", "h3");
    wrong(HEADING, ">#</a>", "></a>");
    wrong(HEADING, "</div>", "");
    wrong(TABLE, "align-right", "align-left");
    wrong(TABLE, "\n</div>", "");
    wrong(TASK, " checked", "");
    wrong(TASK, "Done", "Not done");
    wrong(IMAGE, "alt=\"a\"", "alt=\"b\"");
    wrong(IMAGE, "a b.png", "a+b.png");
    wrong(IMAGE, " decoding=\"async\"", "");
    for (html, other) in [
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a</p>", "<p>A</p>"),
        ("<p>a<br />\nb</p>", "<p>a\nb</p>"),
        ("<p><em>a</em> b</p>", "<p><em>a</em>b</p>"),
        ("<p><em><strong>a</strong></em></p>", "<p><strong><em>a</em></strong></p>"),
        ("<p>&amp;amp;</p>", "<p>&amp;</p>"),
        ("<p>&lt;b&gt;</p>", "<p><b></p>"),
        ("<p>a\u{a0}b</p>", "<p>a b</p>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<ol start=\"2\"><li>a</li></ol>", "<ol><li>a</li></ol>"),
        ("<a href=\"/a\" title=\"b\">c</a>", "<a href=\"/a\">c</a>"),
        ("<a href=\"/a&amp;b\">c</a>", "<a href=\"/a&amp;amp;b\">c</a>"),
        ("<div id=\"foo\"\n*hi*", "<div id=\"foo\"\n*ho*"),
        ("<!-- a -->", "<!-- b -->"),
        ("<pre><code>a\n\nb\n</code></pre>", "<pre><code>a\nb\n</code></pre>"),
    ] {
        assert_ne!(normal(html), normal(other));
    }
}

/// Everything of a page that templates put into HTML as it stands.
fn shown(markdown: &str) -> Vec<String> {
    let page = spec::page(markdown, false);
    let labels = page.headings.iter().map(|heading| heading.label.clone());
    labels.chain([spec::body(&page), page.title_html.clone()]).collect()
}

#[test]
fn html_that_is_not_trusted_runs_nothing_whatever_the_markdown() {
    let examples: Vec<Example> = spec::commonmark().into_iter().chain(spec::gfm()).collect();
    let hostile = HOSTILE.iter().map(|markdown| markdown.to_string());
    let mut found = Vec::new();
    for markdown in examples.into_iter().map(|example| example.markdown).chain(hostile) {
        for markdown in
            [markdown.clone(), format!("# Title\n\n{markdown}"), format!("> - {}", markdown.replace('\n', "\n>   "))]
        {
            let dangers: Vec<String> = shown(&markdown).iter().flat_map(|html| dangers(html)).collect();
            if !dangers.is_empty() {
                found.push(format!("{markdown}\n{dangers:#?}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn what_would_run_is_seen_in_tags_and_not_in_text() {
    for html in [
        "<SCRIPT>x",
        "<img src=x OnError\n=x>",
        "<a href=\" java\tscript:x\">",
        "<a href='&#106;avascript&colon;x'>",
        "<p title=\"a\"><iframe src=x",
        "<img/onerror=x//",
        "<b/style=x>",
        "<video poster=data:text/html,x>",
    ] {
        assert_eq!(dangers(html).len(), 1, "{html}");
    }
    for html in
        ["&lt;script>", "<p title=\"<script>\">onclick=x</p>", "<!-- <script> -->", "<a href=\"/javascript:x\">"]
    {
        assert_eq!(dangers(html), Vec::<String>::new(), "{html}");
    }
}
