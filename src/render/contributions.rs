//! The ways by which a reader helps: to the file of a page, to the line of a part of it, to a new issue.

use crate::config::{ISSUES, Repository};
use crate::parse::editable::Editable;
use crate::parse::html::escape;
use crate::parse::{EditUrl, Page};
use crate::render::code_host::CodeHost;
use crate::render::view::FeedbackView;
use crate::render::viewer::Viewer;
use crate::source::{PagePath, join};

impl Viewer<'_> {
    /// What the site is called that keeps the repository.
    pub(super) fn host_name(&self) -> Option<String> {
        self.config.repository.as_ref().map(|repository| host_of(repository).name().to_string())
    }

    pub(super) fn edit_url(&self, page: &Page) -> Option<String> {
        match (&page.settings.edit_url, &self.config.repository) {
            (Some(EditUrl::Switch(false)), _) => None,
            (Some(EditUrl::Url(url)), _) => crate::config::is_web_url(url).then(|| url.clone()),
            (_, Some(repository)) => Some(self.repository_edit_url(repository, &page.path)),
            (_, None) => None,
        }
    }

    fn repository_edit_url(&self, repository: &Repository, path: &PagePath) -> String {
        let folder = repository.path.as_deref().unwrap_or(&self.config.content.value);
        host_of(repository).edit_url(repository_url(repository), &repository.branch, &join(folder, &path.0).0)
    }

    /// The way to the line of each part of a page that can be edited.
    pub(super) fn edit_links(&self, page: &Page) -> Vec<String> {
        let Some(repository) = self.config.repository.as_ref().filter(|_| page.settings.edit_url.is_none()) else {
            return Vec::new();
        };
        page.editable.iter().map(|part| self.edit_link(repository, part).unwrap_or_default()).collect()
    }

    /// None for a file that may not be in the repository.
    fn edit_link(&self, repository: &Repository, part: &Editable) -> Option<String> {
        let host = host_of(repository);
        let content = &self.config.content.value;
        let below = part.file.strip_prefix(content.as_str()).and_then(|rest| rest.strip_prefix('/'));
        let file = match (below, repository.path.as_deref()) {
            (Some(below), Some(folder)) => join(folder, below).0,
            (_, None) => part.file.to_string(),
            // Where the content lies under another name, so may all else.
            (None, Some(folder)) => join(folder.trim_end_matches('/').strip_suffix(content.as_str())?, &part.file).0,
        };
        let url = host.edit_url(repository_url(repository), &repository.branch, &file) + &host.line(part.line);
        let (url, name, host) = (escape(&url), escape(&part.name), host.name());
        Some(format!(
            "<a class=\"edit-here\" href=\"{url}\" tabindex=\"-1\" title=\"Edit on {host}\" \
             aria-label=\"Edit “{name}” on {host}\"><span class=\"icon icon-pencil\"></span></a>"
        ))
    }

    /// Where feedback on a page goes, and the parameter of that address that says what it is about.
    pub(super) fn feedback(&self, title: &str, url: &str) -> Option<FeedbackView> {
        let written = self.config.feedback.as_ref()?.value.clone();
        let Some(repository) = self.config.repository.as_ref().filter(|_| written == ISSUES) else {
            return Some(FeedbackView { url: written, parameter: None });
        };
        let version = self.config.version.as_ref().map_or_else(String::new, |version| format!("Version: {version}\n"));
        let commit = self.commit.map_or_else(String::new, |commit| format!("Commit: {commit}\n"));
        let text = format!("\n\n---\nPage: {url}\n{version}{commit}");
        let host = host_of(repository);
        let url = host.issue_url(repository_url(repository), &format!("Docs: {title}"), &text);
        Some(FeedbackView { url, parameter: Some(host.text_parameter().to_string()) })
    }
}

fn host_of(repository: &Repository) -> CodeHost {
    repository.host.unwrap_or_else(|| CodeHost::of(&repository.url.value))
}

fn repository_url(repository: &Repository) -> &str {
    repository.url.value.trim_end_matches('/').trim_end_matches(".git")
}
