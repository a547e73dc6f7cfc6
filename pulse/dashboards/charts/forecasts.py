"""Period by period: what the field, the leader and the official forecast said of the plan, and what came."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from pulse.dashboards.charts.paper import INK, MUTED, RULE, SERIES, paper
from pulse.dashboards.forecasts import ForecastPage, Line
from pulse.insights.forecast import PLAN


def forecast_chart(page: ForecastPage) -> str:
    """Draw every period: each forecast and the outcome by a sign of its own, the field's with its noise. JSON."""
    return str(go.Figure([*_traces(page)], _layout(page)).to_json())


def _traces(page: ForecastPage) -> Iterator[go.Scatter]:
    lines = page.lines
    yield go.Scatter(
        x=[escape(line.label) for line in lines],
        y=[PLAN] * len(lines),
        mode="lines",
        line={"color": MUTED, "width": 1.5, "dash": "dash"},
        name="plan",
        hoverinfo="skip",
    )
    yield _field(lines)
    yield _signs(lines, "official", "official forecast", "diamond-open", INK)
    if page.has_calls:
        yield _signs(lines, "call", "your call", "triangle-up-open", INK)
    yield _signs(lines, "actual", "actual", "x", INK)


def _field(lines: Sequence[Line]) -> go.Scatter:
    shown = [
        (line, line.field, line.low, line.high)
        for line in lines
        if line.field is not None and line.low is not None and line.high is not None
    ]
    return go.Scatter(
        x=[escape(line.label) for line, *_ in shown],
        y=[value for _, value, *_ in shown],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [high - value for _, value, _, high in shown],
            "arrayminus": [value - low for _, value, low, _ in shown],
            "color": SERIES,
        },
        customdata=[[low, high, line.respondents] for line, _, low, high in shown],
        mode="markers",
        marker={"symbol": "circle", "size": 11, "color": SERIES},
        name="field, with noise (90 %)",
        hovertemplate="field %{y} (%{customdata[0]}-%{customdata[1]}), %{customdata[2]} answers<extra></extra>",
    )


def _signs(lines: Sequence[Line], column: str, name: str, symbol: str, colour: str) -> go.Scatter:
    known = [(escape(line.label), getattr(line, column)) for line in lines if getattr(line, column) is not None]
    return go.Scatter(
        x=[label for label, _ in known],
        y=[value for _, value in known],
        mode="markers",
        marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2}},
        name=name,
        hovertemplate=name + " %{y}<extra></extra>",
    )


def _layout(page: ForecastPage) -> dict[str, Any]:
    labels = [escape(line.label) for line in page.lines]
    return paper(
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels,
            "range": [-0.5, len(labels) - 0.5],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "tickfont": {"size": 11, "color": MUTED},
        },
        yaxis={
            "title": {"text": "% of plan", "font": {"size": 12, "color": MUTED}},
            "fixedrange": True,
            "gridcolor": RULE,
            "zeroline": False,
            "nticks": 6,
        },
        margin={"l": 52, "r": 12, "t": 12, "b": 96},
        annotations=[
            {
                "x": escape(line.label),
                "yref": "paper",
                "y": 0.02,
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 11, "color": MUTED},
                "text": "hidden",
            }
            for line in page.lines
            if line.hidden
        ],
    )
