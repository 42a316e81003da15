"""What is worked out once waits for nobody: not for another instance, whatever that waits for."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Thread

from app.core.kept import kept
from app.core.settings import PROJECT


@dataclass(frozen=True)
class Slow:
    begun: Event
    go_on: Event

    @kept
    def value(self) -> object:
        """What it is."""
        self.begun.set()
        assert self.go_on.wait(timeout=10)
        return object()


def free() -> Event:
    event = Event()
    event.set()
    return event


def test_one_instance_does_not_wait_for_another() -> None:
    waiting, other = Slow(Event(), Event()), Slow(Event(), free())
    thread = Thread(target=lambda: waiting.value)
    thread.start()
    try:
        assert waiting.begun.wait(timeout=10)
        assert other.value is other.value, "worked out once, while the first still waits"
    finally:
        waiting.go_on.set()
        thread.join(timeout=10)
    assert waiting.value is waiting.value


def test_it_says_what_it_is() -> None:
    assert Slow.value.__doc__ == "What it is."


def test_nothing_in_the_product_uses_the_one_with_a_lock_for_all() -> None:
    users = [
        path.name
        for path in (PROJECT / "app").rglob("*.py")
        if "cached_property" in path.read_text(encoding="utf-8")
    ]
    assert users == []
