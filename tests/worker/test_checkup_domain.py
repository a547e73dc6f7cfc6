"""The doctor looks at the sender's domain through a real name server, and says so where it cannot look."""

import socket
from collections.abc import Iterator, Mapping
from functools import partial
from threading import Thread
from typing import Any

import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.resolver import Resolver

from pulse.settings import Settings
from pulse.worker.checkup.domain import CannotLook, Lookup, about_sending_domain, texts
from pulse.worker.checkup.findings import Gravity

DOMAIN = "pulse.acme-sales.com"
SPF, DMARC = "v=spf1 include:relay.net -all", "v=DMARC1; p=reject"
KEY = "v=DKIM1; k=rsa; p=" + "A" * 300
WELL = {
    DOMAIN: ("some-verification=1", SPF),
    f"s1._domainkey.{DOMAIN}": (KEY,),
    "_dmarc.acme-sales.com": (DMARC,),
}


class NameServer:
    """Answers questions about texts, over UDP, until it is closed."""

    def __init__(self) -> None:
        self.records: Mapping[str, tuple[str, ...]] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            question, asker = self._socket.recvfrom(4096)
            if not question:
                return
            self._socket.sendto(self._answer(dns.message.from_wire(question)), asker)

    def _answer(self, question: dns.message.Message) -> bytes:
        answer, asked = dns.message.make_response(question), question.question[0]
        found = self.records.get(str(asked.name).rstrip(".").lower())
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            written = [" ".join(f'"{one[at : at + 255]}"' for at in range(0, len(one), 255)) for one in found]
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", "TXT", *written))
        return answer.to_wire()


@pytest.fixture
def server() -> Iterator[NameServer]:
    started = NameServer()
    yield started
    started.close()


@pytest.fixture
def look(server: NameServer) -> Lookup:
    resolver = Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    return partial(texts, resolver)


def sentences(look: Lookup, *gravities: Gravity, **values: Any) -> list[str]:
    settings = Settings(
        organisation="Acme",
        base_url="https://pulse.acme.example",
        office_url="sqlite://",
        box_url="sqlite://",
        key_directories=("keys",),
        secret_key="a secret for tests alone, of some length",
        mail_url="smtp://127.0.0.1:9",
        contact="pulse@acme.example",
        **{"mail_from": f"Acme Pulse <pulse@{DOMAIN}>", "dkim_selector": "s1"} | values,
    )
    found = about_sending_domain(settings, look)
    return [one.sentence for one in found if not gravities or one.gravity in gravities]


def test_a_domain_in_good_order_is_not_mentioned(server: NameServer, look: Lookup) -> None:
    server.records = WELL
    assert sentences(look) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({DOMAIN: ("nothing",)}, "publishes no SPF record"),
        ({DOMAIN: (SPF, "v=spf1 -all")}, "more than one SPF record"),
        ({f"s1._domainkey.{DOMAIN}": ("v=DKIM1; p=",)}, "publishes no key"),
        ({"_dmarc.acme-sales.com": ("v=spf1 -all",)}, "publishes a DMARC record"),
    ],
)
def test_what_is_missing_is_named(
    server: NameServer, look: Lookup, changed: dict[str, tuple[str, ...]], said: str
) -> None:
    server.records = {**WELL, **changed}
    [sentence] = sentences(look, Gravity.WARNING)
    assert said in sentence


def test_where_nothing_is_published_everything_is_named(server: NameServer, look: Lookup) -> None:
    assert len(sentences(look, Gravity.WARNING)) == 3


def test_who_may_send_is_asked_of_the_envelopes_domain(server: NameServer, look: Lookup) -> None:
    server.records = {**WELL, DOMAIN: ("nothing",), "bounces.net": (SPF,)}
    assert sentences(look, bounce_address="pulse@bounces.net") == []


def test_without_the_name_of_the_key_it_is_not_looked_for(server: NameServer, look: Lookup) -> None:
    server.records = WELL
    [sentence] = sentences(look, dkim_selector="")
    assert sentence.startswith("dkim_selector is not set")


def test_where_no_name_server_answers_that_is_said_and_is_no_fault() -> None:
    def offline(name: str) -> tuple[str, ...]:
        raise CannotLook

    [sentence] = sentences(offline)
    assert sentence.startswith("Could not look")
    assert not sentences(offline, Gravity.WARNING, Gravity.FAULT)


def test_a_name_server_that_fails_is_none_that_answers(server: NameServer) -> None:
    resolver = Resolver(configure=False)
    resolver.nameservers = []
    with pytest.raises(CannotLook):
        texts(resolver, DOMAIN)


@pytest.mark.parametrize("domain", ["acme.example", "localhost", "pulse.test"])
def test_a_domain_that_nobody_can_own_is_not_asked_for(domain: str) -> None:
    def never(name: str) -> tuple[str, ...]:
        raise AssertionError(name)

    assert sentences(never, mail_from=f"Pulse <pulse@{domain}>") == []
