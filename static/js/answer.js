// An answer: a number with a minus and a plus beside it, and a minute in which it can be undone. Without this file the number
// is typed, and who undoes too late is told so.

/** After the minute the other side is told, so there is nothing left to undo. */
function endMinute(form) {
  if (!form.isConnected) return;
  if (form.contains(document.activeElement)) document.getElementById("content")?.focus();
  const box = form.closest(".sb-notice");
  form.remove();
  if (box && !box.querySelector("form")) box.remove();
}

function step(field, by) {
  const number = Number(field.value) || 0;
  field.value = String(Math.max(number + by, 1));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function stepper(field) {
  const frame = document.createElement("span");
  frame.className = "sb-stepper";
  field.replaceWith(frame);
  const [less, more] = [
    ["less", -1, "−"],
    ["more", 1, "+"],
  ].map(([name, by, sign]) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: sign });
    button.setAttribute("aria-label", field.dataset[name]);
    button.addEventListener("click", () => step(field, by));
    return button;
  });
  frame.append(less, field, more);
}

function begin() {
  for (const field of document.querySelectorAll(".sb-answer input[data-less]")) {
    if (!field.closest(".sb-stepper")) stepper(field);
  }
  for (const form of document.querySelectorAll(".sb-undo:not([data-begun])")) {
    form.dataset.begun = "yes";
    setTimeout(endMinute, Math.max(new Date(form.dataset.until) - Date.now(), 0), form);
  }
}

document.addEventListener("htmx:after:swap", begin);
begin();
