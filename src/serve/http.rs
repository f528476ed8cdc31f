//! HTTP: answers from memory what was built, and nothing else, to readers on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, HOST, HeaderName, HeaderValue, IF_NONE_MATCH, LOCATION, ORIGIN, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::sse::{Event as SentEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
pub use axum::serve::Listener;
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};

use super::Event;
use super::connections::Bounded;
use super::served::Served;
use crate::diagnostics::{self, Diagnostic};
use crate::render::assets::hash;
use crate::resolve::links::percent_decoded;

/// The script that keeps an open page up to date; it is in no published site.
const SCRIPT: &str = include_str!("live.js");
const SCRIPT_PATH: &str = "/@floom/live.js";
const EVENTS_PATH: &str = "/@floom/events";

/// So many ports are tried, from the first on.
const PORTS: u16 = 100;
/// An open page hears so often that the server is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// An open page that has lost the server asks again so soon.
const RETRY: Duration = Duration::from_millis(500);
/// A change that was saved a moment ago is on its way from the watcher.
const ON_ITS_WAY: Duration = Duration::from_millis(60);
/// So long a reader waits for what is drawn after all pages.
const PATIENCE: Duration = Duration::from_secs(30);

/// What every answer is made from.
#[derive(Clone)]
struct Server {
    served: Arc<Served>,
    sender: Sender<Event>,
    address: SocketAddr,
}

/// Serves on a thread of its own; gives the address, at the first port that is free.
pub fn start(
    host: Option<IpAddr>,
    port: u16,
    served: Arc<Served>,
    sender: Sender<Event>,
) -> Result<SocketAddr, Diagnostic> {
    let ip = host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let shown = SocketAddr::new(ip, port).to_string();
    let failed = |error: std::io::Error| diagnostics::io(&shown, "listen on", &error);
    let listener = listen(ip, port).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build().map_err(failed)?;
    let router = Router::new().fallback(answer).with_state(Server { served, sender, address });
    thread::spawn(move || {
        runtime.block_on(async {
            if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                // It ends with the process only.
                let _ = axum::serve(Bounded::new(listener), router).await;
            }
        });
    });
    Ok(address)
}

