"""How the check of free text grows with the text: `python -m benchmarks.free_text`.

Of every kind of text that a pattern might try again and again: milliseconds for 10,000 characters
and for four times as many, and how many times as long that takes (four: no faster than the text).
First what a text of 300 characters costs, made of the ordinary sentences of the tests, and what one
sentence does.
"""

import statistics
import time
from collections.abc import Sequence

from app.core.personal_data import likely_in, refused_in
from app.core.settings import PROJECT

UNITS = (
    "A.A.A.", "a@", "1 ", "12 ", "06-1", "mw. A. ", "a-", "Kerkstraat 1", "kerk", "9934 ab ", "nr ",
    "een ", "a ", "0", "-", " ", "\u200d", "\u2764\u200d", "e\u0301", "woont a", "(at)", "nl91 ",
    "en 12 ", "Kerkstraat 12 en 1 ", "Molenberg 14 ", "12 Kerkstraat ", "a1 bij gmai ",
)  # fmt: skip
SIZE = 10_000
LISTS = PROJECT / "tests/data/free_text"
LENGTH = 300
ROUNDS = 7


def seconds(texts: Sequence[str], tries: int = 3) -> list[float]:
    """Of each text the least of some tries, in time of this process: others on the machine do not
    count. No try repeats a text to the letter, as what was looked at last is kept.
    """
    least = [float("inf")] * len(texts)
    for blanks in range(tries):
        for place, text in enumerate(texts):
            typed = text + "\n" * blanks
            began = time.process_time()
            _found = refused_in(typed) or likely_in(typed)
            least[place] = min(least[place], time.process_time() - began)
    return least


def sentences() -> list[str]:
    """What people write, of every list."""
    lists = sorted(LISTS.glob("ordinary*.txt"))
    return [
        line for path in lists for line in path.read_text(encoding="utf-8").splitlines() if line
    ]


def pieces(written: Sequence[str]) -> list[str]:
    """The same in texts of one length, as long as a description."""
    whole = ". ".join(written)
    starts = range(0, len(whole) - LENGTH, LENGTH)
    return [whole[start : start + LENGTH] for start in starts]


def main() -> None:
    for name, said in (("300 characters", pieces(sentences())), ("a sentence", sentences())):
        each = sorted(taken * 1000 for taken in seconds(said, tries=ROUNDS))
        most = each[len(each) * 99 // 100]
        print(f"{name}: {statistics.mean(each):.3f} ms, of a hundred the slowest {most:.3f} ms")
    print(f"{'text':>16} {'ms':>8} {'ms of 4x':>8} {'times':>6}")
    for unit in UNITS:
        once, four = seconds([unit * (size // len(unit)) for size in (SIZE, 4 * SIZE)])
        print(f"{unit!r:>16} {once * 1000:8.1f} {four * 1000:8.1f} {four / max(once, 1e-6):6.1f}")


if __name__ == "__main__":
    main()
