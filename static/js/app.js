// What the pages do beyond links, forms and htmx. Everything works without this file; it makes it friendlier.

const NEAR_THE_END = 50;
const MESSAGE_DELAY = 700;
const PATIENCE = 10_000; // how long a form without an answer stays busy
const SPOKEN = "[data-spoken]";

/** After a load or a swap: put the focus on the part that asks for it, such as the summary of errors. */
function focusResult(root) {
  const wanted = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (!wanted) return;
  wanted.focus();
  wanted.removeAttribute("data-focus"); // once: a later change elsewhere never takes the focus away
}

// Whether somebody was busy in the page when a swap began: something had the focus, or was pressed, which in Safari gives
// no focus. Who looks at a page that renews itself is left alone.
let wasBusy = false;
let wasSent = false;

/** After a swap that took the pressed button away: the focus goes to the heading of what came in its place. */
function focusHeading(part) {
  if (!wasBusy || document.activeElement !== document.body) return;
  readOn(part);
}

/** Where somebody reads on after what was done: at the heading, not from the top of the page. */
function readOn(part) {
  const place = part.querySelector("h1, h2, h3") ?? (part === document ? document.getElementById("content") : part);
  place.setAttribute("tabindex", "-1");
  place.focus();
}

/** Read aloud what a part says about itself, such as how much was found. A region that comes along with its words says
 *  nothing: only one that was there before them does. */
function speak(said) {
  const region = document.getElementById("spoken");
  const text = [...said].map((line) => line.textContent.replace(/\s+/g, " ").trim()).join(" ");
  if (region && text && region.textContent !== text) region.textContent = text;
}

/** Shows a message at the top of the page; the region around it is read aloud. */
function showMessage(id) {
  const region = document.getElementById("messages");
  const template = document.getElementById(id);
  if (!region || !template) return;
  region.replaceChildren(template.content.cloneNode(true));
  region.scrollIntoView({ block: "nearest" });
}

/** Says how many characters are left, only near the end and not at every key. */
function countCharacters(area) {
  const counter = document.getElementById(`${area.id}_count`);
  if (!counter) return;
  const left = Number(area.dataset.maxlength) - area.value.length;
  clearTimeout(counter.timer);
  counter.timer = setTimeout(() => {
    const text = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.classList.toggle("is-over", left < 0);
    counter.textContent = left > NEAR_THE_END ? "" : text.replace("{n}", String(Math.abs(left)));
  }, MESSAGE_DELAY);
}

/** Closes the open menus, except the one that holds the given element. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details:is(.sb-menu, .sb-filters__more)[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

/** Fill in what the title says, where nobody has chosen something: a later title fills in anew. What is filled in is shown
 *  above, and one press takes it out for good. */
function fillIn(place, form) {
  const told = new Map([...place.querySelectorAll("[data-fill]")].map((item) => [item.dataset.fill, item]));
  for (const field of form.elements) {
    const item = told.get(field.name);
    const isOurs = "proposed" in field.dataset;
    if (!item && isOurs) takeOut(field);
    if (!item) continue;
    const isFree = isOurs || field.value === "" || (field.name === "unit" && !("chosen" in field.dataset));
    if (!isFree || "refused" in form.dataset) {
      item.remove();
      continue;
    }
    field.dataset.before ??= field.value;
    field.value = item.dataset.value;
    field.dataset.proposed = "";
  }
  if (!place.querySelector("[data-fill]:not([hidden])")) place.replaceChildren();
}

function takeOut(field) {
  field.value = field.dataset.before ?? "";
  delete field.dataset.proposed;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-refuse]");
  if (!button) return;
  const { form } = button;
  form.dataset.refused = "";
  for (const field of form.elements) if ("proposed" in field.dataset) takeOut(field);
  document.getElementById("proposals").replaceChildren();
  form.elements.title.focus();
});

document.addEventListener("change", (event) => {
  delete event.target.dataset.proposed;
  event.target.dataset.chosen = "";
});

