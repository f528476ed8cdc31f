//! A search server that the dialog asks, as `docs.yaml` names it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::is_web_url;
use crate::diagnostics::{self, Diagnostic};
use crate::external::address;
use crate::render::policy;
use crate::schema::WebUrl;
use crate::yaml::Spanned;

/// Where and how readers' browsers ask.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchServer {
    /// What takes a query by POST: `https://search.example.com/docs/_search`. Every reader sees it: put no key into it.
    #[schemars(with = "WebUrl")]
    pub url: Spanned<String>,
    /// What answers there.
    #[serde(default)]
    pub kind: Kind,
}

/// A kind of search server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// OpenSearch or Elasticsearch.
    #[default]
    Opensearch,
    /// Quickwit, which has another answer to Elasticsearch's questions.
    Quickwit,
}

impl SearchServer {
    /// Its host as a policy names it.
    pub fn host(&self) -> Option<String> {
        policy::host(&self.url.value)
    }

    /// Why a page cannot ask it, of what is a web address.
    pub fn problem(&self) -> Option<Diagnostic> {
        let url = &self.url.value;
        let is_plain = !url.contains('#') && !address::has_credentials(url) && self.host().is_some();
        (is_web_url(url) && !is_plain).then(|| diagnostics::not_a_search_url(url))
    }
}
