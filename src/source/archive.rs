//! *Archives*: the members of a zip file that may hold code, and what a gzip file holds. Archives come from anywhere, so
//! nothing of them is believed: members are unpacked in memory only, up to bounds, and a member whose name leads out of
//! the archive, that is a link, encrypted or packed beyond reason is refused by name.

use crate::limit::{ARCHIVE_ENTRIES, ARCHIVE_RATIO, INPUT_BYTES};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::read::ZipFile;

/// A member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path in the archive, with `/`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why something was not unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The member; none if it is the archive as a whole.
    pub name: Option<String>,
    /// The problem's code.
    pub code: &'static str,
    /// In plain words.
    pub message: String,
}

/// A zip file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Paths of all members, with `/`, in the order of the archive.
    pub names: Vec<String>,
    /// The members that were asked for.
    pub members: Vec<Member>,
    /// What was not unpacked.
    pub refused: Vec<Refused>,
}

/// Whether the bytes are a zip file.
#[must_use]
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Whether the bytes are a gzip file.
#[must_use]
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b\x08")
}

/// Unpacks the members of a zip file that are `wanted`. `budget` is how many bytes may still be unpacked.
#[must_use]
pub fn unzip(bytes: &[u8], budget: &mut u64, wanted: impl Fn(&str) -> bool) -> Archive {
    let mut archive = Archive::default();
    let mut zip = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(zip) => zip,
        Err(error) => {
            archive.refuse(None, "broken-zip", format!("This is not a zip file that can be read: {error}"));
            return archive;
        }
    };
    if zip.len() > ARCHIVE_ENTRIES {
        let message = format!("The archive has over {ARCHIVE_ENTRIES} files; the rest was not read");
        archive.refuse(None, "too-many-files", message);
    }
    for number in 0..zip.len().min(ARCHIVE_ENTRIES) {
        archive.member(&mut zip, number, budget, &wanted);
    }
    archive
}

type Zip<'b> = ZipArchive<Cursor<&'b [u8]>>;

impl Archive {
    fn refuse(&mut self, name: Option<&str>, code: &'static str, message: String) {
        self.refused.push(Refused { name: name.map(str::to_owned), code, message });
    }

    fn member(&mut self, zip: &mut Zip, number: usize, budget: &mut u64, wanted: impl Fn(&str) -> bool) {
        // Raw: what is said about a member can be read even if the member cannot.
        let (name, refused) = match zip.by_index_raw(number) {
            Ok(file) if file.is_dir() => return,
            Ok(file) => {
                let name = String::from_utf8_lossy(file.name_raw()).replace('\\', "/");
                let refused = why_not(&name, &file, *budget);
                (name, refused)
            }
            Err(error) => return self.refuse(None, "broken-zip", format!("File {number} of the archive: {error}")),
        };
        let is_trick = matches!(refused, Some(("path-trick" | "link", _)));
        if !is_trick {
            self.names.push(name.clone());
        }
        if !is_trick && !wanted(&name) {
            return;
        }
        match refused {
            Some((code, message)) => self.refuse(Some(&name), code, message),
            None => self.unpack(zip, number, name, budget),
        }
    }

    fn unpack(&mut self, zip: &mut Zip, number: usize, name: String, budget: &mut u64) {
        let mut bytes = Vec::new();
        let read = zip.by_index(number).map_err(|error| error.to_string());
        let read = read.and_then(|file| file.take(*budget + 1).read_to_end(&mut bytes).map_err(|e| e.to_string()));
        match read {
            Err(error) => self.refuse(Some(&name), "broken-zip", format!("It cannot be unpacked: {error}")),
            // It lied about its size.
            Ok(_) if bytes.len() as u64 > *budget => self.refuse(Some(&name), "too-large", too_large()),
            Ok(_) => {
                *budget -= bytes.len() as u64;
                self.members.push(Member { name, bytes });
            }
        }
    }
}

