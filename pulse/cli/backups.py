"""`backup` and `restore`."""

from argparse import Namespace
from pathlib import Path

from pulse.cli.arguments import Commands, command
from pulse.cli.installation import installation
from pulse.cli.move import Lines
from pulse.upkeep import Mails, back_up, restore


def add_to(commands: Commands) -> None:
    """Declare `backup` and `restore`."""
    made = command(
        commands,
        "backup",
        _back_up,
        purpose="write office and box as they are at this moment into a new folder",
        example="backup /mnt/backup/pulse-2026-05-18",
        more="Web and worker go on meanwhile. The key directory is left out, and so must every other backup leave it:\n"
        "what a wave's key opened must not be opened again after its release.",
    )
    made.add_argument("folder", type=Path, metavar="FOLDER")
    brought_back = command(
        commands,
        "restore",
        _restore,
        purpose="fill empty databases, of either engine, from a backup, and say what is lost",
        example="restore /mnt/backup/pulse-2026-05-18 --mails sent",
        more="Stop web and worker first. Read what it prints before you start them again.",
    )
    brought_back.add_argument("folder", type=Path, metavar="FOLDER")
    brought_back.add_argument(
        "--mails",
        type=Mails,
        choices=list(Mails),
        help="whether mails that have become due since the backup count as sent, or are sent now",
    )


def _back_up(options: Namespace) -> None:
    with installation() as house:
        backup = back_up(house, options.folder, Lines())
    print(f"Backed up office and box of {backup.made_at:%Y-%m-%d %H:%M} UTC into {backup.folder}. It holds no key.")


def _restore(options: Namespace) -> None:
    with installation() as house:
        said = restore(house, options.folder, options.mails, Lines())
    print("Restored. Before you start web and worker:")
    print("\n".join(f"- {sentence}" for sentence in said))
