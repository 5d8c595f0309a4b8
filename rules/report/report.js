"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const files = all("section.file");
  const texts = new Map();

  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };

  // A finding is shown if it passes every filter; an input if one of its findings is, or if it has none to filter.
  const filter = () => {
    const severities = new Set(all("[name=severity]:checked", form).map((box) => box.value));
    const rule = form.elements.rule.value;
    const verdict = form.elements.verdict.value;
    const text = form.elements.text.value.trim().toLowerCase();
    let number = 0;
    for (const file of files) {
      const named = textOf(file.querySelector("h2")).includes(text);
      let kept = 0;
      const findings = all("article.finding", file);
      for (const finding of findings) {
        const keep = severities.has(finding.dataset.severity)
          && (!rule || finding.dataset.rule === rule)
          && (!text || named || textOf(finding).includes(text));
        finding.classList.toggle("gone", !keep);
        kept += keep ? 1 : 0;
      }
      const bare = findings.length === 0 && !rule && (!text || textOf(file).includes(text));
      const keep = (!verdict || file.dataset.verdict === verdict) && (kept > 0 || bare);
      file.classList.toggle("gone", !keep);
      const row = document.querySelector(`tr[data-for="${file.id}"]`);
      if (row) row.classList.toggle("gone", !keep);
      number += keep ? kept : 0;
    }
    shown.textContent = number === 1 ? "1 finding shown" : `${number} findings shown`;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    await toClipboard(button.dataset.copy);
    button.textContent = "Copied";
    button.focus();
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });

  // A link to a rule opens its words.
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  };

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => { closed.forEach((one) => { one.open = false; }); });
  addEventListener("hashchange", open);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  all("button.copy").forEach((button) => { button.hidden = false; });
  form.hidden = files.length === 0;
  filter();
  open();
})();
