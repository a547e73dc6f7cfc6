"""Writing the mails of a wave, many of which differ in nothing but the code. Pure, but for what it remembers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pulse.mail import Mail
from pulse.programme.letter import LETTERS
from pulse.programme.models import Kind
from pulse.programme.occasion import Occasion, Reader
from pulse.programme.wording import Wording
from pulse.stationery import Addressed, Drawn, Sender, drawn, message_id, write

MESSAGE_ID_LABEL = b"pulse.message-id/1"
# Characters that no text of ours or of a roster has, as many as the real ones, so that lines break in the same places.
CODE, SPOKEN_CODE, PAUSE = "\ue001", "\ue002", "\ue003"


class Pad:
    """Writes mails; what is the same for everybody of a group and language is drawn once."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._drawn: dict[tuple[object, ...], Drawn] = {}

    def mail(self, kind: Kind, occasion: Occasion, reader: Reader, now: datetime) -> Mail:
        """Write one mail of a wave to one reader."""
        own_id = mail_id(self._sender, occasion.wave, reader.person, kind)
        addressed = Addressed(reader.email, own_id, occasion.programme, self._unsubscribing(occasion, reader, now))
        return write(self._sender, self.drawn(kind, occasion, reader, now), addressed, now)

    def _unsubscribing(self, occasion: Occasion, reader: Reader, now: datetime) -> Mapping[str, str]:
        """What makes mail programs offer a pause in one click (RFC 8058)."""
        if not reader.pause:
            return {}
        link = Wording(self._sender, occasion, reader, now).pause_link
        return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

    def drawn(self, kind: Kind, occasion: Occasion, reader: Reader, now: datetime) -> Drawn:
        """The mail on paper."""
        today = now.astimezone(ZoneInfo(reader.time_zone)).date()
        key = (kind, occasion.wave, occasion.fingerprint, today, _anybody(reader))
        if key not in self._drawn:
            self._drawn[key] = drawn(LETTERS[kind](Wording(self._sender, occasion, _anybody(reader), now)))
        return _filled(self._drawn[key], reader)


def mail_id(sender: Sender, wave: str, person: int, kind: Kind) -> str:
    """The fixed id of a wave's mail. It gives neither the person nor the code away."""
    return message_id(sender, b"\0".join((MESSAGE_ID_LABEL, wave.encode(), str(person).encode(), kind.encode())))


def _anybody(reader: Reader) -> Reader:
    """The reader without what is theirs alone."""
    code, spoken = CODE * len(reader.code), SPOKEN_CODE * len(reader.spoken_code)
    return replace(reader, person=0, email="", code=code, spoken_code=spoken, pause=PAUSE * len(reader.pause))


def _filled(paper: Drawn, reader: Reader) -> Drawn:
    return replace(paper, text=_filled_in(paper.text, reader), html=_filled_in(paper.html, reader))


def _filled_in(text: str, reader: Reader) -> str:
    # Without a code there is no place for one either.
    for place, value in ((CODE, reader.code), (SPOKEN_CODE, reader.spoken_code), (PAUSE, reader.pause)):
        text = text.replace(place * len(value), value) if value else text
    return text
