"""A published wave is told of at least once, signed, under one id, to the address that was checked."""

import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from pulse.audit import AuditEntry
from pulse.house import House
from pulse.publications.models import Publication
from pulse.webhooks.models import Webhook, WebhookNotice
from pulse.webhooks.operations import PAUSES
from pulse.webhooks.queries import Subscription, subscriptions
from pulse.worker.checkup.webhooks import about_webhooks
from pulse.worker.posting import Patience
from pulse.worker.webhook import add, remove, secret_files, send_webhooks
from tests.dashboards.stage import Stage, everybody
from tests.webhooks.receiver import Receiver, certificate, genuine, receiving
from tests.worker.killing import Killed, kill_at

SHORT = Patience(step=0.3, whole=0.9)


def standing(house: House) -> Subscription:
    with house.databases.office.reading() as session:
        (found,) = subscriptions(session)
    return found


def publication(house: House) -> str:
    with house.databases.office.reading() as session:
        return session.scalars(sa.select(Publication.digest)).one()


def findings(house: House) -> str:
    return " ".join(finding.sentence for finding in about_webhooks(house))


def test_a_publication_is_told_once_with_no_figure_and_a_signature_that_others_can_check(
    stage: Stage, sender: House, receiver: Receiver
) -> None:
    _, secret = add(sender, f"{receiver.address}/hook?k=1", "a test")
    assert send_webhooks(sender) == 0
    wave = stage.hold_wave(everybody())
    assert (send_webhooks(sender), send_webhooks(sender)) == (1, 0)
    (post,) = receiver.posts
    assert post.path == "/hook?k=1"
    assert genuine(secret, post, stage.clock())
    published_at = stage.clock() - timedelta(days=22)
    assert post.told == {
        "type": "wave.published",
        "timestamp": published_at.isoformat(timespec="seconds"),
        "data": {
            "wave": wave,
            "publication": publication(sender),
            "address": f"http://localhost/api/v1/waves/{wave}",
        },
    }
    assert standing(sender).delivered == 1


def test_a_forged_or_changed_or_old_post_is_not_genuine(stage: Stage, sender: House, receiver: Receiver) -> None:
    _, secret = add(sender, receiver.address, "a test")
    _, others = add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    send_webhooks(sender)
    first, second = receiver.posts
    assert genuine(secret, first, stage.clock()) or genuine(secret, second, stage.clock())
    assert genuine(secret, first, stage.clock()) != genuine(others, first, stage.clock())
    ours = first if genuine(secret, first, stage.clock()) else second
    assert not genuine(secret, replace(ours, body=ours.body + b" "), stage.clock())
    assert not genuine(secret, replace(ours, headers={**ours.headers, "webhook-id": "msg_x"}), stage.clock())
    assert not genuine(secret, ours, stage.clock() + timedelta(hours=1))


def test_what_was_published_before_is_not_told_and_whoever_is_removed_is_told_nothing(
    stage: Stage, sender: House, receiver: Receiver
) -> None:
    stage.hold_wave(everybody())
    number, _ = add(sender, receiver.address, "a test")
    assert send_webhooks(sender) == 0
    stage.hold_wave(everybody())
    remove(sender, number, "a test")
    assert send_webhooks(sender) == 0
    assert receiver.posts == []


def test_a_crash_before_it_is_noted_tells_again_under_the_same_id(
    stage: Stage, sender: House, receiver: Receiver
) -> None:
    add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    with kill_at(sender.databases.office, 2) as trap, pytest.raises(Killed):
        send_webhooks(sender)
    assert trap.happened
    assert standing(sender).delivered == 0
    assert send_webhooks(sender) == 1
    assert len(receiver.posts) == 2
    assert len(set(receiver.ids)) == 1
    assert standing(sender).delivered == 1


