"""The mails of a wave: what they say, in which language, and what they never carry."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from pulse.invitations.codes import code_for, spoken
from pulse.mail import MailRefused
from pulse.pauses.tokens import token
from pulse.programme.models import Kind
from pulse.programme.occasion import Occasion, Reader
from pulse.programme.pad import Pad, mail_id
from tests.mails import part, read
from tests.stationery import samples
from tests.stationery.samples import CODE, NOW, SENDER

PAUSE = token(b"s" * 32, 5)
OCCASION = replace(samples.OCCASION, you_said_we_did=None)
ANNA = Reader(
    5, "anna@acme.example", "en", "Europe/Berlin", "Sales / EMEA / Munich", 14, CODE, spoken(CODE), "T0K3N", pause=PAUSE
)
GERMAN = replace(ANNA, language="de-AT")


def written(kind: Kind, reader: Reader, occasion: Occasion = OCCASION, now: datetime = NOW) -> EmailMessage:
    return read(Pad(SENDER).mail(kind, occasion, reader, now))


def invitation(reader: Reader, occasion: Occasion = OCCASION, now: datetime = NOW) -> EmailMessage:
    return written(Kind.INVITATION, reader, occasion, now)


def every_mail(reader: Reader, occasion: Occasion = OCCASION) -> list[EmailMessage]:
    due = replace(reader, answer_by=date(2026, 2, 20), pause="")
    kinds = (Kind.INVITATION, reader), (Kind.REMINDER, reader), (Kind.RESULTS, due), (Kind.TEAM_RESULTS, reader)
    return [written(kind, one, occasion) for kind, one in kinds]


def text(mail: EmailMessage) -> str:
    return part(mail, "plain")


def html(mail: EmailMessage) -> str:
    return part(mail, "html")


class Visible(HTMLParser):
    """The words a reader of the HTML part sees."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden = tag in {"title", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


def visible_words(mail: EmailMessage) -> list[str]:
    reader = Visible()
    reader.feed(html(mail))
    return reader.words


def test_the_invitation_says_everything_a_reader_needs() -> None:
    mail = invitation(ANNA)
    assert mail["Subject"] == "9 taps on how selling is going - open until Monday 18:00"
    flat = " ".join(text(mail).split())
    for sentence in (
        "9 taps, about 55 seconds.",
        "Open until Monday 9 February, 18:00 (Berlin time).",
        f"https://pulse.acme.example/w/0123456789ABCDEF#{CODE}",
        f"If the page asks for your code, this is it: {spoken(CODE)}",
        "Your answers count in the group Sales / EMEA / Munich; 14 people are invited in it.",
        "Your answers are stored without your name, e-mail or time.",
        "Your manager sees only team totals, from 5 answers on.",
        "Comments are read by people: leave out names and deals.",
        OCCASION.fingerprint,
        "You get this because Acme asks everybody in Sales.",
        "One reminder goes to everybody, whether they have answered or not.",
        "Questions: ask@acme.example",
    ):
        assert sentence in flat


@pytest.mark.parametrize("reader", [ANNA, GERMAN], ids=["English", "German"])
@pytest.mark.parametrize("kind", [0, 1, 2, 3], ids=["invitation", "reminder", "results", "team results"])
def test_text_and_html_say_the_same_in_the_same_order(reader: Reader, kind: int) -> None:
    occasion = replace(OCCASION, you_said_we_did="You said <quotas> move & change. We did: they stay.")
    mail = every_mail(reader, occasion)[kind]
    # The label of the button ends with a colon in the text, where no button can be drawn.
    in_text = [word.removesuffix(":") for word in text(mail).split()]
    assert in_text == [word.removesuffix(":") for word in visible_words(mail)]


def test_the_close_is_shown_on_the_readers_clock_with_its_date_where_the_weekday_comes_twice() -> None:
    abroad = replace(ANNA, time_zone="Pacific/Auckland")
    mail = invitation(abroad)
    assert mail["Subject"].endswith("open until Tuesday 10 February, 06:00")
    assert "Open until Tuesday 10 February, 06:00 (Auckland time)." in text(mail)


def test_a_close_more_than_six_days_away_has_its_date_in_the_subject() -> None:
    early = datetime(2026, 2, 2, 8, tzinfo=UTC)
    assert invitation(ANNA, now=early)["Subject"].endswith("open until Monday 9 February, 18:00")


def test_a_german_reader_gets_german_and_a_link_to_the_german_page() -> None:
    mail = invitation(GERMAN)
    assert mail["Subject"] == "9-mal tippen: So läuft der Vertrieb - offen bis Montag, 18:00 Uhr"
    assert f"https://pulse.acme.example/w/0123456789ABCDEF?lang=de#{CODE}" in text(mail)
    assert "Offen bis Montag, 9. Februar, 18:00 Uhr (Ortszeit Berlin)." in text(mail)
    assert '<html lang="de">' in html(mail)


