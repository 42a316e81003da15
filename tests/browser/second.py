"""A second engine for accessibility beside axe: Equal Access of IBM, which asks other questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENGINE = Path(__file__).parents[2] / "node_modules" / "accessibility-checker-engine" / "ace.js"

# Not asked of it, and why. The first ones take two thirds of its time.
LEFT_OUT: Mapping[str, str] = {
    "element_tabbable_unobscured": "test_focus.py and test_review.py press Tab and look",
    "element_tabbable_visible": "test_focus.py presses Tab and looks",
    "style_focus_visible": "test_focus.py presses Tab and looks",
    "text_contrast_sufficient": "axe measures it",
    "target_spacing_sufficient": "axe measures it, and knows that a label is part of its target",
    "text_spacing_valid": "`Visit.lost` sets the widest spacing and looks",
    "style_color_misuse": "asks for the eye of a person only",
    "text_whitespace_valid": "about spaces within words, which a text of somebody may have",
    "text_quoted_correctly": "asks for the eye of a person only",
    # Where it is wrong about us.
    "dir_attribute_valid": "ALTCHA writes an empty `dir`, which counts as none; we write none",
    "label_content_exists": "the words of a label may be for a screen reader alone, beside a row",
    "aria_article_label_unique": "a partner may be asked twice for one need: two cards, one name",
    "aria_form_label_unique": "a form without a name is no landmark, so it needs none",
    "input_checkboxes_grouped": "municipalities stand in two groups, each with its legend",
    "input_autocomplete_valid": "an address of e-mail is a user name, as the standard of HTML says",
}

# It reads the words within every element before it looks whether a style sheet turns anything for
# some screens only, which is half of the time of the whole engine: asked only where one does.
TURNING = "element_orientation_unlocked"

# Only what fails for certain: what may be wrong is asked of a person, and axe asks it as well. So a
# rule that can only advise or ask is not run either, unless one that can fail waits for it.
RUN = """async ([leftOut, turning]) => {
  const turns = ({ style, cssRules }) => ["transform", "rotate"]
    .some((name) => style?.getPropertyValue(name)) || [...cssRules ?? []].some(turns);
  const forSome = (rule) => (rule.media && turns(rule)) || [...rule.cssRules ?? []].some(forSome);
  const isTurned = [...document.styleSheets].some((sheet) => [...sheet.cssRules].some(forSome));
  const checker = new ace.Checker(), standard = "WCAG_2_2";
  const canFail = (rule) => checker.engine.ruleMap[rule].run.toString().includes("RuleFail")
    && Object.values(checker.ruleReasonLevels[rule][standard]).includes("VIOLATION");
  const asked = checker.rulesetRules[standard].filter((rule) => !leftOut.includes(rule)
    && (rule !== turning || isTurned));
  const needed = new Set();
  const need = (rule) => {
    if (needed.has(rule)) return;
    needed.add(rule);
    (checker.engine.ruleMap[rule].dependencies ?? []).forEach(need);
  };
  asked.filter(canFail).forEach(need);
  checker.rulesetRules[standard] = asked.filter((rule) => needed.has(rule));
  const report = await checker.check(document, [standard]);
  return report.results
    .filter(({ ruleId }) => !leftOut.includes(ruleId)) // it ran where another waits for it
    .filter((found) => found.value[0] === "VIOLATION" && found.value[1] === "FAIL")
    .map((found) => `${found.ruleId}: ${found.message} ${found.snippet}`);
}"""


def script() -> str:
    """What makes the engine ready in a page."""
    return ENGINE.read_text(encoding="utf-8") + "\nglobalThis.ace = ace;"


def faults(page: Page) -> list[str]:
    """What it finds in the page as it is now."""
    return [str(line) for line in page.evaluate(RUN, [list(LEFT_OUT), TURNING])]
