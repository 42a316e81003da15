"""The weights of the encoder stand in files that processes share, where files can be written."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.language.mapped_arrays import WORTH_IT, keep_file, map_attributes


def _thing(seed: int = 0) -> SimpleNamespace:
    chance = np.random.default_rng(seed)
    large, small = (WORTH_IT // 4, 8), (4, 4)
    return SimpleNamespace(
        table=chance.integers(0, 255, large).astype(np.uint8),
        layers=[chance.random(large).astype(np.float32), chance.random(small)],
        small=chance.random(small),
        name="numbers",
    )


def _is_same(one: SimpleNamespace, other: SimpleNamespace) -> bool:
    sides = [(thing.table, thing.small, *thing.layers) for thing in (one, other)]
    return all(np.array_equal(a, b) for a, b in zip(*sides, strict=True))


def _in_file(array: np.ndarray) -> bool:
    return isinstance(array.base, np.memmap)


def test_large_arrays_become_files_with_the_same_numbers_in_the_same_file(tmp_path: Path) -> None:
    first, second = _thing(), _thing()
    bytes_mapped = map_attributes(first, tmp_path / "encoder")
    written = {path: path.stat().st_ino for path in (tmp_path / "encoder").iterdir()}
    assert map_attributes(second, tmp_path / "encoder") == bytes_mapped > 2 * WORTH_IT
    assert {path: path.stat().st_ino for path in (tmp_path / "encoder").iterdir()} == written
    for thing in (first, second):
        assert _is_same(thing, _thing())
        assert [_in_file(a) for a in (thing.table, *thing.layers, thing.small)] == [
            *(True, True, False, False)
        ]


@pytest.mark.parametrize("spoil", ["cut", "other", "empty"])
def test_a_file_that_is_not_what_it_should_be_is_written_anew(tmp_path: Path, spoil: str) -> None:
    map_attributes(_thing(), tmp_path)
    (path,) = tmp_path.glob("table.*")
    whole = path.read_bytes()
    if spoil == "other":  # another version of the weights
        map_attributes(_thing(seed=1), tmp_path)
    else:
        path.write_bytes(whole[: len(whole) // 2] if spoil == "cut" else b"")
    thing = _thing()
    assert map_attributes(thing, tmp_path) > 0
    assert _is_same(thing, _thing())
    assert path.read_bytes() == whole


def test_where_nothing_can_be_written_the_process_keeps_its_own(tmp_path: Path) -> None:
    in_the_way = tmp_path / "encoder"
    in_the_way.write_text("a file", encoding="utf-8")
    thing = _thing()
    assert map_attributes(thing, in_the_way) == 0
    assert _is_same(thing, _thing())
    assert not _in_file(thing.table)


@pytest.mark.parametrize("spoil", [None, b"", b"\x93NUMPY half a header"])
def test_what_was_worked_out_once_is_read_by_the_next_and_worked_out_anew_when_spoilt(
    tmp_path: Path, spoil: bytes | None
) -> None:
    made: list[int] = []

    def make() -> np.ndarray:
        made.append(1)
        return np.arange(6, dtype=np.float32).reshape(2, 3)

    path = tmp_path / "encoder" / "examples.npy"
    first = keep_file(path, make, (2, 3))
    if spoil is not None:
        path.write_bytes(spoil)
    second = keep_file(path, make, (2, 3))
    assert np.array_equal(first, second)
    assert len(made) == (1 if spoil is None else 2)
    assert np.array_equal(np.load(path), first)
    assert np.array_equal(keep_file(path, make, (3, 2)), first)  # of another shape: not that one
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    assert np.array_equal(keep_file(in_the_way / "examples.npy", make, (2, 3)), first)
