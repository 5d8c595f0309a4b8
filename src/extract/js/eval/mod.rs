//! The evaluator: runs a script's syntax tree over values that may be unknown. Where a test is unknown both branches
//! run, and what they changed is joined. Functions run when they are called; those that are handed to something
//! unknown count as called once, with unknown arguments; those that nothing calls never run, and request nothing.

mod assign;
mod call;
mod class;
mod code;
mod expr;
mod flow;
mod function;
mod loops;
mod member;
mod operator;
mod pattern;
mod stmt;
mod task;
mod unit;

pub(super) use unit::unescaped;

pub(super) use assign::Place;
pub(super) use call::Call;

use super::dom::attach::Pending;
use super::dom::write::Writes;
use super::found::Found;
use super::global::Global;
use super::heap::{Changes, Heap, Kind};
use super::value::{Id, Value};
use crate::call::{Confidence, Trigger};
use crate::span::Span;
use oxc_allocator::Allocator;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::rc::Rc;
use task::Task;
use unit::Unit;

/// About so many bytes of script make one object, and so many objects are made room for at first.
const OBJECT_BYTES: usize = 48;
const MOST_ROOM: usize = 1 << 14;

/// How much one script may cost.
#[derive(Debug)]
struct Budget {
    /// Expressions and statements left to evaluate.
    steps: usize,
    /// Bytes of text left to put together.
    bytes: usize,
    /// Levels that evaluation may still go down, so that the stack lasts.
    levels: usize,
}

/// When the code that runs now runs, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Moment {
    pub(super) trigger: Trigger,
    pub(super) confidence: Confidence,
    /// Number of the block that makes it run.
    pub(super) block: usize,
}

/// One call of a function, while it runs.
#[derive(Debug)]
struct Frame<'a> {
    this: Value<'a>,
    arguments: Vec<Value<'a>>,
    /// Where `var` declares.
    variables: Id,
    home: Option<Id>,
    /// [`super::function::Function::code_id`].
    code: usize,
    callee: Option<Id>,
    /// Values of `return`s that may or may not have run, and what their branches changed.
    returns: Vec<Value<'a>>,
    exits: Vec<Changes<'a>>,
    /// What a generator gave so far, and whether that is as much as is followed.
    yields: Vec<Value<'a>>,
    is_stopped: bool,
    /// The expression that is a statement of its own, and that statement if it can be deleted.
    statement: Option<(Span, Option<Span>)>,
    /// The call that this frame is of.
    site: Span,
}

/// Evaluates one script.
pub(super) struct Eval<'a> {
    pub(super) arena: &'a Allocator,
    pub(super) heap: Heap<'a>,
    pub(super) found: Found,
    pub(super) moment: Moment,
    /// Data blocks of the document, by element id.
    pub(super) blobs: &'a [(String, String)],
    globals: Id,
    scope: Id,
    units: Vec<Unit<'a>>,
    unit: usize,
    frames: Vec<Frame<'a>>,
    budget: Budget,
    /// How many unknown branches are open.
    branches: usize,
    /// Whether a `with` was met: names may be properties.
    in_with: bool,
    /// Whether any property has a function that takes in what it is set to.
    has_setters: bool,
    /// Whether a `break`, `continue` or `return` may have left the innermost loop.
    left: bool,
    /// What the last expression statement of code in a string came to: `eval` gives it back.
    completion: Value<'a>,
    soon: VecDeque<Task<'a>>,
    later: VecDeque<Task<'a>>,
    runs: FxHashMap<(Id, Trigger), usize>,
    /// Handlers of events that the script may send itself, by the names of these, and those that it did call.
    listeners: Vec<(&'a str, Value<'a>, Value<'a>)>,
    dispatched: FxHashSet<Id>,
    /// Elements looked up by selector, elements made, and what they load once they are in the document.
    pub(super) elements: FxHashMap<&'a str, Id>,
    pub(super) made: Vec<Id>,
    pub(super) pending: FxHashMap<Id, Vec<Pending<'a>>>,
    /// What `document.write` wrote and is not handed over yet.
    pub(super) writes: Option<Writes>,
    /// Regular expressions compiled.
    pub(super) patterns: FxHashMap<(&'a str, &'a str), Option<Rc<regex::Regex>>>,
}

