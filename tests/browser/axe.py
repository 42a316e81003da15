"""axe, which measures the contrast of each look once: two texts that look alike have the same.

A look is the colours, sizes and layers of a text and of everything it stands on. What axe measured
and found good in one page it need not measure in the next; whatever it could not decide, or found
too faint, it looks at every time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENGINE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Before every run: styles and places are those of this moment. A text that something else than its
# ancestors is painted upon or behind, or that reaches out of one of them, looks like no other.
LOOKS = """globalThis.looks = () => {
  const kept = new Map();
  const paints = (style) => style.backgroundImage !== "none"
    || !/^(transparent|rgba\\(.*, 0\\))$/.test(style.backgroundColor);
  const words = (style) => [style.color, style.backgroundColor, style.backgroundImage,
    style.opacity, style.fontSize, style.fontWeight, style.textShadow, style.mixBlendMode,
    style.filter, style.backdropFilter, style.webkitTextStroke, style.webkitTextFillColor,
    style.backgroundClip, style.clipPath, style.maskImage, style.visibility, style.textIndent];
  const of = (e) => {
    if (kept.has(e)) return kept.get(e);
    const style = getComputedStyle(e), parent = e.parentElement && of(e.parentElement);
    const own = words(style);
    for (const part of ["::before", "::after"]) {
      const more = getComputedStyle(e, part);
      if (more.content !== "none" && more.content !== "normal") {
        own.push(part, more.position, more.display, more.width, more.height, ...words(more));
      }
    }
    const painted = paints(style) || /^(img|svg|canvas|video|object|iframe)$/.test(e.localName);
    const made = { look: `${parent?.look ?? ""}|${own.join(";")}`, painted,
      box: e.getBoundingClientRect(), under: [...parent?.under ?? [], ...painted ? [e] : []] };
    kept.set(e, made);
    return made;
  };
  const all = [...document.querySelectorAll("html, body, body *")];
  // What is folded away has a box, but nobody paints it.
  const painted = all.filter((e) => of(e).painted && of(e).box.width && of(e).box.height
    && e.checkVisibility()).map((e) => [e, of(e).box]);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom
    && b.top < a.bottom;
  const holds = (a, b) => a.left <= b.left + 1 && b.right <= a.right + 1 && a.top <= b.top + 1
    && b.bottom <= a.bottom + 1;
  const number = (text) => {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let i = 0; i < text.length; i += 1) {
      a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
    }
    return 4294967296 * ((b ^ (b >>> 15)) & 2097151) + ((a ^ (a >>> 13)) >>> 0);
  };
  // Where two boxes are is asked first: that costs least, and most of them lie apart.
  const find = (e) => {
    const mine = of(e);
    const alone = painted.some(([other, box]) => meet(box, mine.box) && !other.contains(e)
      && !e.contains(other))
      || mine.under.some((other) => other !== document.documentElement && other !== document.body
        && !holds(of(other).box, mine.box));
    return alone ? null : number(mine.look);
  };
  // One run asks it of a text twice: whether it is known, and once it was measured.
  const found = new Map();
  return (e) => {
    if (!found.has(e)) found.set(e, find(e));
    return found.get(e);
  };
};"""

# What can be pressed without doubt: large enough, on one line, and nothing else that can be pressed
# lies upon it. axe asks of each what is near it, which is most of its time on a long list.
ROOMY = """globalThis.roomy = () => {
  const least = 24, all = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, area, iframe, [role=button], [role=link],"
    + "[role=tab], [role=option], [role=switch], [role=checkbox], [role=radio], [role=menuitem]")]
    .filter((e) => e.checkVisibility()).map((e) => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom
    && b.top < a.bottom;
  return new Set(all.filter(([e, box]) => box.width >= least && box.height >= least
    && e.getClientRects().length === 1
    && !all.some(([other, its]) => other !== e && meet(box, its))).map(([e]) => e));
};"""

# Without the style sheets that axe loads beforehand: only a rule that is switched off reads them.
# What lies under an open menu can be pressed again when the menu is closed, and what a bar that
# stays in sight covers once it is scrolled free of it: then it is measured again.
RUN = """async ([tags, before]) => {
  const known = new Set(before), measured = [], look = looks();
  const free = async (target) => {
    const [x, y] = [scrollX, scrollY], block = "center", behavior = "instant";
    document.querySelector(target).scrollIntoView({ block, behavior });
    const again = await axe.run(target, { runOnly: ["target-size"] });
    scrollTo({ left: x, top: y, behavior });
    return again.violations.length === 0;
  };
  const rule = axe._audit.rules.find((rule) => rule.id === "color-contrast");
  const check = axe._audit.checks["color-contrast"];
  const { matches } = rule, { evaluate } = check;
  rule.matches = (node, ...rest) => !known.has(look(node)) && matches(node, ...rest);
  const size = axe._audit.rules.find((rule) => rule.id === "target-size"), can = roomy();
  const pressed = size.matches;
  size.matches = (node, ...rest) => !can.has(node) && pressed.call(size, node, ...rest);
  check.evaluate = function (node, ...rest) {
    let seen = {};
    const { data } = this;
    this.data = (found) => { seen = found; data.call(this, found); };
    const good = evaluate.call(this, node, ...rest);
    const mine = look(node);
    if (good === true && seen.bgColor && seen.fgColor && mine !== null) measured.push(mine);
    return good;
  };
  try {
    const found = await axe.run("html", { runOnly: { type: "tag", values: tags },
      resultTypes: ["violations"], preload: { assets: ["media"] } });
    const under = (node) => [...node.any, ...node.all].flatMap((check) => check.relatedNodes)
      .some((other) => document.querySelector(other.target[0])?.closest("details[open]"));
    const lines = [];
    for (const v of found.violations) {
      for (const n of v.nodes) {
        if (v.id === "target-size" && (under(n) || await free(n.target[0]))) continue;
        lines.push(`${v.id}: ${n.target.join(" ")} ${n.failureSummary}`);
      }
    }
    return [lines, measured];
  } finally {
    Object.assign(rule, { matches });
    Object.assign(size, { matches: pressed });
    Object.assign(check, { evaluate });
  }
}"""


def script() -> str:
    """What makes the engine ready in a page."""
    return f"{ENGINE.read_text(encoding='utf-8')}\n{LOOKS}\n{ROOMY}"


class Axe:
    """Looks at one page after the other; `good` are the looks of which the contrast was measured
    and is enough. In the file `told` the workers of one run tell each other which these are.
    """

    def __init__(self, told: Path | None = None) -> None:
        self.good: set[int] = set()
        self._told, self._read = told, 0

    def faults(self, page: Page) -> list[str]:
        """What it finds in the page as it is now."""
        self._hear()
        lines, measured = page.evaluate(RUN, [TAGS, list(self.good)])
        self._tell(set(measured) - self.good)
        self.good.update(measured)
        return [str(line) for line in lines]

    def _hear(self) -> None:
        if self._told is None or not self._told.exists():
            return
        with self._told.open(encoding="ascii") as file:
            file.seek(self._read)
            # A worker may be halfway its last line.
            for line in iter(file.readline, ""):
                if not line.endswith("\n"):
                    break
                self.good.add(int(line))
                self._read += len(line)

    def _tell(self, measured: set[int]) -> None:
        if self._told is not None and measured:
            with self._told.open("a", encoding="ascii") as file:
                file.write("".join(f"{look}\n" for look in measured))
