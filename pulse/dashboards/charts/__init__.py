"""Charts as plotly figures in JSON; the one place that knows plotly. They hold what the table beside them holds."""

from pulse.dashboards.charts.forecasts import forecast_chart
from pulse.dashboards.charts.promises import promises_chart
from pulse.dashboards.charts.shares import shares_chart
from pulse.dashboards.charts.trends import trend_chart

__all__ = ["forecast_chart", "promises_chart", "shares_chart", "trend_chart"]
