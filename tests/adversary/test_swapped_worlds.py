"""A6: swapped worlds look the same in every byte, and a world with a different table does not."""

from pathlib import Path

from tests.adversary import swapping, worlds
from tests.adversary.swapping import Answers
from tests.stories.conftest import Company


def all_opposed(number: int, company: Company) -> Answers:
    return {email: {**fields, "S1.v1": "1"} for email, fields in swapping.own(2)(number, company).items()}


def test_swapped_worlds_show_the_same_bytes_and_another_table_shows(tmp_path: Path) -> None:
    base = swapping.founded(tmp_path, 2, 24, 24)
    first = swapping.lived(worlds.copied(base, tmp_path / "one"), 1, swapping.own(2))
    second = swapping.lived(worlds.copied(base, tmp_path / "two"), 1, swapping.swapped_from(2, first))
    other = swapping.lived(worlds.copied(base, tmp_path / "three"), 1, all_opposed)
    assert swapping.compared(first, second) == []
    assert len(first.shown) > 100
    different = swapping.differing(first, other)
    assert any("/trend" in address for address in different)
    assert any("export" in address for address in different)
    assert not any(address.startswith("mail rep") for address in different)
