"""The people of a wave: each has one mail, one code and answers of their own, and sends until somebody says thanks."""

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from random import Random
from urllib.parse import urlencode

from pulse.questionnaire import Item
from tests.benchmarks.servers import HOST

LINK = re.compile(r"/w/(?P<wave>\w+)\S*#(?P<code>\w+)")
WAIT = re.compile("Nothing was sent and nothing is lost; please send again|Nothing was changed; please try again")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TIMEOUT_SECONDS = 30
PAUSE_SECONDS = 0.05
AT_ONCE = 4
GIVES_UP, TWICE = 11, 7
"""Every eleventh gives up when a connection breaks; every seventh sends again after the thanks."""


class Answer(Enum):
    """What came of sending once."""

    THANKED = "thanked"
    CLOSED = "closed"
    BUSY = "busy"
    BROKEN = "broken"
    """The connection ended before the answer was whole: nobody can say whether it counted."""


@dataclass
class Rep:
    """Somebody who was invited; `number` makes their answers unlike anybody else's."""

    number: int
    email: str
    wave: str
    code: str
    accepted_at: float | None = None
    unsure: bool = False
    """Whether a connection broke, and no thanks came afterwards."""
    tries: int = 0

    def codes(self, items: Sequence[Item]) -> dict[str, int]:
        """What this person answers: bits of the number first, so that sums tell who is among them."""
        chance = Random(f"rep {self.number}")
        bits = [self.number >> place & 1 for place in range(6)] + [chance.randrange(2) for _ in items]
        return {item.id: _code(item, bit) for item, bit in zip(items, bits, strict=False)}


def _code(item: Item, bit: int) -> int:
    """One of two answers in the middle of the scale, where sums are published as they are."""
    lowest, highest = item.scale.lowest, item.scale.highest
    return min(lowest + (highest - lowest) // 2 + bit, highest)


@dataclass
class Crowd:
    """Answers for a list of people, a few at a time."""

    port: int
    items: Sequence[Item]
    reps: Sequence[Rep]
    unexpected: list[str] = field(default_factory=list)
    told_to_wait: int = 0
    """How many answers said that nothing was sent for now."""
    _sent: int = 0

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE)
        self._under_way: list[Future[None]] = []

    @property
    def accepted(self) -> list[Rep]:
        return [rep for rep in self.reps if rep.accepted_at is not None]

    @property
    def unsure(self) -> list[Rep]:
        return [rep for rep in self.reps if rep.unsure]

    @property
    def waiting(self) -> int:
        """How many have not begun yet."""
        return len(self.reps) - self._sent

    @property
    def idle(self) -> bool:
        """Whether everybody who began is done."""
        return all(sending.done() for sending in self._under_way)

    def begin(self, number: int) -> None:
        """Let the next ones of the list answer."""
        chosen = self.reps[self._sent : self._sent + number]
        self._sent += len(chosen)
        self._under_way += [self._threads.submit(self._send_until_thanked, rep) for rep in chosen]

    def finish(self) -> None:
        """Wait for everybody who began, and let nobody else begin."""
        self._threads.shutdown()
        for sending in self._under_way:
            sending.result()

    def _send_until_thanked(self, rep: Rep) -> None:
        while True:
            answer = self._send(rep, rep.codes(self.items))
            if answer is Answer.THANKED:
                rep.accepted_at, rep.unsure = time.time(), False
                break
            # A commit may have come to its end although the database could not say so any more.
            rep.unsure |= answer in (Answer.BROKEN, Answer.BUSY)
            if answer is Answer.CLOSED or (answer is Answer.BROKEN and rep.number % GIVES_UP == 0):
                return
            time.sleep(PAUSE_SECONDS)
        if rep.number % TWICE == 0:
            self._send(rep, {item.id: item.scale.lowest for item in self.items})
        time.sleep(PAUSE_SECONDS)

    def _send(self, rep: Rep, codes: dict[str, int]) -> Answer:
        rep.tries += 1
        try:
            return self._spoken(rep, urlencode({"code": rep.code, **codes}))
        except (http.client.HTTPException, OSError):
            return Answer.BROKEN

    def _spoken(self, rep: Rep, form: str) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("POST", f"/w/{rep.wave}", form, FORM)
            response = connection.getresponse()
            page = response.read().decode()
        finally:
            connection.close()
        if response.status == 303:
            self._fetch_thanks(response.headers["Location"])
        elif response.status == 503 and WAIT.search(page):
            self.told_to_wait += 1
        elif response.status != 410:
            self.unexpected.append(f"{response.status}: {' '.join(page.split())[-300:]}")
        return {303: Answer.THANKED, 410: Answer.CLOSED}.get(response.status, Answer.BUSY)

    def _fetch_thanks(self, path: str) -> None:
        """Read the page of thanks whole, again if need be: the redirect to it has said already that it counted."""
        while True:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_SECONDS)
            try:
                connection.request("GET", path)
                if connection.getresponse().read():
                    return
            except (http.client.HTTPException, OSError):
                time.sleep(PAUSE_SECONDS)
            finally:
                connection.close()


def invited(mails: Mapping[str, str]) -> list[Rep]:
    """Everybody with a code in their mail; the texts of the mails come by address."""
    links = [(address, link) for address, mail in sorted(mails.items()) if (link := LINK.search(mail))]
    return [Rep(number, address, link["wave"], link["code"]) for number, (address, link) in enumerate(links)]


def text_of(mail: EmailMessage) -> str:
    """The text part of a mail."""
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""
