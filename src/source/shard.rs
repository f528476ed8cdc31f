//! A stable part of a site's pages, for one of several machines.

use std::fmt;
use std::str::FromStr;

use super::{OutPath, PagePath};

/// The pages that one of several builds renders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    /// From 1 on.
    pub number: u32,
    /// How many there are.
    pub count: u32,
}

/// More machines have nothing to do.
const MAX_COUNT: u32 = 1_000;

impl Shard {
    /// Whether a page is one of its own: that hangs on the page's path alone.
    pub fn has(self, page: &PagePath) -> bool {
        self.has_name(&page.0)
    }

    /// Whether a file that belongs to no page alone is one of its own.
    pub fn has_file(self, file: &OutPath) -> bool {
        self.has_name(&file.0)
    }

    fn has_name(self, name: &str) -> bool {
        // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/: small, and the same on every machine.
        let hash = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        hash % u64::from(self.count) == u64::from(self.number - 1)
    }

    /// Whether it has the lists of all pages, the theme, and whatever else is no page.
    pub fn is_first(self) -> bool {
        self.number == 1
    }

    /// Whether it has the search index.
    pub fn is_last(self) -> bool {
        self.number == self.count
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers =
            text.split_once('/').and_then(|(number, count)| Some((number.parse().ok()?, count.parse().ok()?)));
        match numbers {
            Some((number, count)) if (1..=count).contains(&number) && count <= MAX_COUNT => Ok(Self { number, count }),
            _ => Err(format!("write the number of the part and how many there are, at most {MAX_COUNT}: `2/5`")),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}
