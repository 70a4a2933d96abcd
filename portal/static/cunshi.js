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

// "Tick all" ticks here and now, so that nothing ticked or unticked before is lost by loading the page again.
for (const link of document.querySelectorAll("[data-tick-all]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of document.querySelectorAll(`#${link.dataset.tickAll} input[type=checkbox]:not([data-leave])`)) box.checked = true;
  });
}

// Both sides of a voucher are added up while they are typed; the server decides.
const fen = (text) => {
  const plain = text.normalize("NFKC").replace(/[,\s¥元]/g, "");
  return /^-?\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
};
const yuan = (amount) => (amount / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2 });
for (const told of document.querySelectorAll("[data-balance]")) {
  const inputs = told.closest("form").querySelectorAll("[data-side]");
  const tell = () => {
    let [debit, credit] = [Number(told.dataset.debit), Number(told.dataset.credit)];
    for (const input of inputs) {
      const amount = input.dataset.side === "credit" ? -fen(input.value) : fen(input.value);
      if (amount > 0) debit += amount;
      else credit -= amount;
    }
    const differ = debit === credit ? "两边相等" : `相差 ${yuan(Math.abs(debit - credit))} 元`;
    told.textContent = `借方合计 ${yuan(debit)} 元，贷方合计 ${yuan(credit)} 元，${differ}`;
  };
  told.hidden = false;
  tell();
  for (const input of inputs) input.addEventListener("input", tell);
}

// What is typed into password fields can be shown, so that it need not be typed twice.
for (const form of document.forms) {
  const secrets = form.querySelectorAll("input[type=password]");
  if (!secrets.length) continue;
  const choice = document.createElement("div");
  const box = document.createElement("input");
  const label = document.createElement("label");
  choice.className = "choice";
  box.type = "checkbox";
  box.id = label.htmlFor = "secrets-shown";
  label.textContent = "显示输入的内容";
  box.addEventListener("change", () => {
    for (const secret of secrets) secret.type = box.checked ? "text" : "password";
  });
  choice.append(box, label);
  secrets[secrets.length - 1].after(choice);
}

// What comes to be while somebody looks (who is there by now) is asked for again; what was ticked stays ticked.
const live = [...document.querySelectorAll("[data-live][id]")];
if (live.length) {
  setInterval(async () => {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of live) part.innerHTML = page.getElementById(part.id)?.innerHTML ?? part.innerHTML;
    } catch { /* no network: what is shown stays until it is back */ }
  }, 10000);
}
