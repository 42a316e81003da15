// Proof of work on the public forms: while somebody types, the browser solves what the server asks. Without this file, or where
// it cannot be done, the form is sent all the same and waits in a queue of its own; then the page says so.

const ALGORITHM = "PBKDF2/SHA-256"; // as app/signals/proofs.py asks
const WORDS = ["label", "verifying", "verified", "error"];
const PATIENCE = 15_000; // how long a form that is sent waits for its proof
const FRESH = 90 * 60_000; // the server takes a proof for two hours
const LOOK = 60_000;

function say(place) {
  const note = place.querySelector("[data-unproven]");
  note.textContent = note.dataset.text;
  document.getElementById("spoken").textContent = note.dataset.text;
  place.querySelector("altcha-widget")?.remove();
}

function settings() {
  // No movements of the mouse are collected; two workers leave the page its own core.
  return { hideLogo: true, hideFooter: true, humanInteractionSignature: false, minDuration: 0, workers: 2 };
}

/** Who sends before the browser is ready waits for it, and then sends the same. */
function holdUntilReady(form, widget) {
  let isHeld = false;
  addEventListener(
    "submit",
    (event) => {
      if (event.target !== form || !widget.isConnected || widget.getState() !== "verifying") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isHeld) return;
      isHeld = true;
      const { submitter } = event;
      const go = () => {
        if (!isHeld) return;
        isHeld = false;
        if (widget.isConnected && widget.getState() === "verifying") widget.remove();
        form.requestSubmit(submitter);
      };
      // The widget puts the proof in the form just after it says that it is ready.
      widget.addEventListener("statechange", () => setTimeout(go), { once: true });
      setTimeout(go, PATIENCE);
    },
    true,
  );
}

/** A tick that is taken away takes the proof with it, and the form would not go any more. What is proven stays proven. */
function keepTicked(widget) {
  const keep = (event) => {
    if (event.target.type !== "checkbox" || !["verifying", "verified"].includes(widget.getState())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  widget.addEventListener("click", keep, true);
}

async function work(place) {
  if (!isSecureContext) throw new Error("only over https can a browser do this");
  await import(place.dataset.widget);
  const { algorithms, i18n } = globalThis.$altcha;
  algorithms.set(ALGORITHM, () => new Worker(place.dataset.worker));
  const language = document.documentElement.lang;
  i18n.set(language, { ...i18n.get("en"), ...Object.fromEntries(WORDS.map((word) => [word, place.dataset[word]])) });
  const widget = document.createElement("altcha-widget");
  const attributes = { auto: "onload", name: "proof", type: "native", language, challenge: place.dataset.proof };
  for (const [name, value] of Object.entries(attributes)) widget.setAttribute(name, value);
  widget.setAttribute("configuration", JSON.stringify(settings()));
  let since = Date.now();
  widget.addEventListener("statechange", ({ detail }) => {
    since = Date.now();
    if (detail.state === "error") say(place);
  });
  // A page that was left open, or that somebody came back to: its proof is too old, or used up.
  setInterval(() => {
    if (widget.isConnected && Date.now() - since > FRESH) widget.verify();
  }, LOOK);
  addEventListener("pageshow", (event) => {
    if (event.persisted && widget.isConnected) widget.verify();
  });
  // The widget leaves an empty direction behind with every change, which is no HTML.
  new MutationObserver(() => widget.querySelector('[dir=""]')?.removeAttribute("dir")).observe(widget, {
    attributeFilter: ["dir"],
    childList: true,
    subtree: true,
  });
  keepTicked(widget);
  holdUntilReady(place.closest("form"), widget);
  place.append(widget);
}

for (const place of document.querySelectorAll("[data-proof]")) work(place).catch(() => say(place));
