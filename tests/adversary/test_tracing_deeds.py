"""A20 would notice: a wrong number about answers, promises, predictions, forecasts or digests is not explained."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest

from tests.adversary import charted, explaining, housekeeping, lettered
from tests.adversary.about import page_place
from tests.adversary.deeds import Deeds, Given, Promised, Record, Thread, after, working_days
from tests.adversary.facts import Facts, Wave
from tests.adversary.places import Place
from tests.adversary.reading import read
from tests.adversary.test_tracing import CELLS, COUNT, NAMES, POLICY, SHAPE, TREE

SHARES = {**SHAPE, "lowest": 0, "highest": 10, "banded": False}
NAMED = {"form": "choice", "lowest": 1, "highest": 7, "options": 7, "banded": False}
HIDDEN = {"S0VTH000": "too few"}


def wave(number: int) -> Wave:
    """Every wave: 67 in Quota and in R1, and 98 percent of target."""
    asked = {"Q1.v1": (SHAPE, 22), "R1.v1": (SHAPE, 22), "R5.v1": ({**SHAPE, "lowest": 0, "highest": 1}, 3)}
    asked |= {"X1.v1": (SHARES, 29)}
    items = {
        item: {"shape": shape, "atoms": {"SA1ES000": {"n": 0}, "N0RTH000": {"n": 6, "sum": total}}, "hidden": HIDDEN}
        for item, (shape, total) in asked.items()
    }
    people = {"SA1ES000": {"n": 0}, "N0RTH000": {"n": 6}}
    items["participation"] = {"shape": COUNT, "atoms": people, "hidden": HIDDEN}
    text = json.dumps({"table": {"policy": POLICY, "tree": TREE, "items": items}})
    contract = {"number": number, "cells": CELLS, "folded": {}, "policy": POLICY, "questions": [*asked]}
    contract |= {"closes_at": f"2026-0{number + 2}-09T17:00:00+00:00", "reminders": 1}
    return Wave(f"WAVE{number}", read(text), contract, "f" * 64, (), (("N0RTH000", "Price and discount", 6),))


GIVEN = Given(2, "N0RTH000", "Product gap", "N0RTH000", "doing", "We ask.", "", date(2026, 4, 17))
KEPT = Promised(
    1, 2, "N0RTH000", "Product gap", "N0RTH000", date(2026, 4, 17), date(2026, 4, 24), "R1", "We ask.", "Ada",
    kept=date(2026, 4, 28),
)  # fmt: skip
OPEN = replace(KEPT, number=2, kept=None, first_due=date(2026, 6, 22))
NORTH = Thread(2, "N0RTH000", "Product gap", 5, date(2026, 4, 10), (GIVEN,))
WAITING = replace(NORTH, wave=4, theme="Price and discount", comments=6, published=date(2026, 6, 10), answers=())
PERIODS = {f"2026-0{month}": (date(2026, month, 1), date(2026, month, 28)) for month in (3, 4, 5, 6)}
PLANS = {("N0RTH000", name): (200.0, 184.0, 180.0 + 10 * at) for at, name in enumerate(PERIODS)}
DEEDS = Deeds(
    today=date(2026, 7, 1),
    threads=[NORTH, WAITING],
    promises=[KEPT, OPEN],
    guesses={(4, "N0RTH000"): {"quota": 90, "x1": 105, "safety": 50, "response": 70, "product": 50}},
    plans=PLANS,
    periods=PERIODS,
    digests={("leader", "sent"): 4, ("leader", "nothing to say"): 7, ("hr", "sent"): 2},
    published={number: date(2026, number + 2, 10) for number in (1, 2, 3, 4)},
    newest=4,
)
FACTS = Facts(
    [wave(number) for number in (1, 2, 3, 4)], NAMES, {"SA1ES000": "Sales", "N0RTH000": "Sales / North",
    "S0VTH000": "Sales / South"}, {}, date(2026, 2, 1), date(2026, 7, 1), deeds=DEEDS,
    leads={"ada@acme.example": "N0RTH000"}, addresses=["hr@acme.example"],
)  # fmt: skip

PAGES: Mapping[str, str] = {
    "/team/N0RTH000/comments": """<section><h2>Still open from before</h2><ul class="themes">
