// What the pages do beyond links, forms and htmx. Everything works without this file; it makes it friendlier.

const NEAR_THE_END = 50;
const MESSAGE_DELAY = 700;

/** After a load or a swap: put the focus on the part that asks for it, such as the summary of errors. */
function focusResult(root) {
  const wanted = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (!wanted) return;
  wanted.focus();
  wanted.removeAttribute("data-focus"); // once: a later change elsewhere never takes the focus away
}

// Whether something had the focus when a swap began. Who looks at a page that renews itself is left alone.
let hadFocus = false;

/** After a swap that took the pressed button away: the focus goes to the heading of what came in its place. */
function focusHeading(part) {
  if (!hadFocus || document.activeElement !== document.body) return;
  const heading = part.querySelector("h1, h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

/** Shows a message at the top of the page; the region around it is read aloud. */
function showMessage(text) {
  const region = document.getElementById("messages");
  const template = document.getElementById("message-error");
  if (!region || !template || !text) return;
  const message = template.content.cloneNode(true);
  message.querySelector("[data-text]").textContent = text;
  region.replaceChildren(message);
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
  for (const menu of document.querySelectorAll("details.sb-menu[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-maxlength]")) countCharacters(event.target);
});

document.addEventListener("click", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.sb-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("htmx:before:swap", () => {
  hadFocus = document.activeElement !== document.body;
});

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx?.target;
  const part = (target?.id && document.getElementById(target.id)) || document;
  focusResult(part);
  focusHeading(part);
});

// No answer at all: the server or the network is away. An answer with an error code is a page of its own.
document.addEventListener("htmx:error", (event) => {
  if (!event.detail.ctx || event.detail.ctx.response) return;
  showMessage(document.getElementById("messages")?.dataset.offline);
});

focusResult(document);
