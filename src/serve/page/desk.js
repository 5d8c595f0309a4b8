"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const limit = Number(document.body.dataset.limit);

  // How long to wait for more to be typed, in milliseconds.
  const PATIENCE = 350;
  // Characters that a text field still handles well; a longer paste is held like a file.
  const LONG = 200_000;
  // Characters of a text that are shown; the rest is there to copy and to save.
  const SHOWN = 100_000;

  // Whether the result is to be brought into view: after a paste or a drop, but not while somebody types.
  let eager = false;
  // What is to be checked: `null`, or a name and the bytes. Typed text has no name.
  let source = null;
  let timer = 0;
  let newest = 0;
  let asked = new AbortController();
  // What is asked about a check that was made.
  let followed = new AbortController();
  // The check that is shown, and which of its tabs are up to date.
  let shown = null;
  let fresh = new Set();

  const size = (bytes) => bytes < 1024 ? `${bytes} bytes` : bytes < 1 << 20 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  const fail = (message) => {
    at("error").textContent = message;
    at("error").hidden = false;
  };
  const forgive = () => {
    at("error").hidden = true;
    at("error").textContent = "";
  };

  // Asks the desk; what is wrong comes as an error with words for people.
  const ask = async (path, options = {}) => {
    let answer;
    try {
      answer = await fetch(path, { ...options, cache: "no-store" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error("The desk does not answer. Is `taglint serve` still running?");
    }
    if (answer.ok) return answer;
    const text = await answer.text();
    let message = text;
    try { message = JSON.parse(text).error; } catch { /* It is plain text. */ }
    throw new Error(message || `The desk answered with ${answer.status}`);
  };

  // The check: the newest wins, whatever comes back first.
  const check = async () => {
    clearTimeout(timer);
    asked.abort();
    asked = new AbortController();
    followed.abort();
    const number = ++newest;
    if (!source) return idle();
    forgive();
    if (source.blob.size > limit) {
      idle();
      return fail(`${source.name || "This"} has ${size(source.blob.size)}; the desk takes ${size(limit)}. Check it with taglint check FILE.`);
    }
    at("results").setAttribute("aria-busy", "true");
    at("status").textContent = `Checking ${source.name || "the text"} …`;
    try {
      const path = `check?name=${encodeURIComponent(source.name)}`;
      const answer = await ask(path, { method: "POST", body: source.blob, signal: asked.signal });
      const told = await answer.json();
      if (number === newest) show(told);
    } catch (error) {
      if (number !== newest || error.name === "AbortError") return;
      idle();
      fail(error.message);
    }
  };

  const idle = () => {
    shown = null;
    fresh.clear();
    at("results").removeAttribute("aria-busy");
    at("verdict").className = "verdict";
    at("status").textContent = "Nothing checked yet.";
    at("facts").textContent = "";
    at("done").hidden = true;
    at("frame").replaceChildren();
    document.title = "taglint desk";
  };

  const show = (told) => {
    shown = { ...told, fixable: !told.not_fixable };
    fresh.clear();
    const { inputs, calls, errors, warnings, infos, suppressed } = told.summary;
    at("results").removeAttribute("aria-busy");
    at("verdict").className = `verdict ${told.class}`;
    at("status").textContent = told.headline;
    const facts = [source.name || "The text", told.read_as && `read as ${told.read_as}`, inputs > 1 && count(inputs, "input"), count(calls, "call"),
      count(errors, "error"), count(warnings, "warning"), count(infos, "info"), suppressed > 0 && `${suppressed} silenced`];
    at("facts").textContent = facts.filter(Boolean).join(" · ");
    document.title = `${told.headline} – taglint desk`;
    at("done").hidden = false;
    fill();
    const isFar = at("results").getBoundingClientRect().top > innerHeight / 2;
    if (eager && isFar) at("results").scrollIntoView();
    eager = false;
  };

  // Fills the tab that is open, if it shows an older check.
  const fill = () => {
    const tab = all("[role=tab]").find((one) => one.getAttribute("aria-selected") === "true").id;
    if (!shown || fresh.has(tab)) return;
    fresh.add(tab);
    followed.abort();
    followed = new AbortController();
    ({ "tab-report": report, "tab-plan": plan, "tab-fix": fix, "tab-watch": forget })[tab]().catch((error) => {
      fresh.delete(tab);
      if (error.name !== "AbortError") fail(error.message);
    });
  };

  // The old report stays until the new one is there. A frame of its own leaves no trace in the history.
  const report = async () => {
    // Where there is one input only, its findings come first, and the charts of many are above them.
    const path = `report/${shown.id}${shown.shown === 1 ? "#input-1" : ""}`;
    at("alone").href = `report/${shown.id}`;
    const frame = document.createElement("iframe");
    frame.title = "The report";
    frame.className = "coming";
    frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
    frame.setAttribute("allow", "clipboard-write");
    frame.src = path;
    all("iframe.coming", at("frame")).forEach((one) => one.remove());
    frame.addEventListener("load", () => {
      if (!frame.isConnected) return;
      all("iframe", at("frame")).forEach((one) => one === frame || one.remove());
      frame.classList.remove("coming");
    });
    at("frame").append(frame);
  };

  // How many signs fit into a line of a text.
  const columns = (text) => Math.floor(((text.clientWidth || text.closest("main").clientWidth) - 26) / 8);

  const plan = async () => {
    const { id, planned } = shown;
    at("plan-actions").hidden = planned === 0;
    const text = await (await ask(`plan/${id}?columns=${columns(at("plan"))}`, { signal: followed.signal })).text();
    if (shown?.id !== id) return;
    at("plan").textContent = planned === 0 ? "There is nothing to associate: no call here can be replaced by an association." : cut(text);
  };

  const options = () => {
    const set = all("#fix-options input:checked").map((box) => `${box.name}=1`);
    return set.length ? `?${set.join("&")}` : "";
  };

  const fix = async () => {
    const { id, not_fixable: why } = shown;
    at("fix-options").hidden = Boolean(why);
    if (why) return mended({ calls: 0, changed: false, diff: "", text: "", left: [] }, `${why}.`);
    at("fix-summary").textContent = "Fixing …";
    const query = options();
    const told = await (await ask(`fix/${id}${query}`, { signal: followed.signal })).json();
    if (shown?.id !== id || query !== options()) return;
    const words = [told.changed ? `${count(told.calls, "call")} fixed; every other byte is as it was.` : "Nothing to change."];
    if (told.left.length) words.push(`${count(told.left.length, "thing")} left to do.`);
    mended(told, words.join(" "));
    at("save-fixed").href = `fixed/${id}${query}`;
    at("save-fixed").download = `fixed-${shown.name === "pasted" ? "creative.txt" : shown.name}`;
  };

  let fixed = { text: "", diff: "" };
  const mended = (told, summary) => {
    fixed = told;
    at("fix-summary").textContent = summary;
    at("fix-actions").hidden = !told.changed;
    at("changes").hidden = !told.changed;
    at("left").hidden = told.left.length === 0;
    at("left-list").replaceChildren(...told.left.map((line) => element("li", line)));
    const kinds = { "-": "gone", "+": "new", "@": "head" };
    const lines = cut(told.diff).split("\n");
    if (lines.at(-1) === "") lines.pop();
    at("diff").replaceChildren(...lines.map((line) => element("span", line || " ", /^(---|\+\+\+) /.test(line) ? "head" : kinds[line[0]])));
  };

  // Observing. What was observed of an older check is taken away when the tab is opened.
  let watched = new AbortController();
  const forget = async () => {
    watched.abort();
    at("watched").hidden = true;
    at("watch-status").textContent = "";
  };
  const watch = async () => {
    if (!shown) return;
    forgive();
    await forget();
    watched = new AbortController();
    const { signal } = watched;
    const { id } = shown;
    const form = new FormData(at("watch-options"));
    const set = ["offline", "click"].filter((name) => form.has(name)).map((name) => `${name}=1&`).join("");
    at("watch-status").textContent = "Observing … each time takes some seconds.";
    try {
      const path = `observe/${id}?${set}runs=${form.get("runs")}&columns=${columns(at("watched-text"))}`;
      const told = await (await ask(path, { method: "POST", signal })).json();
      at("watch-status").textContent = `${told.headline}: ${count(told.requests, "request")} observed.`;
      at("watched-text").textContent = cut(told.text);
      at("watched-report").href = `observed/${told.id}`;
      at("watched-har").href = `har/${told.id}`;
      at("watched").hidden = false;
    } catch (error) {
      if (error.name === "AbortError") return;
      at("watch-status").textContent = "";
      fail(error.message);
    }
  };

  const element = (name, text, kind) => {
    const one = document.createElement(name);
    one.textContent = text;
    if (kind) one.className = kind;
    return one;
  };
  const cut = (text) => text.length > SHOWN ? `${text.slice(0, SHOWN)}\n… (the rest is there to copy)` : text;

  const copy = async (button, what, text) => {
    if (!await toClipboard(text)) button.focus();
    at("said").textContent = `Copied: ${what}`;
    button.dataset.name ??= button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = button.dataset.name; }, 1500);
  };

  at("plan-actions").addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button || !shown) return;
    try {
      await copy(button, `the plan (${button.dataset.plan})`, await (await ask(`plan/${shown.id}?format=${button.dataset.plan}`)).text());
    } catch (error) { fail(error.message); }
  });
  at("copy-fixed").addEventListener("click", (event) => copy(event.currentTarget, "the fixed markup", fixed.text));
  at("copy-diff").addEventListener("click", (event) => copy(event.currentTarget, "the changes", fixed.diff));
  at("fix-options").addEventListener("change", () => { fresh.delete("tab-fix"); fill(); });
  at("fix-options").addEventListener("submit", (event) => event.preventDefault());

  // Tabs: arrows, Home and End move between them.
  at("tab-watch").hidden = document.body.dataset.browser !== "yes";
  at("watch").addEventListener("click", watch);
  at("watch-options").addEventListener("submit", (event) => event.preventDefault());
  const tabs = all("[role=tab]:not([hidden])");
  const open = (tab) => {
    tabs.forEach((one) => {
      const is = one === tab;
      one.setAttribute("aria-selected", String(is));
      one.tabIndex = is ? 0 : -1;
      at(one.getAttribute("aria-controls")).hidden = !is;
    });
    fill();
  };
  tabs.forEach((tab, number) => {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: number + 1, ArrowLeft: number - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      next.focus();
      open(next);
    });
  });

  // What is held in place of text: a file, or a paste that is too long to be shown.
  const hold = (name, blob, words) => {
    source = { name, blob };
    at("held-name").textContent = `${words}, ${size(blob.size)}`;
    at("held").hidden = false;
    at("text").value = "";
    at("text").placeholder = "Type or paste here to check something else";
    eager = true;
    check();
  };
  const letGo = () => {
    at("held").hidden = true;
    at("file").value = "";
    at("text").placeholder = "";
  };
  const typed = (patience) => {
    letGo();
    const text = at("text").value;
    source = text.trim() ? { name: "", blob: new Blob([text]) } : null;
    clearTimeout(timer);
    timer = setTimeout(check, source ? patience : 0);
  };

  at("text").addEventListener("input", (event) => {
    eager = event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop";
    typed(eager ? 0 : PATIENCE);
  });
  at("text").addEventListener("paste", (event) => {
    const file = event.clipboardData.files[0];
    const text = event.clipboardData.getData("text/plain");
    if (file && !text) {
      event.preventDefault();
      hold(file.name, file, file.name);
    } else if (text.length > LONG) {
      event.preventDefault();
      hold("", new Blob([text]), "Pasted text");
    }
  });
  at("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (at("text").value) typed(0); else check();
    }
  });
  at("form").addEventListener("submit", (event) => event.preventDefault());
  at("file").addEventListener("change", () => {
    const file = at("file").files[0];
    if (file) hold(file.name, file, file.name);
  });
  const empty = () => {
    at("text").value = "";
    forgive();
    typed(0);
    at("text").focus();
  };
  at("let-go").addEventListener("click", empty);
  at("clear").addEventListener("click", empty);
  at("example").addEventListener("click", async () => {
    try {
      at("text").value = await (await ask("example")).text();
      eager = true;
      typed(0);
    } catch (error) { fail(error.message); }
  });

  // Dropping, anywhere on the page.
  const brings = (event) => event.dataTransfer && (event.dataTransfer.types.includes("Files") || event.dataTransfer.types.includes("text/plain"));
  addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    at("drop").hidden = false;
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) at("drop").hidden = true; });
  addEventListener("drop", (event) => {
    at("drop").hidden = true;
    if (!brings(event)) return;
    event.preventDefault();
    forgive();
    const { files, items } = event.dataTransfer;
    if (files.length === 0) {
      at("text").value = event.dataTransfer.getData("text/plain");
      eager = true;
      return typed(0);
    }
    if (files.length > 1) return fail("That is more than one file. Drop one at a time, or all of them in a .zip.");
    if (items[0]?.webkitGetAsEntry?.()?.isDirectory) return fail("That is a folder. Drop it as a .zip, or run taglint check on it.");
    hold(files[0].name, files[0], files[0].name);
  });

  // A text that the browser kept over a reload is checked again.
  if (at("text").value) typed(0);
})();
