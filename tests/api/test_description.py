"""The description is true: every address and nothing else stands in it, and every answer is as it says."""

import re
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from pulse.api import paging
from pulse.web import EXTENSION
from tests.api.asking import Program
from tests.dashboards.stage import Stage
from tests.serving import Server

EXAMPLES = 25
UNAUTHORISED = 401


def described(stage: Stage) -> Any:
    return stage.app.test_client().get("/api/v1/openapi.json").get_json()


def test_every_address_is_described_and_nothing_else_is(stage: Stage) -> None:
    rules = [rule for rule in stage.app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    there = {re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")) for rule in rules}
    assert there == described(stage)["paths"].keys()
    assert {method for rule in rules for method in rule.methods or ()} == {"GET", "HEAD"}
    assert {method for path in described(stage)["paths"].values() for method in path} == {"get"}


def test_what_needs_a_token_says_so(held: Stage) -> None:
    for path, operations in described(held)["paths"].items():
        answer = held.app.test_client().get(f"/api/v1{path.replace('{wave}', held.held[0])}")
        assert (answer.status_code == UNAUTHORISED) == bool(operations["get"]["security"])
        assert ("401" in operations["get"]["responses"]) == bool(operations["get"]["security"])


def test_pages_are_as_large_as_described(stage: Stage) -> None:
    limit = next(one for one in described(stage)["paths"]["/waves"]["get"]["parameters"] if one["name"] == "limit")
    assert (limit["schema"]["maximum"], limit["schema"]["default"]) == (paging.MOST, paging.USUAL)


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_the_running_api_does_what_its_description_says(
    held: Stage, warehouse: Program, council: Program, mode: str
) -> None:
    patient = held.house.settings.model_copy(update={"api_requests_per_minute": 10**9})
    held.app.extensions[EXTENSION] = replace(held.app.extensions[EXTENSION], settings=patient)
    with Server().serving(held.app) as address:
        found = list(from_schema(_schema(address, held, (warehouse.token, council.token), mode)).execute())
    finished = [event for event in found if isinstance(event, events.ScenarioFinished)]
    wrong = [_failures(event) for event in finished if event.status is Status.FAILURE]
    errors = [str(event.info) for event in found if isinstance(event, events.NonFatalError)]
    assert (wrong, errors) == ([], [])
    assert not [event for event in found if isinstance(event, events.FatalError)]
    assert sum(len(event.recorder.cases) for event in finished) > EXAMPLES


def _schema(address: str, held: Stage, tokens: tuple[str, str], mode: str) -> Any:
    figures, contracts = ({"Authorization": f"Bearer {token}"} for token in tokens)
    known = {"parameters": {"path.wave": held.held[0]}} if mode == "positive" else {}
    config = SchemathesisConfig.from_dict(
        {
            "headers": figures,
            "generation": {
                "mode": mode,
                "max-examples": EXAMPLES,
                "deterministic": True,
                "database": "none",
                "with-security-parameters": False,
            },
            "phases": {"stateful": {"enabled": False}},
            "operations": [{"include-path": "/waves/{wave}/contract", "headers": contracts}],
            **known,
        }
    )
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", config=config)
    schema.config.update(base_url=f"{address}/api/v1")
    return schema


def _failures(event: events.ScenarioFinished) -> list[str]:
    checks = event.recorder.checks.values()
    return [f"{event.label}: {node.failure_info}" for nodes in checks for node in nodes if node.failure_info]