fn listen(ip: IpAddr, port: u16) -> std::io::Result<TcpListener> {
    let mut last = TcpListener::bind((ip, port));
    for next in (1..PORTS).filter_map(|step| port.checked_add(step).filter(|_| port != 0)) {
        match &last {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => last = TcpListener::bind((ip, next)),
            _ => break,
        }
    }
    last
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let mut response = match server.refusal(&request) {
        Some(status) => said(status),
        None => server.answer(&request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn said(status: StatusCode) -> Response {
    let text = format!("{status}\n");
    (status, [(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], text).into_response()
}

impl Server {
    /// Why a request gets no answer: it is for another host, from another site, or wants to change something.
    fn refusal(&self, request: &Parts) -> Option<StatusCode> {
        let headers = &request.headers;
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let is_ours = |host: &str| self.is_own_host(host);
        let authority = request.uri.authority().is_none_or(|authority| is_ours(authority.as_str()));
        if !host.is_some_and(is_ours) || hosts.next().is_some() || !authority {
            return Some(StatusCode::FORBIDDEN);
        }
        if is_foreign(headers, host.unwrap_or_default()) {
            return Some(StatusCode::FORBIDDEN);
        }
        (!matches!(request.method, Method::GET | Method::HEAD)).then_some(StatusCode::METHOD_NOT_ALLOWED)
    }

    /// A name could be made to point here by anyone; the numbers of an address could not.
    fn is_own_host(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) {
            Some((name, port)) => (name, port.parse().ok()),
            None => (host, Some(80)),
        };
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let ip = bare.parse::<IpAddr>().ok().filter(|ip| ip.is_ipv6() == (bare != name));
        let is_known = name.eq_ignore_ascii_case("localhost")
            || ip.is_some_and(|ip| ip.is_loopback() || !self.address.ip().is_loopback());
        is_known && port == Some(self.address.port())
    }

    async fn answer(&self, request: &Parts) -> Response {
        match request.uri.path() {
            SCRIPT_PATH => bytes(StatusCode::OK, "live.js", SCRIPT.as_bytes().to_vec()),
            EVENTS_PATH => self.events().into_response(),
            path => self.file(path, request).await,
        }
    }

    /// The event stream: what is now, and whenever it changes.
    fn events(&self) -> Sse<impl Stream<Item = Result<SentEvent, std::convert::Infallible>> + use<>> {
        let served = self.served.clone();
        let messages = WatchStream::new(self.served.bell.listen()).map(move |_| {
            let message = served.files().message();
            Ok(SentEvent::default().retry(RETRY).data(&*message))
        });
        Sse::new(messages).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))
    }

    async fn file(&self, path: &str, request: &Parts) -> Response {
        let decoded = percent_decoded(path);
        let base_path = self.served.files().base_path.clone();
        let Some(below) = decoded.strip_prefix(&base_path) else {
            let is_above = decoded == "/" || format!("{decoded}/") == base_path;
            return if is_above { moved(&base_path) } else { self.not_found(request) };
        };
        let index = format!("{below}index.html");
        let out = if below.is_empty() || below.ends_with('/') { index.as_str() } else { below };
        self.wait_for(out).await;
        let found = self.served.files().get(out).cloned();
        match found.or_else(|| self.served.card(out)) {
            Some(content) => page(StatusCode::OK, out, &content, request),
            None if self.served.files().get(&format!("{below}/index.html")).is_some() => moved(&format!("{path}/")),
            None => self.not_found(request),
        }
    }

    /// What is drawn after all pages is given when it shows the last text that was saved.
    async fn wait_for(&self, out: &str) {
        if !out.starts_with("search/") && self.served.files().is_current(out) {
            return;
        }
        tokio::time::sleep(ON_ITS_WAY).await;
        let mut bell = self.served.bell.listen();
        let _waiting = self.served.wait();
        while !self.served.files().is_current(out) {
            let asked = self.sender.send(Event::Asked).is_ok();
            if !asked || tokio::time::timeout(PATIENCE, bell.changed()).await.is_err() {
                return;
            }
        }
    }

    fn not_found(&self, request: &Parts) -> Response {
        let found = self.served.files().get("404.html").cloned();
        match found {
            Some(content) => page(StatusCode::NOT_FOUND, "404.html", &content, request),
            // Before there is a page at all, there is a place to show why.
            None => page(StatusCode::NOT_FOUND, "404.html", b"<!doctype html><title>floom-docs</title>", request),
        }
    }
}

/// Whether another site has made the browser ask; to follow a link from there is allowed.
fn is_foreign(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let origin = text(ORIGIN).is_some_and(|origin| !origin.eq_ignore_ascii_case(&format!("http://{host}")));
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let is_link = text(HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
    origin || (matches!(site, Some(site) if site != "same-origin" && site != "none") && !is_link)
}

fn moved(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) if !to.as_bytes().starts_with(b"//") => (StatusCode::FOUND, [(LOCATION, to)]).into_response(),
        _ => said(StatusCode::NOT_FOUND),
    }
}

/// A file, or word that the reader has it already. Whoever asks for a page to show it gets our script with it; a
/// program gets the very bytes of the build.
fn page(status: StatusCode, out: &str, content: &[u8], request: &Parts) -> Response {
    let tag = format!("\"{}\"", hash(&[content]));
    let known = request.headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let shows = request.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let is_shown = out.ends_with(".html") && shows.is_some_and(|accept| accept.contains("text/html"));
    let mut response = match (known, is_shown) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (_, true) => bytes(status, out, with_script(content, &tag)),
        (_, false) => bytes(status, out, content.to_vec()),
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}

fn bytes(status: StatusCode, name: &str, content: Vec<u8>) -> Response {
    (status, [(CONTENT_TYPE, HeaderValue::from_static(content_type(name)))], Body::from(content)).into_response()
}

fn with_script(content: &[u8], tag: &str) -> Vec<u8> {
    let tag = tag.trim_matches('"');
    let script = format!("<script type=\"module\" src=\"{SCRIPT_PATH}\" data-tag=\"{tag}\"></script>\n");
    let end = content.windows(7).position(|bytes| bytes == b"</head>").unwrap_or(content.len());
    [&content[..end], script.as_bytes(), &content[end..]].concat()
}

/// What a browser takes a file for.
fn content_type(name: &str) -> &'static str {
    let ending = name.rsplit(['.', '/']).next().unwrap_or("").to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "xml" => "text/xml; charset=utf-8",
        "txt" | "md" | "csv" | "yaml" | "yml" | "_headers" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
