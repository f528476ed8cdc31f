//! Addresses of the sites that repositories are kept on: where a file is edited, and where an issue is opened.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::resolve::links::encoded;

/// A kind of such a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CodeHost {
    /// GitHub, and GitHub Enterprise.
    Github,
    /// GitLab.
    Gitlab,
    /// Gitea, and Forgejo such as Codeberg.
    Gitea,
    /// Bitbucket.
    Bitbucket,
}

impl CodeHost {
    /// What the name of a repository's host says; GitHub if it says nothing.
    pub fn of(url: &str) -> Self {
        let host = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or("").to_ascii_lowercase();
        match host {
            host if host.contains("gitlab") => Self::Gitlab,
            host if host.contains("bitbucket") => Self::Bitbucket,
            host if ["codeberg", "gitea", "forgejo"].iter().any(|name| host.contains(name)) => Self::Gitea,
            _ => Self::Github,
        }
    }

    /// What its readers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Github => "GitHub",
            Self::Gitlab => "GitLab",
            Self::Gitea => "Gitea",
            Self::Bitbucket => "Bitbucket",
        }
    }

    /// Where a file of a branch is edited.
    pub fn edit_url(self, repository: &str, branch: &str, file: &str) -> String {
        let (branch, file) = (encoded(branch), encoded(file));
        match self {
            Self::Github => format!("{repository}/edit/{branch}/{file}"),
            Self::Gitlab => format!("{repository}/-/edit/{branch}/{file}"),
            Self::Gitea => format!("{repository}/_edit/{branch}/{file}"),
            Self::Bitbucket => format!("{repository}/src/{branch}/{file}?mode=edit"),
        }
    }

    /// What leads to a line, counted from 1, behind such an address.
    pub fn line(self, line: usize) -> String {
        match self {
            Self::Bitbucket => format!("#lines-{line}"),
            _ => format!("#L{line}"),
        }
    }

    /// Where an issue is written, with what stands in it.
    pub fn issue_url(self, repository: &str, title: &str, text: &str) -> String {
        let (title, text) = (in_query(title), in_query(text));
        match self {
            Self::Gitlab => {
                format!("{repository}/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={text}")
            }
            Self::Bitbucket => format!("{repository}/issues/new?title={title}&content={text}"),
            _ => format!("{repository}/issues/new?title={title}&body={text}"),
        }
    }

    /// The name of what holds the text of such an issue.
    pub fn text_parameter(self) -> &'static str {
        match self {
            Self::Gitlab => "issue[description]",
            Self::Bitbucket => "content",
            _ => "body",
        }
    }
}

/// A text as a value in a query: there `+` would be a space.
fn in_query(text: &str) -> String {
    encoded(text).replace('+', "%2B").replace('=', "%3D")
}
