"""A webhook leads out, over https, to the number that was checked; inside only where the settings say so."""

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.webhooks.addresses import Allowed, BadWebhook, Target, is_public, target
from pulse.worker.posting import USUAL, deliver
from tests.webhooks.receiver import Receiver

PUBLIC = "93.184.215.14"
INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fec0::1",
    "168.63.129.16",
    "192.0.0.192",
    "::ffff:168.63.129.16",
]


@pytest.mark.parametrize("number", INSIDE)
def test_an_address_of_an_inner_network_is_refused_in_every_notation(number: str) -> None:
    assert not is_public(number)
    with pytest.raises(BadWebhook, match="inner network"):
        target("https://receiver.example/", Allowed(), lambda host, port: [number])
    with pytest.raises(BadWebhook, match="inner network"):
        target("https://receiver.example/", Allowed(), lambda host, port: [PUBLIC, number])
    assert target("https://receiver.example/", Allowed(inside=True), lambda host, port: [number]).numbers == (number,)


@pytest.mark.parametrize("number", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_a_public_address_may_be_told(number: str) -> None:
    assert target("https://receiver.example/a?b=c", Allowed(), lambda host, port: [number]) == Target(
        True, "receiver.example", 443, "/a?b=c", (number,)
    )


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://2130706433/"])
def test_spelling_an_inner_address_otherwise_does_not_help(url: str) -> None:
    with pytest.raises(BadWebhook):
        target(url, Allowed())


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/",
        "ftp://receiver.example/",
        "//receiver.example/",
        "receiver.example",
        "https://",
        "https://user:word@receiver.example/",
        "https://receiver.example/#part",
        "https://receiver.example:99999/",
        "https://receiver.example/\r\nX: y",
        "https://receiver.example/ a",
        "https://recéiver.example/",
        "https://[::1/",
        "https://receiver.example/" + "x" * 2_000,
    ],
)
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(BadWebhook):
        target(url, Allowed(inside=True), lambda host, port: [PUBLIC])


def test_http_is_for_development_alone() -> None:
    assert not target("http://receiver.example/", Allowed(plain=True), lambda host, port: [PUBLIC]).secure


def test_what_is_connected_to_is_the_number_that_was_checked_not_the_name_looked_up_again(receiver: Receiver) -> None:
    port = int(receiver.address.rpartition(":")[2])
    checked = Target(False, "no-such-host.invalid", port, "/", ("127.0.0.1",))
    deliver(checked, b"{}", {}, ssl.create_default_context, USUAL)
    assert receiver.posts[0].headers["Host"] == f"no-such-host.invalid:{port}"


@given(st.text(max_size=60), st.ip_addresses())
def test_no_text_reaches_an_inner_network(text: str, number: object) -> None:
    try:
        found = target(f"https://{text}", Allowed(), lambda host, port: [str(number)])
    except BadWebhook:
        return
    assert all(map(is_public, found.numbers))
    assert found.secure
