"""Counting requests of staff and programs, and their time, for Prometheus.

Nothing here moves when somebody answers, reads results or pauses mails: whoever looks every second would learn when.
A room that is not listed is not counted, and no label names a wave, a unit or a person.
"""

import os
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes of one web put their counts together."""
COUNTED = frozenset(
    {
        "accounts",
        "api",
        "dashboards",
        "digests",
        "exports",
        "hr_api",
        "hr_programme",
        "hr_provisioning",
        "hr_roster",
        "planning",
        "scim",
        "targets",
        "themes",
    }
)
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

disable_created_metrics()
_OWN = CollectorRegistry()
REQUESTS = Counter("pulse_requests", "Requests of staff and programs.", ("room", "status"), registry=_OWN)
SECONDS = Histogram("pulse_request_seconds", "How long they took.", ("room",), registry=_OWN, buckets=BUCKETS)


def watch(app: Flask) -> None:
    """Count every request of the rooms that are counted."""
    app.before_request(_begin)
    app.after_request(_end)


def counted() -> CollectorRegistry:
    """What was counted: by all processes that share a directory, or by this one."""
    if DIRECTORY not in os.environ:
        return _OWN
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def _room() -> str | None:
    room = (request.blueprint or "").partition(".")[0]
    return room if room in COUNTED else None


def _begin() -> None:
    if _room():
        g.began = perf_counter()


def _end(response: Response) -> Response:
    room = _room()
    if room and "began" in g:
        REQUESTS.labels(room, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(room).observe(perf_counter() - g.began)
    return response