def test_a_receiver_that_fails_is_tried_ever_more_rarely_for_three_days_and_given_up(
    stage: Stage, sender: House, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    _, secret = add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    for pause in PAUSES:
        assert send_webhooks(sender) == 1
        assert genuine(secret, receiver.posts[-1], stage.clock())
        assert send_webhooks(sender) == 0
        assert "takes nothing at the moment: answered 500" in findings(sender)
        stage.clock.now += pause
    assert send_webhooks(sender) == 1
    stage.clock.forward(days=30)
    assert send_webhooks(sender) == 0
    assert len(receiver.posts) == len(PAUSES) + 1
    assert len(set(receiver.ids)) == 1
    assert sum(PAUSES, timedelta()) > timedelta(days=3)
    assert (standing(sender).given_up, standing(sender).outcome) == (1, "answered 500")
    assert "was not told of 1 publications" in findings(sender)
    with sender.databases.office.reading() as session:
        assert "webhook given up" in session.scalars(sa.select(AuditEntry.action)).all()


def test_a_receiver_that_recovers_is_told(stage: Stage, sender: House, receiver: Receiver) -> None:
    receiver.statuses = [503, 204]
    add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    send_webhooks(sender)
    stage.clock.now += PAUSES[0]
    send_webhooks(sender)
    assert (standing(sender).delivered, standing(sender).outcome) == (1, None)
    assert findings(sender) == ""


def test_a_receiver_that_is_gone_is_given_up_at_once(stage: Stage, sender: House, receiver: Receiver) -> None:
    receiver.statuses = [410]
    add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    send_webhooks(sender)
    assert standing(sender).given_up == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(stage: Stage, sender: House, receiver: Receiver, status: int) -> None:
    receiver.statuses = [status, 204]
    add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    send_webhooks(sender)
    assert [post.path for post in receiver.posts] == ["/"]
    assert standing(sender).outcome == f"answered {status}"


@pytest.mark.parametrize("drip", [False, True])
def test_a_receiver_that_takes_too_long_is_left_after_a_while(
    stage: Stage, sender: House, receiver: Receiver, drip: bool
) -> None:
    receiver.hold, receiver.drip = None if drip else Event(), drip
    add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    assert send_webhooks(sender, patience=SHORT) == 1
    assert standing(sender).outcome == "did not answer in time"
    if receiver.hold:
        receiver.hold.set()


def test_a_receiver_that_is_not_there_stops_nobody_else(stage: Stage, sender: House, receiver: Receiver) -> None:
    with receiving(Receiver()) as closed:
        add(sender, closed.address, "a test")
    add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    assert send_webhooks(sender) == 2
    assert len(receiver.posts) == 1
    with sender.databases.office.reading() as session:
        outcomes = [one.outcome for one in subscriptions(session)]
    assert outcomes == ["could not be reached (ConnectionRefusedError)", None]


def test_over_https_the_receiver_must_prove_who_it_is(stage: Stage, sender: House, tmp_path: Path) -> None:
    ours, other = certificate(tmp_path, "localhost"), certificate(tmp_path, "other.example")
    trusts = {
        "trusted": (ours, ours.trusted, None),
        "unknown": (ours, ssl.create_default_context, "has a certificate that this machine does not trust"),
        "of another host": (other, other.trusted, "has a certificate that this machine does not trust"),
    }
    for held, trust, outcome in trusts.values():
        with receiving(Receiver(), held.server()) as receiver:
            number, secret = add(sender, receiver.address, "a test")
            stage.hold_wave(everybody())
            send_webhooks(sender, trust)
            assert standing(sender).outcome == outcome
            assert [genuine(secret, post, stage.clock()) for post in receiver.posts] == ([] if outcome else [True])
        remove(sender, number, "a test")


def test_the_secret_is_in_the_key_directories_alone(stage: Stage, sender: House, receiver: Receiver) -> None:
    number, secret = add(sender, receiver.address, "a test")
    (file,) = secret_files(sender.settings, number)
    kept = file.read_bytes()
    with sender.databases.office.reading() as session:
        for table in (Webhook, WebhookNotice, AuditEntry):
            assert secret not in str(session.execute(sa.select(*table.__table__.columns)).all())
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    if sender.databases.office.embedded:
        office = Path(str(sender.databases.office.engine.url.database))
        assert kept not in b"".join(part.read_bytes() for part in office.parent.glob("office.sqlite*"))


def test_without_its_secret_nothing_is_sent_unsigned_and_the_doctor_says_so(
    stage: Stage, sender: House, receiver: Receiver
) -> None:
    number, _ = add(sender, receiver.address, "a test")
    stage.hold_wave(everybody())
    for file in secret_files(sender.settings, number):
        file.unlink()
    send_webhooks(sender)
    assert receiver.posts == []
    assert "its secret is in no key directory here" in str(standing(sender).outcome)
    assert "No key directory holds the secret of webhook 1" in findings(sender)
