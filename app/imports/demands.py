"""The demands of a kind of file: the columns that it cannot go without, said once."""

from collections.abc import Collection, Mapping, Sequence

from app.core import errors, shown
from app.core.i18n import gettext as _, listed, ngettext
from app.core.inputs import Input
from app.imports import heads

# Names of columns of a file that a sentence repeats, and letters of one.
MOST_NAMES, LONGEST = 20, 40


class Unmapped(errors.Invalid):
    """Its sender has to say which column is what. `missing`: the fields that nothing is of;
    `by_place`: by column, why it cannot be what it is.
    """

    def __init__(self, sentence: str, missing: Sequence[str], by_place: Mapping[int, str]) -> None:
        super().__init__({"file": sentence})
        self.missing = missing
        self.by_place = by_place


def refuse(
    model: type[Input],
    words: Mapping[str, str],
    told: Sequence[heads.Head],
    headers: Mapping[str, str],
    clashes: Mapping[str, str],
) -> None:
    """Raises Unmapped when two columns mean the same, or one is missing without which no row can be
    right. A row that names one of ours may leave out the others. `words`: by field, in the order
    of the kind, what a file calls it; `headers`: by field, what this one calls it.
    """
    names = [head.name for head in told]
    if clashes:
        by_place = {names.index(header): said for header, said in clashes.items()}
        raise Unmapped(" ".join(clashes.values()), (), by_place)
    first, reference = next(iter(words)), headers.get(shown.REFERENCE)
    named = sum(head.filled for head in told if head.name == reference)
    has_rows = any(head.filled for head in told)
    if (reference is None and first not in headers) or (has_rows and not named):
        missing = [name for name in words if name in needed(model, headers)]
        if missing:
            raise Unmapped(_sentence([words[name] for name in missing], names), missing, {})


def needed(model: type[Input], has: Collection[str]) -> set[str]:
    """The fields that have no answer of their own, and of which a file that `has` these has no
    column.
    """
    every = {name for name, info in model.model_fields.items() if info.is_required()}
    # Of these one is enough.
    every |= {names[0] for names in model.when_none if not any(name in has for name in names)}
    return every - set(has)


def _sentence(missing: Sequence[str], names: Sequence[str]) -> str:
    said = ngettext(
        "There is no column %(names)s.",
        "There are no columns %(names)s.",
        len(missing),
        names=listed(f"“{name}”" for name in missing),
    )
    there = listed(f"“{name[:LONGEST]}”" for name in names[:MOST_NAMES])
    return said + " " + _("The file has: %(names)s.", names=there)
