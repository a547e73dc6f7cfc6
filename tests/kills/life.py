"""One wave from opening to release, in which processes are killed."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from functools import cached_property

from sqlalchemy import func, select

from pulse.ballots import mix
from pulse.programme.contract import Contract
from pulse.programme.models import NEWS, Kind, MailState, OutboxMail, Wave
from pulse.publications.models import Publication
from tests.kills.company import Company
from tests.kills.crowd import Crowd, invited, text_of
from tests.kills.killing import WEB, Attempt, Course, Death, Killer
from tests.kills.proof import Proof

PHASES = ("opening", "mailing", "answering", "mixing", "closing", "releasing")
AT_A_TIME, IN_THE_LAST_MINUTE = 27, 8
JUST_BEFORE, JUST_AFTER = timedelta(seconds=0.3), timedelta(minutes=1)


@dataclass(frozen=True)
class Kill:
    """One kill, and how long it took until somebody went on with the work."""

    death: Death
    seconds: float


@dataclass
class Life:
    """A company's next wave; `plan` says how many kills to try in each phase, `killer` when."""

    company: Company
    killer: Killer | None = None
    plan: Mapping[str, int] = field(default_factory=dict)
    course: Course = field(default_factory=Course)
    kills: list[Kill] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    crowd: Crowd | None = None

    def __post_init__(self) -> None:
        self.company.forget_moments()
        self._old_mails = len(self.company.sink.mails())

    def live(self) -> None:
        """Go through the whole wave; `wrong` says in the end what is not as it has to be."""
        self._through(("opening",), lambda: self.company.clock.set(self.wave.opens_at), self._is_opened)
        self._through(("mailing",), lambda: self._wait_for((Kind.INVITATION,)), self._has_invited)
        crowd = self.crowd = self._gathered()
        while crowd.waiting > IN_THE_LAST_MINUTE:
            self._through(("answering", "mixing"), lambda: crowd.begin(AT_A_TIME), self._is_mixed)
            self.wrong += self.proof.open_box(crowd)
        self._through(("closing", "releasing"), self._come_to_an_end, self._is_over)
        crowd.finish()
        self._through(("mailing",), lambda: self._wait_for(NEWS), lambda: self._all_sent(*NEWS))
        self.wrong += self.proof.end(crowd)
        self.wrong += self.proof.written(self.mails, self.killed_in("mailing"))

    @cached_property
    def wave(self) -> Wave:
        """The company's newest wave as it was planned."""
        with self.company.house.databases.office.reading() as session:
            return session.scalars(select(Wave).order_by(Wave.number.desc()).limit(1)).one()

    @property
    def proof(self) -> Proof:
        return Proof(self.company.house, self.wave.name)

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails that came since the wave before."""
        return self.company.sink.mails()[self._old_mails :]

    def killed_in(self, phase: str) -> int:
        """How many kills there were in a phase."""
        return sum(kill.death.phase == phase for kill in self.kills)

    def _through(self, phases: Sequence[str], start: Callable[[], None], done: Callable[[], bool]) -> None:
        """Let phases begin and wait until they are done, with the kills that are planned for them."""
        attempt, before = self._prepared(phases), len(self.company.moments())
        start()
        while attempt and (death := attempt.strike(done)):
            attempt = self._after(death, phases, done)
        self.company.wait(f"{' and '.join(phases)}", done)
        self.course.learn(phases, self.company.moments()[before:])

    def _prepared(self, phases: Sequence[str]) -> Attempt | None:
        phase = next((phase for phase in phases if self.killed_in(phase) < self.plan.get(phase, 0)), None)
        if phase is None or self.killer is None:
            return None
        attempt = self.killer.draw(self.company, phase, self.killed_in(phase))
        attempt.prepare()
        return attempt

    def _after(self, death: Death, phases: Sequence[str], done: Callable[[], bool]) -> Attempt | None:
        try:
            self.company.wait(f"{death.phase} goes on after {death.place}", lambda: self._went_on(death) or done())
        finally:
            self.kills.append(Kill(death, time.time() - death.at))
        attempt = self._prepared(phases)
        self.wrong += self.proof.history()
        return attempt

    def _went_on(self, death: Death) -> bool:
        if death.phase == WEB and self.crowd:
            return any(rep.accepted_at and rep.accepted_at > death.at for rep in self.crowd.reps)
        return any(
            moment.at > death.at and moment.phase == death.phase and moment.pid not in death.pids
            for moment in self.company.moments()
        )

    def _gathered(self) -> Crowd:
        house = self.company.house
        with house.databases.office.reading() as session:
            contract = Contract.parse(session.get_one(Wave, self.wave.id).contract or "")
        items = [house.questionnaire.item(item) for item in contract.questions]
        reps = invited({str(mail["To"]): text_of(mail) for mail in self.mails})
        return Crowd(self.company.port, [item for item in items if not item.scale.is_text], reps)

    def _wait_for(self, kinds: Sequence[Kind]) -> None:
        """Let the time come at which all mails of these kinds are due."""
        due = select(func.max(OutboxMail.due_at)).where(OutboxMail.wave_id == self.wave.id, OutboxMail.kind.in_(kinds))
        with self.company.house.databases.office.reading() as session:
            self.company.clock.set(session.execute(due).scalar_one() + JUST_AFTER)

    def _come_to_an_end(self) -> None:
        """Let the last ones answer while the wave closes."""
        assert self.crowd
        self.company.clock.set(self.wave.closes_at - JUST_BEFORE)
        self.crowd.begin(IN_THE_LAST_MINUTE)

    def _is_opened(self) -> bool:
        with self.company.house.databases.office.reading() as session:
            return session.get_one(Wave, self.wave.id).opened_at is not None

    def _has_invited(self) -> bool:
        return self._all_sent(Kind.INVITATION)

    def _all_sent(self, *kinds: Kind) -> bool:
        mails = select(OutboxMail.state).where(OutboxMail.wave_id == self.wave.id, OutboxMail.kind.in_(kinds))
        with self.company.house.databases.office.reading() as session:
            return set(session.scalars(mails)) == {MailState.SENT}

    def _is_mixed(self) -> bool:
        if self.crowd and not self.crowd.idle:
            return False
        with self.company.house.databases.box.reading() as session:
            return not mix.due(session, self.wave.name)

    def _is_over(self) -> bool:
        """Whether the wave is published and destroyed, and the next one planned."""
        told = select(func.count()).where(OutboxMail.wave_id == self.wave.id, OutboxMail.kind.in_(NEWS))
        later = select(func.count()).where(Wave.number > self.wave.number)
        with self.company.house.databases.office.reading() as session:
            published = session.get(Publication, self.wave.id)
            destroyed = published is not None and published.destroyed_at is not None
            return destroyed and all(session.execute(owed).scalar_one() for owed in (told, later))
