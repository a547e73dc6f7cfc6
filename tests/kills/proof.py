"""What has to be true of an installation whose processes are killed: at any time, and when a wave is over."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import combinations

from sqlalchemy import Select, func, select

from pulse.audit import AuditEntry
from pulse.ballots.models import Ballot, BoxContract
from pulse.cli.verify import findings
from pulse.house import House
from pulse.invitations.models import Invitation
from pulse.programme.contract import Contract
from pulse.programme.models import Invitee, Wave
from pulse.publications.document import parse
from pulse.publications.figures import PARTICIPATION, Policy
from pulse.publications.models import Publication
from pulse.publications.table import Table
from pulse.release.aggregate import Tally, release_table
from pulse.release.count import Questions
from pulse.roster.models import Person
from pulse.roster.tree import Tree
from tests.kills.crowd import LINK, Crowd, Rep, text_of

ONCE = ("opened", "closed", "published", "destroyed ballots, invitations and keys")
"""What stands in the log of changes exactly once for every wave."""

RESULTS = "Results are open"
"""How the subject begins of the mail that says so; leaders get a digest now and then, too."""


@dataclass(frozen=True)
class Mails:
    """To how many people a mail went once, how many came again with the same id, who got none or a different one."""

    once: int
    again: int
    missing: int
    different: int


@dataclass(frozen=True)
class Proof:
    """Looks at one wave of an installation; every finding is a sentence."""

    house: House
    wave: str

    def history(self) -> Iterator[str]:
        """What is wrong with publications, contracts and the log of changes, at any time."""
        yield from findings(self.house)
        if (published := self.publications()) > 1:
            yield f"there are {published} publications"

    def open_box(self, crowd: Crowd) -> Iterator[str]:
        """What is wrong with an open box: every used code has its ballot, and everybody thanked has one."""
        thanked = len(crowd.accepted)
        with self.house.databases.box.reading() as session:
            ballots = session.scalars(_number(Ballot, self.wave).where(Ballot.counts)).one()
            used = session.scalars(_number(Invitation, self.wave).where(Invitation.redeemed)).one()
        if ballots != used:
            yield f"{used} codes are used, and there are {ballots} ballots"
        if ballots < thanked:
            yield f"{thanked} people were thanked, and there are {ballots} ballots"

    def end(self, crowd: Crowd) -> Iterator[str]:
        """What is wrong with the wave once it was released."""
        yield from self.history()
        yield from self._logged()
        yield from self._remains()
        if self.publications():
            yield from self._counted_wrongly(crowd)
        yield from (f"an unexpected answer: {answer}" for answer in crowd.unexpected)

    def written(self, mails: Sequence[EmailMessage], kills: int) -> Iterator[str]:
        """What is wrong with the wave's mails after so many kills while mails were sent; each may repeat one mail."""
        found = self.mails(mails)
        for what, counted in found.items():
            if counted.missing:
                yield f"{counted.missing} people got no {what}"
            if counted.different:
                yield f"{counted.different} people got a second {what} that is another one"
        if (again := sum(counted.again for counted in found.values())) > kills:
            yield f"{again} mails came again after {kills} kills"

    def mails(self, mails: Sequence[EmailMessage]) -> Mapping[str, Mails]:
        """Count the invitations of everybody invited, and the mails that say results are open."""
        people = self._cells()
        asking = [mail for mail in mails if LINK.search(text_of(mail))]
        telling = [mail for mail in mails if str(mail["Subject"]).startswith(RESULTS)]
        return {"invitation": _counted(asking, people), "mail about results": _counted(telling, people)}

    def publications(self) -> int:
        """How many publications the wave has."""
        of_wave = select(func.count()).select_from(Publication).join(Wave).where(Wave.name == self.wave)
        with self.house.databases.office.reading() as session:
            return session.scalars(of_wave).one()

    def answers_counted(self) -> int:
        """How many answers the publication counts."""
        _, table = self._published()
        return sum(atom.respondents for atom in table.columns[PARTICIPATION].atoms.values())

    def _logged(self) -> Iterator[str]:
        mine = select(AuditEntry.action).where(AuditEntry.subject.startswith(self.wave))
        with self.house.databases.office.reading() as session:
            actions = Counter(session.scalars(mine))
        if (published := self.publications()) != 1:
            yield f"there are {published} publications"
        yield from (f"the log says {actions[action]} times: {action}" for action in ONCE if actions[action] != 1)

    def _remains(self) -> Iterator[str]:
        keys = select(BoxContract.wave).where(func.length(BoxContract.share) + func.length(BoxContract.wrapped_key) > 0)
        with self.house.databases.box.reading() as session:
            for table in (Ballot, Invitation):
                if number := session.scalars(_number(table, self.wave)).one():
                    yield f"{number} rows are left of {table.__tablename__}"
            if session.scalar(keys.where(BoxContract.wave == self.wave)):
                yield "the box holds a share of the key"
        for directory in self.house.settings.key_directories:
            yield from (f"{file.name} is left among the keys" for file in directory.glob(f"{self.wave}*"))

    def _counted_wrongly(self, crowd: Crowd) -> Iterator[str]:
        """Whether the published table is anything else than that of everybody thanked, with some of those unsure."""
        contract, published = self._published()
        cells = self._cells()
        for more in range(len(crowd.unsure) + 1):
            for some in combinations(crowd.unsure, more):
                if self._table(contract, [*crowd.accepted, *some], cells) == published:
                    return
        yield f"the publication is not that of {len(crowd.accepted)} people thanked and {len(crowd.unsure)} unsure"

    def _table(self, contract: Contract, reps: Sequence[Rep], cells: Mapping[str, str]) -> Table:
        """The table that these people's answers give."""
        questions = Questions.of(self.house.questionnaire.item(item) for item in contract.questions)
        tally = Tally(contract.cells)
        for rep in reps:
            tally.add(cells[rep.email], questions.published(rep.codes(questions.items)))
        return release_table(Tree(contract.units), tally, questions.shapes, Policy(**contract.policy))

    def _published(self) -> tuple[Contract, Table]:
        found = select(Wave.contract, Publication.document).join(Publication).where(Wave.name == self.wave)
        with self.house.databases.office.reading() as session:
            contract, document = session.execute(found).one()
        return Contract.parse(contract or ""), parse(document).table

    def _cells(self) -> dict[str, str]:
        invited = select(Person.email, Invitee.cell).join(Invitee).join(Wave).where(Wave.name == self.wave)
        with self.house.databases.office.reading() as session:
            return {row.email: row.cell for row in session.execute(invited)}


def _number(table: type[Ballot | Invitation], wave: str) -> Select[int]:
    return select(func.count()).select_from(table).where(table.wave == wave)


def _counted(mails: Sequence[EmailMessage], people: Mapping[str, str]) -> Mails:
    received = Counter((str(mail["To"]), str(mail["Message-ID"])) for mail in mails)
    addresses = Counter(address for address, _ in received)
    return Mails(
        once=sum(times == 1 for times in received.values()),
        again=sum(times - 1 for times in received.values()),
        missing=len(people.keys() - addresses.keys()),
        different=sum(ids > 1 for ids in addresses.values()),
    )
