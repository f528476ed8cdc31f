//! The preview server: one loop over an enum of events, from the watcher, from git, from readers and from itself.
#![allow(clippy::disallowed_methods)]

mod bell;
mod connections;
mod editor;
mod http;
mod later;
mod overlay;
mod served;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::config;
use crate::diagnostics::{Diagnostic, Severity};
use crate::git_dates;
use crate::pipeline::{self, Counts, Later, Progress, State};
use crate::read::update::update;
use crate::read::{self, Dates, Inputs, Unreadable};

pub use editor::Editor;
use served::Served;
use watch::Watched;

/// So long no edit is to come before what shows all pages at once is brought up to date.
const QUIET: Duration = Duration::from_millis(300);
/// After so many changes at once all files are looked at again when it is quiet.
const MANY: usize = 50;

/// What to serve, and where.
pub struct Order {
    /// The folder of `docs.yaml`.
    pub site: PathBuf,
    /// The address to bind; loopback if it is none.
    pub host: Option<IpAddr>,
    /// The first port to try.
    pub port: u16,
    /// What opens a place in a file.
    pub editor: Editor,
}

/// What the author is told.
pub enum Said {
    /// The address of the site.
    Serving(String, Counts, Duration),
    /// Problems that were not there before, with the texts that they point into.
    Problems(Vec<Diagnostic>, BTreeMap<String, Arc<str>>),
    /// No error is left.
    Clear,
    /// What an edit has changed: files of the output, and how long it took.
    Updated(usize, Duration),
}

/// What happens to a server.
enum Event {
    /// Something may have changed at these paths, relative to the site's root; the empty one is all of it.
    Changed(BTreeSet<String>),
    /// Git may have another commit.
    Git,
    /// What git says now, of a commit.
    Dated(Option<String>, Dates),
    /// What was drawn after all pages, from the state of a version.
    Drawn(u64, Later),
    /// A reader waits for it.
    Asked,
}

/// Serves a site until the process is ended.
pub fn run(order: &Order, say: &mut dyn FnMut(Said)) -> Result<(), Diagnostic> {
    let start = Instant::now();
    let (sender, events) = mpsc::channel();
    let root = read::root(&order.site);
    let watched = Watched::new(&root, sender.clone())?;
    let mut site = Site::new(order, root, watched, sender);
    site.rebuild(&BTreeSet::from([String::new()]), say);
    let address = http::start(order.host, order.port, site.served.clone(), site.sender.clone())?;
    say(Said::Serving(site.url(address), site.counts, start.elapsed()));
    site.follow(&events, say);
    Ok(())
}

/// A site that is served.
struct Site<'o> {
    order: &'o Order,
    root: PathBuf,
    watched: Watched,
    sender: Sender<Event>,
    served: Arc<Served>,
    /// None until the config can be read.
    inputs: Option<Inputs>,
    state: State,
    counts: Counts,
    /// Of the last changes.
    version: u64,
    /// Of the last that all that is drawn later shows, and of what is being drawn.
    later: u64,
    drawing: Option<u64>,
    /// All files are to be looked at again when it is quiet.
    is_unsettled: bool,
    head: Option<String>,
    /// Why the config cannot be read, if it cannot.
    unreadable: Option<Unreadable>,
    /// Why something could not be drawn after the pages.
    later_problems: Vec<Diagnostic>,
    told: BTreeSet<Diagnostic>,
}

impl<'o> Site<'o> {
    fn new(order: &'o Order, root: PathBuf, watched: Watched, sender: Sender<Event>) -> Self {
        Self {
            order,
            head: git_dates::head(&root),
            root,
            watched,
            sender,
            served: Arc::default(),
            inputs: None,
            state: State::default(),
            counts: Counts::default(),
            version: 0,
            later: 0,
            drawing: None,
            is_unsettled: false,
            unreadable: None,
            later_problems: Vec::new(),
            told: BTreeSet::new(),
        }
    }

    fn url(&self, address: SocketAddr) -> String {
        let base_path = self.inputs.as_ref().map_or("/", |inputs| &inputs.base_path);
        format!("http://{address}{base_path}")
    }

