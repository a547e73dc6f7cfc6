"""`programme apply`, `wave open`, `wave list`, and the worker: `worker` and `tick`."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pulse import logs, worker
from pulse.cli.arguments import Commands, command, group, instant
from pulse.cli.installation import ACTOR, installation
from pulse.errors import Refusal
from pulse.house import House
from pulse.planning.preview import described, preview
from pulse.planning.programme_changes import change_or_propose
from pulse.programme.definition import read_definition
from pulse.programme.queries import WaveLine, waves
from pulse.release.striking_out import Loss, require_lost
from pulse.worker.presence import NoWorker, seen

WAITS = (
    "%s protects people less than before, or asks them in two programmes, so it waits. Nothing is changed until a "
    "person of HR approves it on the page of programmes."
)

MISSING = 1


class NotAllDone(Refusal):
    """Some of what was due failed; it stays due."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        jobs = ", ".join(f"{job} ({error})" for job, error in failures.items())
        super().__init__(f"Failed, and still due: {jobs}.")


class NotConfirmed(Refusal):
    """Striking out a wave wants a word of the operator, who has read what is lost."""

    def __init__(self, loss: Loss, house: House) -> None:
        places = " and ".join(map(str, house.settings.key_directories))
        super().__init__(
            f"{loss.which} would be struck out: its keys are lost, so nobody can ever read what the {loss.invited} "
            "people invited to it have answered. All answers, all codes and what is left of the keys would be "
            "destroyed unread. In the place of every number it would be published that the answers are lost, and the "
            "log of changes would say that the wave was struck out. That cannot be undone. What is missing belongs "
            f"into {places} or into the box: if there is a copy, put it back instead. If there is none, say --yes."
        )


def add_to(commands: Commands) -> None:
    """Declare the commands about programmes, waves and the worker."""
    _add_programmes(group(commands, "programme", "what recurs"))
    _add_waves(group(commands, "wave", "one round of a programme"))
    working = command(
        commands,
        "worker",
        _work,
        purpose="open, invite, remind, mix, close and release, until stopped",
        example="worker",
        more="It may be stopped at any moment and goes on where it was.",
    )
    working.add_argument(
        "--check", action="store_true", help="only say whether one showed itself of late; if not, the exit status is 1"
    )
    command(commands, "tick", _tick, purpose="do everything that is due once, and exit", example="tick")


def _add_programmes(commands: Commands) -> None:
    declared = command(
        commands,
        "apply",
        _apply,
        purpose="make a file the programme of its name; an open wave keeps its contract",
        example="programme apply field.toml",
        more="config/programme.example.toml explains every key. What protects people less waits for a person of HR.",
    )
    declared.add_argument("file", type=Path, metavar="FILE.toml")


def _add_waves(commands: Commands) -> None:
    declared = command(
        commands,
        "open",
        _open,
        purpose="open a programme's next wave now, without waiting for its date",
        example="wave open field --closes 2026-05-18T18:00+02:00",
        more="What the wave publishes is fixed at this moment; nothing can change it, close it early or repeat it.",
    )
    declared.add_argument("programme", metavar="PROGRAMME")
    declared.add_argument("--closes", type=instant, metavar="ISO", help="when it closes, with its offset from UTC")
    looked_at = command(
        commands,
        "preview",
        _preview,
        purpose="print who the next wave would invite, in which cells, and what would fold, why and until when",
        example="wave preview field",
    )
    looked_at.add_argument("programme", metavar="PROGRAMME")
    lost = command(
        commands,
        "strike-out",
        _strike_out,
        purpose="give up a wave whose keys are lost, and publish that its answers are",
        example="wave strike-out 7K2M9QX4T0B5RZ1C",
        more="It is refused while the keys are complete: what can be read is released. Without --yes it only says\n"
        "what is lost. All that is left of the wave is destroyed. If it is stopped half way, run it again.",
    )
    lost.add_argument("wave", metavar="WAVE", help="its name, as `wave list` prints it")
    lost.add_argument("--yes", action="store_true", help="do it; it cannot be undone")
    command(commands, "list", _list, purpose="list all waves, the latest first", example="wave list")


def _apply(options: Namespace) -> None:
    definition = read_definition(options.file)
    with installation() as house, house.databases.office.writing() as session:
        applied = change_or_propose(session, definition, house.questionnaire, house.clock(), ACTOR)
        newest = next((wave for wave in waves(session) if wave.programme == definition.name), None)
    if not applied or newest is None:
        print(WAITS % definition.name)
        return
    print(f"Applied {definition.name}. Its newest wave:\n{_line(newest)}")


def _open(options: Namespace) -> None:
    with installation() as house:
        contract = worker.open_wave(house, options.programme, options.closes, ACTOR)
    print(
        f"Wave {contract.number} of {contract.programme} is open for {contract.invited} people until "
        f"{_moment(contract.window.closes_at)}. Its contract has the fingerprint {contract.fingerprint}."
    )


def _preview(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        found = preview(session, options.programme, house.clock(), house.settings.allowed_domains)
    print("\n".join(described(found)))


def _strike_out(options: Namespace) -> None:
    with installation() as house:
        if not options.yes:
            raise NotConfirmed(require_lost(house, options.wave), house)
        loss = worker.strike_out(house, options.wave, ACTOR)
    over = "It is published, and the log of changes says, that its answers are lost."
    later = (
        f"It takes no more answers; that they are lost is published when its time is over, {_moment(loss.closes_at)}."
    )
    print(f"{loss.which} is struck out. {over if loss.is_over else later} Tell the people who were invited.")


def _list(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        print("\n".join(map(_line, waves(session))) or "There are no waves yet.")


def _work(options: Namespace) -> int | None:
    with installation() as house:
        if options.check:
            return _check(house)
        logs.route(house.settings.log_format, coarse=False)
        worker.run(house)
    return None


def _check(house: House) -> int:
    try:
        latest = seen(house.databases.office)
    except NoWorker as refusal:
        print(refusal)
        return MISSING
    print(f"A worker last showed itself at {latest:%Y-%m-%d %H:%M:%S} UTC.")
    return 0


def _tick(options: Namespace) -> None:
    with installation() as house:
        done = worker.tick(house)
    print("\n".join(f"{job}: {count}" for job, count in done.counts.items() if count) or "Nothing was due.")
    if done.failures:
        raise NotAllDone(done.failures)


def _line(wave: WaveLine) -> str:
    when = f"{_moment(wave.opens_at)} - {_moment(wave.closes_at)}"
    return f"{wave.name}  {wave.programme} {wave.number}  {wave.state:<8}  {when}"


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
