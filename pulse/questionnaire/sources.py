"""The instrument files: found, checked against what was published, and parsed."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pulse.questionnaire.broken import Findings

KINDS = ("bank", "rotation", "scales", "themes")
LOCK = "PUBLISHED"

_FILE = re.compile(rf"(?P<kind>{'|'.join(KINDS)})\.v(?P<number>[1-9]\d*)\.toml")


@dataclass(frozen=True)
class Source:
    """One file: `kind` and `number` from its name, its SHA-256 in hexadecimal, and what stands in it."""

    file: str
    kind: str
    number: int
    digest: str
    content: Mapping[str, object]


def read_sources(directory: Path, findings: Findings) -> tuple[Source, ...]:
    """Every instrument file of the directory, oldest version first; a file that cannot be read is left out."""
    published = _published(directory)
    sources = []
    for path in sorted(directory.glob("*.toml")):
        named = _FILE.fullmatch(path.name)
        if named is None:
            findings.add(path.name, "", f"is no name for an instrument file; name it like {KINDS[0]}.v1.toml")
            continue
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        _check_published(path.name, digest, published, findings)
        content = _parsed(path.name, raw, findings)
        if content is not None:
            sources.append(Source(path.name, named["kind"], int(named["number"]), digest, content))
    _check_complete(directory, published, findings)
    return tuple(sorted(sources, key=lambda source: (source.kind, source.number)))


def newest(sources: Iterable[Source], kind: str) -> Source | None:
    """The version in use, where a newer file replaces the older ones."""
    return max((source for source in sources if source.kind == kind), key=lambda source: source.number, default=None)


def fingerprint(sources: Iterable[Source]) -> str:
    """SHA-256 over the names and digests of all files, in hexadecimal."""
    lines = sorted(f"{source.digest}  {source.file}\n" for source in sources)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _published(directory: Path) -> dict[str, str]:
    """The digest of each published file, from a list as `sha256sum` writes it."""
    lock = directory / LOCK
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    return {file: digest for digest, file in (line.split(maxsplit=1) for line in lines if " " in line)}


def _check_published(file: str, digest: str, published: Mapping[str, str], findings: Findings) -> None:
    if file not in published:
        findings.add(file, "", f"is not published; to publish it as it is, add the line '{digest}  {file}' to {LOCK}")
    elif published[file] != digest:
        stem, number = file.removesuffix(".toml").rsplit(".v", 1)
        findings.add(
            file,
            "",
            "was changed after it was published, and a published version is never edited; "
            f"restore it, and put the change into {stem}.v{int(number) + 1}.toml",
        )


def _check_complete(directory: Path, published: Mapping[str, str], findings: Findings) -> None:
    present = {path.name for path in directory.glob("*.toml")}
    for file in sorted(set(published) - present):
        findings.add(file, "", f"is published in {LOCK} but missing; past results need it")
    for kind in KINDS:
        if not any(file.startswith(f"{kind}.v") for file in present | set(published)):
            findings.add(f"{kind}.v1.toml", "", f"is missing in {directory.name}/")


def _parsed(file: str, raw: bytes, findings: Findings) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        findings.add(file, "", f"is not saved as UTF-8 (byte {error.start + 1})")
    except (ValueError, RecursionError) as error:  # no TOML, or a number or a nest too large to read
        findings.add(file, "", f"is not valid TOML: {error}")
    return None