/// Why a member is not unpacked, if it is not.
fn why_not<R: Read>(name: &str, file: &ZipFile<'_, R>, budget: u64) -> Option<(&'static str, String)> {
    let leads_out = name.split('/').any(|part| part == "..") || name.starts_with('/') || name.contains(['\0', ':']);
    let refused = |code, message: &str| Some((code, message.to_owned()));
    if leads_out {
        return refused("path-trick", "Its name leads out of the archive, so it was not read; pack it anew");
    }
    if file.is_symlink() {
        return refused("link", "It is a link, so it was not read; pack the file itself");
    }
    if file.encrypted() {
        return refused("encrypted", "It is protected by a password, so it was not checked; pack it without one");
    }
    if file.size() > FREE && file.size() / file.compressed_size().max(1) > ARCHIVE_RATIO {
        return refused("zip-bomb", "It unpacks to far more than any file of an ad, so it was not read");
    }
    (file.size() > budget).then(|| ("too-large", too_large()))
}

/// Members of up to so many bytes may be packed as tightly as they like.
const FREE: u64 = 1 << 20;

fn too_large() -> String {
    format!("The archive unpacks to over {} MiB; the rest of it was not checked, split it", INPUT_BYTES >> 20)
}

/// Unpacks a gzip file.
///
/// # Errors
/// That it is broken or unpacks to too much: code and message of the problem.
pub fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, (&'static str, String)> {
    let mut unpacked = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(INPUT_BYTES + 1).read_to_end(&mut unpacked);
    match read {
        Err(error) => Err(("broken-gzip", format!("It cannot be unpacked, so nothing in it was checked: {error}"))),
        Ok(_) if unpacked.len() as u64 > INPUT_BYTES => {
            let most = INPUT_BYTES >> 20;
            Err(("too-large", format!("It unpacks to over {most} MiB, so nothing in it was checked; split it")))
        }
        Ok(_) => Ok(unpacked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn packed(write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        write(&mut zip);
        zip.finish().expect("in memory").into_inner()
    }

    fn with(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8]) {
        zip.start_file(name, SimpleFileOptions::default()).expect("in memory");
        zip.write_all(bytes).expect("in memory");
    }

    fn codes(archive: &Archive) -> Vec<&str> {
        archive.refused.iter().map(|refused| refused.code).collect()
    }

    #[test]
    fn members_are_unpacked_if_wanted() {
        let bytes = packed(|zip| {
            with(zip, "index.html", b"<img src=a.png>");
            with(zip, "img\\a.png", b"png");
        });
        let mut budget = 100;
        let archive = unzip(&bytes, &mut budget, |name| name.ends_with(".html"));
        assert_eq!(archive.names, ["index.html", "img/a.png"]);
        assert_eq!(archive.members, [Member { name: "index.html".into(), bytes: b"<img src=a.png>".into() }]);
        assert_eq!((archive.refused.len(), budget), (0, 85));
    }

    #[test]
    fn tricks_are_refused_by_name() {
        let bytes = packed(|zip| {
            with(zip, "../a.html", b"x");
            with(zip, "b/../../a.html", b"x");
            with(zip, "/etc/a.html", b"x");
            with(zip, "C:\\a.html", b"x");
            zip.add_symlink("l.html", "/etc/passwd", SimpleFileOptions::default()).expect("in memory");
            with(zip, "ok.html", b"x");
        });
        let archive = unzip(&bytes, &mut 100, |_| true);
        assert_eq!(codes(&archive), ["path-trick", "path-trick", "path-trick", "path-trick", "link"]);
        assert_eq!(archive.members.len(), 1);
    }

    #[test]
    fn bombs_are_refused() {
        let bytes = packed(|zip| {
            with(zip, "bomb.html", &vec![b' '; 4 << 20]);
            with(zip, "ok.html", b"<p>");
        });
        let archive = unzip(&bytes, &mut (8 << 20), |_| true);
        assert_eq!((codes(&archive), archive.members.len()), (vec!["zip-bomb"], 1));
        assert_eq!(codes(&unzip(&bytes, &mut 2, |name| name == "ok.html")), ["too-large"]);
    }

    #[test]
    fn what_is_broken_is_named() {
        assert_eq!(codes(&unzip(b"PK\x03\x04 not at all", &mut 100, |_| true)), ["broken-zip"]);
        assert_eq!(gunzip(b"\x1f\x8b\x08 not at all").expect_err("broken").0, "broken-gzip");
    }
}
