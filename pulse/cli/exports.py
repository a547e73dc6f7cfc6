"""`export`."""

from argparse import Namespace
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
        parts = {file: _part(file, written(exports[subject], options.format)) for subject, file in files.items()}
        with house.databases.office.writing() as session:
            for found in exports.values():
                note_export(session, found, options.format, ACTOR, house.clock())
    for file, part in parts.items():
        part.replace(file)
        print(f"Wrote {file}.")


def _files(options: Namespace) -> dict[Subject, Path]:
    if options.comments is None:
        return {Subject.FIGURES: options.out}
    if options.comments == options.out:
        raise NotWritable("Comments go into a file of their own; name another one.")
    return {Subject.FIGURES: options.out, Subject.COMMENTS: options.comments}


def _part(file: Path, content: bytes) -> Path:
    """Write beside the file, so that it appears whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(content)
    except OSError as error:
        raise NotWritable(f"{file} cannot be written: {error.strerror}.") from None
    return part
