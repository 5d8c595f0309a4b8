//! The language server, spoken to as an editor does, over its standard input and output.

mod common;

use common::program::{folder, put};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// An editor with the server running.
struct Editor {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    folder: TempDir,
    last: u32,
}

impl Editor {
    fn start(files: &[(&str, &str)]) -> Self {
        let folder = folder(files);
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("taglint"))
            .args(["lsp", "--stdio"])
            .current_dir(std::env::temp_dir())
            .env_remove("HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let to = child.stdin.take().expect("piped");
        let from = messages(child.stdout.take().expect("piped"));
        let mut editor = Self { child, to, from, folder, last: 0 };
        let root = editor.uri("");
        let folders = json!([{"uri": root.trim_end_matches('/'), "name": "ads"}]);
        let hello = editor.ask("initialize", json!({"capabilities": {}, "workspaceFolders": folders}));
        assert_eq!(hello["serverInfo"]["name"], "taglint");
        assert_eq!(hello["capabilities"]["hoverProvider"], true);
        editor.tell("initialized", json!({}));
        editor
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}/{}", self.folder.path().display(), name.replace(' ', "%20"))
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        self.to.flush().expect("it listens");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn next(&self) -> Value {
        self.from.recv_timeout(Duration::from_secs(60)).expect("an answer in time")
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params}));
        loop {
            let message = self.next();
            if message["id"] == self.last {
                return message;
            }
        }
    }

    /// Opens a document and gives back what is wrong with it.
    fn open(&mut self, name: &str, language: &str, text: &str) -> Vec<Value> {
        let uri = self.uri(name);
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        self.published(&uri)
    }

    fn change(&mut self, name: &str, version: i32, text: &str) -> Vec<Value> {
        let uri = self.uri(name);
        let params = json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]});
        self.tell("textDocument/didChange", params);
        self.published(&uri)
    }

    fn published(&self, uri: &str) -> Vec<Value> {
        loop {
            let message = self.next();
            if message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri {
                return message["params"]["diagnostics"].as_array().expect("a list").clone();
            }
        }
    }

    fn actions(&mut self, name: &str, range: Value, only: Value) -> Vec<Value> {
        let uri = self.uri(name);
        let context = json!({"diagnostics": [], "only": only});
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        self.ask("textDocument/codeAction", params).as_array().expect("a list").clone()
    }

    fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

fn messages(from: impl Read + Send + 'static) -> Receiver<Value> {
    let (send, messages) = channel();
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if from.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                if line.trim().is_empty() {
                    break;
                }
                if let Some(number) = line.strip_prefix("Content-Length:") {
                    length = number.trim().parse().expect("a number");
                }
            }
            let mut body = vec![0; length];
            from.read_exact(&mut body).expect("the whole message");
            if send.send(serde_json::from_slice(&body).expect("JSON")).is_err() {
                return;
            }
        }
    });
    messages
}

/// A text with the edits of an action made in it: positions count UTF-16 units.
fn edited(text: &str, action: &Value) -> String {
    let edit = &action["edit"]["documentChanges"][0]["edits"][0];
    let units: Vec<u16> = text.encode_utf16().collect();
    let at = |position: &Value| {
        let line = position["line"].as_u64().expect("a line") as usize;
        let starts =
            std::iter::once(0).chain(units.iter().enumerate().filter(|(_, unit)| **unit == 10).map(|(at, _)| at + 1));
        starts.clone().nth(line).expect("a line of the text")
            + position["character"].as_u64().expect("a column") as usize
    };
    let (start, end) = (at(&edit["range"]["start"]), at(&edit["range"]["end"]));
    let new: Vec<u16> = edit["newText"].as_str().expect("a text").encode_utf16().collect();
    String::from_utf16(&[&units[..start], &new[..], &units[end..]].concat()).expect("whole characters")
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"] == title);
    found.unwrap_or_else(|| panic!("no `{title}` in {actions:#?}"))
}

