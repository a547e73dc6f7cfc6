"""The operator's page for Prometheus, behind a token of its own."""

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from pulse.accounts.admission import admit
from pulse.accounts.token_models import Purpose
from pulse.api.counting import counted
from pulse.api.gauges import Standing
from pulse.api.problems import refuse
from pulse.errors import Refusal
from pulse.web import house

pages = Blueprint("metrics", __name__)
pages.register_error_handler(Refusal, refuse)


@pages.get("/metrics", provide_automatic_options=False)
def metrics() -> Response:
    admit(Purpose.METRICS)
    standing = CollectorRegistry()
    standing.register(Standing(house()))
    text = generate_latest(standing) + generate_latest(counted())
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)