<li class="theme"><h3>Price and discount</h3><p class="count">6 comments</p><p>Answer was due on Wed 24 Jun</p></li>
<li class="theme"><h3>Product gap</h3><p class="count">5 comments</p><article><p>Ada, by Mon 22 Jun: late</p>
<p>North, Fri 17 Apr</p></article></li></ul></section>""",
    "/team/N0RTH000/theme/WAVE2/product": """<section><h2>Product gap</h2>
<p>Wave 2, 5 comments speak of it.</p></section>""",
    "/team/N0RTH000/promises": """<ul><li class="promise" id="promise-1"><h3>Kept on Tue 28 Apr</h3>
<p>Ada. Product gap, wave 2.</p><p>R1: Recent problems our team raised got a clear answer. 67 (49-85), 6 answers</p>
</li>
<li class="promise" id="promise-2"><h3>Was due on Mon 22 Jun</h3></li></ul>
<section><h2>How answers land</h2><ul class="notes">
<li>1 of 2 themes answered within 10 working days.</li><li>0 of 2 promises kept on time.</li>
<li>The oldest open promise is 50 working days old.</li></ul>
<dl><dt>Problems got a clear answer</dt>
<dd>67 (49-85), 6 answers</dd></dl></section>""",
    "/team/N0RTH000": """<p>Answer 1 theme, the first was due on Wed 24 Jun.</p><p>1 promise is late</p>