const TAG: &str = "<p>é😀</p>\n<b>😀</b><img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\" width=\"1\"><img src=\"https://secure.adnxs.com/seg?add=7654321&amp;t=2\">\n<p>end</p>\n";
const FIRST: &str = "<img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\" width=\"1\">";

#[test]
fn an_editor_is_told_what_is_wrong_where_it_counts() {
    let mut editor = Editor::start(&[]);
    let said = editor.open("my ads/tag.html", "html", TAG);
    assert_eq!(said.len(), 2);
    // `<b>😀</b><img src="` has 19 UTF-16 units: the emoji is two of them.
    assert_eq!(said[0]["range"], json!({"start": {"line": 1, "character": 19}, "end": {"line": 1, "character": 67}}));
    assert_eq!((&said[0]["code"], &said[0]["severity"]), (&json!("segment-pixel"), &json!(1)));
    let message = said[0]["message"].as_str().expect("a text");
    assert!(
        message.contains("Associate segment 1234567") && message.contains("invalid_fourth_party_call"),
        "{message}"
    );
    assert!(said[0]["codeDescription"]["href"].as_str().is_some_and(|url| url.starts_with("https://")));
    assert_eq!(editor.change("my ads/tag.html", 2, "<p>clean</p>\n"), Vec::<Value>::new());
    let uri = editor.uri("my ads/tag.html");
    assert_eq!(editor.change("my ads/tag.html", 3, TAG).len(), 2);
    editor.tell("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert_eq!(editor.published(&uri), Vec::<Value>::new(), "a closed document has nothing to say");
    editor.stop();
}

#[test]
fn who_is_called_is_shown_under_the_pointer() {
    let mut editor = Editor::start(&[]);
    editor.open("tag.html", "html", TAG);
    let uri = editor.uri("tag.html");
    let at = |line: u32, character: u32| json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    let hover = editor.ask("textDocument/hover", at(1, 30));
    let text = hover["contents"]["value"].as_str().expect("a text");
    for part in ["Called by `img[src]`", "Microsoft Advertising (Global Vendor List id 32)", "segment", "segment-pixel"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(hover["range"]["start"], json!({"line": 1, "character": 19}));
    assert_eq!(editor.ask("textDocument/hover", at(0, 1)), Value::Null);
    editor.stop();
}

#[test]
fn actions_do_what_they_say_and_nothing_else() {
    let mut editor = Editor::start(&[]);
    editor.open("tag.html", "html", TAG);
    let here = json!({"start": {"line": 1, "character": 25}, "end": {"line": 1, "character": 25}});
    let actions = editor.actions("tag.html", here.clone(), Value::Null);
    let gone = titled(&actions, "Take out this call");
    assert_eq!(gone["diagnostics"][0]["code"], "segment-pixel");
    assert_eq!(gone["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    assert_eq!(edited(TAG, gone), TAG.replace(FIRST, ""));
    let kept = edited(TAG, titled(&actions, "Keep this call, with no_redir=1"));
    assert!(kept.contains("add=1234567&amp;t=2&amp;no_redir=1") && kept.contains("add=7654321&amp;t=2\""), "{kept}");
    let all = edited(TAG, titled(&actions, "Take out all flagged calls"));
    assert!(!all.contains("adnxs") && all.contains("<b>😀</b>") && all.ends_with("<p>end</p>\n"), "{all}");
    let silent = edited(TAG, titled(&actions, "Silence segment-pixel here"));
    assert_eq!(silent, TAG.replace("\n<b>", "\n<!-- taglint: ignore[segment-pixel] why -->\n<b>"));
    assert_eq!(editor.change("tag.html", 2, &silent), Vec::<Value>::new());
    editor.change("tag.html", 3, TAG);
    let only = editor.actions("tag.html", here.clone(), json!(["source.fixAll"]));
    assert_eq!(only.iter().map(|one| &one["title"]).collect::<Vec<_>>(), ["Take out all flagged calls"]);
    let away = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}});
    assert_eq!(editor.actions("tag.html", away, json!(["quickfix"])), Vec::<Value>::new());
    editor.stop();
}

#[test]
fn a_long_list_of_associations_is_checked_to_its_end() {
    let row = |row: u32| {
        format!("{},{},add on {}\n", 9_000 + row, 500_000 + row, if row == 4_999 { "sight" } else { "view" })
    };
    let list = (0..5_000).map(row).fold("creative,segment,action\n".to_owned(), |all, row| all + &row);
    let mut editor = Editor::start(&[]);
    let said = editor.open("associations.csv", "csv", &list);
    let places: Vec<_> = said.iter().map(|one| (&one["code"], &one["range"]["start"])).collect();
    let last = json!({"line": 5_000, "character": 13});
    assert_eq!(places, [(&json!("invalid-association-action"), &last)]);
    let range = said[0]["range"].clone();
    assert_eq!(editor.actions("associations.csv", range, json!(["source.fixAll"])), Vec::<Value>::new());
    editor.stop();
}

#[test]
fn a_script_is_silenced_with_a_comment_of_its_own() {
    let script =
        "var a = 1;\n  new Image().src = 'https://ib.adnxs.com/getuid?https%3A%2F%2Fa.example%2Fm%3Fuid%3D%24UID';\n";
    let mut editor = Editor::start(&[]);
    let said = editor.open("tag.js", "javascript", script);
    let range = said[0]["range"].clone();
    let rule = said[0]["code"].as_str().expect("a rule").to_owned();
    let actions = editor.actions("tag.js", range, json!(["quickfix"]));
    let silent = edited(script, titled(&actions, &format!("Silence {rule} here")));
    assert_eq!(silent, script.replace("  new", &format!("  /* taglint: ignore[{rule}] why */\n  new")));
    editor.stop();
}

#[test]
fn the_configuration_holds_and_is_read_again() {
    let config = "exclude = [\"old/**\"]\n[severity]\nsegment-pixel = \"info\"\n";
    let mut editor = Editor::start(&[("taglint.toml", config)]);
    assert_eq!(editor.open("old/tag.html", "html", TAG), Vec::<Value>::new());
    let said = editor.open("tag.html", "html", TAG);
    assert_eq!(said.iter().map(|one| &one["severity"]).collect::<Vec<_>>(), [3, 3]);
    put(&editor.folder, "taglint.toml", "[severity]\nsegment-pixel = \"warning\"\n");
    let changed = json!({"changes": [{"uri": editor.uri("taglint.toml"), "type": 2}]});
    editor.tell("workspace/didChangeWatchedFiles", changed.clone());
    let uri = editor.uri("tag.html");
    assert_eq!(editor.published(&uri)[0]["severity"], 2);
    put(&editor.folder, "taglint.toml", "[severity]\nsegment-pixl = \"off\"\n");
    editor.tell("workspace/didChangeWatchedFiles", changed);
    let shown = editor.next();
    assert_eq!(shown["method"], "window/showMessage", "{shown}");
    assert!(shown["params"]["message"].as_str().is_some_and(|text| text.contains("unknown rule `segment-pixl`")));
    editor.stop();
}

#[test]
fn what_it_does_not_know_is_answered_and_what_it_does_not_read_left_alone() {
    let mut editor = Editor::start(&[]);
    assert_eq!(editor.request("textDocument/rename", json!({}))["error"]["code"], -32601);
    assert_eq!(editor.request("textDocument/hover", json!({"no": 1}))["error"]["code"], -32602);
    let document = json!({"uri": editor.uri("main.rs"), "languageId": "rust", "version": 1, "text": TAG});
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let untitled = json!({"uri": "untitled:Untitled-1", "languageId": "html", "version": 1, "text": TAG});
    editor.tell("textDocument/didOpen", json!({ "textDocument": untitled }));
    let first = editor.next();
    assert_eq!(first["params"]["uri"], "untitled:Untitled-1", "nothing is said of Rust: {first}");
    assert_eq!(first["params"]["diagnostics"].as_array().map(Vec::len), Some(2));
    assert!(!Path::new("untitled.html").exists());
    editor.stop();
}