def test_no_english_is_left_in_a_german_mail() -> None:
    for english, german in zip(every_mail(ANNA), every_mail(GERMAN), strict=True):
        names = {"Sales Pulse", spoken(CODE), OCCASION.fingerprint, ""}
        shared = set(text(english).splitlines()) & set(text(german).splitlines())
        assert {line for line in shared if not line.startswith("https://")} <= names


def test_the_reminder_is_two_lines_and_tells_everybody_to_ignore_it() -> None:
    mail = written(Kind.REMINDER, ANNA)
    assert mail["Subject"] == "Reminder: 9 taps on how selling is going - open until Monday 18:00"
    assert "If you have answered, ignore this: it goes to everybody." in text(mail)
    assert CODE in text(mail)


def test_a_programme_that_reminds_only_the_unanswered_says_so_in_every_mail() -> None:
    occasion = replace(OCCASION, reminded="unanswered")
    assert "only to those who have not answered" in text(invitation(ANNA, occasion)).replace("\n", " ")
    mail = written(Kind.REMINDER, ANNA, occasion)
    assert "only to those who have not answered" in text(mail).replace("\n", " ")
    assert "ignore" not in text(mail)


def test_the_results_mail_holds_no_code_and_no_link_to_answer() -> None:
    for mail in (written(Kind.RESULTS, ANNA), written(Kind.TEAM_RESULTS, ANNA)):
        assert mail["Subject"] == "Results are open: Sales Pulse, wave 3"
        assert CODE not in mail.as_string()
        assert "/w/" not in mail.as_string()


def test_a_leader_is_told_by_when_to_answer_and_where_their_own_group_is_without_a_score() -> None:
    mail = written(Kind.RESULTS, replace(ANNA, answer_by=date(2026, 2, 20)))
    flat = " ".join(text(mail).split())
    assert "Your team waits for answers; the first is due by Friday 20 February." in flat
    assert (
        "The results of the group you count in yourself, Sales / EMEA / Munich: https://pulse.acme.example/r/T0K3N"
        in flat
    )
    assert not re.search(r"\d+ \(\d+-\d+\)", flat)


def test_a_leader_for_whom_nothing_waits_and_who_was_not_asked_is_told_neither() -> None:
    mail = written(Kind.RESULTS, replace(ANNA, team_link="", cell=""))
    assert "due" not in text(mail)
    assert "/r/" not in text(mail)


def test_everybody_invited_is_led_to_the_results_of_their_group() -> None:
    flat = " ".join(text(written(Kind.TEAM_RESULTS, ANNA)).split())
    for sentence in (
        "The results of wave 3 are open.",
        "See what the group you count in said, Sales / EMEA / Munich, what was answered and what was promised.",
        "https://pulse.acme.example/r/T0K3N",
        "It is the same in every mail of your group, and nobody writes down who opens it.",
        "It is valid until 9 May 2026.",
    ):
        assert sentence in flat
    german = " ".join(text(written(Kind.TEAM_RESULTS, GERMAN)).split())
    assert "https://pulse.acme.example/r/T0K3N?lang=de" in german
    assert "9. Mai 2026" in german


def test_the_fingerprint_stands_in_every_mail() -> None:
    for mail in (*every_mail(ANNA), *every_mail(GERMAN)):
        assert OCCASION.fingerprint in text(mail)
        assert OCCASION.fingerprint in html(mail)


def test_the_programme_is_the_sender_and_the_mail_says_it_is_automatic() -> None:
    mail = invitation(ANNA)
    assert mail["From"] == "Sales Pulse <pulse@acme.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "anna@acme.example"


def test_the_message_id_is_fixed_per_wave_person_and_kind_and_gives_no_code_away() -> None:
    ids = {
        mail_id(SENDER, wave, person, kind)
        for wave in ("0123456789ABCDEF", "FEDCBA9876543210")
        for person in (5, 6)
        for kind in Kind
    }
    assert len(ids) == 2 * 2 * len(Kind)
    first, second = invitation(ANNA), invitation(ANNA, now=NOW.replace(hour=20))
    assert first["Message-ID"] == second["Message-ID"] == mail_id(SENDER, OCCASION.wave, 5, Kind.INVITATION)
    assert CODE.lower() not in first["Message-ID"].lower()
    other_installation = replace(SENDER, key=b"x" * 32)
    assert mail_id(other_installation, OCCASION.wave, 5, Kind.INVITATION) not in ids


