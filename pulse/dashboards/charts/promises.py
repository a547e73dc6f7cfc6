"""Promises over time: from the day each was made to the day it is due or ended; the sign says how it stands."""

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import shorten

import plotly.graph_objects as go

from pulse.actions.answering import PromiseState
from pulse.dashboards.charts.paper import INK, MUTED, RULE, SERIES, paper
from pulse.dashboards.promises import PromiseLine, Promises

MOST = 12
CHARACTERS = 22
SIGNS = {
    PromiseState.LATE: "diamond",
    PromiseState.OPEN: "circle-open",
    PromiseState.KEPT: "circle",
    PromiseState.DROPPED: "x-thin-open",
}


def promises_chart(promises: Promises) -> str:
    """Draw the promises made last, the newest on top. Returns JSON."""
    newest = sorted(promises.every, key=lambda line: (line.made, line.id))[-MOST:]
    today = {"type": "line", "x0": f"{promises.today}", "x1": f"{promises.today}", "yref": "paper", "y0": 0, "y1": 1}
    layout = paper(
        shapes=[{**today, "line": {"color": MUTED, "width": 1, "dash": "dash"}}],
        xaxis={"type": "date", "fixedrange": True, "gridcolor": RULE, "nticks": 5, "tickformat": "%-d %b"},
        yaxis={
            "tickvals": list(range(len(newest))),
            "ticktext": [_label(line) for line in newest],
            "range": [-0.7, len(newest) - 0.3],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
        margin={"l": 12, "r": 12, "t": 12, "b": 72},
    )
    return str(go.Figure([_spans(newest), *_ends(newest)], layout).to_json())


def _spans(lines: Sequence[PromiseLine]) -> go.Scatter:
    return go.Scatter(
        x=[day for line in lines for day in (f"{line.made}", f"{line.until}", None)],
        y=[place for number, _ in enumerate(lines) for place in (number, number, None)],
        mode="lines",
        line={"color": SERIES, "width": 2},
        hoverinfo="skip",
        showlegend=False,
    )


def _ends(lines: Sequence[PromiseLine]) -> Iterator[go.Scatter]:
    for state, sign in SIGNS.items():
        those = [(number, line) for number, line in enumerate(lines) if line.state is state]
        if those:
            yield go.Scatter(
                x=[f"{line.until}" for _, line in those],
                y=[number for number, _ in those],
                mode="markers",
                marker={"symbol": sign, "size": 12, "color": INK, "line": {"width": 2, "color": INK}},
                name=str(state),
                text=[escape(line.words) for _, line in those],
                hovertemplate="%{text}<extra></extra>",
            )


def _label(line: PromiseLine) -> str:
    return escape(shorten(line.text, CHARACTERS, placeholder=" …"))