<p>0 open, 1 late. Update</p>
<p>Largest gap Quota: you 90, team 67, rosier than the team. There is
a question to ask.</p>
<p>87-110, plan 100, 6 answers; you said 105. Never used for anybody's quota or pay.</p>""",
    "/team/N0RTH000/mirror": """<section><h2>Largest gap in wave 4: Quota</h2>
<p>You 90, team 67: rosier than the team.</p>
</section><ul class="facing"><li><h3>Quota: rosier</h3><p>You 90, team 67 (49-85)</p></li>
<li><h3>Percent of target</h3><p>You 105, team 98 (87-110)</p></li></ul>
<table><thead><tr><th>Wave</th><th>Mean gap</th><th>In tune</th></tr></thead>
<tbody><tr><th>4</th><td>13</td><td>1 of 2</td></tr></tbody></table>""",
    "/team/SA1ES000/map": """<table><thead><tr><th>Unit</th><th>Open promises</th></tr></thead>
<tbody><tr><th>North</th><td>1</td></tr></tbody></table>""",
    "/team/N0RTH000/playbook?wave=WAVE4": "<h3>3. Answer by 24 June 2026</h3>",
    "/team/SA1ES000/mirror": "<p>1 of 2 looked into the mirror.</p>",
    "/team/N0RTH000/forecast": """<section><h2>2026-06, 1 Jun 2026 to 28 Jun 2026</h2>
<dl><dt>Your call</dt><dd>105 % of plan, for your eyes alone</dd><dt>Official forecast</dt><dd>92 % of plan</dd>
<dt>Actual</dt><dd>105 % of plan</dd></dl><p>No candour gap beyond noise: official forecast 92, field 98.</p>
<p>105 % of plan came; the field was 7 points too cautious.</p></section>
<table><thead><tr><th>Period</th><th>Wave, closed</th><th>Field</th><th>Noise, 90 %</th>
<th>Official</th><th>Actual</th></tr>
</thead><tbody><tr><th>2026-04</th><td>2, 9 April 2026</td><td>98</td><td>87-110</td><td>92</td><td>95</td></tr></tbody>
</table><p>Over 4 finished periods the field missed by 5 points of plan on average, and was 1 points too rosy.</p>
<p>Against the official forecast: the field's misses are 23 % smaller.</p>""",
    "/team/N0RTH000/digest": """<p>Field Pulse, wave 4, closed 9 June 2026.</p>
<p>The field expects 98 % of target (87-110), asked in wave 4.</p>
<p>The official forecast is 92 % of plan 100, 6 points below the field's.</p>
<p>North: Quota 67 (49-85), clear rise.</p>""",
    "/hr/loop?unit=N0RTH000": """<dl><dt>Themes answered within 10 days</dt><dd>1 of 2</dd>
<dt>Oldest theme without an answer</dt><dd>15 days</dd><dt>Promises kept on time</dt><dd>0 of 2</dd>
<dt>Oldest open promise</dt><dd>50 days</dd><dt>What people noticed</dt><dd>got a clear answer: 67 (49-85)</dd>
<dt>Leaders who used the mirror</dt><dd>1 of 1</dd></dl>""",
    "/hr/digests/hr": """<p>Participation: 6 of 12 answered.</p>
<p>Hidden to protect people, or counted with the unit above: 1 of 3 units.</p>
<p>Leaders who looked into the mirror: 1 of 3.</p><p>Promises that are late now: 1.</p>
<p>Digests: 6 sent, 0 refused. Whether a mail is opened is not measured.</p>""",
    "/hr/digests": "<dl><dt>To leaders</dt><dd>4 sent, 7 with nothing to say, 0 refused, 0 waiting</dd></dl>",
    "/hr/questions": """<h2>Field Pulse, wave 4: 6 answered</h2><ul class="calendar"><li><span>Solid work is enough to
reach my target this period. <span>Q1.v1, every wave</span></span> <span>Left out by 0 %</span></li></ul>""",
    "/hr/targets": """<table><thead><tr><th>Period</th><th>Plan</th>
<th>Official forecast</th><th>Actual</th></tr></thead>
<tbody><tr><th>2026-03 1 Mar 2026 to 28 Mar 2026</th><td>1</td><td>1</td><td>1</td></tr></tbody></table>
<p>Last saved Saturday 9 May, 15:00 UTC by hr@acme.example: 1 changed, 3 unchanged.</p>""",
    "/hr": """<ul class="calendar"><li>21 July 2026 – 27 July 2026 Wave 6 planned</li>
<li>3 March 2026 – 9 March 2026 Wave 1 released 6 of 12 answered</li></ul>""",
    "/log": "<p>9 May 2026, 17:00 CEST hr@acme.example targets saved 1 changed, 3 unchanged</p>",
    "/r/TOKEN": """<div class="raised"><h3>Price and discount <span>6 comments</span></h3>
<p>Not answered yet; due by 24 June 2026.</p></div><p>late, was due by 22 June 2026, Ada</p>""",
}  # fmt: skip
"""A page of every kind, on which everything is right."""


def found(address: str, text: str) -> list[str]:
    place = replace(page_place(address, FACTS), unit="N0RTH000") if address.startswith("/r/") else None
    if place:
        return explaining.unexplained_at(place, address, text)
    return explaining.unexplained(address, text, FACTS)


@pytest.mark.parametrize("address", PAGES)
def test_what_was_done_is_explained(address: str) -> None:
    assert found(address, PAGES[address]) == []


@pytest.mark.parametrize("address", PAGES)
def test_any_other_number_about_it_is_found(address: str) -> None:
    missed = [changed for changed, page in _changed(PAGES[address]) if not found(address, page)]
    assert missed == []


def _changed(page: str) -> Iterator[tuple[str, str]]:
    """The page with one of its numbers one higher, but for those of titles, addresses, names and days of May."""
    for number in re.finditer(r"(?<![\w.-])(?<!20\d\d-)\d+(?![\w:]|\.v)(?!</h| May)", page):
        before = page[: number.start()]
        if before.count("<") == before.count(">"):
            other = before + str(int(number.group()) + 1) + page[number.end() :]
            yield other[number.start() - 20 : number.end() + 20], other


def test_working_days_leave_out_weekends_and_holidays() -> None:
    assert working_days(date(2026, 4, 2), date(2026, 4, 8)) == 2
    assert after(date(2026, 4, 2), 2) == date(2026, 4, 8)


