"""The forecast page: the field against plan, call, official forecast and what came; the field signals of executives."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from pulse.mirror.guess import Guess
from pulse.mirror.operations import predict
from pulse.questionnaire import Item
from pulse.targets.importing import read_targets
from pulse.targets.operations import save_targets
from pulse.targets.queries import standing
from tests.dashboards.stage import PEOPLE, PROGRAMME, Answers, Stage, everybody
from tests.dashboards.test_home import LINZ, MUNICH, SOUTH, text
from tests.dashboards.test_statements import asked_for
from tests.dashboards.test_trend import Table, trace
from tests.targets.writing import file, line

pytestmark = pytest.mark.once
GRAZ, HAMBURG = "Sales / South / <b>Graz", "Sales / North / Hamburg"
LENA, SUE, RUTH = "lena@acme.example", "sue@acme.example", "ruth@acme.example"
QUARTER = "2026-Q1"
MONTHS = ("2026-02", "2026-03", "2026-05", "2026-06", "2026-07")
"""In which the waves 1, 2, 4, 5 with 6, and 7 close, which ask for the forecast."""


def upload(stage: Stage, *lines: str) -> None:
    with stage.house.databases.office.writing() as session:
        save_targets(session, read_targets(file(*lines), standing(session)), stage.clock(), "a test")


def page(stage: Stage, email: str, path: str, tail: str = "forecast", **question: str) -> str:
    response = stage.sign_in(email).get(f"/team/{stage.code(path)}/{tail}".rstrip("/"), query_string=question)
    assert response.status_code == 200
    return str(response.text)


def figure(stage: Stage, path: str, tail: str = "forecast.json") -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(stage.web.get(f"/team/{stage.code(path)}/{tail}").text)
    return found


def forecasting(**teams: int) -> Answers:
    """Teams forecast percents of their target, by the end of their path; four of Linz and Salzburg are missing."""

    def answers(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
        name = re.sub(r"\W", "", path.rsplit(" / ", 1)[-1]).removeprefix("b")
        code = (teams.get(name, 100) - 50) // 10
        for _ in range(PEOPLE.get(path, 0) - 4 * path.endswith(("Linz", "Salzburg"))):
            yield {item.id: code if item.name == "X1" else 3 for item in items if item.scale.name in ("A5", "PC")}

    return answers


def hold_called(stage: Stage, leader: str, percent: int, answers: Answers) -> None:
    """Hold a wave whose forecast this leader predicts."""
    wave = stage.open_wave()
    with stage.house.databases.office.writing() as session:
        predict(session, wave, leader, Guess(50, 50, 50, 50, percent), stage.clock())
    stage.publish(answers)


def test_the_team_forecast_stands_against_plan_and_official_forecast(stage: Stage) -> None:
    upload(stage, line(MUNICH, QUARTER, plan="1000000", forecast="1100000"))
    stage.hold_wave(forecasting(Munich=80))
    said = text(page(stage, LENA, MUNICH))
    assert (
        "2026-Q1, 1 Jan 2026 to 31 Mar 2026 Field says: team will reach 80 % of target 70-90, plan 100, 8 answers"
        in said
    )
    assert "Official forecast 110 % of plan Actual not known yet" in said
    assert "Candour gap: the official forecast is 30 points of plan rosier than the field (110 against 80)." in said
    assert "Never used for anybody’s quota or pay." in said
    assert "No verdict yet: 0 of the 4 finished periods it takes." in said


def test_a_forecast_at_the_end_of_the_scale_is_a_bound(stage: Stage) -> None:
    upload(stage, line(MUNICH, QUARTER, plan="100"))
    stage.hold_wave(forecasting(Munich=150))
    shown = page(stage, LENA, MUNICH)
    (row,) = (row for row in Table(shown).rows if row[0] == QUARTER)
    assert row[2].startswith("at least 1")
    assert f"Field says: team will reach {row[2]} % of target" in text(shown)


def test_a_gap_within_noise_is_called_so(stage: Stage) -> None:
    upload(stage, line(MUNICH, QUARTER, plan="100", forecast="85"))
    stage.hold_wave(forecasting(Munich=80))
    assert "No candour gap beyond noise: official forecast 85, field 80." in text(page(stage, LENA, MUNICH))


def test_without_an_uploaded_plan_the_page_says_which_day_has_none(stage: Stage) -> None:
    stage.hold_wave(forecasting(Munich=80))
    said = text(page(stage, LENA, MUNICH))
    assert "No plan uploaded for 9 February 2026" in said
    assert "Field says: team will reach 80 % of target" in said


def test_before_any_wave_asked_the_page_says_so(stage: Stage) -> None:
    assert "No results yet" in text(page(stage, LENA, MUNICH))
    stage.held.extend(["a", "b"])
    stage.hold_wave(everybody())
    assert "No wave so far has asked what share of its target this unit will reach." in text(page(stage, LENA, MUNICH))
    assert stage.web.get(f"/team/{stage.code(MUNICH)}/forecast.json").status_code == 404


def test_teams_are_weighed_by_the_plan_of_the_period_and_hidden_ones_not_at_all(stage: Stage) -> None:
    # In the roster Munich has 200 and Graz 100. Linz, with 3 answers, is hidden however large its plan.
    upload(stage, line(MUNICH, QUARTER, "100"), line(GRAZ, QUARTER, "300"), line(LINZ, QUARTER, "100000"))
    stage.hold_wave(forecasting(Munich=130, Graz=70, Linz=150))
    for tail in ("", "forecast"):
        assert "Field says: the teams together will reach 85 % of target" in text(page(stage, SUE, SOUTH, tail))


def test_teams_without_a_plan_do_not_count_where_others_have_one(stage: Stage) -> None:
    upload(stage, line(MUNICH, QUARTER, "100"))
    stage.hold_wave(forecasting(Munich=130, Graz=70))
    assert "will reach 130 % of target" in text(page(stage, SUE, SOUTH))


def test_without_any_plan_the_targets_of_the_roster_weigh(stage: Stage) -> None:
    upload(stage, line(MUNICH, "2026-Q2", "1"), line(GRAZ, "2026-Q2", "99"))
    stage.hold_wave(forecasting(Munich=130, Graz=70))
    assert "will reach 110 % of target" in text(page(stage, SUE, SOUTH))


def test_a_unit_above_sums_up_the_teams_or_has_its_own(stage: Stage) -> None:
    upload(stage, line(MUNICH, QUARTER, "100", "90"), line(LINZ, QUARTER, "300", "330"))
    stage.hold_wave(forecasting(Munich=130))
    assert "Official forecast 105 % of plan" in text(page(stage, SUE, SOUTH))
    upload(stage, line(SOUTH, QUARTER, "500", "400"))
    assert "Official forecast 80 % of plan" in text(page(stage, SUE, SOUTH))


def test_a_hidden_team_has_no_forecast_anywhere(stage: Stage) -> None:
    upload(stage, *(line(LINZ, month, "100", "90", "95") for month in MONTHS))
    for _ in range(7):
        stage.hold_wave(forecasting(Linz=70))
    shown = page(stage, "lutz@acme.example", LINZ)
    assert "fewer than 5 answers" in text(shown)
    assert "No verdict yet: 0 of the 4" in text(shown)
    assert not re.search(r"\b70\b", text(shown))
    assert trace(figure(stage, LINZ), "field, with noise (90 %)")["y"] == []
    assert trace(figure(stage, LINZ), "actual")["y"] == [95] * 5
    rows = [row for row in Table(shown).rows if row[0] in MONTHS]
    assert [row[2] for row in rows] == ["Hidden to protect people: fewer than 5 answers. Nothing is wrong."] * 4 + [
        rows[-1][2]
    ]


def test_the_chart_holds_the_figures_of_the_table(stage: Stage) -> None:
    upload(stage, *(line(MUNICH, month, "100", "102", "91") for month in MONTHS))
    for percent in (80, 90, 100, 110, 120, 90, 70):
        if len(stage.held) + 1 in (1, 2, 4, 6, 7):
            hold_called(stage, LENA, 97, forecasting(Munich=percent))
        else:
            stage.hold_wave(forecasting(Munich=percent))
    rows = [row for row in Table(page(stage, LENA, MUNICH)).rows if row[0] in MONTHS]
    drawn = figure(stage, MUNICH)
    field = trace(drawn, "field, with noise (90 %)")
    lows = [value - down for value, down in zip(field["y"], field["error_y"]["arrayminus"], strict=True)]
    highs = [value + up for value, up in zip(field["y"], field["error_y"]["array"], strict=True)]
    assert [row[2] for row in rows] == [str(value) for value in field["y"]] == ["80", "90", "110", "90", "70"]
    assert [row[3] for row in rows] == [f"{low}-{high}" for low, high in zip(lows, highs, strict=True)]
    assert [row[4] for row in rows] == [str(answers) for _, _, answers in field["customdata"]]
    for place, name in ((5, "your call"), (6, "official forecast"), (7, "actual")):
        assert [row[place] for row in rows] == [str(value) for value in trace(drawn, name)["y"]]
    assert trace(drawn, "plan")["y"] == [100] * 5
    assert list(field["x"]) == list(MONTHS)


def test_the_name_of_a_period_is_no_markup_in_the_chart(stage: Stage) -> None:
    upload(stage, f"{MUNICH},<a href='//x'>Spring,2026-01-01,2026-03-31,100,102,")
    stage.hold_wave(forecasting(Munich=80))
    page(stage, LENA, MUNICH)
    drawn = figure(stage, MUNICH)
    assert trace(drawn, "official forecast")["x"] == ["&lt;a href=&#x27;//x&#x27;&gt;Spring"]
    assert "<a" not in json.dumps(drawn)


def test_the_call_is_shown_to_its_leader_alone(stage: Stage) -> None:
    hold_called(stage, LENA, 103, forecasting(Munich=80))
    own = text(page(stage, LENA, MUNICH))
    assert "Your call 103 % of plan, for your eyes alone" in own
    assert "Your call of 103 is 23 points rosier than the field." in own
    for person in (SUE, RUTH):
        assert "103" not in page(stage, person, MUNICH)
        assert "103" not in stage.web.get(f"/team/{stage.code(MUNICH)}/forecast.json").text


def test_of_several_waves_of_a_period_the_last_counts(stage: Stage) -> None:
    upload(stage, line(MUNICH, QUARTER, "100"))
    stage.hold_wave(forecasting(Munich=80))
    stage.hold_wave(forecasting(Munich=120))
    stage.hold_wave(forecasting(Munich=60))
    (row,) = (row for row in Table(page(stage, LENA, MUNICH)).rows if row[0] == QUARTER)
    assert row[1:3] == ["2, 9 March 2026", "120"]


def test_a_wave_belongs_to_the_period_of_its_closing_day_where_the_programme_is_at_home(stage: Stage) -> None:
    # Closes on 9 February at 9:00 in Berlin, the first day of one period and after the last of another.
    upload(stage, f"{MUNICH},Old,2026-01-01,2026-02-08,100,70,", f"{MUNICH},New,2026-02-09,2026-02-20,100,60,")
    stage.hold_wave(forecasting(Munich=80))
    assert "New, 9 Feb 2026 to 20 Feb 2026" in text(page(stage, LENA, MUNICH))


def test_what_came_counts_once_the_period_is_over(stage: Stage) -> None:
    upload(stage, line(MUNICH, "2026-02", "100", "", "93"))
    stage.hold_wave(forecasting(Munich=80))
    stage.clock.now = stage.clock.now.replace(month=2, day=27)
    assert "Actual 93 % of plan so far" in text(page(stage, LENA, MUNICH))
    stage.clock.forward(days=3)
    said = text(page(stage, LENA, MUNICH))
    assert "93 % of plan came; the field was 13 points too cautious." in said
    assert "No verdict yet: 1 of the 4 finished periods it takes." in said


def test_accuracy_after_four_finished_periods(stage: Stage) -> None:
    # Misses of the field 5, 5, 5 and 5; of the plan 15, 15, 15 and 15; of the official forecast 10 each.
    upload(stage, *(line(MUNICH, month, "100", "95", "85") for month in MONTHS[:4]))
    for _ in range(6):
        stage.hold_wave(forecasting(Munich=90))
    said = text(page(stage, LENA, MUNICH))
    assert (
        "Over 4 finished periods the field missed by 5 points of plan on average, and was 5 points too rosy. "
        "Against expecting the plan to be met: the field's misses are 67 % smaller. "
        "Against the official forecast: the field's misses are 50 % smaller." in said
    )


def test_a_past_wave_looks_back_no_further_than_itself(stage: Stage) -> None:
    upload(stage, *(line(MUNICH, month, "100") for month in MONTHS))
    first = stage.hold_wave(forecasting(Munich=80))
    stage.hold_wave(forecasting(Munich=120))
    rows = [row[0] for row in Table(page(stage, LENA, MUNICH, wave=first)).rows if row[0] in MONTHS]
    assert rows == ["2026-02"]


def test_bottom_up_targets_of_planning_waves_stand_against_the_current_target(stage: Stage) -> None:
    stage.programme = PROGRAMME.model_copy(update={"planning_waves": (6,)})
    stage.hold_wave(everybody())
    assert "Bottom-up" not in page(stage, LENA, MUNICH)
    stage.held.extend(["b", "c", "d", "e"])
    stage.hold_wave(everybody(X2=6))
    said = text(page(stage, LENA, MUNICH))
    assert (
        "Bottom-up: the target people would set for themselves, in percent of their current one 110 (100-120)" in said
    )


def test_pages_ask_as_often_for_many_waves_as_for_few(stage: Stage) -> None:
    upload(stage, *(line(MUNICH, month, "100") for month in MONTHS))
    stage.hold_wave(everybody())
    for tail in ("/forecast", "/forecast.json", "/field"):
        address = f"/team/{stage.code(SOUTH)}{tail}"
        once = asked_for(stage, SUE, address)
        stage.hold_wave(everybody())
        assert len(asked_for(stage, SUE, address)) == len(once) <= 20


def choosing(**counts: tuple[int, ...]) -> Answers:
    """Of every forty answers to a question with options, so many choose each."""

    def answers(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
        asked = {item.name: item for item in items}
        for place in range(PEOPLE.get(path, 0)):
            chosen = {
                asked[name].id: [code for code, times in enumerate(of) for _ in range(times)][place % sum(of)]
                for name, of in counts.items()
                if name in asked
            }
            yield chosen | ({asked["E3"].id: 3} if "E3" in asked else {})

    return answers


LOSSES: Mapping[str, tuple[int, ...]] = {"P4": (4, 1, 1, 0, 0, 1, 0)}


def test_loss_reasons_are_sorted_bars_with_whiskers_and_the_same_as_a_table(stage: Stage) -> None:
    stage.held.extend("abcdef")
    stage.hold_wave(choosing(**LOSSES))
    shown = page(stage, RUTH, "Sales", "field")
    drawn = figure(stage, "Sales", "field/p4.json")["data"][0]
    rows = [row for row in Table(shown).rows if len(row) == 4 and row[1].isdigit()]
    assert rows[0][0] == "Price"
    assert [row[1] for row in rows] == [str(value) for value in drawn["x"]]
    assert drawn["x"] == sorted(drawn["x"], reverse=True)
    lows = [value - down for value, down in zip(drawn["x"], drawn["error_x"]["arrayminus"], strict=True)]
    highs = [value + up for value, up in zip(drawn["x"], drawn["error_x"]["array"], strict=True)]
    assert [row[2] for row in rows] == [f"{low}-{high}" for low, high in zip(lows, highs, strict=True)]
    assert all(low <= value <= high for low, value, high in zip(lows, drawn["x"], highs, strict=True))
    assert [label.replace("<br>", " ") for label in drawn["y"]] == [row[0] for row in rows]


def test_field_signals_are_followed_over_the_waves_that_asked(stage: Stage) -> None:
    stage.held.extend("abcdef")
    for _ in range(4):
        stage.hold_wave(choosing(**LOSSES, F1=(1, 5, 1, 0, 0, 0)))
    stage.held.extend("klmnopqr")
    stage.hold_wave(choosing(P4=(0, 6, 1, 0, 0, 0, 0)))
    said = text(page(stage, RUTH, "Sales", "field"))
    assert "Wave 19, 50 answers: Missing capability" in said
    assert "Option Wave 7 Wave 19" in said
    assert "Price pressure" in said
    assert "Of 100 serious deals, how many stalled mainly on price 30 (" in said
    assert re.search(r"Asked of everybody’s last ten; higher is worse. Wave 9, closed", said)


def test_options_of_few_answers_are_hidden_and_have_no_chart(stage: Stage) -> None:
    stage.held.extend("abcdef")
    stage.hold_wave(choosing(**LOSSES))
    shown = page(stage, "nils@acme.example", "Sales / North", "field")
    assert "Hidden to protect people: fewer than 15 answers. Nothing is wrong." in text(shown)
    assert "field/p4.json" not in shown
    assert stage.web.get(f"/team/{stage.code('Sales / North')}/field/p4.json").status_code == 404


def test_field_signals_are_for_those_who_lead_leaders(stage: Stage) -> None:
    stage.held.extend("abcdef")
    stage.hold_wave(choosing(**LOSSES))
    web, munich, south = stage.sign_in(LENA), stage.code(MUNICH), stage.code(SOUTH)
    for tail in (f"{munich}/field", f"{munich}/field/p4.json", f"{south}/field", f"{south}/field/p4.json"):
        assert web.get(f"/team/{tail}").status_code == 404
    assert "/field" not in re.findall(r'href="/team/\w+(/[a-z]+)"', web.get(f"/team/{munich}").text)


def test_before_they_were_asked_the_page_says_so(stage: Stage) -> None:
    stage.hold_wave(everybody())
    assert text(page(stage, RUTH, "Sales", "field")).count("Not asked yet.") == 3
    assert stage.web.get(f"/team/{stage.code('Sales')}/field/nonsense.json").status_code == 404


def test_the_pages_stay_small(stage: Stage) -> None:
    upload(stage, *(line(MUNICH, month, "100", "102", "91") for month in MONTHS))
    for _ in range(7):
        stage.hold_wave(everybody())
    for tail in ("forecast", "field"):
        assert len(page(stage, RUTH, "Sales", tail)) < 300_000
