"""What all charts are drawn on: colours, type and axes."""

from typing import Any

INK, MUTED, RULE, SERIES, NOISE = "#1b2330", "#56606d", "#dddfdf", "#17559c", "#d7e5f5"
"""The colours of staff.css in daylight; charts.js puts those of the page in their place."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"


def paper(**changes: Any) -> dict[str, Any]:
    """The layout of a chart, with what is its own."""
    common = {
        "template": "none",
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 36, "r": 12, "t": 12, "b": 96},
        "dragmode": False,
        "hovermode": "closest",
        "legend": {"orientation": "h", "x": 0, "y": -0.3, "font": {"color": MUTED}},
    }
    return common | changes
