"""How long a job takes somebody at the keyboard, by the keystroke-level model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

# In seconds: a key, a press of the mouse, a thought.
KEY, CLICK, THOUGHT = 0.28, 1.3, 1.35
MOST = 25  # seconds in which a need is logged
RECORD = """
for (const kind of ["keydown", "mousedown"]) {
  document.addEventListener(kind, (event) => { if (!event.repeat) told(kind); }, true);
}
"""


class Recording:
    """What somebody presses in a browser, counted by the browser itself over all of its pages."""

    def __init__(self, context: BrowserContext) -> None:
        self.pressed: list[str] = []
        context.expose_function("told", lambda kind: self.pressed.append(kind))
        context.add_init_script(RECORD)

    @property
    def keys(self) -> int:
        return self.pressed.count("keydown")

    @property
    def clicks(self) -> int:
        return self.pressed.count("mousedown")

    def seconds(self, thoughts: int) -> float:
        return self.keys * KEY + self.clicks * CLICK + thoughts * THOUGHT
