//! The hosts of external links, asked whether the links still answer: the one place that uses the network.
#![allow(clippy::disallowed_methods)]

pub mod address;
mod cache;
mod turns;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, SystemTime};

use ureq::http::{Method, Request, StatusCode, header};
use ureq::{Agent, Error};

use crate::cache::folder_of_user;
use crate::diagnostics::{self, Diagnostic};
use crate::pipeline::Progress;
use crate::read;
use crate::resolve::links::ExternalLink;
use crate::write;
use address::{Address, Judgement, Reach};
use cache::Answered;
use turns::Turns;

const THREADS: usize = 8;
const REDIRECTS: usize = 5;
const RETRIES: u32 = 2;
/// A host that wants more time than this is not asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How to ask.
#[derive(Clone)]
pub struct Policy {
    /// How long one answer may take.
    pub timeout: Duration,
    /// Whether this machine and its network are asked too.
    pub allow_private: bool,
    /// The file that keeps what has answered; one in the user's cache folder if not given.
    pub cache: Option<PathBuf>,
}

/// How many links there were, each counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Links whose host was asked.
    pub asked: usize,
    /// Links that have answered in the last days.
    pub known: usize,
}

/// What keeps a link from being followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The host answers by a status that is no success, and its name in HTTP.
    Status(u16, &'static str),
    /// No answer in time.
    TimedOut,
    /// Its name leads to no host.
    HostUnknown,
    /// Nothing listens there.
    Refused,
    /// The connection ended before the answer.
    Closed,
    /// No network leads there.
    Unreachable,
    /// The host cannot prove that it is the one.
    Certificate,
    /// Encryption could not be agreed on.
    Encryption,
    /// What came back is not HTTP.
    NotHttp,
    /// Redirects without end.
    RedirectsWithoutEnd,
    /// A redirect to where no link may lead; it is not shown, since it is another's text and may hold a password.
    RedirectRefused,
    /// Not an address.
    Malformed,
}

/// Asks for every link once, but for those that have answered in the last days.
pub fn check(
    links: &[ExternalLink],
    base_url: &str,
    policy: &Policy,
    progress: &Progress,
) -> (Vec<Diagnostic>, Counts) {
    let store = Store::of(policy);
    let mut answered = match store.read() {
        Ok(answered) => answered,
        Err(problem) => return (vec![problem], Counts::default()),
    };
    let reach = Reach::new(base_url, policy.allow_private);
    let (places, mut problems) = sorted_by_address(links, &reach);
    let is_new = |address: &&Address| !answered.contains_key(address.as_str());
    let to_ask: Vec<Address> = places.keys().filter(is_new).cloned().collect();
    let counts = Counts { asked: to_ask.len(), known: places.len() - to_ask.len() };
    for (address, answer) in Asker::new(policy.timeout, reach).ask_all(to_ask, progress) {
        match answer {
            Ok(()) => drop(answered.insert(address.as_str().to_string(), now())),
            Err(failure) => problems.extend(places[&address].iter().map(|link| dead(link, &failure))),
        }
    }
    problems.extend(store.write(answered).err());
    (problems, counts)
}

fn sorted_by_address<'l>(
    links: &'l [ExternalLink],
    reach: &Reach,
) -> (BTreeMap<Address, Vec<&'l ExternalLink>>, Vec<Diagnostic>) {
    let mut places: BTreeMap<Address, Vec<&ExternalLink>> = BTreeMap::new();
    let mut problems = Vec::new();
    for link in links {
        match reach.judge(&link.url) {
            Judgement::Ask(address) => places.entry(address).or_default().push(link),
            Judgement::LeaveAlone => {}
            Judgement::Malformed => problems.push(dead(link, &Failure::Malformed)),
        }
    }
    (places, problems)
}

fn dead(link: &ExternalLink, failure: &Failure) -> Diagnostic {
    diagnostics::dead_external_link(&link.url, failure).at(&link.file, link.span)
}

