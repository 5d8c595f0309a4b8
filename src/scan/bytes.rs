//! The bytes of inputs. Files are read when they are needed, twice if need be; the standard input can be read only once
//! and is kept.

use crate::discover::{Input, read};
use crate::finding::Problem;
use std::borrow::Cow;

/// Where bytes come from.
#[derive(Debug)]
pub(super) struct Inputs {
    stdin: Option<Result<Vec<u8>, Problem>>,
}

impl Inputs {
    /// Reads the standard input, if it is among the inputs.
    pub(super) fn new(inputs: &[Input]) -> Self {
        Self { stdin: inputs.iter().find(|input| input.stdin).map(read) }
    }

    /// For one input, marked as the standard input, whose bytes are at hand already.
    pub(super) fn at_hand(bytes: Vec<u8>) -> Self {
        Self { stdin: Some(Ok(bytes)) }
    }

    /// The bytes of an input.
    pub(super) fn bytes(&self, input: &Input) -> Result<Cow<'_, [u8]>, Problem> {
        match &self.stdin {
            Some(kept) if input.stdin => kept.as_deref().map(Cow::Borrowed).map_err(Clone::clone),
            _ => read(input).map(Cow::Owned),
        }
    }
}
