// A page that renews itself: whoever works in it keeps the place where they are, a form that somebody types in is never
// replaced, and the page says it when the line is gone or nothing comes any more.

const PLACE = "li[id], section[id]";
const ACTS = "a[href], button, input, select, textarea, summary";
const LOST_AFTER = 1_500; // a line that is back before that was never lost
const ANSWER_PATIENCE = 5_000; // with the answer to a form of this page, which shows what it changed itself
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const STAYS = 20_000; // what the page says of a form, when a change comes after it
const MARKED = "li[id], tr, .sb-notice, .sb-work > li"; // what gets another ground when it changed by itself
const MARKED_FOR = 60_000;

const stream = () => document.querySelector("[data-live]");
/** What changes by itself: a board, the rows of a list, or the whole of a page about one thing. */
const area = () => document.querySelector("[data-moves]");

const SHOWN = "sb-shown"; // this page was asked for its changes

let place = null;
let said = []; // what the page says of a form that was just sent from it, which no change by itself takes away
let saidAt = 0; // when the page last answered a form
let stood = new Set(); // what stood there before a change that comes by itself
let isMoving = false; // what is swapped now comes by itself
let shown = []; // the numbers of what answers to forms showed, since something came by itself
let answer = null; // the form that is on its way
let asked = 0; // how often it was tried to begin
let lost = 0;

/** What somebody has in hand: an element that takes the focus, found again by where it is and by what it does. */
function whereItIs() {
  const active = document.activeElement;
  if (!active || active === document.body || !area()?.contains(active)) return null;
  const part = active.closest(PLACE) ?? area();
  return { id: part.id, nth: [...part.querySelectorAll(ACTS)].indexOf(active), does: whatItDoes(active), active };
}

const whatItDoes = (item) => [item.tagName, item.getAttribute("href"), item.id, item.name, item.form?.getAttribute("action"), item.textContent].join("|");

/** A card that went to another column is another element there: the focus goes along. */
function goAlong() {
  if (!place || document.activeElement === place.active) return;
  const part = document.getElementById(place.id) ?? area();
  const acts = [...(part?.querySelectorAll(ACTS) ?? [])];
  const same = acts.find((each) => whatItDoes(each) === place.does);
  (same ?? acts[place.nth] ?? acts[0] ?? document.querySelector("#live_switch button"))?.focus({ preventScroll: true });
}

/** What was said in the page about the last form, and where it stood; later it would speak of what is no longer so. */
const whatIsSaid = () =>
  [...((Date.now() - saidAt < STAYS && area()?.querySelectorAll("[data-said]")) || [])].map((item) => ({
    id: item.parentElement.id,
    words: item.cloneNode(true),
    isFocused: item === document.activeElement,
  }));

/** Where something stands, and what: a card in another column is not where it was. */
const asItStands = (item) => `${item.parentElement.id}|${item.textContent.replace(/\s+/g, " ").trim()}`;

const whatMayChange = () => [...(area()?.querySelectorAll(MARKED) ?? [])];

/** Whoever only looks sees what others did, as long as they need to find it. */
function markWhatChanged() {
  for (const item of whatMayChange()) {
    if (stood.has(asItStands(item))) continue;
    item.classList.add("is-moved");
    setTimeout(() => item.classList.remove("is-moved"), MARKED_FOR);
  }
}

/** It stands there again, with the focus it had. */
function sayAgain() {
  for (const { id, words, isFocused } of said) {
    const part = document.getElementById(id);
    if (!part || part.querySelector("[data-said]")) continue;
    part.prepend(words);
    if (isFocused) words.focus({ preventScroll: true });
  }
  said = [];
}

const isChanged = (field) =>
  field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.options
      ? [...field.options].some((each) => each.selected !== each.defaultSelected) && field.selectedIndex > 0
      : field.type !== "hidden" && field.defaultValue !== undefined && field.value !== field.defaultValue;

/** Whether somebody types in a form, has typed in it, or it came back to be mended. */
function isTyped(form) {
  if (form.method !== "post") return false;
  const here = document.activeElement;
  return (
    (form.contains(here) && here.matches("input:not([type=hidden]), textarea, select")) ||
    Boolean(form.querySelector("[aria-invalid=true]")) ||
    [...form.elements].some(isChanged)
  );
}

const typedForms = () => [...(area()?.querySelectorAll("form") ?? [])].filter(isTyped);

/** Words in the place where a page says what waits; a screen reader hears them. */
function say(words, link) {
  const told = document.getElementById("live_changes");
  if (!told) return;
  told.textContent = link ? "" : words;
  if (!link) return;
  const show = document.createElement("a");
  Object.assign(show, { className: "nl-link", href: "", textContent: words });
  show.dataset.showChanges = "";
  told.append(show);
}

