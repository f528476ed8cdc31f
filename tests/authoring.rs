//! What authors write, through the door: each folder of `tests/sites/` is a small site that the real program builds.
//!
//! A case holds `docs.yaml` and `content/`, and in `expected/` those files of the output that it is about.
//! `expected.check` is what `check` says, `expected.stderr` what `build` says, `expected.code` its exit code if not 0, `expected.files` the names of all
//! files but the theme's. The templates of `tests/sites/_templates/` print the text of a page and nothing of the shell;
//! 404.html is the nav, search/index.html the list of pages and sections. `BLESS=1 cargo test --test authoring` writes
//! the expectations anew: read them before you commit them.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use site::{Folder, build, files, floom_docs, stderr};

macro_rules! cases {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            Case::named(stringify!($name)).check();
        })*

        const CASES: &[&str] = &[$(stringify!($name)),*];
    };
}

cases! {
    a_bare_tab_is_named_by_its_language
    a_base_url_has_no_query_and_no_steps_up
    a_broken_template_is_an_error_with_its_place
    a_byte_order_mark_and_crlf_change_nothing
    a_code_group_takes_its_labels_from_brackets
    a_comment_that_is_not_closed_is_an_error
    a_config_without_title_is_an_error
    a_container_may_close_right_behind_raw_html
    a_fence_may_stand_beside_its_section
    a_fence_takes_its_code_from_a_file
    a_fence_that_is_not_closed_is_an_error
    a_fence_without_language_has_its_options
    a_file_that_cannot_be_taken_in_is_an_error
    a_file_where_a_pages_folder_must_be_is_a_clash
    a_folder_orders_its_own_entries
    a_folder_without_config_is_no_site
    a_heading_with_the_id_of_raw_html_is_told
    a_label_that_is_nearly_its_language_is_told
    a_language_that_is_misspelt_is_told_with_the_right_one
    a_link_to_a_draft_is_an_error_and_a_drafts_own_links_are_not
    a_listed_nav_takes_every_form
    a_long_line_of_code_stays_plain
    a_nav_entry_with_an_unknown_key_is_an_error
    a_page_knows_its_place_among_the_others
    a_page_that_is_not_utf8_is_an_error
    a_path_may_hold_a_variable
    a_repeated_label_begins_a_new_group
    a_site_without_pages_is_an_error
    a_slip_in_an_address_has_a_suggestion
    a_title_in_front_matter_goes_before_the_first_heading
    addresses_of_built_in_pages_are_taken
    adjacent_fences_with_tab_form_one_group
    an_empty_config_is_an_error
    an_empty_title_is_no_title
    an_example_stands_beside_its_own_section
    an_image_with_a_title_has_a_caption
    an_old_address_that_is_taken_is_an_error
    an_open_or_stray_tag_cannot_leave_its_section
    an_unclosed_container_is_an_error_and_a_stray_close_is_told
    an_unknown_alert_is_a_note_under_its_own_name
    an_unknown_container_is_a_note_under_its_own_name
    an_unknown_fence_option_is_reported_and_left_out
    an_unknown_key_of_the_repository_is_an_error
    attributes_behind_images_and_links_are_left_out
    bare_urls_become_links
    broken_yaml_is_told_at_its_place
    check_looks_closer_than_build
    code_without_a_grammar_is_told_once_a_page
    colons_in_code_and_comments_are_text
    comments_in_code_mark_lines_and_words
    constructs_of_other_generators_are_told
    containers_are_callouts_in_every_dialect
    containers_nest_with_equal_and_unequal_colons
    containers_stand_in_lists_and_quotes
    content_stands_in_tabs
    dead_anchors_are_warnings
    dead_links_are_errors_with_a_suggestion
    definition_lists_are_drawn
    drafts_are_not_published
    empty_pages_are_pages
    every_unknown_key_of_the_config_is_an_error
    every_wrong_key_of_front_matter_is_told_at_once
    expressions_of_a_page_with_a_script_are_left_out
    fences_take_titles_and_marked_lines
    footnotes_are_numbered_as_they_are_met
    footnotes_without_partner_are_told
    formulas_become_mathml
    formulas_can_be_turned_off
    front_matter_below_the_first_line_is_an_error
    front_matter_of_other_generators_is_read_as_ours
    front_matter_says_how_a_page_is_shown
    front_matter_that_is_never_closed_is_told
    github_alerts_become_callouts
    harmless_raw_html_is_kept
    heading_attributes_but_ids_and_classes_are_told
    headings_have_ids_like_githubs
    hidden_lines_of_rust_are_hidden
    highlighting_is_one_class_a_span
    html_that_runs_is_left_out
    images_carry_the_size_of_their_file
    indented_blocks_of_material_are_read_as_containers
    keys_of_other_generators_are_warnings
    labels_that_are_nearly_those_of_another_group_are_told
    lines_of_code_are_folded_away
    lines_of_code_stand_out_and_have_numbers
    links_out_of_the_site_are_kept
    lone_carriage_returns_end_lines
    markdown_is_included_where_it_is_asked_for
    neighbours_and_layouts_that_are_not_there_are_told
    odd_labels_have_keys_of_one_word
    old_addresses_lead_to_the_page
    page_text_and_code_are_escaped
    pages_may_end_with_mdx_and_colons_may_begin_lines
    public_files_are_copied_as_they_are
    raw_html_that_does_not_pass_takes_nothing_along
    raw_pictures_keep_their_sources
    relative_links_lead_to_pages_and_their_sections
    samples_right_sends_every_group_to_the_right
    scalars_are_read_as_authors_mean_them
    schemes_that_run_code_are_refused_in_every_disguise
    shell_is_curl_only_where_the_site_samples_curl
    site_absolute_links_hold_with_and_without_the_base_path
    slugs_move_pages
    steps_and_cards_hold_lists
    tables_tasks_and_strikethrough_are_githubs
    tabs_of_a_named_group_are_chosen_by_themselves
    tabs_of_one_group_never_share_a_key
    tabs_stand_in_the_order_of_the_sites_languages
    tabs_with_one_label_are_told
    tags_of_jsx_with_braces_are_left_out
    the_content_folder_may_be_written_with_a_dot
    the_first_heading_is_the_title_at_any_level
    the_layout_follows_from_the_page
    the_nav_follows_the_folders
    the_sites_own_files_are_used_in_place_of_the_embedded_ones
    trusted_html_is_kept_as_it_stands
    two_headings_never_share_an_id
    two_keys_that_say_the_same_are_an_error
    two_pages_for_one_address_are_an_error
    variables_are_filled_in_text_and_code
    variables_have_plain_names_and_one_line
    what_is_wrong_in_an_included_file_is_told_there
    what_newcomers_get_wrong_is_told_once
    words_of_code_stand_out
    wrong_nav_entries_are_told
    wrong_nav_files_are_told
    wrong_urls_and_folders_of_the_config_are_told_together
    wrong_values_of_front_matter_are_told_at_their_place
}

