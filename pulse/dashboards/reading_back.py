"""An answer before it is published, as the whole team will read it, with what may be unwise in it. Pure."""

from dataclasses import dataclass

from pulse.actions.answering import Kind, Thread
from pulse.actions.caution import hunting
from pulse.actions.drafts import Draft
from pulse.dashboards.answers import KINDS, AnswerLine, Desk, short_day


@dataclass(frozen=True)
class ReadingBack:
    """The answer as a line, the words that seem to look for an author, whether it may be quoted to the whole
    audience, and what the form has to send again to publish it.
    """

    line: AnswerLine
    hunting: tuple[str, ...]
    quoted: bool
    fields: tuple[tuple[str, str], ...]


def reading_back(draft: Draft, thread: Thread, desk: Desk) -> ReadingBack:
    """Prepare a checked draft to be looked at once more."""
    above = desk.who.above(thread.holder) if draft.kind is Kind.PASSED_UP else None
    due = draft.due.isoformat() if draft.due else ""
    fields = {"kind": draft.kind, "text": draft.text, "owner": draft.owner, "due": due, "item": draft.item or ""}
    return ReadingBack(
        line=AnswerLine(
            kind=f"{KINDS[draft.kind]} to {desk.names[above]}" if above else KINDS[draft.kind],
            text=draft.text,
            level=desk.names[thread.holder],
            day=short_day(desk.calendars[thread.holder].day(desk.now)),
            promise=f"{draft.owner}, by {short_day(draft.due)}" if draft.due else "",
        ),
        hunting=hunting(f"{draft.text}\n{draft.owner}"),
        quoted=desk.waves[thread.topic.wave_id].contract.tree.root == thread.holder,
        fields=tuple(fields.items()),
    )
