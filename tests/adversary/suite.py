"""All attacks of the adversary suite; those tried quickly by tests of their own have no quick tries here."""

from tests.adversary import (
    aftermath,
    canaries,
    leaver,
    participation,
    placing,
    plotting,
    scraping,
    storage,
    surviving,
    swapping,
    tracing,
    voices,
)
from tests.adversary.attempts import Attack
from tests.adversary.core_mutants import MUTANTS
from tests.adversary.fuzzing import FUZZED
from tests.adversary.pure_attacks import PURE
from tests.adversary.whole_mutants import WHOLE_MUTANTS

SUITE: tuple[Attack, ...] = (
    *PURE,
    Attack("A1", "subtract what pages display, scraped", scraping.attempt, 1, 20),
    Attack("A6", "swapped worlds of 40 to 80 people", swapping.attempt, 1, 200),
    Attack("A8", "order of arrival in the mixed file", storage.order_after_mixing, 1, 20),
    Attack("A8", "the same in PostgreSQL, by place and by writer", placing.order_after_mixing, 1, 20),
    Attack("A9", "the box's file after close, two histories", storage.history_after_close, 1, 20),
    Attack("A10", "copies of the box after each request", storage.links_of_copies, 1, 40),
    Attack("A11", "everything robbed after release; A21 with it", aftermath.attempt, 1, 40),
    Attack("A12", "marks in every log and file, with granian", canaries.attempt, 0, 10),
    Attack("A13", "a used code, and the web reading", participation.attempt, 1, 50),
    Attack("A13", "the time of replies to 4,000 used and unused codes", participation.timed, 0, 2),
    Attack("A16", "scripts of a hostile administrator, two waves", plotting.attempt, 3, 40),
    Attack("A18", "sums before and after somebody left, teams of 8", leaver.attempt, 1, 8),
    Attack("A19", "what comments tell of their authors", voices.attempt, 2, 100),
    Attack("A20", "every number of every artefact, three waves", tracing.attempt, 1, 20),
    Attack("A22", "mutants of the core that survive", surviving.core, 0, len(MUTANTS)),
    Attack("A22", "mutants of installations that survive", surviving.whole, 0, len(WHOLE_MUTANTS)),
    *FUZZED,
)
