"""How often each named option was chosen, the most frequent on top, with whiskers for noise."""

import plotly.graph_objects as go

from pulse.dashboards.charts.paper import INK, MUTED, RULE, SERIES, paper
from pulse.dashboards.signals import Answered

LINE = 22
"""About so many characters of an option stand on a line beside the bars on a phone."""


def shares_chart(answered: Answered) -> str:
    """Draw the options of one wave as sorted bars. Returns JSON."""
    options = answered.options
    bars = go.Bar(
        x=[option.percent for option in options],
        y=[_broken(option.label) for option in options],
        orientation="h",
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [option.high - option.percent for option in options],
            "arrayminus": [option.percent - option.low for option in options],
            "color": INK,
        },
        customdata=[[option.low, option.high, option.answers] for option in options],
        marker={"color": SERIES},
        name=f"wave {answered.wave}",
        hovertemplate="%{x} % (%{customdata[0]}-%{customdata[1]}), %{customdata[2]} answers<extra></extra>",
        showlegend=False,
    )
    axis = {"range": [0, 100], "fixedrange": True, "gridcolor": RULE, "zeroline": False, "nticks": 6}
    return str(
        go.Figure(
            [bars],
            paper(
                xaxis={**axis, "title": {"text": "% of answers", "font": {"size": 12, "color": MUTED}}},
                yaxis={"autorange": "reversed", "fixedrange": True, "tickfont": {"size": 12}, "automargin": True},
                margin={"l": 12, "r": 12, "t": 12, "b": 48},
            ),
        ).to_json()
    )


def _broken(label: str) -> str:
    """The label in lines short enough for a phone."""
    lines = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > LINE and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "<br>".join(lines)
