"""Refusals: what a person asked for cannot be done, in a sentence that says what is wrong and what to do."""


class Refusal(Exception):
    """A request that is refused; `str()` is the sentence shown to the person, `status` the HTTP status.

    Subclasses stand beside the code that raises them and give their own sentence.
    """

    status = 400
    sentence = "This cannot be done."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NotFound(Refusal):
    """There is no such page, or the one who asks may not know that there is."""

    status = 404
    sentence = "There is no such page."
