"""Programs with one safeguard removed, each killed where that matters: the proof has to notice every one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.kills.campaign import Campaign, Say
from tests.kills.company import Company
from tests.kills.killing import TYPICAL, AtAMoment, Killer
from tests.kills.life import Life

DELIVERY, SUBMITTING, RELEASING = "pulse.worker.delivery", "pulse.respond.operations", "pulse.release.operations"
PUBLISHING = "pulse.publications.operations"
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Mutant:
    """What is removed from the program, and the place of a phase at which its processes are killed."""

    name: str
    edits: Mapping[str, Sequence[tuple[str, str]]]
    phase: str
    place: str
    nth: int = 1


MUTANTS = (
    Mutant(
        "a mail is recorded as sent before it is sent",
        {
            DELIVERY: [
                (
                    "            if message is not None:\n",
                    "            with self.session.begin():\n"
                    "                _note_sent(self.session, mail, now)\n"
                    "            if message is not None:\n",
                )
            ]
        },
        "mailing",
        "mail server: rcpt",
        nth=5,
    ),
    Mutant(
        "a code is used up in a transaction of its own",
        {
            SUBMITTING: [
                (
                    "    written = encode(",
                    '    session.run("COMMIT")\n    session.run("BEGIN IMMEDIATE")\n    written = encode(',
                )
            ]
        },
        "answering",
        "box: INSERT INTO ballot",
        nth=5,
    ),
    Mutant(
        "ballots are destroyed before the publication stands",
        {
            RELEASING: [
                (
                    "        with house.databases.office.writing() as session:\n            publish(",
                    "        with house.databases.box.writing() as session:\n"
                    "            ballots.destroy(session, wave.name)\n"
                    "        with house.databases.office.writing() as session:\n            publish(",
                )
            ]
        },
        "releasing",
        "office: INSERT INTO publication",
    ),
    Mutant(
        "a release does not look whether there was one",
        {
            RELEASING: [
                ("    if wave.released_at is None:\n        _publish", "    if True:\n        _publish"),
                ("        if _standing(house, wave.id).released_at is None:\n            raise", "        raise"),
            ],
            PUBLISHING: [(", Wave.released_at.is_(None))", ")")],
        },
        "releasing",
        "key file: os.remove .share",
    ),
)


class Sniper(Killer):
    """Kills at one place alone."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(Random(1), TYPICAL)
        self._mutant = mutant

    def draw(self, company: Company, phase: str, before: int) -> AtAMoment:
        return AtAMoment(company, phase, self._mutant.nth, self._mutant.place)


def noticed(mutant: Mutant, say: Say) -> Sequence[str]:
    """Hold a wave of a mutant on SQLite; return what the proof finds wrong."""
    campaign = Campaign("sqlite", Random(1), edits=json.dumps(mutant.edits), say=say)
    with campaign.company() as found:
        found.patience = PATIENCE_SECONDS
        life = Life(found, Sniper(mutant), {mutant.phase: 1})
        campaign.lived(life, mutant.name)
    if not life.kills:
        raise RuntimeError(f"No process of the mutant came to {mutant.place}.")
    return life.wrong
