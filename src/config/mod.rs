//! Placeholder
use std::path::Path;
/// x
#[derive(Debug)]
pub struct Ignore;
impl Ignore {
    /// x
    pub fn matches(&self, _rule: &str, _path: &Path, _url: Option<&str>) -> bool { false }
}
