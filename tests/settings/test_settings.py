"""Settings fail at start, in a sentence that names the key and where to set it."""

from pathlib import Path

import pytest

from pulse.mail import DEFAULT_PORTS
from pulse.settings import MAIL_SCHEMES, BadSettings, load_settings

SECRET = {"PULSE_SECRET_KEY": "a secret for tests alone, of some length"}


def mail_url(address: str) -> str:
    settings = load_settings(environ=SECRET | {"PULSE_MAIL_URL": address})
    return settings.mail_url.get_secret_value()


def test_every_way_of_sending_can_be_set() -> None:
    for scheme in MAIL_SCHEMES:
        address = f"{scheme}://user:p%40ss@mail.acme.example:2525"
        assert mail_url(address) == address


def test_settings_and_sending_know_the_same_ways() -> None:
    assert set(MAIL_SCHEMES) == DEFAULT_PORTS.keys()


@pytest.mark.parametrize(
    "address",
    [
        "mail.acme.example:25",
        "mailto://mail.acme.example",
        "smtp+tls://user:hunter2@mail.acme.example",
        "SMTP:mail.acme.example",
        "smtp://",
        "smtp://user:hunter2@",
        "smtp://mail.acme.example:twentyfive",
        "smtp://mail.acme.example:99999",
        "smtp://mail.acme.example:0",
        "smtp://[::1",
        "",
    ],
)
def test_what_names_no_mail_server_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(BadSettings) as refused:
        mail_url(address)
    sentence = str(refused.value).splitlines()[1]
    assert sentence == (
        "mail_url: must begin with one of smtp://, smtp+starttls://, smtps:// and name a server, "
        "as in smtp://mail.example:25. Set it in the file named by PULSE_CONFIG or as PULSE_MAIL_URL."
    )
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    ["organisation = 'Müller'".encode("cp1252"), b"mails_per_minute = " + b"9" * 5000, b"contact = " + b"[" * 100_000],
    ids=["not UTF-8", "a number too large", "a nest too deep"],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pulse.toml").write_bytes(content)
    with pytest.raises(BadSettings, match=r"pulse\.toml cannot be read: "):
        load_settings(tmp_path / "pulse.toml", SECRET)
