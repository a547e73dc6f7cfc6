"""Rules that sort comments: HR edits them for the waves to come, and a contract fixes those of its wave."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.errors import NotFound
from pulse.house import House
from pulse.programme.models import KeptRules, RulesOrigin
from pulse.programme.theme_rules import (
    MOST_THEMES,
    LastTheme,
    RulesLost,
    TooManyThemes,
    agree,
    in_force,
    put,
    remove,
    restore,
    theme_of,
    under,
)
from pulse.questionnaire import BrokenInstrument, Theme, ThemeRules, Words, digest_of, parse_rules, written
from tests.conftest import TestClock
from tests.programme.test_contract import contract

HR = "hanna@acme.example"


@pytest.fixture
def office(house: House) -> Iterator[Session]:
    with house.databases.office.writing() as session:
        yield session


@pytest.fixture
def shipped(house: House) -> ThemeRules:
    return house.questionnaire.themes


def travel(*words: str) -> Theme:
    return Theme("travel", {"en": "Travel", "de": "Reisen"}, {"en": Words(words or ("travel*",)), "de": Words(())})


def labels(rules: ThemeRules) -> list[str]:
    return [theme.id for theme in rules.themes]


def test_rules_come_back_from_their_text(shipped: ThemeRules) -> None:
    again = parse_rules(written(shipped))
    assert written(again) == written(shipped)
    assert digest_of(again) == digest_of(shipped)
    found = again.themes_of("Customers call us expensive.", "en")
    assert [match.theme.id for match in found] == ["price"]


def test_the_shipped_rules_hold_until_hr_edits_them(office: Session, shipped: ThemeRules, clock: TestClock) -> None:
    assert in_force(office, shipped) is shipped
    put(office, travel(), shipped, HR, clock())
    edited = in_force(office, shipped)
    assert labels(edited) == [*labels(shipped), "travel"]
    assert [match.theme.id for match in edited.themes_of("Travelling eats my week.", "en")] == ["travel"]
    put(office, travel("journey*"), shipped, HR, clock())
    assert labels(in_force(office, shipped)) == [*labels(shipped), "travel"]
    assert not in_force(office, shipped).themes_of("Travelling eats my week.", "en")


def test_an_edit_is_noted_once_and_without_a_comment(office: Session, shipped: ThemeRules, clock: TestClock) -> None:
    for _ in range(2):
        put(office, travel(), shipped, HR, clock())
    (entry,) = office.query(AuditEntry).all()
    assert (entry.actor, entry.action) == (HR, "themes edited")
    assert digest_of(in_force(office, shipped)) in entry.subject


def test_hr_goes_back_to_the_shipped_rules_and_follows_their_upgrades(
    office: Session, shipped: ThemeRules, clock: TestClock
) -> None:
    put(office, travel(), shipped, HR, clock())
    restore(office, shipped, HR, clock())
    assert in_force(office, shipped) is shipped
    newer = replace(shipped, themes=shipped.themes[:3])
    assert in_force(office, newer) is newer


def test_a_removed_theme_is_gone_and_the_last_one_stays(office: Session, shipped: ThemeRules, clock: TestClock) -> None:
    remove(office, "price", shipped, HR, clock())
    assert "price" not in labels(in_force(office, shipped))
    with pytest.raises(NotFound):
        remove(office, "price", shipped, HR, clock())
    for theme in labels(in_force(office, shipped))[1:]:
        remove(office, theme, shipped, HR, clock())
    with pytest.raises(LastTheme):
        remove(office, labels(shipped)[0], shipped, HR, clock())
    with pytest.raises(NotFound):
        theme_of(in_force(office, shipped).themes, "price")


def test_what_could_not_stand_in_a_file_is_refused_with_its_place(
    office: Session, shipped: ThemeRules, clock: TestClock
) -> None:
    with pytest.raises(BrokenInstrument, match="travel"):
        put(office, travel("tra*vel"), shipped, HR, clock())
    crowded = replace(shipped, themes=tuple(replace(travel(), id="a" * (n + 1)) for n in range(MOST_THEMES)))
    with pytest.raises(TooManyThemes):
        put(office, travel(), crowded, HR, clock())
    assert in_force(office, shipped) is shipped


def test_a_contract_keeps_the_rules_it_was_opened_with(office: Session, shipped: ThemeRules, clock: TestClock) -> None:
    put(office, travel(), shipped, HR, clock())
    agreed = replace(contract(), themes=agree(office, in_force(office, shipped)))
    put(office, travel("journey*"), shipped, HR, clock())
    assert under(office, agreed, shipped).themes_of("Travelling eats my week.", "en")
    assert under(office, contract(), shipped) is shipped


def test_an_upgrade_of_the_shipped_rules_changes_no_wave_that_is_open(office: Session, shipped: ThemeRules) -> None:
    agreed = replace(contract(), themes=agree(office, shipped))
    newer = replace(shipped, themes=shipped.themes[:3])
    assert labels(under(office, agreed, newer)) == labels(shipped)


def test_rules_that_are_nowhere_are_not_replaced_by_others(office: Session, shipped: ThemeRules) -> None:
    with pytest.raises(RulesLost, match="missing"):
        under(office, replace(contract(), themes="0" * 64), shipped)


def test_other_rules_put_beside_the_digest_of_a_contract_are_not_read(office: Session, shipped: ThemeRules) -> None:
    agreed = replace(contract(), themes=digest_of(replace(shipped, themes=shipped.themes[:3])))
    forged = written(replace(shipped, themes=(travel(),)))
    office.add(KeptRules(digest=agreed.themes, rules=forged, origin=RulesOrigin.AGREED))
    with pytest.raises(RulesLost, match="missing"):
        under(office, agreed, shipped)
    office.add(
        KeptRules(
            digest=agreed.themes,
            rules=written(replace(shipped, themes=shipped.themes[:3])),
            origin=RulesOrigin.AGREED,
        )
    )
    assert labels(under(office, agreed, shipped)) == labels(shipped)[:3]