#[test]
fn every_case_has_its_test_and_every_test_its_case() {
    let folders: BTreeSet<String> = fs::read_dir(sites())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with(['_', '.']))
        .collect();
    assert_eq!(folders, CASES.iter().map(ToString::to_string).collect());
}

#[test]
fn front_matter_over_64_kib_is_an_error() {
    let page = format!("---\nextra: {}\n---\n# Home\n", "x".repeat(65 * 1024));
    let site = Folder::with("long-front-matter", &[("docs.yaml", "title: Test\n"), ("content/index.md", &page)]);
    let output = build(&site.0, &site.path("dist"));
    assert!(stderr(&output).contains("this is 65 KiB of YAML, the limit is 64 KiB"), "{}", stderr(&output));
    assert!(stderr(&output).contains("content/index.md:2:1"), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(1));
}

fn sites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

/// Texts by their paths in a case's folder.
type Texts = BTreeMap<String, Vec<u8>>;

struct Case {
    name: &'static str,
    folder: PathBuf,
}

impl Case {
    fn named(name: &'static str) -> Self {
        Self { name, folder: sites().join(name) }
    }

    fn check(&self) {
        let expected: Texts =
            files(&self.folder).into_iter().filter(|(path, _)| path.starts_with("expected")).collect();
        let actual = self.build(&expected);
        if std::env::var("BLESS").is_ok() {
            return self.bless(&expected, &actual);
        }
        let paths: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
        let differences: String = paths
            .into_iter()
            .filter(|path| expected.get(*path) != actual.get(*path))
            .map(|path| format!("{path}\n{}\n", difference(expected.get(path), actual.get(path))))
            .collect();
        assert!(differences.is_empty(), "tests/sites/{}\n\n{differences}", self.name);
    }

