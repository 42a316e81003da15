/* What can be undone for a minute: after it the offer to do so goes. */
function endMinute(form) {
  if (!form.isConnected) return;
  if (form.contains(document.activeElement)) document.getElementById("content")?.focus();
  const box = form.closest(".sb-notice");
  form.remove();
  if (box && !box.querySelector("form")) box.remove();
}

function begin() {
  for (const form of document.querySelectorAll(".sb-undo:not([data-begun])")) {
    form.dataset.begun = "yes";
    setTimeout(endMinute, Math.max(new Date(form.dataset.until) - Date.now(), 0), form);
  }
}

document.addEventListener("htmx:after:swap", begin);
begin();
