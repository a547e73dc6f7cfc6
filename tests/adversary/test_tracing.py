"""A20 would notice: a number changed anywhere in an export is not explained by the table."""

import json
from collections.abc import Mapping
from typing import Any

from tests.adversary.reading import read
from tests.adversary.tracing import unexplained

ATOMS = {"sales": {"n": 0}, "north": {"n": 6, "sum": 18}, "south": {"n": 8, "sum": 30}}
SHAPE = {"form": "mean", "lowest": 1, "highest": 5, "options": 0, "banded": True}
TABLE = {
    "policy": {"k": 5, "strict": False},
    "tree": {"sales": None, "north": "sales", "south": "sales"},
    "items": {"S1.v1": {"shape": SHAPE, "atoms": ATOMS, "hidden": {}}},
}
CONTRACT = {"number": 1, "cells": {"north": 7, "south": 9}}
ROW: Mapping[str, Any] = {
    "wave": 1, "unit": "Sales", "unit_code": "sales", "measure": "S1.v1", "n": 14, "invited": 16, "score": 61,
    "low": 50, "high": 70,
}  # fmt: skip


def test_numbers_that_follow_from_the_table_are_explained() -> None:
    assert unexplained([ROW], read(json.dumps({"table": TABLE})), CONTRACT) == []


def test_every_number_that_does_not_is_named() -> None:
    for column in ("wave", "n", "invited", "score"):
        found = unexplained([{**ROW, column: ROW[column] + 1}], read(json.dumps({"table": TABLE})), CONTRACT)
        assert any(column in one for one in found)


def test_another_band_for_the_same_figure_is_named() -> None:
    other = {**ROW, "low": 51}
    assert "another band" in unexplained([ROW, other], read(json.dumps({"table": TABLE})), CONTRACT)[0]
