// Searches in long lists of a form, and counts what is chosen. Without this file the lists are read by their headings.

const MOST_LINES = 8;

/** Without capitals and accents, so that "sociale" finds "Sociále". */
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether every word that was typed stands in a text. */
function finds(query, text) {
  const known = fold(text);
  return fold(query).split(/\s+/).every((word) => known.includes(word));
}

const words = (item) => `${item.textContent} ${item.dataset.words ?? ""}`;

const told = (find) => find.querySelector(".sb-find__count");

/** Says something beside the search field; a screen reader hears it. */
function say(find, text) {
  told(find).textContent = text;
  document.getElementById("spoken").textContent = text;
}

function sayFound(find, query, count) {
  const { one, many, none } = told(find).dataset;
  const text = count === 1 ? one : count ? many.replace("{n}", String(count)) : none;
  say(find, query ? text : "");
}

/** Checkboxes under headings: what is not found is hidden, and a heading with something found is open. */
function boxesIn(find) {
  const picks = find.closest("[data-picks]");
  const boxes = [...picks.querySelectorAll(".sb-choice")];
  const folds = [...picks.querySelectorAll("details")];
  const wasOpen = new Map();

  function count() {
    const sum = picks.querySelector(".sb-picks__many");
    sum.textContent = sum.dataset.chosen.replace("{n}", String(picks.querySelectorAll("input:checked").length));
    for (const part of folds) {
      const many = part.querySelectorAll("input:checked").length;
      const place = part.querySelector(".sb-fold__many");
      place.textContent = many ? place.dataset.chosen.replace("{n}", String(many)) : "";
    }
  }

  const go = () => boxes.find((box) => !box.hidden)?.querySelector("input").focus();

  picks.addEventListener("change", count);
  count();
  return {
    search(query) {
      let found = 0;
      for (const box of boxes) {
        box.hidden = query !== "" && !finds(query, words(box));
        found += box.hidden ? 0 : 1;
      }
      for (const part of folds) {
        if (query && !wasOpen.has(part)) wasOpen.set(part, part.open);
        part.hidden = ![...part.querySelectorAll(".sb-choice")].some((box) => !box.hidden);
        part.open = query ? !part.hidden : (wasOpen.get(part) ?? part.open);
      }
      if (!query) wasOpen.clear();
      return found;
    },
    go,
    choose() {
      const left = boxes.filter((box) => !box.hidden);
      if (left.length === 1) left[0].querySelector("input").click();
      else go();
    },
  };
}

/** A list of one choice: while somebody searches it stands open with what is found, and with what is chosen already. */
function selectIn(find) {
  const select = document.getElementById(find.dataset.in);
  const field = find.querySelector("input");
  const parts = [...select.children].map((part) => ({ part, options: [...part.querySelectorAll("option")] }));
  const options = parts.flatMap((each) => each.options);

  function show(query) {
    const { value } = select;
    for (const each of parts) {
      const stays = (option) => !query || option.value === value || finds(query, words(option));
      if (each.options.length) each.part.replaceChildren(...each.options.filter(stays));
    }
    const shown = parts.filter((each) => !each.options.length || each.part.children.length);
    select.replaceChildren(...shown.map((each) => each.part));
    select.value = value;
    if (query) select.size = MOST_LINES;
    else select.removeAttribute("size");
  }

  function close() {
    field.value = "";
    show("");
    say(find, told(find).dataset.chosen.replace("{n}", select.selectedOptions[0].textContent));
  }

  select.addEventListener("change", () => {
    if (select.hasAttribute("size")) close();
  });
  return {
    search(query) {
      show(query);
      return options.filter((option) => finds(query, words(option))).length;
    },
    go() {
      select.focus();
    },
    choose(query) {
      const first = options.find((option) => finds(query, words(option)));
      if (!first) return;
      show("");
      select.value = first.value;
      close();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
}

for (const find of document.querySelectorAll("[data-find]")) {
  const field = find.querySelector("input");
  const list = find.dataset.find === "boxes" ? boxesIn(find) : selectIn(find);
  const search = () => {
    const query = field.value.trim();
    sayFound(find, query, list.search(query));
  };
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no field of the form: nothing of it is kept
    search();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // it sends no form
      if (field.value.trim()) list.choose(field.value.trim());
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      list.go();
    } else if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      search();
    }
  });
  find.hidden = false;
}
