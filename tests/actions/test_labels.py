"""What themes are called, whatever happened to the rules since."""

from dataclasses import replace

from pulse.actions.labels import theme_labels
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from tests.actions.loop import Loop


def test_a_wave_whose_rules_are_lost_shows_the_shipped_names(loop: Loop) -> None:
    loop.raised("price")
    shipped = loop.stage.house.questionnaire.themes
    with loop.stage.web_databases.office.reading() as office:
        contract = Contract.parse(office.get_one(Wave, loop.topic().wave_id).contract or "")
        found = theme_labels(office, [replace(contract, themes="0" * 64)], shipped, "de")
    assert found["price"] == "Preis und Rabatt"
