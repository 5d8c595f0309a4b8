//! What the browser provides by name. Only what matters to what a script requests has a name here; the rest of the
//! browser is unknown.

/// Something of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Global {
    Window,
    Document,
    Location,
    Navigator,
    Storage,
    Console,
    Math,
    Json,
    Object,
    Array,
    String,
    Number,
    Boolean,
    Date,
    RegExp,
    Promise,
    Function,
    Reflect,
    Image,
    Audio,
    Request,
    /// `new Request(url)`, for `fetch`.
    Ask,
    Blob,
    Font,
    Event,
    Socket,
    Events,
    Worker,
    Url,
    Params,
    Observer,
    Map,
    Set,
    Mraid,
    Query,
    Fetch,
    Open,
    PostMessage,
    Timeout,
    Frame,
    Eval,
    ParseInt,
    ParseFloat,
    IsNaN,
    Atob,
    Btoa,
    Escape,
    Unescape,
    Encode,
    EncodePart,
    Decode,
    DecodePart,
    ImportScripts,
    Listen,
    Unlisten,
    Symbol,
}

/// The names. A name that the script declares itself comes first.
static NAMES: &[(&str, Global)] = &[
    ("window", Global::Window),
    ("self", Global::Window),
    ("globalThis", Global::Window),
    ("top", Global::Window),
    ("parent", Global::Window),
    ("frames", Global::Window),
    ("document", Global::Document),
    ("location", Global::Location),
    ("navigator", Global::Navigator),
    ("localStorage", Global::Storage),
    ("sessionStorage", Global::Storage),
    ("indexedDB", Global::Storage),
    ("webkitIndexedDB", Global::Storage),
    ("mozIndexedDB", Global::Storage),
    ("openDatabase", Global::Storage),
    ("console", Global::Console),
    ("Math", Global::Math),
    ("JSON", Global::Json),
    ("Object", Global::Object),
    ("Array", Global::Array),
    ("String", Global::String),
    ("Number", Global::Number),
    ("Boolean", Global::Boolean),
    ("Date", Global::Date),
    ("RegExp", Global::RegExp),
    ("Promise", Global::Promise),
    ("Function", Global::Function),
    ("Reflect", Global::Reflect),
    ("Image", Global::Image),
    ("Audio", Global::Audio),
    ("XMLHttpRequest", Global::Request),
    ("XDomainRequest", Global::Request),
    ("ActiveXObject", Global::Request),
    ("Request", Global::Ask),
    ("Blob", Global::Blob),
    ("File", Global::Blob),
    ("Event", Global::Event),
    ("CustomEvent", Global::Event),
    ("FontFace", Global::Font),
    ("WebSocket", Global::Socket),
    ("EventSource", Global::Events),
    ("Worker", Global::Worker),
    ("SharedWorker", Global::Worker),
    ("URL", Global::Url),
    ("webkitURL", Global::Url),
    ("URLSearchParams", Global::Params),
    ("IntersectionObserver", Global::Observer),
    ("MutationObserver", Global::Observer),
    ("ResizeObserver", Global::Observer),
    ("PerformanceObserver", Global::Observer),
    ("Map", Global::Map),
    ("WeakMap", Global::Map),
    ("Set", Global::Set),
    ("WeakSet", Global::Set),
    ("mraid", Global::Mraid),
    ("$", Global::Query),
    ("jQuery", Global::Query),
    ("Zepto", Global::Query),
    ("fetch", Global::Fetch),
    ("open", Global::Open),
    ("postMessage", Global::PostMessage),
    ("setTimeout", Global::Timeout),
    ("setInterval", Global::Timeout),
    ("setImmediate", Global::Timeout),
    ("requestAnimationFrame", Global::Frame),
    ("webkitRequestAnimationFrame", Global::Frame),
    ("requestIdleCallback", Global::Frame),
    ("queueMicrotask", Global::Frame),
    ("eval", Global::Eval),
    ("execScript", Global::Eval),
    ("parseInt", Global::ParseInt),
    ("parseFloat", Global::ParseFloat),
    ("isNaN", Global::IsNaN),
    ("atob", Global::Atob),
    ("btoa", Global::Btoa),
    ("escape", Global::Escape),
    ("unescape", Global::Unescape),
    ("encodeURI", Global::Encode),
    ("encodeURIComponent", Global::EncodePart),
    ("decodeURI", Global::Decode),
    ("decodeURIComponent", Global::DecodePart),
    ("importScripts", Global::ImportScripts),
    ("addEventListener", Global::Listen),
    ("attachEvent", Global::Listen),
    ("removeEventListener", Global::Unlisten),
    ("clearTimeout", Global::Unlisten),
    ("clearInterval", Global::Unlisten),
    ("Symbol", Global::Symbol),
];

impl Global {
    /// What the browser has under this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        static BY_NAME: std::sync::LazyLock<rustc_hash::FxHashMap<&str, Global>> =
            std::sync::LazyLock::new(|| NAMES.iter().copied().collect());
        BY_NAME.get(name).copied()
    }

    /// Whether it is there. What only some browsers, apps or pages have may be missing.
    pub(super) fn truth(self) -> Option<bool> {
        match self {
            Self::Mraid | Self::Query => None,
            _ => Some(true),
        }
    }

    /// What `typeof` says.
    pub(super) fn type_name(self) -> Option<&'static str> {
        self.truth()?;
        Some(match self {
            Self::Window
            | Self::Document
            | Self::Location
            | Self::Navigator
            | Self::Storage
            | Self::Console
            | Self::Math
            | Self::Json
            | Self::Reflect => "object",
            _ => "function",
        })
    }
}
