//! `floom-docs merge`: the parts of a build by several machines to the site that one machine would have built.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostics::{self, Diagnostic};
use crate::pipeline::{Fingerprint, Outputs};
use crate::read;
use crate::source::OutPath;
use crate::source::shard::Shard;
use crate::write::{self, Draft, Foreign, Place, Published};

/// The file that says which part of which build a folder is.
pub const FILE: &str = ".floom-part";
/// So many bytes of the parts are held at once.
const BATCH_BYTES: usize = 64 * 1024 * 1024;

/// What to merge, and where to.
pub struct Order {
    /// The folders of the parts.
    pub parts: Vec<PathBuf>,
    /// The folder of `docs.yaml`, which is not written into.
    pub site: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// What becomes of files in the output folder that are not ours.
    pub foreign: Foreign,
    /// Is told of a wait for another build into the same folder, and of its process.
    pub waiting: fn(&str, Option<u32>),
}

/// What a part says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Label {
    version: String,
    number: u32,
    count: u32,
    inputs: Fingerprint,
}

/// The file that says which part of which build a folder is.
pub fn label(shard: Shard, inputs: Fingerprint) -> (OutPath, Arc<[u8]>) {
    let label =
        Label { version: env!("CARGO_PKG_VERSION").to_string(), number: shard.number, count: shard.count, inputs };
    let text = serde_json::to_vec(&label).expect("strings and numbers can be written");
    (OutPath(FILE.to_string()), text.into())
}

/// Puts the parts together, and publishes that if they are all there and of one build.
pub fn run(order: &Order) -> Result<Published, Vec<Diagnostic>> {
    let place = Place::find(&order.site, "content", &order.out).map_err(|problem| vec![problem])?;
    let labels = order.parts.iter().map(|folder| read_label(folder)).collect::<Vec<_>>();
    let problems: Vec<Diagnostic> = labels.iter().filter_map(|label| label.as_ref().err().cloned()).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    check(order, &labels.into_iter().flatten().collect::<Vec<_>>()).map_err(|problem| vec![problem])?;
    put_together(order, &place).map_err(|problem| vec![problem])
}

fn read_label(folder: &Path) -> Result<Label, Diagnostic> {
    let shown = folder.display().to_string();
    let label = read::output_file(folder, FILE).ok().and_then(|bytes| serde_json::from_slice::<Label>(&bytes).ok());
    let label = label.ok_or_else(|| diagnostics::no_part(&shown, "has no whole `.floom-part`"))?;
    if label.version != env!("CARGO_PKG_VERSION") {
        return Err(diagnostics::no_part(&shown, &format!("was built by version {}", label.version)));
    }
    match write::is_whole(folder) {
        true => Ok(label),
        false => Err(diagnostics::no_part(&shown, "has not the files that the build has written")),
    }
}

/// Whether each part is there once, and of the same inputs as the first.
fn check(order: &Order, labels: &[Label]) -> Result<(), Diagnostic> {
    let Some(first) = labels.first() else { return Ok(()) };
    for (label, folder) in labels.iter().zip(&order.parts) {
        if label.count != first.count || label.inputs != first.inputs {
            let (first, other) = (order.parts[0].display(), folder.display());
            return Err(diagnostics::parts(&format!("`{first}` and `{other}` are parts of two builds")));
        }
    }
    let mut numbers: Vec<u32> = labels.iter().map(|label| label.number).collect();
    numbers.sort_unstable();
    let twice = numbers.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    let missing: Vec<u32> = (1..=first.count).filter(|number| !numbers.contains(number)).collect();
    match (twice, missing.is_empty()) {
        (Some(number), _) => Err(diagnostics::parts(&format!("part {number} of {} is there twice", first.count))),
        (_, false) => Err(diagnostics::parts(&words_of_missing(&missing, first.count))),
        _ => Ok(()),
    }
}

fn words_of_missing(missing: &[u32], count: u32) -> String {
    match missing {
        [number] => format!("part {number} of {count} is missing"),
        numbers => {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            format!("the parts {} of {count} are missing", numbers.join(", "))
        }
    }
}

fn put_together(order: &Order, place: &Place) -> Result<Published, Diagnostic> {
    let mut draft = Draft::begin(place, order.foreign, &|process| (order.waiting)(&place.shown, process))?;
    for folder in &order.parts {
        let shown = |path: &str| folder.join(path).display().to_string();
        let mut batch = Outputs::new();
        let mut bytes = 0;
        for path in write::listed(folder).into_iter().filter(|path| path != FILE) {
            let content =
                read::output_file(folder, &path).map_err(|error| diagnostics::io(&shown(&path), "read", &error))?;
            let out = OutPath(path);
            if draft.files().contains(&out) {
                return Err(diagnostics::parts(&format!("`{}` is in two parts", out.0)));
            }
            bytes += content.len();
            batch.insert(out, content.into());
            if bytes > BATCH_BYTES {
                draft.write(&std::mem::take(&mut batch))?;
                bytes = 0;
            }
        }
        draft.write(&batch)?;
    }
    draft.publish()
}
