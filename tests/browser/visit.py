"""Looking at one page after the other in one browser, with everything the browser complained
about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import axe, second
from tests.browser.region import Region
from tests.browser.stop import FILENAME, Stop

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request

# A page that does nothing, from which a form is sent; the engines need not be made ready on it.
BLANK = "/gezond"

SEND_FORM = """([action, fields, file]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of fields) {
    const area = document.createElement("textarea");
    area.name = name;
    area.value = value;
    form.append(area);
  }
  if (file !== null) {
    form.enctype = "multipart/form-data";
    const input = document.createElement("input");
    const chosen = new DataTransfer();
    if (file[1].length) chosen.items.add(new File([new Uint8Array(file[1])], file[0]));
    input.type = "file";
    input.name = "file";
    input.files = chosen.files;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""

# Elements that reach outside the window, and texts that do not fit in the box that cuts them off.
# Who may do what, and the picture, are tables of two dimensions, which WCAG 1.4.10 lets scroll in a
# region of their own.
LOST = """() => {
  const wide_tables = ":is(.sb-rights, .sb-heat)";
  const scrolls = `[role=region][tabindex='0'] > ${wide_tables}`;
  const seen = (e) => e.checkVisibility() && !e.closest(".sb-hide, .nl-skip-link, .sb-defs")
    && !e.closest(scrolls) && !e.querySelector(`:scope > ${wide_tables}`);
  const name = (e) => `${e.localName}.${e.getAttribute("class") ?? ""}
  “${e.textContent.trim().slice(0, 40)}”`;
  const lost = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) lost.push(`the page is ${wide} wide`);
  for (const e of document.body.querySelectorAll("*")) {
    if (!seen(e)) continue;
    const box = e.getBoundingClientRect();
    if (box.width && (box.right > innerWidth + 1 || box.left < -1)) lost.push(`outside:
    ${name(e)}`);
    const cuts = getComputedStyle(e).overflowX !== "visible" &&
    !/^(SELECT|INPUT|TEXTAREA|svg)$/.test(e.tagName);
    if (cuts && e.scrollWidth > e.clientWidth + 1) lost.push(`cut off: ${name(e)}`);
  }
  return lost;
}"""

# As it is, and with the spacing of WCAG 2.2, 1.4.12. A constructed style sheet is not refused
# by the CSP, so the page stays under its own policy.
LOST_TWICE = f"""() => {{
  const lost = {LOST}, found = lost(), sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {{ line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }} p {{ margin-block-end: 2em !important; }}`);
  document.adoptedStyleSheets = [sheet];
  found.push(...lost().map((line) => `with text spacing: ${{line}}`));
  document.adoptedStyleSheets = [];
  return found;
}}"""

# WCAG 2.2, 2.5.8: what can be pressed is 24 high, unless it is a word within a text. A label is
# part of its target, and a link may cover its card.
SMALL = """() => {
  const least = 24, wide = (e) => e.getBoundingClientRect().height >= least - 0.5;
  const inText = (e) => {
    const block = e.closest("p, li, dd, td, small, caption, h1, h2, h3, blockquote");
    const rest = block?.cloneNode(true);
    rest?.querySelectorAll("a, button").forEach((part) => part.remove());
    return getComputedStyle(e).display === "inline" && /\\w/.test(rest?.textContent);
  };
  return [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
    .filter((e) => e.checkVisibility() && !e.closest(".sb-hide, .nl-skip-link, [hidden]"))
    .filter((e) => e.type !== "hidden" && !wide(e) && !(e.labels?.[0] && wide(e.labels[0])))
    .filter((e) => !inText(e) && getComputedStyle(e, "::after").position !== "absolute")
    .map((e) => `too small: ${e.outerHTML.slice(0, 120)}`);
}"""


class Visit:
    """The page of one person. `complaints` are errors on the console and requests to another origin
    since `go`.
    """

    def __init__(self, page: Page, region: Region, engine: axe.Axe) -> None:
        self.page, self._region, self._axe = page, region, engine
        self.complaints: list[str] = []
        engines = [axe.script(), second.script()]
        page.add_init_script(f"if (location.pathname !== {BLANK!r}) {{ {';'.join(engines)} }}")
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.on("request", self._follow)

    def go(self, stop: Stop) -> None:
        """Open the stop, or send its form; it must answer with the status it promises."""
        places = self._region.places
        path = stop.address(places)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        if stop.sent is None:
            answer = self.page.goto(path)
        else:
            file = None if stop.file is None else [FILENAME, list(stop.file)]
            self.page.goto(BLANK)
            with self.page.expect_navigation() as navigation:
                self.page.evaluate(SEND_FORM, [path, stop.fields(places), file])
            answer = navigation.value
        self.complaints = [line for line in self.complaints if not self._is_about_the_page(line)]
        assert answer is not None and answer.status == stop.status, (
            f"{stop.name}: {answer and answer.status}"
        )
        if stop.until is not None:
            self.page.locator(stop.until).wait_for()

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def unfold(self) -> None:
        """Open every menu, filter and form that is folded away."""
        self.page.evaluate(
            "() => document.querySelectorAll('details').forEach((part) => { part.open = true; })"
        )

    def violations(self) -> list[str]:
        """What axe finds in the page as it is now."""
        return self._axe.faults(self.page)

    def doubts(self) -> list[str]:
        """What the second engine finds, and what is too small to press."""
        return second.faults(self.page) + list(self.page.evaluate(SMALL))

    def lost(self) -> list[str]:
        """What cannot be seen without scrolling sideways, also with the widest spacing a reader may
        set.
        """
        return list(self.page.evaluate(LOST_TWICE))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def _is_about_the_page(self, line: str) -> bool:
        """The browser's own line about a document that came with a 4xx."""
        return line.startswith("console: Failed to load resource") and line.endswith(
            f"({self.page.url})"
        )

    def _follow(self, request: Request) -> None:
        if not request.url.startswith(self._region.address + "/"):
            self.complaints.append(f"request to another origin: {request.url}")
