//! How far a site raises the limits of what its pages may hold.

use serde::{Deserialize, Deserializer, de};

/// No site raises them further: the depths that stay as they are allow no more.
const MAX_TIMES: u32 = 16;

/// How often each limit counts: `raise_limits` in `docs.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits(u32);

impl Default for Limits {
    fn default() -> Self {
        Self(1)
    }
}

impl Limits {
    /// A limit as this site has it.
    pub fn raised(self, limit: usize) -> usize {
        limit * self.0 as usize
    }
}

impl<'de> Deserialize<'de> for Limits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let times = u32::deserialize(deserializer)?;
        let is_fit = (1..=MAX_TIMES).contains(&times);
        let refused = || de::Error::custom(format!("limits are raised 1 to {MAX_TIMES} times, not {times}"));
        is_fit.then_some(Self(times)).ok_or_else(refused)
    }
}