struct Asker {
    agent: Agent,
    reach: Reach,
    first_wait: Duration,
}

/// What came of one try.
enum Reply {
    Status(StatusCode, Option<Duration>),
    Silence(Failure),
}

impl Asker {
    /// Redirects are followed here and not by the agent, since each step has to be judged.
    fn new(timeout: Duration, reach: Reach) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(timeout))
            .user_agent(concat!("floom-docs/", env!("CARGO_PKG_VERSION"), " (link check)"));
        Self { agent: config.build().new_agent(), reach, first_wait: timeout / 20 }
    }

    fn ask_all(&self, addresses: Vec<Address>, progress: &Progress) -> BTreeMap<Address, Result<(), Failure>> {
        progress.links.store(addresses.len(), Ordering::Relaxed);
        let turns = Turns::new(addresses.into_iter().map(|address| (address.host().to_string(), address)));
        let work = || {
            let mut answers = Vec::new();
            while let Some(turn) = turns.next() {
                answers.push((turn.item.clone(), self.ask(&turn.item)));
                progress.asked.fetch_add(1, Ordering::Relaxed);
            }
            answers
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("asking does not panic")).collect()
        })
    }

    /// HEAD can only acquit, since many hosts refuse it: what is told rests on GET.
    fn ask(&self, address: &Address) -> Result<(), Failure> {
        let mut reply = self.try_once(&Method::HEAD, address);
        let is_for_head_alone = match &reply {
            Reply::Status(status, _) => !reply.is_alive() && *status != StatusCode::TOO_MANY_REQUESTS,
            Reply::Silence(_) => !reply.may_pass(),
        };
        if is_for_head_alone {
            reply = self.try_once(&Method::GET, address);
        }
        for retry in 0..RETRIES {
            let Some(wait) = reply.wait(self.first_wait * 2_u32.pow(retry)) else { break };
            thread::sleep(wait);
            reply = self.try_once(&Method::GET, address);
        }
        reply.verdict()
    }

    fn try_once(&self, method: &Method, address: &Address) -> Reply {
        let mut address = address.clone();
        for _ in 0..=REDIRECTS {
            match self.step(method, &address) {
                Ok(Step::Answer(reply)) => return reply,
                Ok(Step::Redirect(location)) => match self.reach.follow(&address, &location) {
                    Some(next) => address = next,
                    None => return Reply::Silence(Failure::RedirectRefused),
                },
                Err(error) => return Reply::Silence(failure(&error)),
            }
        }
        Reply::Silence(Failure::RedirectsWithoutEnd)
    }

    /// One request; the status is enough, and the body is left unread.
    fn step(&self, method: &Method, address: &Address) -> Result<Step, Error> {
        let request = Request::builder().method(method).uri(address.as_str()).body(())?;
        let response = self.agent.run(request)?;
        let header = |name| {
            response.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_string())
        };
        let location = header(header::LOCATION).filter(|_| response.status().is_redirection());
        Ok(match location {
            Some(location) => Step::Redirect(location),
            None => Step::Answer(Reply::Status(response.status(), header(header::RETRY_AFTER).map(seconds))),
        })
    }
}

enum Step {
    Answer(Reply),
    Redirect(String),
}

/// A date in place of seconds is as long as can be: the host is not asked again in this run.
fn seconds(retry_after: String) -> Duration {
    retry_after.parse().map_or(Duration::MAX, Duration::from_secs)
}

impl Reply {
    fn is_alive(&self) -> bool {
        matches!(self, Self::Status(status, _) if status.is_success() || status.is_redirection())
    }

    /// Whether it may be better in a moment.
    fn may_pass(&self) -> bool {
        match self {
            Self::Status(status, _) => status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS,
            Self::Silence(failure) => {
                use Failure::{Closed, HostUnknown, Refused, TimedOut, Unreachable};
                matches!(failure, TimedOut | HostUnknown | Refused | Closed | Unreachable)
            }
        }
    }

