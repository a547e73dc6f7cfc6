"""The page for other programs names what there is: addresses, metrics, settings, purposes and parts of a log line."""

import re
from pathlib import Path

from pulse.accounts.token_models import Purpose
from pulse.api import counting
from pulse.api.description import ADDRESSES
from pulse.logs import PARTS
from pulse.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")
GAUGES = (ROOT / "pulse" / "api" / "gauges.py").read_text("utf-8")


def test_every_address_is_named() -> None:
    named = set(re.findall(r"`(/(?:programmes|waves)[^`]*)`", PAGE))
    assert named | {"/openapi.json"} == {one.path for one in ADDRESSES}


def test_every_metric_is_named_and_no_other() -> None:
    counted = {metric.name for one in (counting.REQUESTS, counting.SECONDS) for metric in one.collect()}
    there = set(re.findall(r'"(pulse_\w+)"', GAUGES)) | counted
    assert {name.removesuffix("_total") for name in re.findall(r"`(pulse_\w+)`", PAGE)} == there


def test_settings_purposes_and_parts_exist() -> None:
    assert {"api_requests_per_minute", "webhooks_inside", "log_format"} <= Settings.model_fields.keys()
    assert all(f"`{purpose}`" in PAGE for purpose in Purpose)
    assert ", ".join(PARTS) in " ".join(PAGE.split())
    assert "!" not in PAGE
