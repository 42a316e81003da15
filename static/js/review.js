// The review by keyboard: G approves, W declines, S skips, V undoes the previous decision. Every one of them is also a
// button or link; without this file those do the same.

const STORED = "sb-keys"; // this browser only: "off" when the reader turned the keys off (WCAG 2.1.4)
const A_MOMENT = 100; // after the field that gets the focus is read
const IN_A_FIELD = "input, select, textarea, [contenteditable]";

const panel = document.getElementById("keys");
const switchOff = panel?.querySelector("[data-keys-off]");
let pressed = false; // one key, one decision: the page is on its way out

/** A browser may refuse to remember; the keys then work until they are turned off on this page. */
function remember(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    /* private mode */
  }
}

function remembered() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** Turn the keys on or off, and say so wherever they are named. */
function use(on) {
  document.documentElement.classList.toggle("sb-keys-on", on);
  switchOff?.setAttribute("aria-pressed", String(!on));
  for (const control of document.querySelectorAll("[data-key]")) {
    if (on) control.setAttribute("aria-keyshortcuts", control.dataset.key.toUpperCase());
    else control.removeAttribute("aria-keyshortcuts");
  }
}

/** The field that a control needs and nobody filled in. */
function lacking(control) {
  const fields = (control?.dataset.first ?? "").split(" ").map((id) => document.getElementById(id));
  return fields.find((field) => field && !field.value);
}

/** A control that needs a field first takes the reader there, and says why. */
function ask(control, field) {
  field.focus();
  field.scrollIntoView({ block: "center" });
  const region = document.getElementById("spoken");
  region.textContent = ""; // the second time too
  setTimeout(() => {
    region.textContent = control.dataset.lacks;
  }, A_MOMENT);
}

/** What a key does: press its control. */
function press(control) {
  const empty = lacking(control);
  if (empty) {
    ask(control, empty);
    return;
  }
  if (objects(control)) return;
  pressed = true;
  control.click();
}

/** Whoever said why not and then presses yes, such as with the next tab, means one of the two: they are asked which. */
function objects(control) {
  const said = document.getElementById("s_said_no");
  const fields = [...(document.getElementById("objection")?.elements ?? [])];
  const first = control?.matches("[data-yes]") && fields.find((field) => /^(reason|note)$/.test(field.name) && field.value);
  if (!first || !said) return false;
  said.hidden = false;
  control.dataset.lacks = said.textContent;
  ask(control, first);
  return true;
}

/** The same with a mouse: whoever starts to decline is asked for the reason, and has made no mistake. */
document.addEventListener("click", (event) => {
  if (objects(event.target.closest?.("[data-yes]"))) {
    event.preventDefault();
    return;
  }
  const control = event.target.closest?.("[data-first]");
  const empty = lacking(control);
  if (!empty) return;
  event.preventDefault();
  ask(control, empty);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || pressed) return;
  if (!document.documentElement.classList.contains("sb-keys-on") || event.target.closest?.(IN_A_FIELD)) return;
  const key = event.key.toLowerCase();
  const control = /^[a-z]$/.test(key) && document.querySelector(`[data-key="${key}"]:not([hidden])`);
  if (!control) return;
  event.preventDefault();
  press(control);
});

switchOff?.addEventListener("click", () => {
  const on = switchOff.getAttribute("aria-pressed") === "true";
  remember(on ? "on" : "off");
  use(on);
});

/** When the minute is over there is nothing left to undo. */
function endMinute(form) {
  const button = form.querySelector("[data-key]");
  if (document.activeElement === button) document.getElementById("content")?.focus();
  button.hidden = true;
  button.nextElementSibling.hidden = true;
  form.querySelector("[data-told]").hidden = false;
}

for (const form of document.querySelectorAll("form[data-until]")) {
  const left = new Date(form.dataset.until) - Date.now();
  setTimeout(() => endMinute(form), Math.max(left, 0));
}

// Back from the next page the browser shows this one as it was.
window.addEventListener("pageshow", () => {
  pressed = false;
});

if (panel) panel.hidden = false;
use(remembered() !== "off");
