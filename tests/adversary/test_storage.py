"""A8 and A10 would notice: before the mixing the same readings of the same file give order and links away."""

from pathlib import Path
from random import Random

from tests.adversary import storage


def test_before_mixing_the_file_follows_the_arrival(tmp_path: Path) -> None:
    with storage.reopened(storage.founded(tmp_path / "base", 120), tmp_path / "live") as house:
        marks, ballots = zip(*storage.arrive(house, Random(1), 100), strict=True)
        assert storage.tau(storage.places(storage.box_file(house), ballots)) > 0.5
        assert len(marks) == 100


def test_copies_taken_one_request_apart_link_a_mark_to_its_ballot(tmp_path: Path) -> None:
    with storage.reopened(storage.founded(tmp_path / "base", 40), tmp_path / "live") as house:
        first = tmp_path / "first copy"
        first.write_bytes(storage.box_file(house).read_bytes())
        storage.arrive(house, Random(1), 1)
        assert storage.linked_between(first, storage.box_file(house)) == ["one new mark, one new ballot"]


def test_marks_that_lie_as_their_ballots_do_are_matched(tmp_path: Path) -> None:
    with storage.reopened(storage.founded(tmp_path / "base", 40), tmp_path / "live") as house:
        truth = sorted(storage.arrive(house, Random(1), 30))
        lying = storage.in_order(storage.box_file(house), [ballot for _, ballot in truth])
        marks = storage.in_order(storage.box_file(house), [digest for digest, _ in truth])
        as_if = list(zip(marks, lying, strict=True))
        assert storage.matched_by_order(storage.box_file(house), as_if)
