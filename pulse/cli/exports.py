"""`export`."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pulse.cli.arguments import Commands, command
from pulse.cli.installation import ACTOR, installation
from pulse.errors import Refusal
from pulse.exports.formats import Format, written
from pulse.exports.operations import note_export
from pulse.exports.queries import Subject, export, published_wave


class NotWritable(Refusal):
    """A file named on the command line cannot be written."""


def add_to(commands: Commands) -> None:
    """Declare `export`."""
    declared = command(
        commands,
        "export",
        _export,
        purpose="write a published wave into a file; the log of changes says so",
        example="export 7F3K9QW2M4X8B1CD --format xlsx --out wave.xlsx --comments comments.xlsx",
        more="Names of waves: python -m pulse wave list. CSV holds no codebook, XLSX and JSON do.",
    )
    declared.add_argument("wave", metavar="WAVE")
    declared.add_argument("--format", type=Format, choices=list(Format), required=True)
    declared.add_argument("--out", type=Path, metavar="FILE", required=True, help="where the figures go")
    declared.add_argument("--comments", type=Path, metavar="FILE", help="where the comments go, in random order")


def _export(options: Namespace) -> None:
    files = _files(options)
    with installation() as house:
        with house.databases.office.reading() as session:
            wave = published_wave(session, options.wave)
            exports = {subject: export(session, house.questionnaire, wave, subject) for subject in files}
        contents = {files[subject]: written(found, options.format) for subject, found in exports.items()}
        with _written_whole(contents), house.databases.office.writing() as session:
            for found in exports.values():
                note_export(session, found, options.format, ACTOR, house.clock())
    print("\n".join(f"Wrote {file}." for file in contents))


def _files(options: Namespace) -> dict[Subject, Path]:
    if options.comments is None:
        return {Subject.FIGURES: options.out}
    if options.comments == options.out:
        raise NotWritable("Comments go into a file of their own; name another one.")
    return {Subject.FIGURES: options.out, Subject.COMMENTS: options.comments}


@contextmanager
def _written_whole(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """Write beside the files and put all in place at the end, or leave everything as it was. Raises NotWritable."""
    parts = {file: file.with_name(f"{file.name}.part") for file in contents}
    try:
        for file, part in parts.items():
            _write(file, part, contents[file])
        yield
        for file, part in parts.items():
            part.replace(file)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _write(file: Path, part: Path, content: bytes) -> None:
    try:
        part.write_bytes(content)
    except OSError as error:
        raise NotWritable(f"{file} cannot be written: {error.strerror}.") from None