/** Says it when more is asked for than is needed; it can be sent all the same. */
function warnOver(field) {
  const place = document.getElementById(field.dataset.over);
  const text = Number(field.value) > Number(field.dataset.most) ? place.dataset.text : "";
  if (place.textContent === text) return;
  place.textContent = text;
  speak([place]);
}

/** The amount of the offer follows the number of the need, until somebody fills it in by hand. */
function followEstimate(field) {
  const offer = document.getElementById(field.dataset.of);
  const many = Number(field.value);
  if (!offer || offer.dataset.own || !(many > 0)) return;
  const [each, per] = field.dataset.takes.split("/").map(Number);
  offer.value = Math.ceil((many * each) / per);
  const hint = document.getElementById(`${offer.id}_hint`);
  if (hint) hint.textContent = field.dataset.rate; // its sentence was about the first number
}

document.addEventListener("input", (event) => {
  if (event.target.name === "offer_quantity") event.target.dataset.own = "1";
  if (event.target.matches("input[data-takes]")) followEstimate(event.target);
  if (event.target.matches("textarea[data-maxlength]")) countCharacters(event.target);
  if (event.target.matches("input[data-most]")) warnOver(event.target);
});

document.addEventListener("click", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details:is(.sb-menu, .sb-filters__more)[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/** A form that is on its way is not sent again: a double click is one act. Its button shows that it is busy, and keeps
 *  its name and the focus, which a disabled button does not. */
function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.busy) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.busy = "true";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => sentAll(form.ownerDocument), PATIENCE);
}

/** What was on its way has arrived, or never will: everything can be sent again. */
function sentAll(root) {
  for (const form of root.querySelectorAll("form[data-busy]")) delete form.dataset.busy;
  for (const button of root.querySelectorAll("[aria-busy='true']")) button.removeAttribute("aria-busy");
}

// The answer to a form has no address that can be asked for again: Back to it would be a question of the browser about sending
// once more. So it takes the address where the same is to be had, when it is sent itself (a long form: drafts.js).
document.addEventListener("submit", ({ target }) => {
  if (target.dataset.address) history.replaceState(history.state, "", target.dataset.address);
}, true);

document.addEventListener("submit", sendOnce, true);
window.addEventListener("pageshow", () => sentAll(document)); // also when somebody comes back to this page

document.addEventListener("submit", () => {
  wasSent = true;
});

/** Whether a part comes by itself, because of what somebody else did: static/js/live.js minds the focus then. */
const comesByItself = (event) => event.detail.ctx?.sourceElement?.matches?.("[data-live]");

document.addEventListener("htmx:before:swap", (event) => {
  if (comesByItself(event)) return;
  wasBusy = document.activeElement !== document.body || wasSent;
  wasSent = false;
});

document.addEventListener("htmx:after:swap", (event) => {
  if (comesByItself(event)) return;
  const target = event.detail.ctx?.target;
  const part = (target?.id && document.getElementById(target.id)) || document;
  focusResult(part);
  focusHeading(part);
  sentAll(document);
  if (part.id === "proposals") fillIn(part, part.closest("form"));
  speak(part.querySelectorAll(part.id === "content" || part === document ? `#messages > *, ${SPOKEN}` : SPOKEN));
});

// No answer at all: the server or the network is away. An answer with an error code is a page of its own. What was sent may
// have been done all the same, so whoever sent it looks first: by then another button may stand where theirs stood.
document.addEventListener("htmx:error", (event) => {
  sentAll(document);
  if (!event.detail.ctx || event.detail.ctx.response || comesByItself(event)) return;
  showMessage(event.detail.ctx.request?.method === "POST" ? "message-unanswered" : "message-offline");
});

focusResult(document);
// A page that says what was done: whoever pressed the button that led here stood further down than its top.
if (document.querySelector("#messages > *") && document.activeElement === document.body) readOn(document);

// What was said across a redirect is in the page before anybody listens. What comes meanwhile says itself.
const saidAtOnce = document.querySelectorAll("#messages > *, [data-spoken='page']");
setTimeout(() => speak(saidAtOnce), MESSAGE_DELAY);
