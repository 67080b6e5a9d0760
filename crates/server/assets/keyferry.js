// What pages do beyond HTML and htmx. Everything here is a convenience: each page works without it.
"use strict";

// Dialog pages: Escape is Cancel.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const cancel = document.querySelector("a[data-cancel]");
    if (cancel) cancel.click();
    return;
  }
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.focus();
  else target.click();
});

// Search boxes: show the rows whose text contains what is typed.
document.addEventListener("input", (event) => {
  const list = event.target.dataset?.filters;
  if (!list) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const row of document.querySelectorAll(`${list} [data-name]`)) {
    row.hidden = !row.dataset.name.toLowerCase().includes(wanted);
  }
});

// Copy buttons: the text of the element they name.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const source = button.parentElement.querySelector(button.dataset.copies);
  await navigator.clipboard.writeText(source.textContent);
  button.textContent = "Copied";
});

// Chosen files: their text goes into the box they name, where it can be seen before it is sent.
document.addEventListener("change", async (event) => {
  const fills = event.target.dataset?.fills;
  const box = fills && document.querySelector(fills);
  const file = event.target.files?.[0];
  if (!box || !file) return;
  event.target.setCustomValidity("");
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    box.value = decoder.decode(await file.arrayBuffer());
    const name = document.querySelector(event.target.dataset.names);
    if (name) name.value = file.name;
  } catch {
    event.target.setCustomValidity("This file is not UTF-8 text.");
    event.target.reportValidity();
  }
});