def test_a_promise_that_was_moved_too_late_counts_as_late() -> None:
    moved = replace(KEPT, moved=date(2026, 4, 27), moved_to=date(2026, 5, 4))
    in_time = replace(moved, moved=date(2026, 4, 20))
    for promise, kept in ((moved, (0, 1)), (in_time, (1, 1))):
        assert Record(replace(DEEDS, promises=[promise]), frozenset({"N0RTH000"})).kept == kept


MAIL = """To: ada@acme.example
Subject: What waits for you in North
Auto-Submitted: auto-generated
%s
<!DOCTYPE html><body><p>This waits for you: 1 theme to answer, 1 promise due or late.</p>
<li>Price and discount, wave 4: was due on Wednesday 24 June.</li>
<li>“We ask.” (Ada): was due on Monday %d June.</li></body>"""


def test_a_digest_says_what_waited_when_it_left() -> None:
    facts = replace(FACTS, addresses=["ada@acme.example"])
    here = Place(facts, "N0RTH000", 4)
    assert lettered.digest(MAIL % ("This waits for you: 1 theme to answer, 1 promise due or late.", 22), here) == []
    assert lettered.digest(MAIL % ("", 23), here) != []
    assert lettered.digest(MAIL % ("3 themes wait.", 22), here) != []
    earlier = replace(here, facts=replace(facts, deeds=DEEDS.at(date(2026, 4, 17), {})))
    assert lettered.digest(MAIL % ("", 22), earlier) != []


def test_the_file_of_plans_holds_what_is_stored() -> None:
    line = "Sales / North,2026-0{0},2026-0{0}-01,2026-0{0}-28,200,184,{1}"
    lines = [line.format(month, 180 + 10 * at) for at, month in enumerate((3, 4, 5, 6))]
    written = "\n".join(("team,period,from,to,plan,forecast,actual", *lines))
    assert [*housekeeping.amounts(written, FACTS)] == []
    assert [*housekeeping.amounts(written.replace("190", "191"), FACTS)] != []


def test_marks_of_forecasts_and_promises_are_explained() -> None:
    x, place = [*PERIODS], Place(FACTS, "N0RTH000", 4)
    series = [{"name": "plan", "x": x, "y": [100] * 4}, {"name": "actual", "x": x, "y": [90, 95, 100, 105]}]
    chart = {"data": series, "layout": {"xaxis": {"range": [-0.5, 3.5]}}}
    assert charted.unexplained(json.dumps(chart), place) == []
    assert charted.unexplained(json.dumps(chart).replace("95", "96"), place) != []
    span = {"x": ["2026-04-17", "2026-04-28", None, "2026-04-17", "2026-06-22", None], "y": [0, 0, None, 1, 1, None]}
    late = {"name": "late", "x": ["2026-06-22"], "y": [1], "text": ["Was due on Mon 22 Jun"]}
    dated = {"data": [span, late], "layout": {"xaxis": {"type": "date"}}}
    assert charted.unexplained(json.dumps(dated), place) == []
    for before, after_it in (("22 Jun", "23 Jun"), ("04-28", "04-27"), ('"y": [1]', '"y": [0]')):
        assert charted.unexplained(json.dumps(dated).replace(before, after_it), place) != []


def test_named_options_are_shares_of_the_answers() -> None:
    atoms = {"SA1ES000": {"n": 16, "options": [8, 4, 4, 0, 0, 0, 0]}}
    table = {
        "policy": POLICY,
        "tree": {"SA1ES000": None},
        "items": {"P4.v1": {"shape": NAMED, "atoms": atoms, "hidden": {}}},
    }
    asked = replace(wave(1), reading=read(json.dumps({"table": table})))
    facts = replace(FACTS, waves=[asked], deeds=Deeds(date(2026, 7, 1)))
    page = """<section><h2>What cost us deals most in the past four weeks?</h2>
<p>Wave 1, 16 answers: Price 50 % (31-69).</p></section>"""
    assert explaining.unexplained("/team/SA1ES000/field", page, facts) == []
    for number in ("16", "50", "31", "69"):
        wrong = page.replace(number, str(int(number) + 1))
        assert explaining.unexplained("/team/SA1ES000/field", wrong, facts) != []
