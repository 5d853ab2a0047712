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

// Nothing can be seen of a password, so it is said when every letter is a capital one.
for (const hint of document.querySelectorAll("[data-caps]")) {
  const input = document.getElementById(hint.dataset.caps);
  const look = (event) => {
    hint.hidden = !event.getModifierState?.("CapsLock");
  };
  input?.addEventListener("keydown", look);
  input?.addEventListener("keyup", look);
  input?.addEventListener("blur", () => {
    hint.hidden = true;
  });
}

// An answer on its way to an app goes by itself, but not when somebody comes back to the page.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type !== "back_forward") {
  document.querySelector("form[data-goes]")?.submit();
}

// "Does it work?" looks again by itself and changes when there is something new to say; without a
// script it is a link that looks again. It ends with the ten minutes the password is shown.
const LOOKS_EVERY = 3000;
const LOOKS_MOST = 220;

async function keepLooking(live) {
  for (let looks = 0; looks < LOOKS_MOST; looks++) {
    const wait = document.hidden ? LOOKS_EVERY * 4 : LOOKS_EVERY;
    await new Promise((done) => setTimeout(done, wait));
    const answer = await fetch(live.dataset.live, { redirect: "error" }).catch(() => undefined);
    const text = answer?.ok ? await answer.text() : "";
    const now = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
    if (now && now.textContent !== live.textContent) {
      live.replaceChildren(...now.childNodes);
    }
  }
}

for (const live of document.querySelectorAll("[data-live]")) {
  keepLooking(live);
}

// Another program needs other boxes, and has another name unless somebody gave it one.
for (const form of document.querySelectorAll("form[data-programs]")) {
  const name = form.elements.namedItem("name");
  form.addEventListener("change", (event) => {
    const { needs, name: suggested } = event.target.dataset;
    if (event.target.name !== "program" || needs === undefined) {
      return;
    }
    const before = form.querySelector(`input[value="${CSS.escape(form.elements.preset.value)}"]`);
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      box.checked = needs.split(" ").includes(box.id.replace("o-", ""));
    }
    if (name.value === "" || name.value === before?.dataset.name) {
      name.value = suggested;
    }
    form.elements.preset.value = event.target.value;
  });
}
