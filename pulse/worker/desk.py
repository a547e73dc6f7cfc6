"""What the mails of one batch share: who sends them, what their waves are, and how each reader's code is derived."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache

from pulse.actions.next_steps import next_steps
from pulse.actions.queries import line_of
from pulse.ballots.keys import KeyDirectories
from pulse.errors import Refusal
from pulse.house import House
from pulse.invitations.codes import code_for, digest, spoken
from pulse.invitations.queries import redeemed
from pulse.languages import known
from pulse.mail import Mail
from pulse.pauses import tokens
from pulse.pauses.queries import paused
from pulse.programme.contract import Contract
from pulse.programme.due import DueMail
from pulse.programme.models import NEWS, Kind, Wave
from pulse.programme.occasion import Occasion, Reader
from pulse.programme.pad import Pad
from pulse.programme.queries import paths_of
from pulse.programme.team_link import TeamLink, token
from pulse.roster.queries import led_by
from pulse.stationery import sender_of


class InviteKeyLost(Refusal):
    """The key of a wave's codes is in no key directory; a new one would make codes that do not work."""

    def __init__(self, wave: str) -> None:
        super().__init__(
            f"No key directory holds the invite key of wave {wave}, so no mail with a code can be sent. Codes that "
            "were sent keep working. Bring the directory back."
        )


parsed = lru_cache(maxsize=8)(Contract.parse)


class Desk:
    """Turns due mails into what `programme.letter` needs; codes exist here and in the mails, and nowhere else."""

    def __init__(self, house: House) -> None:
        settings = house.settings
        self._house = house
        self._directories = KeyDirectories(settings.key_directories)
        self._contracts: dict[int, Contract] = {}
        self._occasions: dict[tuple[int, str], Occasion] = {}
        self._paths: dict[str, str] = {}
        self._invite_keys: dict[str, bytes] = {}
        self.sender = sender_of(settings)
        self._pad = Pad(self.sender)
        with house.databases.office.reading() as session:
            self._paused = paused(session)

    def without_invite_key(self, mails: Iterable[DueMail]) -> dict[int, InviteKeyLost]:
        """The waves of these mails for which no code can be derived, and why."""
        waves = {mail.wave_id for mail in mails if mail.kind not in NEWS}
        names = {wave: self._contract(wave).wave for wave in waves}
        return {
            wave: InviteKeyLost(name) for wave, name in names.items() if not self._directories.holds_invite_key(name)
        }

    def learn_cells(self, mails: Iterable[DueMail]) -> None:
        """Look up the names of these mails' cells at once; one by one they would cost as much as the mails."""
        self._look_up({mail.cell for mail in mails if mail.cell})

    def written(self, mail: DueMail, now: datetime) -> Mail | None:
        """A due mail as it leaves; None to somebody who is paused, but for what belongs to a leader's work.

        Such a mail is recorded like any other, so that the outbox does not say who is paused.
        """
        if mail.kind is not Kind.RESULTS and mail.person in self._paused:
            return None
        return self._pad.mail(mail.kind, self.occasion(mail), self.reader(mail), now)

    def occasion(self, mail: DueMail) -> Occasion:
        """The wave a mail is about, as its reader is told of it."""
        key = mail.wave_id, known(mail.language)
        if key not in self._occasions:
            self._occasions[key] = self._described(*key)
        return self._occasions[key]

    def _described(self, wave_id: int, language: str) -> Occasion:
        contract = self._contract(wave_id)
        root = next(unit for unit, parent in contract.units.items() if parent is None)
        return Occasion(
            wave=contract.wave,
            programme=contract.programme,
            number=contract.number,
            audience=self._path(root),
            items=tuple(map(self._house.questionnaire.item, contract.questions)),
            closes_at=contract.window.closes_at,
            fingerprint=contract.fingerprint,
            k=contract.policy["k"],
            reminders=contract.reminders,
            reminded=contract.reminded,
            you_said_we_did=self._line(contract.wave, language),
        )

    def _line(self, wave: str, language: str) -> str | None:
        with self._house.databases.office.reading() as session:
            return line_of(session, wave, language)

    def reader(self, mail: DueMail) -> Reader:
        """Whom a mail is for; only one that asks for answers carries a code."""
        code = "" if mail.kind in NEWS else self._code(mail)
        return Reader(
            person=mail.person,
            email=mail.email,
            language=mail.language,
            time_zone=mail.place.time_zone,
            cell=self._path(mail.cell) if mail.cell else "",
            cell_people=self._contract(mail.wave_id).cells.get(mail.cell, 0),
            code=code,
            spoken_code=spoken(code),
            team_link=self._team_link(mail) if mail.kind in NEWS and mail.cell else "",
            answer_by=self._answer_by(mail) if mail.kind is Kind.RESULTS else None,
            pause=tokens.token(self.sender.key, mail.person) if mail.kind is not Kind.RESULTS else "",
        )

    def _team_link(self, mail: DueMail) -> str:
        contract = self._contract(mail.wave_id)
        return token(self.sender.key, TeamLink(contract.wave, mail.cell), contract.window.closes_at)

    def _answer_by(self, mail: DueMail) -> date | None:
        with self._house.databases.office.reading() as session:
            led = led_by(session, mail.email)
            waiting = next_steps(session, led, self._house.clock()).waiting if led else ()
        return min((step.due for step in waiting if step.thread.topic.wave_id == mail.wave_id), default=None)

    def has_answered(self, mail: DueMail) -> bool:
        """Whether the reader's code was used; looked up for programmes that remind the unanswered, and kept nowhere."""
        wave = self._contract(mail.wave_id).wave
        with self._house.databases.box.reading() as session:
            return redeemed(session, wave, digest(wave, self._code(mail)))

    def _code(self, mail: DueMail) -> str:
        wave = self._contract(mail.wave_id).wave
        if wave not in self._invite_keys:
            if not self._directories.holds_invite_key(wave):
                raise InviteKeyLost(wave)
            self._invite_keys[wave] = self._directories.invite_key(wave)
        return code_for(self._invite_keys[wave], mail.person)

    def _contract(self, wave_id: int) -> Contract:
        if wave_id not in self._contracts:
            with self._house.databases.office.reading() as session:
                self._contracts[wave_id] = parsed(session.get_one(Wave, wave_id).contract or "")
        return self._contracts[wave_id]

    def _path(self, unit: str) -> str:
        if unit not in self._paths:
            self._look_up({unit})
        return self._paths[unit]

    def _look_up(self, units: Collection[str]) -> None:
        with self._house.databases.office.reading() as session:
            self._paths |= paths_of(session, units)