impl<'a> Eval<'a> {
    pub(crate) fn new(arena: &'a Allocator, bytes: usize, levels: usize) -> Self {
        let mut heap = Heap::default();
        heap.reserve((bytes / OBJECT_BYTES).clamp(16, MOST_ROOM));
        let globals = heap.add(Kind::Scope(None));
        let frame = Frame::new(Value::Global(Global::Window), globals, Span::default());
        Self {
            arena,
            heap,
            found: Found::default(),
            moment: Moment { trigger: Trigger::Load, confidence: Confidence::High, block: 0 },
            blobs: &[],
            globals,
            scope: globals,
            units: Vec::new(),
            unit: 0,
            frames: vec![frame],
            budget: Budget::of(bytes, levels),
            branches: 0,
            in_with: false,
            has_setters: false,
            left: false,
            completion: Value::Undefined,
            soon: VecDeque::new(),
            later: VecDeque::new(),
            runs: FxHashMap::default(),
            listeners: Vec::new(),
            dispatched: FxHashSet::default(),
            elements: FxHashMap::default(),
            made: Vec::new(),
            pending: FxHashMap::default(),
            writes: None,
            patterns: FxHashMap::default(),
        }
    }

    /// Counts a step; false if none is left.
    pub(crate) fn tick(&mut self) -> bool {
        if self.budget.steps > 1 && self.budget.bytes > 0 && self.heap.cost == 0 {
            self.budget.steps -= 1;
            return true;
        }
        self.spend(1)
    }

    /// Counts steps; false if too few are left.
    pub(crate) fn spend(&mut self, steps: usize) -> bool {
        match self.budget.steps.checked_sub(steps) {
            Some(left) => self.budget.steps = left,
            None => self.exhausted(),
        }
        let made = std::mem::take(&mut self.heap.cost);
        self.budget.bytes = self.budget.bytes.saturating_sub(made);
        if self.budget.bytes == 0 {
            self.exhausted();
        }
        self.budget.steps > 0
    }

    fn exhausted(&mut self) {
        self.budget.steps = 0;
        self.found.note(
            Span::default(),
            "script-budget",
            "this script computes more than is followed; requests that it makes after that are not in the list",
        );
    }

    /// Counts bytes of text about to be made; false if that is too many.
    pub(crate) fn afford(&mut self, bytes: usize) -> bool {
        if bytes > super::text::LONGEST {
            return false;
        }
        match self.budget.bytes.checked_sub(bytes) {
            Some(left) => self.budget.bytes = left,
            None => self.exhausted(),
        }
        self.budget.steps > 0
    }

    /// Runs something one level deeper, or not at all if that is too deep.
    pub(crate) fn deeper<R>(&mut self, run: impl FnOnce(&mut Self) -> R, otherwise: R) -> R {
        if self.budget.levels == 0 {
            self.found.note(
                Span::default(),
                "script-too-deep",
                "this script nests deeper than is followed; what is inside was not read",
            );
            return otherwise;
        }
        self.budget.levels -= 1;
        let result = run(self);
        self.budget.levels += 1;
        result
    }

    fn frame(&mut self) -> &mut Frame<'a> {
        self.frames.last_mut().expect("the script itself is the first frame")
    }

    /// A name that lives as long as the script.
    pub(crate) fn keep(&self, name: &str) -> &'a str {
        self.arena.alloc_str(name)
    }
}

impl Budget {
    /// Ordinary tags take a few steps a byte at most.
    fn of(bytes: usize, levels: usize) -> Self {
        let bytes = bytes.min(1 << 20);
        Self { steps: 300_000 + 4 * bytes, bytes: (48 << 20) + 64 * bytes, levels }
    }
}

impl<'a> Frame<'a> {
    fn new(this: Value<'a>, variables: Id, site: Span) -> Self {
        Self {
            this,
            arguments: Vec::new(),
            variables,
            home: None,
            code: 0,
            callee: None,
            returns: Vec::new(),
            exits: Vec::new(),
            yields: Vec::new(),
            is_stopped: false,
            statement: None,
            site,
        }
    }
}
