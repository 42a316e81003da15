"""The shapes of charts, as the drawer draws them: Altair says what each looks like, once.

Only the drawer imports this: Altair takes seconds to load, and a quarter of a second for a chart.
So a shape of a kind is made and compiled once, with names where its numbers and words come; every
chart fills those in. Its colours are those of the theme, on white, so that it reads the same
where a browser turns dark. Nothing in it is a style.
"""

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

from app.picture import shape_sizes

NEGATIVE, NEGATIVE_AREA, POSITIVE = "#ac501b", "#ffeee1", "#157b31"
BLUE, PALE_BLUE = "#006fb3", "#c7e7fa"
INK, GREY, LINE = "#001a40", "#3d5374", "#c0c7d2"
FONT = "Noto Sans, Liberation Sans, Arial, sans-serif"
TEXT = 11
LEFT = 26  # pixels for the numbers of an axis, so that charts below each other stand in line


def draw(data: dict[str, Any]) -> str:
    """The chart as SVG. What it shows comes with it: no address may be asked for anything."""
    drawn = copy.deepcopy(compiled(data["shape"], shape_sizes.ChartKind(**data["kind"])))
    drawn["height"] = data["height"]
    for table in drawn["data"]:
        if table["name"] in data["tables"]:
            table["values"] = data["tables"][table["name"]]
    for signal in drawn["signals"]:
        if signal["name"] in data["words"]:
            signal["value"] = data["words"][signal["name"]]
    return vl_convert.vega_to_svg(drawn, allowed_base_urls=[])


@lru_cache(maxsize=64)
def compiled(shape: str, kind: shape_sizes.ChartKind) -> dict[str, Any]:
    """The shape in the language of Vega, without what differs from chart to chart."""
    found: dict[str, Any] = vl_convert.vegalite_to_vega(specified(shape, kind))
    return found


def specified(shape: str, kind: shape_sizes.ChartKind) -> dict[str, Any]:
    """The same in that of Vega-Lite."""
    layers, names = _SHAPES[shape](kind)
    found: dict[str, Any] = (
        alt.layer(*layers)
        .add_params(*(alt.param(name=name, value=start) for name, start in names.items()))
        .properties(
            width=kind.width,
            height=100,  # until it is filled in
            padding=4,
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
            background="white",
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=TEXT,
            labelColor=GREY,
            domainColor=LINE,
            gridColor=LINE,
            tickColor=LINE,
            title=None,
        )
        .to_dict()
    )
    return found


def _of(table: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=table))


def _expr(text: str) -> Any:
    return alt.ExprRef(expr=text)


# What is filled in, with what stands there in the meantime.
_COLUMNS = {"columns": ["", ""], "said_columns": [0, 1], "last": 1}


def _lines(kind: shape_sizes.ChartKind) -> tuple[list[Any], dict[str, Any]]:
    """Negative beside positive through time: solid on a ground, and dashed; a dotted line where a
    crisis came to another phase.
    """
    base = _of("rows").encode(x=_time("x", _expr("[0, max(last, 1)]")))
    negative, positive = _up("negative"), _up("positive")
    ends = base.transform_filter("datum.x == last")
    phases = _of("phases").encode(x="x:Q")
    layers = [
        base.mark_area(color=NEGATIVE_AREA).encode(y=negative),
        phases.mark_rule(color=GREY, strokeDash=[2, 3]),
        base.mark_line(color=NEGATIVE, strokeWidth=2).encode(y=negative),
        base.mark_line(color=POSITIVE, strokeWidth=2, strokeDash=[4, 3]).encode(y=positive),
        ends.mark_circle(color=NEGATIVE, size=40, opacity=1).encode(y=negative),
        ends.mark_square(color=POSITIVE, size=40, opacity=1).encode(y=positive),
    ]
    if kind.has_words:
        words = phases.mark_text(color=INK, align="left", baseline="top", dx=4, fontSize=TEXT)
        layers.append(words.encode(y=alt.Y("line:Q", scale=None), text="word:N"))
    return layers, _COLUMNS | {"most": 1}


