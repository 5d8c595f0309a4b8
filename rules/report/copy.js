"use strict";
// Copies a text; what stands before the scripts of the report and of the desk. Without the clipboard (old browsers, some
// ways of opening a file) a text field does it, which takes the focus: then the answer is no.
const toClipboard = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    return false;
  }
};

