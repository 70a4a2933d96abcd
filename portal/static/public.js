// Remembers the reader's choice of large print from page to page, and narrows a long table to what is typed. With
// scripts off the checkbox works page by page and the table is whole. It stands in the head, so that a page is large
// from the first paint.
"use strict";

(() => {
  const KEY = "large";
  const page = document.documentElement;
  // A browser may refuse to remember anything: from a USB stick, in private windows.
  const attempt = (act) => {
    try {
      return act();
    } catch (error) {
      return null;
    }
  };

  page.classList.toggle("large", attempt(() => localStorage.getItem(KEY)) === "1");

  const addFilter = (table) => {
    const label = document.createElement("label");
    const field = document.createElement("input");
    label.className = "filter";
    field.type = "search";
    label.append(table.dataset.filter, field);
    const told = document.createElement("p");
    told.setAttribute("role", "status");
    table.parentNode.before(label, told);
    field.addEventListener("input", () => {
      const sought = field.value.trim();
      const rows = [...table.querySelectorAll("tbody tr")];
      for (const row of rows) {
        row.hidden = !row.querySelector("th").textContent.includes(sought);
      }
      const shown = rows.filter((row) => !row.hidden).length;
      told.textContent = !sought ? "" : shown ? `找到 ${shown} 个` : `没有名字里带“${sought}”的`;
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-filter]").forEach(addFilter);
    const choice = document.getElementById("large");
    choice.checked = page.classList.contains("large");
    choice.addEventListener("change", () => {
      page.classList.toggle("large", choice.checked);
      attempt(() => localStorage.setItem(KEY, choice.checked ? "1" : "0"));
    });
  });
})();
