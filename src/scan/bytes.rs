//! The bytes of inputs. Files are read when they are needed: those that the first pass looks at twice, unless they are
//! small and few enough to be *kept* until the second. The standard input can be read only once and is kept in any case.

use crate::discover::{Input, read};
use crate::finding::Problem;
use crate::limit::KEPT_BYTES;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

/// Where bytes come from.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    stdin: Option<Result<Vec<u8>, Problem>>,
    kept: Mutex<Kept>,
}

/// Files between the passes.
#[derive(Debug, Default)]
struct Kept {
    /// By path, as it is written: all paths of a run are written alike, and are told apart sooner so than part by part.
    files: FxHashMap<OsString, Vec<u8>>,
    bytes: usize,
}

impl Inputs {
    /// Reads the standard input, if it is among the inputs.
    pub(super) fn new(inputs: &[Input]) -> Self {
        Self { stdin: inputs.iter().find(|input| input.stdin).map(read), ..Self::default() }
    }

    /// For one input, marked as the standard input, whose bytes are at hand already.
    pub(super) fn at_hand(bytes: Vec<u8>) -> Self {
        Self { stdin: Some(Ok(bytes)), ..Self::default() }
    }

    /// The bytes of an input.
    pub(super) fn bytes(&self, input: &Input) -> Result<Cow<'_, [u8]>, Problem> {
        match &self.stdin {
            Some(kept) if input.stdin => kept.as_deref().map(Cow::Borrowed).map_err(Clone::clone),
            _ => self.kept(input).map_or_else(|| read(input), Ok).map(Cow::Owned),
        }
    }

    /// Keeps the bytes of an input until they are asked for again, if there is room.
    pub(super) fn keep(&self, input: &Input, bytes: Cow<'_, [u8]>) {
        let Cow::Owned(bytes) = bytes else { return };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes.len() <= KEPT_BYTES {
            kept.bytes += bytes.len();
            kept.files.insert(input.path.clone().into_os_string(), bytes);
        }
    }

    /// The bytes of a file that was kept, which is the end of that.
    fn kept(&self, input: &Input) -> Option<Vec<u8>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = kept.files.remove(input.path.as_os_str())?;
        kept.bytes -= bytes.len();
        Some(bytes)
    }
}
