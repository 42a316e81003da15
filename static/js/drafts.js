// Keeps what is typed in a long form on the server, so that a closed window, another language or an ended session loses
// nothing. Nobody notices when that fails: the form itself is still there. Without this file the form works as well.
// A short form, such as a reason, is kept nowhere: in another language it is asked for as it is filled in.

const PAUSE = 20_000; // after the first key that is not kept yet
const PATIENCE = 3_000; // with a page that somebody wants to go to
const LEFT = "sb-left"; // this tab only: what was typed last was sent as the page was left
const TRIES = [100, 300, 900, 2_700]; // before what was sent is looked for, and again

const field = document.querySelector("input[name=form_draft][data-keep]");
const form = field?.form;
let timer = 0;
let isDirty = false; // something was typed since it was kept
let isGoing = false; // it was sent itself, or begins anew

function stop() {
  clearTimeout(timer);
  timer = 0;
}

function later() {
  isDirty = true;
  timer ||= setTimeout(keep, PAUSE);
}

/** Send what is in the form now. It arrives also when the page is left meanwhile. */
async function keep() {
  stop();
  if (!isDirty || isGoing) return;
  isDirty = false;
  try {
    const answer = await fetch(field.dataset.keep, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      keepalive: true,
      redirect: "manual", // to the sign-in page: that waits until the form itself is sent
    });
    if (answer.status !== 204) isDirty = true;
    // The answer to a form cannot be asked for again, and now its page has the same.
    else if (field.dataset.address) history.replaceState(history.state, "", field.dataset.address);
  } catch {
    later();
  }
}

/** Who reloads the page gets it as it was before this: a browser leaves a page when the next one is there. */
function leave() {
  if (isDirty && !isGoing) note(() => sessionStorage.setItem(LEFT, location.href));
  keep();
}

/** A browser may refuse to remember; a page that is reloaded then shows what was kept before. */
function note(what) {
  try {
    return what();
  } catch {
    return null; // private mode
  }
}

/** What the form of this page says of its draft now. */
async function look() {
  const text = await fetch(location.href).then((answer) => answer.text(), () => "");
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("input[data-keep]")?.dataset ?? {};
}

/** Wait until what was sent as this page was reloaded has arrived, and show it; unless somebody types again. */
async function showLast() {
  const left = note(() => sessionStorage.getItem(LEFT));
  note(() => sessionStorage.removeItem(LEFT));
  if (how !== "reload" || left !== location.href) return;
  for (const pause of TRIES) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const { kept } = await look();
    if (isDirty || isGoing) return;
    if (kept === field.dataset.kept) continue;
    if (kept) location.replace(left);
    return;
  }
}

/** Another form takes the reader to another page, such as this one in another language: keep first, then go. */
async function keepFirst(event) {
  const { target, submitter } = event;
  event.preventDefault();
  await Promise.race([keep(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  isGoing = true;
  delete target.dataset.busy; // app.js took the first press for one that was on its way
  target.requestSubmit(submitter);
}

function start() {
  for (const kind of ["input", "change"]) form.addEventListener(kind, later);
  document.addEventListener("submit", (event) => {
    if (isGoing || event.defaultPrevented) return;
    if (event.target === form || event.target.matches("[data-anew]")) {
      isGoing = true;
      stop();
    } else if (isDirty && event.target.method === "post") {
      keepFirst(event);
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", async ({ persisted }) => {
    const wasSent = persisted && isGoing;
    isGoing = false;
    if (!wasSent) return;
    isDirty = false;
    // Safari shows the form as it stood when it was sent, which does not say that it was.
    const { back } = await look();
    if (back && !isDirty) location.replace(back);
  });
  // What came back with a remark is kept nowhere else, and who reads the page anew or comes Back to it gets what is kept.
  if ("typed" in field.dataset) {
    isDirty = true;
    keep();
  }
}

// The short form in which somebody filled something in last; at first the one that came back, which was sent to this address.
// A form with a field of the name "action" has that field as its `action`.
const backHere = [...document.forms].filter(
  (form) => form.elements.form_of && new URL(form.getAttribute("action") ?? "", location.href).pathname === location.pathname,
);
let short = backHere.find((each) => each.querySelector("textarea")?.value) ?? backHere[0];

document.addEventListener("input", ({ target }) => {
  if (target.form?.elements.form_of) short = target.form;
});

/** The page in another language, with the short form as it is filled in: choose the language, then ask for the form. */
async function inAnotherLanguage(event) {
  const { target, submitter } = event;
  if (!short?.isConnected || !target.matches("[data-language]")) return;
  event.preventDefault();
  const chosen = new URLSearchParams(new FormData(target));
  chosen.set(submitter.name, submitter.value);
  try {
    await fetch(target.getAttribute("action"), { method: "POST", body: chosen, redirect: "manual" });
  } catch {
    return; // there is no connection: the form stays where it is
  }
  const again = document.createElement("input");
  Object.assign(again, { type: "hidden", name: "form_again", value: "1" });
  short.append(again);
  HTMLFormElement.prototype.submit.call(short); // the browser itself: this is no part of the page
}

document.addEventListener("submit", inAnotherLanguage);

const how = performance.getEntriesByType("navigation")[0]?.type;
if (field && how === "back_forward" && field.dataset.back) location.replace(field.dataset.back);
else if (field) {
  start();
  showLast();
}
