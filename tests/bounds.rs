//! No input takes unbounded time or memory: what is too much is told, and what is just within a limit is built.
//!
//! No test looks at a clock. Each run of the program is killed after two minutes and has 2 GB of address space, so that
//! what grows without bound fails here and does not hang.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::process::{Command, Output};

use site::{Folder, stderr, without_cache};

const BOUNDS: &str = "ulimit -v 2000000; exec timeout --signal=KILL 120 \"$0\" \"$@\"";

fn run(site: &Folder, arguments: &[&str]) -> Output {
    let mut command = without_cache(Command::new("bash"));
    command.args(["-c", BOUNDS, env!("CARGO_BIN_EXE_floom-docs")]).args(arguments).current_dir(&site.0);
    command.output().unwrap()
}

fn site(files: &[(&str, &str)]) -> Folder {
    let site = Folder::with("bounds", &[("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

/// What the program says of a site with one more page.
fn check(text: &str) -> Output {
    run(&site(&[("content/a.md", text)]), &["check"])
}

/// How often a code is told; a run that was killed fails here.
fn count(output: &Output, code: &str) -> usize {
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}: {}", output.status, stderr(output));
    stderr(output).matches(&format!("[{code}]")).count()
}

fn last_line(output: &Output) -> String {
    stderr(output).lines().next_back().unwrap_or("").to_string()
}

/// The one problem that a page has.
fn assert_one(text: &str, code: &str, place: &str) {
    let output = check(text);
    let said = stderr(&output);
    assert_eq!((output.status.code(), count(&output, code)), (Some(1), 1), "{}", &said[..said.len().min(2_000)]);
    assert!(said.contains(&format!("content/a.md:{place}\n")), "{}", &said[..said.len().min(2_000)]);
    assert!(last_line(&output).starts_with("the site does not pass: 1 error, "), "{}", last_line(&output));
}

fn assert_built(text: &str) {
    let output = check(text);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn elements_without_end_in_each_other_are_an_error_once() {
    let last = 1 + "<div>".len() * 256;
    assert_one(&format!("# A\n\n{}x\n", "<div>".repeat(50_000)), "nested-too-deep", &format!("3:{last}"));
    assert_one(&format!("# A\n\nx {}x\n", "<b>".repeat(20_000)), "nested-too-deep", &format!("3:{}", 3 + 3 * 255));
    assert_one(&format!("# A\n\n{}x\n", "<table><tr><td>".repeat(20_000)), "nested-too-deep", "3:3841");
}

#[test]
fn elements_as_deep_as_is_let_through_are_built() {
    assert_built(&format!("# A\n\n{}x{}\n", "<div>".repeat(256), "</div>".repeat(256)));
    assert_built(&format!("# A\n\n{}", "<p>One\n\n<p>Two <br>\n\n".repeat(2_000)));
    assert_built(&format!("# A\n\n{}x\n", "> ".repeat(200)));
}

#[test]
fn formatting_that_is_opened_anew_in_each_block_is_an_error() {
    let open = |number: usize| format!("<b class=\"c{number}\">");
    let page = (0..200).map(open).collect::<String>() + "\n\n" + &"x\n\n".repeat(5_000);
    assert_one(&format!("# A\n\nx {page}"), "nested-too-deep", "683:1");
}

#[test]
fn a_tag_has_no_more_attributes_than_can_be_compared() {
    let tag = |count: usize| {
        format!("# A\n\n<div {}>x</div>\n", (0..count).map(|at| format!("a{at}=1 ")).collect::<String>())
    };
    assert_one(&tag(30_000), "too-many", "3:1");
    assert_built(&tag(256));
}

#[test]
fn markdown_without_end_in_itself_is_an_error_once() {
    for marks in ["> ".repeat(20_000), "- ".repeat(20_000)] {
        let output = check(&format!("# A\n\n{marks}x\n"));
        assert_eq!((output.status.code(), count(&output, "nested-too-deep")), (Some(1), 1));
    }
    let stars = "*".repeat(20_000);
    assert_eq!(count(&check(&format!("# A\n\n{stars}a{stars}\n")), "nested-too-deep"), 1);
}

#[test]
fn containers_without_end_are_told_each_and_end() {
    let output = check(&format!("# A\n\n{}", ":::note\n".repeat(900)));
    assert_eq!(count(&output, "nested-too-deep"), 900 - 32);
    assert_eq!(count(&check(&format!("# A\n\n{}", ":::\n".repeat(900))), "stray-close"), 900);
}

#[test]
fn variables_fill_in_no_more_than_four_mib() {
    let site = site(&[("content/a.md", &format!("# A\n\n{}\n", "{{ long }}".repeat(300_000)))]);
    site.write("docs.yaml", &format!("title: Test\nvariables:\n  long: {}\n", "x".repeat(40_000)));
    let output = run(&site, &["check"]);
    assert_eq!(count(&output, "variables-too-long"), 1, "{}", last_line(&output));
    // 104 values are 4 MiB; the place of the 105th.
    let place = 1 + "{{ long }}".len() * (4 * 1024 * 1024 / 40_000);
    assert!(stderr(&output).contains(&format!("content/a.md:3:{place}")), "{}", &stderr(&output)[..300]);
    assert!(last_line(&output).starts_with("the site does not pass: 1 error"), "{}", last_line(&output));
}

#[test]
fn values_and_files_within_the_limit_are_taken_in() {
    let site = site(&[("content/a.md", &format!("# A\n\n{}\n", "{{ long }}\n\n".repeat(100)))]);
    site.write("docs.yaml", &format!("title: Test\nvariables:\n  long: {}\n", "x".repeat(40_000)));
    assert_eq!(run(&site, &["check"]).status.code(), Some(0));
}

#[test]
fn files_that_double_at_each_level_are_told_and_end() {
    let site = site(&[("content/a.md", "# A\n\n:::include{file=\"_0.md\"}\n")]);
    for part in 0..14 {
        let next = format!(":::include{{file=\"_{}.md\"}}\n\n", part + 1);
        site.write(&format!("content/_{part}.md"), &next.repeat(4));
    }
    site.write("content/_14.md", &"x\n".repeat(1_000));
    let output = run(&site, &["check"]);
    assert!(count(&output, "include-too-much") > 0, "{}", last_line(&output));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_circle_of_files_is_told_with_all_its_files() {
    let site = site(&[("content/a.md", "# A\n\n:::include{file=\"_b.md\"}\n")]);
    site.write("content/_b.md", ":::include{file=\"_c.md\"}\n");
    site.write("content/_c.md", ":::include{file=\"_b.md\"}\n");
    let output = run(&site, &["check"]);
    assert_eq!(count(&output, "include-cycle"), 1);
    let chain = "`content/_b.md` → `content/_c.md` → `content/_b.md`";
    assert!(stderr(&output).contains(chain), "{}", stderr(&output));
}

#[test]
fn a_long_file_that_is_cut_again_and_again_is_told() {
    let long = "x\n".repeat(1_000_000);
    let fences = "```text file=\"_long.txt\" lines=\"1\"\n```\n\n".repeat(100);
    let includes = ":::include{file=\"_long.txt\" lines=\"1\"}\n\n".repeat(100);
    for page in [fences, includes] {
        let site = site(&[("content/a.md", &format!("# A\n\n{page}")), ("content/_long.txt", &long)]);
        // 16 MiB are nine times 2 MB.
        assert_eq!(count(&run(&site, &["check"]), "include-too-much"), 91);
    }
}

#[test]
fn no_more_than_a_thousand_files_of_a_page_are_looked_for() {
    let fences: String = (0..1_500).map(|number| format!("```text file=\"{number}.txt\"\n```\n\n")).collect();
    let output = check(&format!("# A\n\n{fences}"));
    assert_eq!((count(&output, "missing-snippet"), count(&output, "too-many")), (1_000, 500));
}

#[test]
fn a_page_has_no_more_than_a_hundred_other_addresses() {
    let page = |count: usize| {
        let aliases: String = (0..count).map(|number| format!("- /old/{number}\n")).collect();
        format!("---\naliases:\n{aliases}---\n# A\n")
    };
    assert_one(&page(5_000), "too-many", "103:3");
    assert_built(&page(100));
}

#[test]
fn yaml_that_would_grow_is_one_error() {
    let letters = |number: u8| char::from(b'a' + number);
    let bomb = (1..9).map(|at| format!("{0}: &{0} [{1}]\n", letters(at), format!("*{},", letters(at - 1)).repeat(9)));
    let bomb = format!("a: &a [{}]\n{}", "x,".repeat(9), bomb.collect::<String>());
    let deep: String = (0..200).map(|at| format!("{}a:\n", " ".repeat(at))).collect();
    let many: String = (0..8_000).map(|at| format!("k{at}: 1\n")).collect();
    let texts = ["[".repeat(60_000), "a: ".to_string() + &"{a: ".repeat(15_000), bomb, deep, many, "k".repeat(70_000)];
    for text in &texts {
        let start = &text[..20];
        assert_eq!(count(&check(&format!("---\n{text}\n---\n# A\n")), "yaml"), 1, "{start}");
        let nav = site(&[("content/a/_nav.yaml", text.as_str()), ("content/a/b.md", "# B\n")]);
        let config = site(&[]);
        config.write("docs.yaml", text);
        for site in [nav, config] {
            let output = run(&site, &["check"]);
            assert_eq!(output.status.code(), Some(1), "{start}");
            assert!(
                last_line(&output).starts_with("the site does not pass: 1 error, "),
                "{start}: {}",
                stderr(&output)
            );
        }
    }
}

/// Entries of the nav are the only values of which one may hold another any number of times.
#[test]
fn values_that_aliases_put_into_each_other_are_counted_each_time() {
    let entry = |at: usize, items: &str| format!("- &a{at} {{label: x, items: [{items}]}}\n");
    let entries = (1..10).map(|at| entry(at, &format!("*a{},", at - 1).repeat(7)));
    let site = site(&[]);
    site.write("docs.yaml", &format!("title: Test\nnav:\n{}{}", entry(0, "index.md"), entries.collect::<String>()));
    let output = run(&site, &["check"]);
    assert_eq!((output.status.code(), count(&output, "yaml")), (Some(1), 1), "{}", stderr(&output));
    // An entry of the line before has 2,300 values: the fourth is over 10,000.
    assert!(stderr(&output).contains(" --> docs.yaml:7:38\n"), "{}", stderr(&output));
}

#[test]
fn a_folder_with_thousands_of_pages_is_told_before_it_is_drawn() {
    let flat = site(&[]);
    (0..2_001).for_each(|number| flat.write(&format!("content/flat/{number}.md"), "# A\n"));
    let output = run(&flat, &["check"]);
    assert_eq!((output.status.code(), count(&output, "too-many")), (Some(1), 1), "{}", stderr(&output));
    assert!(stderr(&output).contains("`Flat` has 2001 entries side by side, the limit is 2000"), "{}", stderr(&output));
}

#[test]
fn a_site_that_raises_its_limits_has_so_many_times_as_much() {
    let code = format!("```js\n{}```\n\n", (" a(".repeat(333) + "\n").repeat(6));
    let site = site(&[
        ("content/code.md", &format!("# A\n\n{code}")),
        ("content/long.md", &format!("# A\n\n{}", ("x".repeat(99) + "\n").repeat(170_000))),
        ("content/variables.md", &format!("# A\n\n{}\n", "{{ long }}".repeat(150))),
    ]);
    (0..2_001).for_each(|number| site.write(&format!("content/flat/{number}.md"), "# A\n"));
    let config = format!("title: Test\nvariables:\n  long: {}\n", "x".repeat(40_000));
    for (raised, codes) in [("", 4), ("raise_limits: 2\n", 0)] {
        site.write("docs.yaml", &format!("{config}{raised}"));
        let output = run(&site, &["check"]);
        let told = ["long-code-block", "page-too-long", "variables-too-long", "too-many"];
        let told: usize = told.iter().map(|code| count(&output, code)).sum();
        assert_eq!(told, codes, "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(if codes == 0 { 0 } else { 1 }));
    }
    site.write("docs.yaml", "title: Test\nraise_limits: 17\n");
    let output = run(&site, &["check"]);
    assert!(
        stderr(&output).contains("limits are raised 1 to 16 times, not 17\n --> docs.yaml:2:15"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn folders_go_no_deeper_than_a_nav_can_show() {
    let deep = |folders: usize| site(&[(format!("content/{}b.md", "a/".repeat(folders)).as_str(), "# B\n")]);
    assert_eq!(run(&deep(16), &["check"]).status.code(), Some(0));
    for folders in [17, 400] {
        assert_eq!(count(&run(&deep(folders), &["check"]), "too-many"), 1);
    }
}

#[test]
fn of_many_dead_links_the_first_are_compared_with_what_is_there() {
    let links: String = (0..3_000).map(|number| format!("[a](overviewx.md?{number}) [b](#setupp)\n\n")).collect();
    let files = [("content/a.md", format!("# A\n\n## Setup\n\n{links}")), ("content/overview.md", "# B\n".to_string())];
    let output = run(&site(&files.each_ref().map(|(path, text)| (*path, text.as_str()))), &["check"]);
    assert!(
        last_line(&output).starts_with("the site does not pass: 1000 errors, 1000 warnings"),
        "{}",
        last_line(&output)
    );
    assert_eq!(stderr(&output).matches("this page has 2000 more problems of this kind").count(), 2);
    assert_eq!(stderr(&output).matches("did you mean").count(), 100);
}

#[test]
fn programs_are_told_all_problems_and_readers_the_first() {
    let site = site(&[]);
    (0..6)
        .for_each(|page| site.write(&format!("content/{page}.md"), &format!("# A\n\n{}", "[a](b.md) ".repeat(1_000))));
    let shown = stderr(&run(&site, &["check"]));
    assert_eq!(shown.matches("error[broken-link]").count(), 5_000);
    assert!(shown.contains("… and 1000 more\n"), "{}", &shown[shown.len() - 300..]);
    // Each line has 10,000 bytes, and is not shown again for each.
    assert!(shown.len() < 5_000 * 300, "{}", shown.len());
    let output = run(&site, &["check", "--format", "json"]);
    let told = [site::stdout(&output), stderr(&output)].concat();
    assert_eq!(told.matches("\"code\": \"broken-link\"").count(), 6_000);
}

#[test]
fn a_page_of_nothing_but_signs_is_not_read() {
    let long = "x\n".repeat(200_000);
    let included = site(&[("content/a.md", &":::include{file=\"_a.md\"}\n\n".repeat(8)), ("content/_a.md", &long)]);
    assert_eq!(count(&run(&included, &["check"]), "page-too-long"), 1);
    for sign in ["[", "*", "x\n", "|", "- "] {
        assert_eq!(count(&check(&format!("# A\n\n{}\n", sign.repeat(4_000_000))), "page-too-long"), 1, "{sign}");
    }
}

#[test]
fn one_heading_twenty_thousand_times_has_as_many_ids() {
    let site = site(&[("content/a.md", &format!("# A\n\n{}[last](#same-19999)\n", "## Same\n\n".repeat(20_000)))]);
    assert_eq!(run(&site, &["check"]).status.code(), Some(0));
}

#[test]
fn formulas_go_no_deeper_than_sixty_four_levels() {
    let formula = |depth: usize| format!("# A\n\n$${}x{}$$\n", "{".repeat(depth), "}".repeat(depth));
    assert_eq!(count(&check(&formula(1_900)), "bad-formula"), 1);
    assert_eq!(count(&check(&formula(30)), "bad-formula"), 0);
}

#[test]
fn code_is_coloured_up_to_an_effort_that_is_counted() {
    let block =
        |line: usize, lines: usize| format!("```js\n{}```\n\n", format!("{}\n", "a(".repeat(line / 2)).repeat(lines));
    let output = check(&format!("# A\n\n{}{}", block(998, 4), block(998, 1).repeat(20)));
    assert_eq!((output.status.code(), count(&output, "long-code-block")), (Some(0), 1), "{}", stderr(&output));
    assert!(stderr(&output).contains("content/a.md:10:4"), "{}", stderr(&output));
    assert_eq!(count(&check(&format!("# A\n\n{}", block(60, 1_000))), "long-code-block"), 0);
}

#[test]
fn search_takes_pages_of_one_word_and_of_all_words() {
    let words: String = (0..100_000).map(|number| format!("w{number:x}q ")).collect();
    for text in [words, "x".repeat(1_000_000), "aB_c-d.".repeat(50_000), "日本".repeat(100_000), "&".repeat(200_000)]
    {
        let site = site(&[("content/a.md", &format!("# A\n\n{text}\n"))]);
        let output = run(&site, &["build"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
}

#[test]
fn signs_that_nothing_closes_are_read_once() {
    for sign in
        ["[", "![", "](", "`", "<a ", "<!-- ", "<a b='", "{{", "{% ", "{{< ", "$", "&", "<c=", "http://", "*a **b "]
    {
        let output = check(&format!("# A\n\n{}\n", sign.repeat(20_000)));
        assert!(matches!(output.status.code(), Some(0 | 1)), "{sign}: {:?}", output.status);
        let block = check(&format!("# A\n\n<div>\n{}\n</div>\n", sign.repeat(20_000)));
        assert!(matches!(block.status.code(), Some(0 | 1)), "{sign}: {:?}", block.status);
    }
}

#[test]
fn a_hundred_and_fifty_bad_pages_are_told_together() {
    let pages: [(&str, String); 10] = [
        ("nested-too-deep", "<div>".repeat(20_000)),
        ("nested-too-deep", "> ".repeat(5_000) + "x"),
        ("nested-too-deep", "*".repeat(5_000) + "a" + &"*".repeat(5_000)),
        ("variables-too-long", "{{ long }}".repeat(2_000)),
        ("broken-link", "[a](nowhere.md) ".repeat(100)),
        ("yaml", String::new()),
        ("bad-formula", format!("$${}x{}$$", "{".repeat(1_900), "}".repeat(1_900))),
        ("long-code-block", format!("```js\n{}```", (" a(".repeat(333) + "\n").repeat(20))),
        ("include-too-much", ":::include{file=\"_long.md\"}\n\n".repeat(20)),
        ("too-many", (0..1_001).map(|number| format!("```text file=\"_{number}.txt\"\n```\n\n")).collect()),
    ];
    let site = site(&[("content/_long.md", &"x".repeat(400_000))]);
    site.write("docs.yaml", &format!("title: Test\nvariables:\n  long: {}\n", "x".repeat(40_000)));
    (0..1_001).for_each(|number| site.write(&format!("content/_{number}.txt"), "x\n"));
    for (number, (code, text)) in (0..150).zip(pages.iter().cycle()) {
        let front = if *code == "yaml" { "---\n".to_string() + &"[".repeat(60_000) + "\n---\n" } else { String::new() };
        site.write(&format!("content/{number}.md"), &format!("{front}# A\n\n{text}\n"));
    }
    let output = run(&site, &["check"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    for (code, pages) in [("nested-too-deep", 45), ("variables-too-long", 15), ("broken-link", 1_500), ("yaml", 15)] {
        assert_eq!(count(&output, code), pages, "{code}");
    }
    for (code, pages) in [("bad-formula", 15), ("long-code-block", 15), ("include-too-much", 150), ("too-many", 15)] {
        assert_eq!(count(&output, code), pages, "{code}");
    }
}
