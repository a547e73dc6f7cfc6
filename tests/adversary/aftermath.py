"""A11 and A21: a wave from its mails to its end, and what a thief of everything finds afterwards.

The thief holds the databases, the key directory, the mails, a backup taken while the wave was open, as backups are
without the key directory, and every long-lived secret.
"""

import hashlib
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.adversary import worlds
from tests.stories.conftest import LINK, Company, text_of

PEOPLE = 24
SECRET_BYTES, NONCE_BYTES = 32, 12
FINGERPRINT = re.compile(r"(?:[0-9a-f]{8}\s+){7}[0-9a-f]{8}|\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Held:
    """What the box of the backup holds of a wave."""

    wave: str
    share: bytes
    wrapped: bytes
    digests: tuple[bytes, ...]
    ballots: tuple[bytes, ...]


def attempt(seed: int) -> list[str]:
    """Live through a wave and rob everything."""
    random = Random(seed)
    with worlds.room() as folder, worlds.running(folder / "live") as company:
        worlds.founded(company, worlds.roster(random, PEOPLE))
        links = company.links()
        found = fingerprints(company)
        worlds.send(company, worlds.answered(random, company, sorted(links)))
        company.passes(days=3)
        found += reminders(company, links)
        backup, secrets = backed_up(company, folder / "backup"), key_files(company)
        held = read_box(backup / "box.sqlite")
        # The attack works: with the share that is destroyed later, the same unwrapping succeeds.
        assert opening(held, [company.folder / "keys"])
        worlds.publish(company)
        codes = [link["code"] for link in links.values()]
        needles = [*secrets, held.share, held.wrapped, *held.digests, *parts(held.ballots)]
        found += [f"code of {held.wave} still works" for code in codes if works(company, held.wave, code)]
        company.worker.databases.dispose()
        company.web_house.databases.dispose()
        left = [file for file in files(company.folder) if "inbox" not in file.parts]
        found += traces(left, [*(code.encode() for code in codes), *needles])
        robbed = [*left, *files(backup)]
        found += ["the backup's ballots can be opened"] if opening(held, robbed, [long_lived(company)]) else []
    return found


def fingerprints(company: Company) -> list[str]:
    """A21: the fingerprints in all mails of the wave, against the contract's page."""
    contract = company.visitor().get(f"/w/{worlds.newest(company)}/contract").text
    printed = {
        re.sub(r"\s", "", found)
        for mail in company.mails()
        if "/w/" in text_of(mail)
        for found in FINGERPRINT.findall(text_of(mail))
    }
    return [] if printed == {hashlib.sha256(contract.encode()).hexdigest()} else [f"{len(printed)} fingerprints"]


def reminders(company: Company, links: Iterable[str]) -> list[str]:
    """Whether whom the second mail of the wave goes to says who has answered."""
    got = Counter(str(mail["To"]) for mail in company.mails() if LINK.search(text_of(mail)))
    return [] if {got[email] for email in links} == {2} else ["reminders do not go to everybody"]


def backed_up(company: Company, target: Path) -> Path:
    """A backup as it is made: everything but the key directory and the demo's inbox."""
    return Path(shutil.copytree(company.folder, target, ignore=shutil.ignore_patterns("keys", "inbox")))


def key_files(company: Company) -> list[bytes]:
    """What the key directory held while the wave was open."""
    return [file.read_bytes() for file in files(company.folder / "keys")]


def long_lived(company: Company) -> bytes:
    return company.worker.settings.secret_key.get_secret_value().encode()


def read_box(file: Path) -> Held:
    """Everything a copy of the box holds of its only wave."""
    with closing(sqlite3.connect(file)) as connection:
        wave, share, wrapped = connection.execute("SELECT wave, share, wrapped_key FROM contract").fetchone()
        digests = tuple(digest for (digest,) in connection.execute("SELECT digest FROM invitation"))
        ballots = tuple(sealed for (sealed,) in connection.execute("SELECT sealed FROM ballot"))
    return Held(wave, share, wrapped, digests, ballots)


def works(company: Company, wave: str, code: str) -> bool:
    return company.visitor().post(f"/w/{wave}", code=code, **{"S1.v1": "3"}).status in {200, 303}


def files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]


def parts(ballots: Iterable[bytes]) -> Iterator[bytes]:
    """The beginning and the end of every sealed ballot."""
    for sealed in ballots:
        yield from (sealed[:32], sealed[-32:])


def traces(left: Sequence[Path], needles: Sequence[bytes]) -> list[str]:
    """Which secrets of the wave stand in which files."""
    contents = {file.name: file.read_bytes() for file in left}
    return [f"{name} holds {one[:8]!r}" for name, content in contents.items() for one in needles if one in content]


def opening(held: Held, places: Iterable[Path], more: Iterable[bytes] = ()) -> bool:
    """Try every 32 bytes of these files, and the secrets given, as the share that is missing."""
    contents = [file.read_bytes() for place in places for file in (files(place) if place.is_dir() else [place])]
    # Databases are searched where a value may begin; a file of a key's size is tried whole.
    candidates = {content[at : at + SECRET_BYTES] for content in contents for at in _starts(content)}
    candidates |= {hashlib.sha256(secret).digest() for secret in more} | {secret[:SECRET_BYTES] for secret in more}
    return any(unwraps(held, candidate) for candidate in candidates)


def _starts(content: bytes) -> range:
    return range(0, max(1, len(content) - SECRET_BYTES + 1), 1 if len(content) < 100_000 else 16)


def unwraps(held: Held, share: bytes) -> bool:
    """Whether this share, with the box's, gives the wave's private key."""
    info = b"pulse.wave-key/1" + held.wave.encode()
    key = HKDF(SHA256(), SECRET_BYTES, salt=None, info=info).derive(held.share + share)
    nonce, content = held.wrapped[:NONCE_BYTES], held.wrapped[NONCE_BYTES:]
    try:
        AESGCM(key).decrypt(nonce, content, held.wave.encode())
    except InvalidTag:
        return False
    return True
