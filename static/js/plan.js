// The bar of a region plan: ticking everything ticks what is on the page, the number that is ticked is counted, and the step back
// goes when its minute is over. Without this file the boxes, the buttons and the step back do the same.

/** The boxes of the proposals on this page, and the one for everything. */
function boxesOf(bar) {
  return {
    lines: [...document.querySelectorAll('#taking input[name="lines"]')],
    everything: bar.querySelector('input[name="everything"]'),
  };
}

function count(bar) {
  const { lines, everything } = boxesOf(bar);
  const words = bar.querySelector("[data-ticked]");
  if (!words || !everything) return;
  const ticked = everything.checked ? Number(everything.dataset.number) : lines.filter((line) => line.checked).length;
  words.textContent = words.dataset.ticked.replace("#", ticked.toLocaleString(document.documentElement.lang));
  words.hidden = false;
}

document.addEventListener("change", (event) => {
  const bar = document.getElementById("plan_bar");
  if (!bar || !["lines", "everything"].includes(event.target.name)) return;
  const { lines, everything } = boxesOf(bar);
  if (event.target === everything) for (const line of lines) line.checked = everything.checked;
  else if (!event.target.checked && everything) everything.checked = false;
  count(bar);
});

/** After the minute the partners are told, so there is nothing left to undo. */
function endMinute(form) {
  if (!form.isConnected) return;
  if (form.contains(document.activeElement)) document.getElementById("content")?.focus();
  form.hidden = true;
}

/** A bar that has just come onto the page. */
function begin() {
  const bar = document.getElementById("plan_bar");
  if (!bar || bar.dataset.begun) return;
  bar.dataset.begun = "yes";
  count(bar);
  const form = bar.querySelector("form[data-until]");
  if (form) setTimeout(endMinute, Math.max(new Date(form.dataset.until) - Date.now(), 0), form);
}

document.addEventListener("htmx:after:swap", begin);
begin();
