//! The header of a sheet: which column holds what, by the documented names and their aliases.

use super::Cell;
use rustc_hash::FxHashMap;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A tag, or the address of one, or of a tracker.
    Tag,
    /// The landing page.
    Landing,
    /// The owner's identifier of the creative.
    Id,
    /// In a list of associations: the creative.
    Creative,
    /// In a list of associations: the segment.
    Segment,
    /// In a list of associations: the owner of the segment's code.
    Member,
    /// In a list of associations: the action.
    Action,
}

/// Names of columns, without case and punctuation.
const NAMES: &[(&str, Column)] = &[
    ("tagcontentsecure", Column::Tag),
    ("tagcontent", Column::Tag),
    ("securecontent", Column::Tag),
    ("javascripttag", Column::Tag),
    ("legacyjavascripttag", Column::Tag),
    ("url", Column::Tag),
    ("secureurl", Column::Tag),
    ("tracker", Column::Tag),
    ("pixel", Column::Tag),
    ("pixelurl", Column::Tag),
    ("thirdpartypixel", Column::Tag),
    ("landingpage", Column::Landing),
    ("landingpageurl", Column::Landing),
    ("clickurl", Column::Landing),
    ("placementid", Column::Id),
    ("externalidentifier", Column::Id),
    ("creativeid", Column::Id),
];

/// Names of the columns of a list of associations.
const LIST_NAMES: &[(&str, Column)] = &[
    ("creative", Column::Creative),
    ("creativeid", Column::Creative),
    ("creativecode", Column::Creative),
    ("segment", Column::Segment),
    ("segmentid", Column::Segment),
    ("segmentcode", Column::Segment),
    ("member", Column::Member),
    ("memberid", Column::Member),
    ("action", Column::Action),
];

/// Columns that only a sheet of native creatives has; `URL` is the landing page there.
const NATIVE: &[&str] = &["sponsoredby", "calltoaction", "bodytext", "mainimage", "iconimage", "icon", "title"];

/// A header that is understood.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// What the columns hold, by number from 0.
    pub(super) columns: FxHashMap<usize, Column>,
    /// Their names as written.
    pub(super) names: FxHashMap<usize, String>,
    /// Whether the rows are associations.
    pub(super) is_list: bool,
}

impl Header {
    /// Reads a row as a header, if it is one.
    pub(super) fn read(cells: &[Cell]) -> Option<Self> {
        let plain: Vec<(usize, String)> = cells.iter().map(|cell| (cell.column, plain(&cell.text.text))).collect();
        let list = columns(&plain, LIST_NAMES);
        let has = |columns: &FxHashMap<usize, Column>, wanted| columns.values().any(|column| *column == wanted);
        let is_list = has(&list, Column::Creative) && has(&list, Column::Segment) && has(&list, Column::Action);
        let columns = if is_list { list } else { sheet(&plain) };
        let known = is_list || has(&columns, Column::Tag) || has(&columns, Column::Landing);
        let names = cells.iter().map(|cell| (cell.column, cell.text.text.trim().to_owned())).collect();
        known.then_some(Self { columns, names, is_list })
    }
}

fn sheet(plain: &[(usize, String)]) -> FxHashMap<usize, Column> {
    let is_native = plain.iter().filter(|(_, name)| NATIVE.contains(&name.as_str())).count() >= 2;
    let mut columns = columns(plain, NAMES);
    for (number, name) in plain.iter().filter(|_| is_native) {
        if name == "url" {
            columns.insert(*number, Column::Landing);
        }
    }
    columns
}

fn columns(plain: &[(usize, String)], names: &[(&str, Column)]) -> FxHashMap<usize, Column> {
    let exact = |name: &str| names.iter().find(|(known, _)| *known == name).map(|(_, column)| *column);
    let known = |name: &str| exact(name).or_else(|| exported(name).filter(|_| names.len() == NAMES.len()));
    plain.iter().filter_map(|(number, name)| Some((*number, known(name)?))).collect()
}

/// What ad servers call the columns of their exports, one for each form of a tag: `Iframes/JavaScript Tag`, `Internal
/// Redirect Tag`, `Impression Tag (Image)`, `Click Tag`.
fn exported(name: &str) -> Option<Column> {
    let forms =
        ["script", "iframe", "redirect", "standard", "impression", "tracking", "fetch", "vast", "ins", "placement"];
    // A tag among the lines above the header is no name.
    const LONGEST: usize = 50;
    match name.contains("tag") && name.len() <= LONGEST {
        true if name.contains("click") => Some(Column::Landing),
        true if forms.iter().any(|form| name.contains(form)) => Some(Column::Tag),
        _ => None,
    }
}

/// A name without case and punctuation.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapped::Mapped;

    fn read(names: &[&'static str]) -> Option<Header> {
        let cell = |(column, name): (usize, &&'static str)| Cell { column, text: Mapped::plain(name, 0) };
        Header::read(&names.iter().enumerate().map(cell).collect::<Vec<_>>())
    }

    #[test]
    fn documented_names_and_their_aliases_are_known() {
        for name in ["Tag Content Secure", "JavaScript Tag", "Legacy JavaScript Tag", "Secure URL", "Third-Party Pixel"]
        {
            let header = read(&["Name", name]).expect("known");
            assert_eq!(header.columns.get(&1), Some(&Column::Tag), "{name}");
        }
        assert!(read(&["Name", "Size", "Notes"]).is_none());
    }

    #[test]
    fn columns_of_exports_are_known_by_their_forms() {
        let column = |name: &'static str| read(&[name]).and_then(|header| header.columns.get(&0).copied());
        for name in ["Iframes/JavaScript Tag", "Internal Redirect Tag", "Impression Tag (Image)", "Pre-fetch Tag"] {
            assert_eq!(column(name), Some(Column::Tag), "{name}");
        }
        assert_eq!(column("Click Tag"), Some(Column::Landing));
        assert_eq!(column("Tag Name"), None);
    }

    #[test]
    fn url_is_the_landing_page_in_a_native_sheet() {
        let column = |names: &[&'static str]| read(names).and_then(|header| header.columns.get(&0).copied());
        assert_eq!(column(&["URL", "Name", "Size"]), Some(Column::Tag));
        assert_eq!(column(&["URL", "Title", "Sponsored By"]), Some(Column::Landing));
    }

    #[test]
    fn a_list_of_associations_is_told_by_its_three_columns() {
        assert!(read(&["creative", "segment", "action"]).expect("known").is_list);
        assert!(read(&["creative", "segment"]).is_none());
    }
}