def _time(field: str, domain: Any) -> Any:
    """The axis of time, with words below some of its columns."""
    axis = alt.Axis(
        values=_expr("said_columns"),
        labelExpr="columns[datum.value]",
        grid=False,
        labelFlush=True,
        title=None,
    )
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=domain, nice=False))


def _up(field: str) -> Any:
    axis = alt.Axis(
        values=_expr("most < 2 ? [0, most] : [0, ceil(most / 2), most]"),
        format="d",
        minExtent=LEFT,
        maxExtent=LEFT,
        title=None,
        domain=False,
        ticks=False,
    )
    scale = alt.Scale(domainMin=0, domainMax=_expr("most"), nice=False)
    return alt.Y(f"{field}:Q", axis=axis, scale=scale)


def _bars(kind: shape_sizes.ChartKind) -> tuple[list[Any], dict[str, Any]]:
    """Bars with their names before and their numbers behind them; a dark one is a main one."""
    base = _of("rows").encode(y=_named(kind.names_width))
    # Room for the number behind the longest.
    room = alt.Scale(domainMin=0, domainMax=_expr("most * 1.25"), nice=False)
    across = alt.X("value:Q", axis=None, scale=room)
    colour = alt.condition("datum.is_main", alt.value(BLUE), alt.value(PALE_BLUE))
    layers = [
        base.mark_bar(cornerRadiusEnd=2).encode(x=across, color=colour),
        base.mark_text(align="left", dx=5, color=INK, fontSize=TEXT).encode(
            x=across, text="said:N"
        ),
    ]
    return layers, {"names": [""], "most": 1}


def _measures(kind: shape_sizes.ChartKind) -> tuple[list[Any], dict[str, Any]]:
    """When each measure was in force, and the signals about support for it in each column: below
    each other, as large as there are many.
    """
    up = _named(kind.names_width)
    domain = _expr("[-0.5, last + 0.5]")
    time = _time("x", domain)
    dots = _of("dots").encode(x=time, y=up)
    # By area, so that twice as many looks twice as large.
    scale = alt.Scale(domainMin=0, domainMax=_expr("most"), range=[0, 300])
    drawn = alt.Size("number:Q", legend=None, scale=scale)
    said = alt.Text("number:Q")
    good = dots.transform_filter("datum.is_positive")
    bad = dots.transform_filter("!datum.is_positive")
    layers = [
        _of("stays")
        .mark_bar(color=PALE_BLUE, height=shape_sizes.MEASURE - 6)
        .encode(x=alt.X("from:Q", scale=alt.Scale(domain=domain)), x2="to:Q", y=up),
        bad.mark_circle(color=NEGATIVE, opacity=1, yOffset=-10).encode(size=drawn),
        good.mark_square(color=POSITIVE, opacity=1, yOffset=10).encode(size=drawn),
        bad.mark_text(color=INK, fontSize=10, align="left", dx=11, yOffset=-10).encode(text=said),
        good.mark_text(color=INK, fontSize=10, align="left", dx=11, yOffset=10).encode(text=said),
    ]
    return layers, _COLUMNS | {"names": [""], "most": 1}


def _named(width: int) -> Any:
    axis = alt.Axis(
        labelExpr="names[datum.value]",
        labelLimit=width,
        labelColor=INK,
        minExtent=width,
        maxExtent=width,
        domain=False,
        ticks=False,
        title=None,
    )
    return alt.Y("row:O", sort=None, axis=axis)


def every() -> list[tuple[str, shape_sizes.ChartKind]]:
    """All that are drawn, so that they can be made before somebody waits for one."""
    return [(shape, kind) for shape, kinds in shape_sizes.KINDS.items() for kind in kinds]


_SHAPES: dict[str, Callable[[shape_sizes.ChartKind], tuple[list[Any], dict[str, Any]]]] = {
    "lines": _lines,
    "bars": _bars,
    "measures": _measures,
}
