"""What a leader may say: whole numbers on the scales, all of them."""

from collections.abc import Mapping

import pytest

from pulse.mirror.guess import BadGuess, Guess, read_guess

FORM = {"safety": "70", "response": " 65 ", "quota": "0", "product": "100", "x1": "97"}


def test_a_form_is_read() -> None:
    assert read_guess(FORM, with_target=True) == Guess(70, 65, 0, 100, 97)


def test_where_the_target_is_not_asked_it_is_not_taken() -> None:
    assert read_guess(FORM, with_target=False) == Guess(70, 65, 0, 100)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"safety": ""}, "Safety needs a whole number from 0 to 100. Nothing was saved."),
        ({"quota": "101"}, "Quota needs a whole number from 0 to 100. Nothing was saved."),
        ({"quota": "-1"}, "Quota needs a whole number from 0 to 100. Nothing was saved."),
        ({"product": "5.5"}, "Product needs a whole number from 0 to 100. Nothing was saved."),
        ({"product": "٥٥"}, "Product needs a whole number from 0 to 100. Nothing was saved."),
        ({"response": "9" * 5000}, "Response needs a whole number from 0 to 100. Nothing was saved."),
        ({"x1": "49"}, "Target needs a whole number from 50 to 150. Nothing was saved."),
        ({"x1": "151"}, "Target needs a whole number from 50 to 150. Nothing was saved."),
    ],
)
def test_anything_else_is_refused_in_a_sentence(wrong: Mapping[str, str], sentence: str) -> None:
    with pytest.raises(BadGuess, match=sentence):
        read_guess({**FORM, **wrong}, with_target=True)


def test_a_missing_number_is_refused() -> None:
    with pytest.raises(BadGuess, match="Safety"):
        read_guess({}, with_target=True)