    /// Builds a copy of the case, and gives what came of it in the form of its expectations.
    fn build(&self, expected: &Texts) -> Texts {
        let copy = Folder::new(self.name);
        lay_over(&sites().join("_templates"), &copy.path("templates"));
        lay_over(&self.folder, &copy.0);
        let output = floom_docs().arg("build").current_dir(&copy.0).output().unwrap();
        let dist = copy.path("dist");
        let published = if dist.is_dir() { files(&dist) } else { Texts::new() };
        let mut actual = said(&output);
        if expected.contains_key("expected.check") {
            let output = floom_docs().arg("check").current_dir(&copy.0).output().unwrap();
            actual.insert("expected.check".to_string(), output.stderr);
        }
        if expected.contains_key("expected.files") {
            actual.insert("expected.files".to_string(), names(&published).into_bytes());
        }
        let wanted = published.into_iter().map(|(path, bytes)| (format!("expected/{path}"), bytes));
        actual.extend(wanted.filter(|(path, _)| expected.contains_key(path)));
        actual
    }

    fn bless(&self, expected: &Texts, actual: &Texts) {
        for path in expected.keys().filter(|path| !actual.contains_key(*path)) {
            fs::remove_file(self.folder.join(path)).unwrap();
        }
        for (path, bytes) in actual {
            fs::write(self.folder.join(path), bytes).unwrap();
        }
    }
}

/// Copies the files of a folder over those of another.
fn lay_over(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Messages and exit code; nothing where a build is silent and fine.
fn said(output: &Output) -> Texts {
    let mut said = Texts::new();
    if !output.stderr.is_empty() {
        said.insert("expected.stderr".to_string(), output.stderr.clone());
    }
    if !output.status.success() {
        let code = output.status.code().map_or("a signal".to_string(), |code| code.to_string());
        said.insert("expected.code".to_string(), format!("{code}\n").into_bytes());
    }
    said
}

/// The output's files, a line each, but for the theme and for what every site has.
fn names(published: &Texts) -> String {
    let of_every_site = [".floom-docs", "404.html"];
    let folders = ["assets/cards/", "assets/theme.", "search/"];
    let is_of_folder = |path: &str| folders.iter().any(|folder| path.starts_with(folder));
    let own = |path: &&String| !is_of_folder(path) && !of_every_site.contains(&path.as_str());
    published.keys().filter(own).map(|path| format!("{path}\n")).collect()
}

/// The lines that differ, each with two around it.
fn difference(expected: Option<&Vec<u8>>, actual: Option<&Vec<u8>>) -> String {
    let [old, new] = [expected, actual].map(|bytes| String::from_utf8_lossy(bytes.map_or(&[][..], Vec::as_slice)));
    let lines = aligned(&old.split_inclusive('\n').collect::<Vec<_>>(), &new.split_inclusive('\n').collect::<Vec<_>>());
    let is_near = |at: usize| lines[at.saturating_sub(2)..lines.len().min(at + 3)].iter().any(|(sign, _)| *sign != ' ');
    let shown = lines.iter().enumerate().filter(|(at, _)| is_near(*at));
    shown.map(|(_, (sign, line))| format!("{sign} {}\n", line.trim_end_matches('\n').replace('\r', "␍"))).collect()
}

/// Both texts in one by their longest common subsequence of lines.
fn aligned<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (i, j) in (0..old.len()).rev().flat_map(|i| (0..new.len()).rev().map(move |j| (i, j))) {
        common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    lines
}