    /// How long to wait before asking again, if that makes sense.
    fn wait(&self, ours: Duration) -> Option<Duration> {
        let theirs = if let Self::Status(_, Some(wait)) = self { *wait } else { Duration::ZERO };
        (self.may_pass() && theirs <= LONGEST_WAIT).then_some(ours.max(theirs))
    }

    /// A host that turns programs away says nothing of the page: readers may well see it.
    fn verdict(self) -> Result<(), Failure> {
        match self {
            Self::Status(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS, _) => Ok(()),
            Self::Status(..) if self.is_alive() => Ok(()),
            Self::Status(status, _) => {
                Err(Failure::Status(status.as_u16(), status.canonical_reason().unwrap_or_default()))
            }
            Self::Silence(failure) => Err(failure),
        }
    }
}

fn failure(error: &Error) -> Failure {
    match error {
        Error::Timeout(_) => Failure::TimedOut,
        Error::HostNotFound => Failure::HostUnknown,
        Error::Io(error) => io_failure(error),
        Error::Rustls(_) | Error::Tls(_) | Error::TlsRequired => tls_failure(&error.to_string()),
        Error::ConnectionFailed | Error::ConnectProxyFailed(_) => Failure::Unreachable,
        Error::BadUri(_) | Error::Http(_) => Failure::Malformed,
        _ => Failure::NotHttp,
    }
}

fn io_failure(error: &io::Error) -> Failure {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, InvalidData};
    use io::ErrorKind::{NotConnected, TimedOut, UnexpectedEof, WouldBlock};
    let words = error.to_string();
    match error.kind() {
        TimedOut | WouldBlock => Failure::TimedOut,
        ConnectionRefused => Failure::Refused,
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof => Failure::Closed,
        InvalidData => tls_failure(&words),
        // The standard library has no kind for this; the number is that of Windows.
        _ if words.contains("failed to lookup address") || error.raw_os_error() == Some(11001) => Failure::HostUnknown,
        _ => Failure::Unreachable,
    }
}

fn tls_failure(words: &str) -> Failure {
    if words.contains("certificate") { Failure::Certificate } else { Failure::Encryption }
}

/// The file between runs.
struct Store {
    path: Option<PathBuf>,
    /// Whether the user has named it, and so wants to hear of its faults.
    is_named: bool,
}

impl Store {
    fn of(policy: &Policy) -> Self {
        Self { path: policy.cache.clone().or_else(default_cache), is_named: policy.cache.is_some() }
    }

    /// What has answered; a fault of a cache that nobody has named is as good as an empty one.
    fn read(&self) -> Result<Answered, Diagnostic> {
        let answered = self.path.as_deref().map_or(Ok(Answered::new()), read_cache);
        if self.is_named { answered } else { Ok(answered.unwrap_or_default()) }
    }

    fn write(&self, answered: Answered) -> Result<(), Diagnostic> {
        let Some(path) = &self.path else { return Ok(()) };
        // Another run may have written since, or another program put its file here. In our own cache folder whatever
        // is no list of ours is damaged.
        let others = read_cache(path).or_else(|problem| if self.is_named { Err(problem) } else { Ok(Answered::new()) });
        let written = others.and_then(|mut others| {
            others.extend(answered);
            let failed = |error| diagnostics::io(&path.display().to_string(), "write", &error);
            write::replace_file(path, cache::write(others).as_bytes()).map_err(failed)
        });
        if self.is_named { written } else { Ok(()) }
    }
}

fn read_cache(path: &Path) -> Result<Answered, Diagnostic> {
    let shown = path.display().to_string();
    let text = read::text_if_any(path).map_err(|error| diagnostics::io(&shown, "read", &error))?;
    cache::read(&text, now()).ok_or_else(|| diagnostics::foreign_cache(&shown))
}

fn default_cache() -> Option<PathBuf> {
    Some(folder_of_user()?.join("external.json"))
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
