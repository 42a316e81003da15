// What is chosen in a closed list and is wider than that list stands whole below it: a browser cuts it, and no style makes it
// wrap in every browser. A screen reader has it whole already, and without this file the open list shows it.

const pen = document.createElement("canvas").getContext("2d");
const watched = new WeakSet();

/** Whether a closed list is to be seen and shows less than all of its text. */
function cuts(select, text) {
  const style = getComputedStyle(select);
  const room = select.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return select.clientWidth > 0 && pen.measureText(text).width > room + 1;
}

function show(select) {
  const frame = select.closest(".sb-find__row") ?? select.closest(".sb-select");
  const text = select.selectedOptions[0]?.text.trim() ?? "";
  const wanted = select.size <= 1 && cuts(select, text) ? text : "";
  let whole = frame.nextElementSibling?.matches(".sb-select__whole") ? frame.nextElementSibling : null;
  if (!wanted) {
    whole?.remove();
    return;
  }
  if (!whole) {
    whole = document.createElement("span");
    whole.className = "sb-select__whole";
    whole.setAttribute("aria-hidden", "true");
    whole.lang = select.lang;
    frame.after(whole);
  }
  if (whole.textContent !== wanted) whole.textContent = wanted;
}

// Also when a fold opens around it, or somebody turns the phone.
const sizes = new ResizeObserver((entries) => entries.forEach((entry) => show(entry.target)));

function begin() {
  for (const select of document.querySelectorAll(".sb-select > select")) {
    if (watched.has(select)) show(select);
    else sizes.observe(select);
    watched.add(select);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".sb-select > select")) show(event.target);
});
document.addEventListener("htmx:after:swap", begin);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-refuse]")) begin();
});
begin();