    /// Takes one event after the other, those that wait together as one.
    fn follow(&mut self, events: &Receiver<Event>, say: &mut dyn FnMut(Said)) {
        loop {
            let is_idle = self.later == self.version && !self.is_unsettled;
            let first = match is_idle || self.drawing.is_some() && !self.is_unsettled {
                true => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => events.recv_timeout(QUIET),
            };
            match first {
                Ok(first) => self.take(first, events, say),
                Err(RecvTimeoutError::Timeout) => self.settle(say),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, first: Event, events: &Receiver<Event>, say: &mut dyn FnMut(Said)) {
        let mut changed = BTreeSet::new();
        let mut waiting = vec![first];
        waiting.extend(events.try_iter());
        for event in waiting {
            match event {
                Event::Changed(paths) => changed.extend(paths),
                Event::Git => self.look_at_head(),
                Event::Dated(head, dates) => {
                    self.head = head;
                    if let Some(inputs) = &mut self.inputs {
                        dates.put_into(inputs);
                    }
                    self.apply(Instant::now(), say);
                }
                Event::Drawn(version, later) => self.show_later(version, later, say),
                Event::Asked => self.draw_later(),
            }
        }
        if !changed.is_empty() {
            self.is_unsettled |= changed.len() > MANY;
            self.rebuild(&changed, say);
        }
    }

    /// It is quiet: what could wait is done.
    fn settle(&mut self, say: &mut dyn FnMut(Said)) {
        if std::mem::take(&mut self.is_unsettled) {
            self.rebuild(&BTreeSet::from([String::new()]), say);
        }
        self.draw_later();
    }

    fn rebuild(&mut self, paths: &BTreeSet<String>, say: &mut dyn FnMut(Said)) {
        let start = Instant::now();
        let mut paths = paths.clone();
        if self.unreadable.take().is_some() {
            // It is told until it is right.
            paths.insert(config::FILE.to_string());
        }
        // First the watch, then the look: what is written in between is told.
        self.watch(&paths);
        let outcome = match &mut self.inputs {
            Some(inputs) => update(&self.root, None, inputs, &paths),
            None => read::read(&self.root, None).map(|inputs| self.inputs = Some(inputs)),
        };
        self.unreadable = outcome.err();
        self.watch(&BTreeSet::new());
        self.apply(start, say);
    }

    fn watch(&mut self, changed: &BTreeSet<String>) {
        if let Some(inputs) = &self.inputs {
            self.watched.follow(&self.root, inputs, changed);
        }
    }

    fn apply(&mut self, start: Instant, say: &mut dyn FnMut(Said)) {
        self.served.set_base_path(self.inputs.as_ref().map_or("/", |inputs| &inputs.base_path));
        let delta = self.inputs.as_ref().map(|inputs| pipeline::apply(&mut self.state, inputs, &Progress::default()));
        let Some(delta) = delta else { return self.tell_all(say) };
        self.counts = delta.counts;
        let changed = delta.written.len() + delta.removed.len();
        let is_first = self.version == 0;
        if changed > 0 || is_first {
            self.version += 1;
        }
        self.served.swap(&self.state, delta, self.version);
        if changed > 0 && !is_first {
            say(Said::Updated(changed, start.elapsed()));
        }
        self.tell_all(say);
    }

    /// Says all that there is to be told.
    fn tell_all(&mut self, say: &mut dyn FnMut(Said)) {
        let mut diagnostics = self.later_problems.clone();
        let mut sources = BTreeMap::new();
        if let Some(inputs) = &self.inputs {
            diagnostics.extend(self.state.diagnostics(inputs));
            if !diagnostics.is_empty() {
                sources = inputs.sources();
            }
        }
        if let Some(Unreadable { diagnostics: of_config, sources: text }) = &self.unreadable {
            diagnostics.extend(of_config.iter().cloned());
            sources.extend(text.clone());
        }
        self.tell(&diagnostics, &sources, say);
    }

    /// Says what is new, once, and shows all errors over the pages.
    fn tell(&mut self, diagnostics: &[Diagnostic], sources: &BTreeMap<String, Arc<str>>, say: &mut dyn FnMut(Said)) {
        let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
        let fresh: Vec<_> = diagnostics.iter().filter(|problem| !self.told.contains(problem)).cloned().collect();
        let had_errors = self.told.iter().any(|problem| is_error(&problem));
        let errors: Vec<_> = diagnostics.iter().filter(is_error).cloned().collect();
        if !fresh.is_empty() {
            say(Said::Problems(fresh, sources.clone()));
        } else if had_errors && errors.is_empty() {
            say(Said::Clear);
        }
        self.told = diagnostics.iter().cloned().collect();
        self.served.announce(overlay::problems(&errors, sources, &self.root, &self.order.editor));
    }

    fn look_at_head(&mut self) {
        let head = git_dates::head(&self.root);
        if head == self.head {
            return;
        }
        self.head.clone_from(&head);
        let Some(inputs) = &self.inputs else { return };
        let (root, content, sender) = (self.root.clone(), inputs.config.content.value.clone(), self.sender.clone());
        thread::spawn(move || sender.send(Event::Dated(head, read::dates(&root, &content))));
    }

    /// Draws on another thread, from a copy, so that an edit need not wait.
    fn draw_later(&mut self) {
        let Some(inputs) = self.inputs.clone() else { return };
        if self.drawing.is_some() || self.later == self.version {
            return;
        }
        let (version, state, sender) = (self.version, self.state.clone(), self.sender.clone());
        self.drawing = Some(version);
        thread::spawn(move || sender.send(Event::Drawn(version, later::draw(&state, &inputs))));
    }

    fn show_later(&mut self, version: u64, later: Later, say: &mut dyn FnMut(Said)) {
        self.drawing = None;
        self.later = version;
        if self.later_problems != later.diagnostics {
            self.later_problems.clone_from(&later.diagnostics);
            self.tell_all(say);
        }
        self.served.swap_later(later, version);
        if version != self.version && self.served.is_awaited() {
            self.draw_later();
        }
    }
}
