// Comfort: copying, printing, showing what is typed. Every page works without it; buttons that need
// it come hidden and are shown here.
"use strict";

const COPIED_FOR = 4000;

function say(text) {
  const status = document.getElementById("said");
  if (status) {
    status.textContent = text;
  }
}

function textOf(element) {
  const items = element.querySelectorAll("li");
  const parts = items.length > 0 ? [...items] : [element];
  return parts.map((part) => part.textContent.trim().replace(/\s+/g, " ")).join("\n");
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.querySelector(".lbl");
  if (!source || !label) {
    return;
  }
  await navigator.clipboard.writeText(textOf(source));
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  say(button.dataset.copied);
  setTimeout(() => {
    label.textContent = before;
  }, COPIED_FOR);
}

function show(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  if (!input) {
    return;
  }
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.setAttribute("aria-label", shown ? button.dataset.hideLabel : button.dataset.showLabel);
  button.textContent = shown ? button.dataset.hide : button.dataset.show;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button).catch(() => {}));
  }
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("button[data-show]")) {
  button.hidden = false;
  button.addEventListener("click", () => show(button));
  const input = document.getElementById(button.getAttribute("aria-controls"));
  // Browsers offer to keep a password only if it is sent from a password field.
  input?.form?.addEventListener("submit", () => {
    input.type = "password";
  });
}

// An answer on its way to an app goes by itself, but not when somebody comes back to the page.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type !== "back_forward") {
  document.querySelector("form[data-goes]")?.submit();
}
