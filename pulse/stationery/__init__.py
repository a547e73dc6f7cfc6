"""What every mail is written on: who sends it, how it looks, and the bytes that leave. Pure."""

from pulse.stationery.letters import Drawn, Letter, Section, draw_text, drawn
from pulse.stationery.senders import Sender, message_id, sender_of
from pulse.stationery.writing import Addressed, write

__all__ = [
    "Addressed",
    "Drawn",
    "Letter",
    "Section",
    "Sender",
    "draw_text",
    "drawn",
    "message_id",
    "sender_of",
    "write",
]
