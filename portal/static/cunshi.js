// What a browser with scripts gains; every screen works without this file.
"use strict";

// The list of what is to be mended is read first.
document.querySelector(".error-summary")?.focus();

// A second click on the same button sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Buttons that only a script can serve are hidden until here.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Find a name in a long list.
for (const box of document.querySelectorAll("[data-filter-for]")) {
  const rows = document.querySelectorAll(`#${box.dataset.filterFor} tbody tr`);
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("input", () => {
    const wanted = box.value.trim();
    for (const row of rows) row.hidden = !row.textContent.includes(wanted);
  });
}

// One touch fills a whole list: data-mark-all="manner=present" checks every radio of that name ending and value.
for (const button of document.querySelectorAll("[data-mark-all]")) {
  const value = button.dataset.markAll;
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const radio of button.form.querySelectorAll(`input[type=radio][value="${value}"]`)) radio.checked = true;
  });
}
