//! Bounds: how much of anything is read, so that no input can hang the program or eat the machine. Whoever hits a bound
//! names it in a problem.

/// Elements nested in elements; beyond it they are kept side by side, as browsers do.
pub const HTML_DEPTH: usize = 512;
/// Elements of one document that are kept whatever they are; beyond it, those that can only hold text are passed over.
pub const HTML_ELEMENTS: usize = 1 << 20;
/// Elements nested in elements of a VAST document; players stop far before.
pub const XML_DEPTH: usize = 256;
/// Brackets nested in a style sheet.
pub const CSS_DEPTH: usize = 64;
/// Code nested in code: script in markup in script …
pub const REGION_DEPTH: usize = 16;
/// Regions read from one source.
pub const REGIONS: usize = 50_000;
/// Regions that each row of a sheet, and each line of objects, may have besides.
pub const ROW_REGIONS: usize = 16;
/// Bytes of regions read from one source, on top of eight times its own size.
pub const REGION_BYTES: usize = 64 << 20;
/// Calls nested in one call.
pub const HOPS: usize = 16;
/// Bytes of one input.
pub const INPUT_BYTES: u64 = 256 << 20;
/// Characters of an input that is not UTF-8 which do not stand for themselves: each takes 16 bytes to map.
pub const PIECES: usize = 16 << 20;
/// Cells of one sheet of a workbook.
pub const CELLS: usize = 8 << 20;
/// Files of one archive.
pub const ARCHIVE_ENTRIES: usize = 10_000;
/// Archives in an archive, the outer one counted.
pub const ARCHIVE_DEPTH: usize = 2;
/// How many times its packed size a file of an archive may have.
pub const ARCHIVE_RATIO: u64 = 200;
/// Requests read of one capture.
pub const CAPTURED: usize = 200_000;
/// Requests on the way to one of a capture that are followed back, and scripts asked for what they name.
pub const CHAIN: usize = 64;
/// Bytes of answers searched in one capture for hosts that they name.
pub const CHAIN_SEARCH: usize = 1 << 30;
/// Bytes of one row of a batch.
pub const LINE_BYTES: u64 = 64 << 20;
/// Bytes of files that are kept between the two passes over them; more are read again.
pub const KEPT_BYTES: usize = 16 << 20;
/// Inputs of one run.
pub const INPUTS: usize = 1_000_000;
/// Rule files of a user's own.
pub const RULE_FILES: usize = 10_000;
/// Folders nested in folders of rule files.
pub const RULE_DEPTH: usize = 16;
/// Bytes of a baseline.
pub const BASELINE_BYTES: u64 = 64 << 20;
/// Bytes of a configuration or `.gitignore` file.
pub const SMALL_FILE_BYTES: u64 = 1 << 20;
/// Bytes of what the desk (`taglint serve`) is sent to check.
pub const DESK_BYTES: usize = 64 << 20;
/// Checks that the desk keeps, so that their reports, plans and fixes can be asked for.
pub const DESK_KEPT: usize = 6;
/// Creatives of one input that a browser is shown.
pub const OBSERVED_CREATIVES: usize = 20;
/// Requests of one run in a browser.
pub const OBSERVED: usize = 5_000;
/// Windows that a page may open in one run.
pub const OBSERVED_WINDOWS: usize = 10;
/// Bytes of answers that one run keeps for telling which script named a host.
pub const OBSERVED_TEXT: usize = 16 << 20;
/// Bytes of one of these answers.
pub const OBSERVED_SCRIPT: usize = 2 << 20;
/// Cookies, and uses of storage, of one run.
pub const OBSERVED_STORED: usize = 1_000;