/** on, lost (it is tried again) or stopped: what the switch and the words below it say. */
function stand(how) {
  clearTimeout(lost);
  lost = 0;
  for (const each of document.querySelectorAll("[data-live]")) each.dataset.live = how;
  for (const each of document.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== how;
  for (const button of document.querySelectorAll("#live_switch button")) button.hidden = how === "stopped";
}

/** The line was cut: most often it is back before anybody would read so. */
function mayBeLost() {
  lost ||= setTimeout(() => {
    stand("lost");
    const words = document.querySelector("p[data-when=lost]")?.textContent.trim();
    const spoken = document.getElementById("spoken");
    if (spoken && words) spoken.textContent = words;
  }, LOST_AFTER);
}

/** The first answer was none: without one htmx does not try again by itself. */
function beginAgain() {
  const from = stream();
  if (!from || from._htmx?.sse) return;
  mayBeLost();
  const pause = Math.min(FIRST_PAUSE * 2 ** asked, LONGEST_PAUSE) * (0.7 + Math.random() * 0.6);
  asked += 1;
  setTimeout(() => {
    if (stream() !== from || from._htmx?.sse) return;
    htmx.ajax("GET", from.getAttribute("data-hx-sse:connect"), { source: from }).catch(() => {});
  }, pause);
}

/** Before a message is shown: after the answer to a form that is on its way, which may show the same already; and not at
 *  all where somebody types. */
async function prepare(detail) {
  if (answer) await Promise.race([answer.done, new Promise((resolve) => setTimeout(resolve, ANSWER_PATIENCE))]);
  const { message } = detail;
  const nth = message.id ? shown.lastIndexOf(message.id) : -1;
  if (nth >= 0) {
    shown = shown.slice(nth + 1);
    detail.cancelled = true;
    return;
  }
  const whole = area()?.id && message.data.includes(`hx-target="#${area().id}" hx-swap="outerMorph"`);
  if (whole && typedForms().length) {
    detail.cancelled = true;
    say(stream().dataset.held, true);
    return;
  }
  // Now the page shows this, which may be older than what the last answer showed: what follows it is no repetition.
  shown = [];
  place = whereItIs();
  said = whatIsSaid();
  stood = new Set(whatMayChange().map(asItStands));
  isMoving = true;
}

document.addEventListener("htmx:sse:before:message", ({ detail }) => {
  if (!detail.message.event) detail.waitUntil(prepare(detail));
});

document.addEventListener("htmx:sse:after:message", () => {
  isMoving = false;
  const isSaidFocused = said.some((each) => each.isFocused);
  markWhatChanged();
  sayAgain();
  if (!isSaidFocused) goAlong();
});

document.addEventListener("htmx:sse:before:connection", ({ detail }) => {
  if (detail.connection.attempt > 0) mayBeLost();
});
document.addEventListener("htmx:sse:after:connection", () => {
  asked = 0;
  stand("on");
});
document.addEventListener("htmx:sse:error", mayBeLost);
document.addEventListener("htmx:sse:close", ({ target, detail }) => {
  // Another filter brings another stream.
  if (target !== stream() || !["message", "ended"].includes(detail.reason)) return;
  stand("stopped");
  const told = document.getElementById("live_changes");
  if (told && !told.textContent.trim()) say(target.dataset.stopped);
});

// The stream itself, as it begins; and any form of this page.
document.addEventListener("htmx:before:request", ({ detail }) => {
  const { ctx } = detail;
  if (ctx.request.method !== "POST") return;
  answer = {};
  answer.done = new Promise((resolve) => Object.assign(answer, { resolve }));
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  const { ctx } = detail;
  const shows = ctx.sourceElement?.matches?.("[data-live]") ? null : ctx.response?.headers?.get("shows");
  if (shows) shown.push(shows);
  if (ctx.request.method === "POST") saidAt = Date.now();
});
document.addEventListener("htmx:finally:request", ({ detail }) => {
  const { ctx } = detail;
  if (ctx.sourceElement?.matches?.("[data-live]")) {
    const isStream = ctx.response?.headers?.get("content-type")?.includes("text/event-stream");
    if (!isStream) beginAgain();
  } else if (ctx.request.method === "POST") {
    answer?.resolve();
    answer = null;
  }
});

/** What is unfolded stays so, and so does what has the focus; and a form that somebody types in, whatever comes. */
document.addEventListener("DOMContentLoaded", () => {
  globalThis.htmx?.registerExtension("live", {
    htmx_before_morph_attr: (item, { attrName }) =>
      !isMoving ||
      !((attrName === "open" && item.tagName === "DETAILS") || (attrName === "tabindex" && item === document.activeElement)),
    htmx_before_morph_node: (item) => !isMoving || item.tagName !== "FORM" || !isTyped(item),
  });
});

/** The page as it is now, around a form that somebody types in. */
async function showAround() {
  isMoving = true;
  const id = `#${area().id}`;
  try {
    await htmx.ajax("GET", location.href, { source: area(), target: id, select: id, swap: "outerMorph" });
    say("");
  } finally {
    isMoving = false;
  }
}

// Who does not want the page to move by itself says when: the page as it is now, with the same filters.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-show-changes]")) return;
  event.preventDefault();
  if (area()?.id && typedForms().length) {
    showAround();
    return;
  }
  keep(SHOWN, "1");
  location.reload();
});

/** A browser may refuse to keep things; the focus is then at the top of the page. */
function keep(key, value) {
  try {
    if (value) sessionStorage.setItem(key, value);
    else sessionStorage.removeItem(key);
  } catch {
    /* private mode */
  }
}

function kept(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

// Who asked for the changes goes on where that button was: at what took its place.
if (kept(SHOWN)) {
  keep(SHOWN, null);
  document.querySelector("#live_switch button")?.focus({ preventScroll: true });
}
