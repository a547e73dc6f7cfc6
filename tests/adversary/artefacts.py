"""Everything that leaves an installation: pages of every role, replies, exports, mails, and what the office keeps.

What is random by construction has no meaning to compare: names of waves, codes, links for signing in and to results,
keys, and the digests that follow from them. Each is replaced by its rank of first appearance, so that whether two are
the same is still compared.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

from tests.adversary.crawling import PassedOver, everything, none
from tests.adversary.replies import replies
from tests.adversary.worlds import HR, newest
from tests.stories.conftest import Company, Visitor

BY_CHANCE = re.compile(
    r"\b[0-9a-f]{64}\b|[0-9a-f]{32}@|(?<=/sign-in/)[^\s\"<]+|(?<=/r/)[\w-]{30,}|(?<=/r/pause/)[\w-]{32}"
    r"|(?<=\"public_key\":\")[^\"]+|(?<=#)[0-9A-Z]{26}\b|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4,5}){1,5}\b"
    r"|(?<=')[0-9A-HJKMNP-TV-Z]{16}(?=')|(?:\b[0-9a-f]{8} ){7}[0-9a-f]{8}\b|\b[0-9a-f]{4}(?: [0-9a-f]{4}){3}\b"
)
HEADERS = ("To", "From", "Subject", "Date", "Message-ID", "List-Unsubscribe", "Auto-Submitted")
FORMATS = ("csv", "json", "xlsx")


def shown(company: Company, staff: Iterable[str], waves: Sequence[str], but: PassedOver = none) -> dict[str, str]:
    """Every page, reply, export and mail, by role and address; pages that `but` passes over are left out."""
    found: dict[str, str] = {}
    for email in staff:
        visitor = company.signs_in(email)
        found |= {f"{email} {address}": text for address, text in everything(visitor, "/", but=but).items()}
        found |= exports(visitor, waves) if email == HR else {}
    wave = f"/w/{newest(company)}"
    found |= everything(company.visitor(), wave, f"{wave}/how", f"{wave}/contract", f"{wave}/thanks")
    found |= replies(company, waves)
    found |= {f"mail {mail['To']} {number}": letter(mail) for number, mail in enumerate(sorted_mails(company))}
    return comparable(found, company.web, waves)


def exports(visitor: Visitor, waves: Iterable[str]) -> dict[str, str]:
    """Every export of these waves, in every format."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get("/hr/exports").text)
    assert token
    return {
        f"export {wave} {subject} {chosen}": visitor.post(
            f"/hr/exports/{wave}/{subject}", csrf_token=token.group(1), format=chosen
        ).text
        for wave in waves
        for subject in ("figures", "comments")
        for chosen in FORMATS
    }


def sorted_mails(company: Company) -> list[EmailMessage]:
    """All mails; those of one moment in the order of their readers, since the worker's order may be any."""
    return sorted(company.mails(), key=lambda mail: (str(mail["Date"]), str(mail["To"]), str(mail["Subject"])))


def letter(mail: EmailMessage) -> str:
    """A mail's headers and texts, without the border between its parts, which is drawn by chance."""
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {mail[name]}" for name in HEADERS), *parts])


def comparable(found: Mapping[str, str], web: str, waves: Sequence[str]) -> dict[str, str]:
    """The same without this installation's port and with what is random replaced by its rank of appearance."""
    ranks: dict[str, int] = {}
    names = {wave: f"wave-{number}" for number, wave in enumerate(waves)}

    def rank(match: re.Match[str]) -> str:
        return f"<chance {ranks.setdefault(match.group(), len(ranks))}>"

    def plain(text: str) -> str:
        text = text.replace(web, "http://pulse").replace(web.replace("://", "&#58;//"), "http://pulse")
        for wave, name in names.items():
            text = text.replace(wave, name)
        return BY_CHANCE.sub(rank, text)

    return {plain(address): plain(text) for address, text in found.items()}


def kept(office: Path) -> dict[str, str]:
    """Every row of the office, by table."""
    connection = sqlite3.connect(f"file:{office}?mode=ro", uri=True)
    rows: dict[str, list[str]] = defaultdict(list)
    for line in connection.iterdump():
        rows[" ".join(line.split()[:3])].append(line)
    connection.close()
    return {table: "\n".join(found) for table, found in rows.items()}
