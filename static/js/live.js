// A page that renews itself: whoever works in it keeps the place where they are, and hears it when the line is gone.

const PLACE = "li[id], section[id]";
const ACTS = "a[href], button, input, select, textarea, summary";

const SHOWN = "sb-shown"; // this page was asked for its changes

let place = null;

/** Where the focus is: in which card, and the how manieth thing in it that takes the focus. */
function whereItIs() {
  const active = document.activeElement;
  const part = active?.closest?.("#board_live")?.querySelector(":focus") && active.closest(PLACE);
  return part ? { id: part.id, nth: [...part.querySelectorAll(ACTS)].indexOf(active), active } : null;
}

/** A card that went to another column is another element there: the focus goes along. */
function goAlong() {
  if (!place || document.activeElement === place.active) return;
  const acts = document.getElementById(place.id)?.querySelectorAll(ACTS) ?? [];
  (acts[place.nth] ?? acts[0] ?? document.querySelector("#live_switch button"))?.focus({ preventScroll: true });
}

function connected(is) {
  for (const lost of document.querySelectorAll("[data-lost]")) lost.hidden = is;
  for (const live of document.querySelectorAll("[data-live]")) live.dataset.live = is ? "on" : "lost";
}

document.addEventListener("htmx:sse:before:message", () => {
  place = whereItIs();
});

document.addEventListener("htmx:sse:after:message", goAlong);
document.addEventListener("htmx:sse:after:connection", () => connected(true));
document.addEventListener("htmx:sse:error", () => connected(false));

// Who does not want the page to move by itself says when: the page as it is now, with the same filters.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-show-changes]")) return;
  event.preventDefault();
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
