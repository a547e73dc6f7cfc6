"""The course of one measure, wave by wave."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from pulse.dashboards.cells import Shown
from pulse.dashboards.charts.paper import INK, MUTED, NOISE, RULE, SERIES, paper
from pulse.dashboards.trends import Course, Point, View


def trend_chart(course: Course, view: View = View.BOTH) -> str:
    """Draw a course: every wave as a ring, its noise as a band, the steadied value as a line. Returns JSON."""
    waves = [*_bands(course), _waves(course)] if view is not View.STEADIED else []
    steadied = [_baseline(course), _steadied(course)] if view is not View.WAVES else []
    return str(go.Figure([*waves, *steadied], _layout(course)).to_json())


def _bands(course: Course) -> Iterator[go.Scatter]:
    first = True
    for piece in _pieces(course):
        xs = [point.wave for point, _ in piece]
        lows, highs = [shown.low for _, shown in piece], [shown.high for _, shown in piece]
        yield go.Scatter(
            x=xs + xs[::-1],
            y=highs + lows[::-1],
            fill="toself",
            fillcolor=NOISE,
            line={"color": SERIES, "width": 1, "dash": "dot"},
            mode="lines",
            hoverinfo="skip",
            name="noise, 90 %",
            legendgroup="noise",
            showlegend=first,
        )
        first = False


def _waves(course: Course) -> go.Scatter:
    shown = [(point, cell) for point, cell in _shown(course)]
    return go.Scatter(
        x=[point.wave for point, _ in shown],
        y=[cell.points for _, cell in shown],
        customdata=[[cell.low, cell.high, cell.respondents] for _, cell in shown],
        mode="markers",
        marker={"symbol": "circle-open", "size": 10, "color": INK, "line": {"width": 2}},
        name="each wave",
        hovertemplate="%{y} (%{customdata[0]}-%{customdata[1]}), %{customdata[2]} answers<extra></extra>",
    )


def _steadied(course: Course) -> go.Scatter:
    return go.Scatter(
        x=[point.wave for point in course.points],
        y=[point.steadied for point in course.points],
        mode="lines",
        line={"color": SERIES, "width": 3},
        name="steadied",
        hovertemplate="steadied %{y}<extra></extra>",
    )


def _baseline(course: Course) -> go.Scatter:
    return go.Scatter(
        x=[point.wave for point in course.points],
        y=[point.baseline for point in course.points],
        mode="lines",
        line={"color": MUTED, "width": 1.5, "dash": "dash", "shape": "hvh"},
        name="baseline",
        hoverinfo="skip",
    )


def _layout(course: Course) -> dict[str, Any]:
    return paper(
        xaxis=_waves_axis(course),
        yaxis={
            "range": [course.low, course.high],
            "fixedrange": True,
            "gridcolor": RULE,
            "zeroline": False,
            "nticks": 6,
        },
        shapes=list(_marks(course)),
        annotations=list(_notes(course)),
    )


def _waves_axis(course: Course) -> dict[str, object]:
    waves = [point.wave for point in course.points]
    return {
        "tickvals": waves,
        "ticktext": [f"{point.wave}<br>{point.closed_at:%b}" for point in course.points],
        "tickangle": 0,
        "title": {"text": "wave, and the month it closed", "font": {"size": 12, "color": MUTED}},
        "range": [waves[0] - 0.5, waves[-1] + 0.5] if waves else None,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"size": 11, "color": MUTED},
    }


def _marks(course: Course) -> Iterator[dict[str, object]]:
    """A vertical line where something else changed, so that nobody takes it for the team's mood."""
    for point in course.points:
        if point.mark:
            where = {"x0": point.wave - 0.5, "x1": point.wave - 0.5, "yref": "paper", "y0": 0, "y1": 1}
            yield {"type": "line", **where, "line": {"color": INK, "width": 1, "dash": "dot"}}


def _notes(course: Course) -> Iterator[dict[str, object]]:
    plain = {"showarrow": False, "font": {"size": 11, "color": MUTED}}
    for point in course.points:
        if point.mark:
            where = {
                "x": point.wave - 0.5,
                "xshift": 8,
                "yref": "paper",
                "y": 0.02,
                "yanchor": "bottom",
                "textangle": -90,
            }
            yield {**plain, **where, "text": point.mark}
        if not isinstance(point.cell, Shown):
            yield {**plain, "x": point.wave, "y": course.low, "text": "hidden", "yanchor": "bottom"}


def _shown(course: Course) -> Iterator[tuple[Point, Shown]]:
    for point in course.points:
        if isinstance(point.cell, Shown):
            yield point, point.cell


def _pieces(course: Course) -> Iterator[list[tuple[Point, Shown]]]:
    """The visible waves in runs without a hidden one between them."""
    for (visible, _), run in groupby(course.points, key=lambda point: (isinstance(point.cell, Shown), point.series)):
        if visible:
            yield [(point, point.cell) for point in run if isinstance(point.cell, Shown)]
