"""How the check of free text grows with the text: `python -m benchmarks.free_text`.

Of every kind of text that a pattern might try again and again: milliseconds for 10,000 characters
and for four times as many, and how many times as long that takes (four: no faster than the text).
"""

import time

from app.core.personal_data import likely_in, refused_in

UNITS = (
    "A.A.A.", "a@", "1 ", "12 ", "06-1", "mw. A. ", "a-", "Kerkstraat 1", "kerk", "9934 ab ", "nr ",
    "een ", "a ", "0", "-", " ", "\u200d", "\u2764\u200d", "e\u0301", "woont a", "(at)", "nl91 ",
    "en 12 ", "Kerkstraat 12 en 1 ", "Molenberg 14 ", "12 Kerkstraat ", "a1 bij gmai ",
)  # fmt: skip
SIZE = 10_000


def seconds(text: str) -> float:
    """The least of three tries, in time of this process: others on the machine do not count."""
    tries = []
    for _try in range(3):
        began = time.process_time()
        _found = refused_in(text) or likely_in(text)
        tries.append(time.process_time() - began)
    return min(tries)


def main() -> None:
    print(f"{'text':>16} {'ms':>8} {'ms of 4x':>8} {'times':>6}")
    for unit in UNITS:
        once, four = (seconds(unit * (size // len(unit))) for size in (SIZE, 4 * SIZE))
        print(f"{unit!r:>16} {once * 1000:8.1f} {four * 1000:8.1f} {four / max(once, 1e-6):6.1f}")


if __name__ == "__main__":
    main()
