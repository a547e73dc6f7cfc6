"""All attacks of the adversary suite."""

from tests.adversary.attempts import Attack
from tests.adversary.pure_attacks import PURE

SUITE: tuple[Attack, ...] = PURE
