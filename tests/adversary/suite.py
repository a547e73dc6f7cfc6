"""All attacks of the adversary suite."""

from tests.adversary import storage, swapping
from tests.adversary.attempts import Attack
from tests.adversary.pure_attacks import PURE

SUITE: tuple[Attack, ...] = (
    *PURE,
    Attack("A6", "swapped worlds of 40 to 80 people", swapping.attempt, 0, 200),
    Attack("A8", "order of arrival in the mixed file", storage.order_after_mixing, 1, 20),
    Attack("A9", "the box's file after close, two histories", storage.history_after_close, 1, 20),
    Attack("A10", "copies of the box after each request", storage.links_of_copies, 1, 40),
)
