"""How the mails fare: counts by wave and kind, and addresses that are refused. Whether one is opened nobody knows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.programme.contract import Contract
from pulse.programme.models import Kind, MailState, OutboxMail, Wave
from pulse.roster.models import Person

WAVES = 6
MOST_ADDRESSES = 200
REMINDERS = (Kind.REMINDER, Kind.SECOND_REMINDER)


@dataclass(frozen=True)
class MailLine:
    """One kind of mail of a wave, as counts; who is behind them is shown to nobody."""

    kind: Kind
    sent: int
    waiting: int
    refused: int
    expired: int


@dataclass(frozen=True)
class WaveMails:
    """The mails of a wave."""

    programme: str
    number: int
    lines: tuple[MailLine, ...]


def mails(session: Session) -> tuple[WaveMails, ...]:
    """The mails of the latest waves, the newest first."""
    latest = select(Wave).where(Wave.contract.is_not(None)).order_by(Wave.opens_at.desc(), Wave.id.desc()).limit(WAVES)
    waves = session.scalars(latest).all()
    counted = _counted(session, [wave.id for wave in waves])
    return tuple(_wave_mails(wave, counted.get(wave.id, {})) for wave in waves)


def refused_addresses(session: Session) -> Sequence[str]:
    """The addresses that took no mail of their programme's newest wave, by name of the address alone.

    Only mails that go to everybody count: a reminder to some would tell who has not answered.
    """
    newest = select(func.max(Wave.id)).where(Wave.contract.is_not(None)).group_by(Wave.programme_id)
    refused = (
        select(Person.email)
        .join(OutboxMail, OutboxMail.person_id == Person.id)
        .where(OutboxMail.wave_id.in_(newest), OutboxMail.state == MailState.REFUSED, Person.left.is_(None))
        .where(OutboxMail.kind.not_in(REMINDERS))
    )
    return session.scalars(refused.distinct().order_by(Person.email).limit(MOST_ADDRESSES)).all()


def _counted(session: Session, waves: Sequence[int]) -> Mapping[int, Mapping[Kind, Counter[MailState]]]:
    counted: dict[int, dict[Kind, Counter[MailState]]] = {}
    columns = OutboxMail.wave_id, OutboxMail.kind, OutboxMail.state
    rows = select(*columns, func.count()).where(OutboxMail.wave_id.in_(waves)).group_by(*columns)
    for wave_id, kind, how, number in session.execute(rows):
        counted.setdefault(wave_id, {}).setdefault(Kind(kind), Counter())[MailState(how)] = number
    return counted


def _wave_mails(wave: Wave, counted: Mapping[Kind, Counter[MailState]]) -> WaveMails:
    contract = Contract.parse(wave.contract or "")
    # Reminders that go only to those who have not answered would count them, while the wave is open.
    shown = [kind for kind in Kind if kind in counted and (contract.reminded == "everyone" or kind not in REMINDERS)]
    return WaveMails(contract.programme, wave.number, tuple(_mail_line(kind, counted[kind]) for kind in shown))


def _mail_line(kind: Kind, counted: Counter[MailState]) -> MailLine:
    return MailLine(
        kind=kind,
        sent=counted[MailState.SENT],
        waiting=counted[MailState.WAITING],
        refused=counted[MailState.REFUSED],
        expired=counted[MailState.EXPIRED],
    )
