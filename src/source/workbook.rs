//! *Workbooks*: the sheets of `.xlsx` and `.xls` files as text, cell by cell. A cell has no place in the file's bytes that
//! anybody could look at, so it is known by its row and column.

use crate::limit::{CELLS, INPUT_BYTES};
use calamine::{Data, DataRef, Dimensions, Reader, Xls, XlsError, Xlsx, XlsxError};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// A cell with text in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCell {
    /// 1-based row.
    pub row: u32,
    /// 1-based column.
    pub column: u32,
    /// Its text.
    pub text: String,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetText {
    /// Its name.
    pub name: String,
    /// Its cells by row and column, without those that are empty.
    pub cells: Vec<SheetCell>,
    /// First cells of regions that are merged over several rows, as 1-based row, last row, column.
    pub merged: Vec<(u32, u32, u32)>,
    /// Whether it has more cells than are read.
    pub is_cut: bool,
}

/// Why a workbook could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWorkbook {
    /// It is encrypted.
    #[error("The workbook is protected by a password, so nothing in it was checked; save it without one")]
    Locked,
    /// It unpacks to too much.
    #[error("The workbook unpacks to over {} MiB, so nothing in it was checked; split it", INPUT_BYTES >> 20)]
    TooLarge,
    /// It is not what its name says.
    #[error("This is not a workbook that can be read ({0}), so nothing in it was checked; save it again as .xlsx")]
    Broken(String),
}

impl BadWorkbook {
    /// The code of the problem.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "password",
            Self::TooLarge => "too-large",
            Self::Broken(_) => "broken-workbook",
        }
    }
}

/// Whether a file is a workbook by its name.
#[must_use]
pub fn is_workbook(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["xlsx", "xlsm", "xls"].iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// The sheets of a workbook.
///
/// # Errors
/// That it is locked, too large or broken.
pub fn sheets(bytes: &[u8]) -> Result<Vec<SheetText>, BadWorkbook> {
    // The reader was not written for files that mean harm.
    let read = || if bytes.starts_with(b"PK") { xlsx(bytes) } else { xls(bytes) };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(BadWorkbook::Broken("it is damaged".to_owned())))
}

fn xlsx(bytes: &[u8]) -> Result<Vec<SheetText>, BadWorkbook> {
    let packed = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| BadWorkbook::Broken(error.to_string()))?;
    if packed.decompressed_size().is_none_or(|size| size > u128::from(INPUT_BYTES)) {
        return Err(BadWorkbook::TooLarge);
    }
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_error)?;
    book.sheet_names().into_iter().map(|name| xlsx_sheet(&mut book, name)).collect()
}

/// Cell by cell: a sheet with one cell at the far end must not become a grid of all that could be before it.
fn xlsx_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: String) -> Result<SheetText, BadWorkbook> {
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let mut sheet = SheetText { merged: merged_rows(&merged), name, ..SheetText::default() };
    let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(xlsx_error)?;
    while let Some(cell) = reader.next_cell().map_err(xlsx_error)? {
        let text = match cell.get_value() {
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => number.to_string(),
            _ => continue,
        };
        if !sheet.push(cell.get_position(), text) {
            break;
        }
    }
    sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok(sheet)
}

fn xls(bytes: &[u8]) -> Result<Vec<SheetText>, BadWorkbook> {
    let book = Xls::new(Cursor::new(bytes));
    let mut book = book.map_err(|error| match error {
        XlsError::Password => BadWorkbook::Locked,
        // An encrypted `.xlsx` comes in the wrapping of an `.xls`, without a book in it.
        error => match Xlsx::new(Cursor::new(bytes)) {
            Err(XlsxError::Password) => BadWorkbook::Locked,
            _ => BadWorkbook::Broken(error.to_string()),
        },
    })?;
    book.sheet_names().into_iter().map(|name| xls_sheet(&mut book, name)).collect()
}

fn xls_sheet(book: &mut Xls<Cursor<&[u8]>>, name: String) -> Result<SheetText, BadWorkbook> {
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let range = book.worksheet_range(&name).map_err(|error| BadWorkbook::Broken(error.to_string()))?;
    let (top, left) = range.start().unwrap_or_default();
    let mut sheet = SheetText { merged: merged_rows(&merged), name, ..SheetText::default() };
    for (row, column, value) in range.used_cells() {
        let text = match value {
            Data::String(text) => text.clone(),
            Data::Int(number) => number.to_string(),
            Data::Float(number) => number.to_string(),
            _ => continue,
        };
        let position = |at: usize, from: u32| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(from);
        if !sheet.push((position(row, top), position(column, left)), text) {
            break;
        }
    }
    Ok(sheet)
}

impl SheetText {
    /// Adds a cell by its row and column from 0; whether there is room for more.
    fn push(&mut self, (row, column): (u32, u32), text: String) -> bool {
        self.is_cut = self.cells.len() >= CELLS;
        if !self.is_cut && !text.trim().is_empty() {
            self.cells.push(SheetCell { row: row + 1, column: column + 1, text });
        }
        !self.is_cut
    }
}

fn xlsx_error(error: XlsxError) -> BadWorkbook {
    match error {
        XlsxError::Password => BadWorkbook::Locked,
        error => BadWorkbook::Broken(error.to_string()),
    }
}

fn merged_rows(regions: &[Dimensions]) -> Vec<(u32, u32, u32)> {
    let over_rows = regions.iter().filter(|region| region.end.0 > region.start.0);
    over_rows.map(|region| (region.start.0 + 1, region.end.0 + 1, region.start.1 + 1)).collect()
}