def test_a_mail_program_can_pause_for_its_reader_and_the_code_is_not_in_it() -> None:
    link = f"https://pulse.acme.example/r/pause/{PAUSE}"
    for kind in (Kind.INVITATION, Kind.REMINDER, Kind.SECOND_REMINDER, Kind.TEAM_RESULTS):
        mail, german = written(kind, ANNA), written(kind, GERMAN)
        assert mail["List-Unsubscribe"] == f"<{link}>"
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"Pause for three rounds, or come back; nobody is told:\n{link}\n" in text(mail) + "\n"
        assert german["List-Unsubscribe"] == f"<{link}?lang=de>"
        assert CODE not in mail["List-Unsubscribe"]


def test_what_belongs_to_a_leaders_work_offers_no_pause() -> None:
    mail = written(Kind.RESULTS, replace(ANNA, pause=""))
    assert mail["List-Unsubscribe"] is None
    assert "/pause/" not in mail.as_string()


def test_nothing_is_loaded_from_elsewhere_and_no_click_is_tracked() -> None:
    # Beside the button's, one link leads to the pause or, for a leader, to the results of the group they count in.
    for mail, links in zip(every_mail(ANNA), (2, 2, 2, 2), strict=True):
        found = html(mail)
        assert not re.search(r"<(img|link|script|iframe|object|video|base)\b|@import|url\(", found, re.IGNORECASE)
        assert set(re.findall(r'href="([^"]*)"', found)) == set(re.findall(r"https?://\S+", text(mail)))
        addresses = set(re.findall(r"https?://[^\s\"<]+", found))
        assert addresses == set(re.findall(r"https?://\S+", text(mail)))
        assert len(addresses) == links


def test_no_line_is_longer_than_mail_allows() -> None:
    sender = replace(SENDER, base_url="https://" + "pulse." * 30 + "example")
    occasion = replace(OCCASION, programme="Puls " * 12)
    long = Pad(sender).mail(Kind.INVITATION, occasion, GERMAN, NOW).content
    assert max(len(line) for line in long.splitlines()) <= 998
    usual = Pad(SENDER).mail(Kind.INVITATION, OCCASION, GERMAN, NOW).content
    assert [line[:18] for line in usual.splitlines() if len(line) > 78] == [b"List-Unsubscribe: "]
    assert usual.isascii()


def test_names_cannot_write_html_or_headers() -> None:
    sly = replace(ANNA, cell="<b>Team</b> & Söhne")
    assert "&lt;b&gt;Team&lt;/b&gt; &amp; Söhne" in html(invitation(sly))
    for email in ("a@acme.example\r\nBcc: all@acme.example", '"a\r\nBcc: all"@acme.example'):
        with pytest.raises(MailRefused):
            invitation(replace(ANNA, email=email))
    two = invitation(replace(ANNA, email="a@x.example, all@acme.example"))
    assert [address.addr_spec for address in two["To"].addresses] == ['"a@x.example, all"@acme.example']


@pytest.mark.parametrize("email", ["jürgen@acme.example", "o'neil+pulse@acme.example", '"odd one"@acme.example'])
def test_unusual_addresses_arrive_as_they_are(email: str) -> None:
    mail = Pad(SENDER).mail(Kind.INVITATION, OCCASION, replace(ANNA, email=email), NOW)
    assert f"\r\nTo: {email}\r\n".encode() in mail.content
    assert mail.options == (() if email.isascii() else ("SMTPUTF8", "BODY=8BITMIME"))


def _person(number: int) -> Reader:
    code, pause = code_for(b"i" * 32, number), token(b"s" * 32, number)
    email = f"{number}@acme.example"
    return replace(ANNA, person=number, email=email, code=code, spoken_code=spoken(code), pause=pause)


def test_what_is_drawn_once_for_many_is_what_each_would_get_alone() -> None:
    pad = Pad(SENDER)
    readers = [replace(_person(person), cell=f"Sales / {person % 2}") for person in range(6)]
    readers += [replace(one, language="de") for one in readers]
    readers += [replace(one, time_zone="Asia/Tokyo") for one in readers]
    for hour in (8, 16):
        now = NOW.replace(hour=hour)
        for reader in readers:
            for kind in Kind:
                assert pad.mail(kind, OCCASION, reader, now) == Pad(SENDER).mail(kind, OCCASION, reader, now)
                assert reader.code in text(read(pad.mail(kind, OCCASION, reader, now))) or "code" not in kind


def test_the_end_of_a_part_cannot_be_written_by_a_name() -> None:
    sly = replace(ANNA, cell="--=_pulse--")
    mail = invitation(sly)
    assert "--=_pulse--" in text(mail)
    assert "--=_pulse--" in html(mail)
