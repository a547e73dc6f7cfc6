"""Mutants of whole installations: each lacks one defence outside the disclosure core, and an attack must catch it.

Nothing here imports the program, so that a process can make the edits before it is loaded.
"""

from dataclasses import dataclass

from tests.adversary.mutants import Edit

SUBMITTING, REDEEMING, REMARKS = "pulse.respond.operations", "pulse.invitations.operations", "pulse.release.comments"
MIXING, ROUNDS, CLOSING = "pulse.ballots.mix", "pulse.worker.mix", "pulse.worker.close"
SQLITE, BALLOTS = "pulse.database.sqlite", "pulse.ballots.operations"
RELEASING, REMINDING = "pulse.release.operations", "pulse.worker.remind"
REWRITING, CELLS, CONTRACT = "pulse.database.rewriting", "pulse.programme.cells", "pulse.programme.contract"
CHANGES, DEFINITION = "pulse.programme.roster_changes", "pulse.programme.definition"

NO_VACUUM = Edit(MIXING, "if box.embedded:", "if False:")
SECURE = '"PRAGMA secure_delete=ON"'


@dataclass(frozen=True)
class WholeMutant:
    """A defence taken away, and the attack, as `module:function`, that catches it."""

    name: str
    edits: tuple[Edit, ...]
    attack: str
    seed: int = 1


WHOLE_MUTANTS = (
    WholeMutant(
        "a used code writes nothing",
        (Edit(SUBMITTING, "    cast(", "    if isinstance(admission, Admission):\n        cast("),),
        "participation:attempt",
    ),
    WholeMutant(
        "a used code is not marked",
        (Edit(REDEEMING, ".values(redeemed=True,", ".values(redeemed=False,"),),
        "participation:attempt",
    ),
    WholeMutant(
        "a used code is refused",
        (
            Edit(
                SUBMITTING,
                "    cast(",
                "    if not isinstance(admission, Admission):\n        raise ContractReplaced\n    cast(",
            ),
        ),
        "participation:attempt",
    ),
    WholeMutant(
        "the web may read ballots",
        (Edit(SQLITE, 'sqlite3.SQLITE_READ: {"ballot"},', "sqlite3.SQLITE_READ: set(),"),),
        "participation:attempt",
    ),
    WholeMutant(
        "ballots and marks are never mixed",
        (
            Edit(ROUNDS, "                mix(session, name, CHANCE.shuffle)\n", ""),
            Edit(ROUNDS, "                invitations.mix(session, name, CHANCE.shuffle)\n", "                pass\n"),
            NO_VACUUM,
        ),
        "storage:order_after_mixing",
    ),
    WholeMutant(
        "the box keeps a write-ahead log",
        (Edit(SQLITE, "PRAGMA journal_mode=TRUNCATE", "PRAGMA journal_mode=WAL"),),
        "storage:order_after_mixing",
    ),
    WholeMutant("nothing is compacted", (NO_VACUUM,), "storage:history_after_close"),
    WholeMutant(
        "deleted rows stay in the file",
        (Edit(SQLITE, SECURE, '"PRAGMA secure_delete=OFF"'), NO_VACUUM),
        "storage:links_of_copies",
    ),
    WholeMutant(
        "invitations are kept after close",
        (Edit(CLOSING, "        invitations.forget(session, name)\n", ""),),
        "storage:links_of_copies",
    ),
    WholeMutant(
        "each ballot is mixed at once",
        (Edit(MIXING, "FEWEST_NEW = 24", "FEWEST_NEW = 1"), Edit(MIXING, "SHARE_NEW = 10", "SHARE_NEW = 10_000")),
        "storage:links_of_copies",
    ),
    WholeMutant(
        "what used codes write makes mixing due",
        (Edit(MIXING, "new = counting - mixed", "new = counting + others - mixed"),),
        "storage:links_of_copies",
    ),
    WholeMutant(
        "names stay in comments",
        (Edit(REMARKS, "text = _without_names(remark, rules)", "text = remark.comment.text"),),
        "voices:attempt",
    ),
    WholeMutant(
        "one comment alone is shown",
        (
            Edit(
                REMARKS, "rules.ladder.floated(placed, rules.policy.least_comments)", "rules.ladder.floated(placed, 1)"
            ),
        ),
        "voices:attempt",
    ),
    WholeMutant(
        "comments have serial numbers",
        (
            Edit(REMARKS, 'f"{random.getrandbits(ID_BITS):032x}"', 'f"{next(SERIAL):032x}"'),
            Edit(REMARKS, "ID_BITS = 128\n", "ID_BITS = 128\nSERIAL = __import__('itertools').count()\n"),
        ),
        "voices:attempt",
    ),
    WholeMutant(
        "the key directory's share is kept after release",
        (Edit(RELEASING, "    directories.destroy_share(wave)\n", ""),),
        "aftermath:attempt",
    ),
    WholeMutant(
        "the box's share is kept after release",
        (Edit(BALLOTS, '.values({**row, "share": b"", "wrapped_key": b""})', ".values({**row})"),),
        "aftermath:attempt",
    ),
    WholeMutant(
        "only those who have not answered are reminded",
        (Edit(REMINDING, 'desk.occasion(mail).reminded == "unanswered" and desk', "desk"),),
        "aftermath:attempt",
    ),
    WholeMutant(
        "deleted rows stay in the file until it is compacted",
        (Edit(SQLITE, SECURE, '"PRAGMA secure_delete=OFF"'),),
        "storage:links_of_copies",
    ),
    WholeMutant(
        "mixing does not shuffle",
        (Edit(REWRITING, "    shuffle(keys)\n", ""),),
        "placing:order_after_mixing",
    ),
    WholeMutant(
        "a cell stands from its first day on",
        (Edit(CELLS, "LONG_ENOUGH = timedelta(days=14)", "LONG_ENOUGH = timedelta(days=0)"),),
        "plotting:attempt",
    ),
    WholeMutant(
        "an audience may be of any size",
        (
            Edit(
                CONTRACT,
                "if len(cells.of_person) + len(cells.left_out) < FEWEST_PEOPLE or not cells.of_person:",
                "if False:",
            ),
        ),
        "plotting:attempt",
    ),
    WholeMutant(
        "a contract that reads two ways is taken",
        (Edit(CONTRACT, "if found.format != FORMAT or found.canonical() != text:", "if found.format != FORMAT:"),),
        "plotting:attempt",
    ),
    WholeMutant(
        "anybody approves a roster",
        (Edit(CHANGES, "    _require_second(session, proposed, person)\n", ""),),
        "plotting:attempt",
    ),
    WholeMutant(
        "a roster is imported without a second person",
        (
            Edit(
                CHANGES,
                "return approval is Approval.TWO and (changes.shifts_people or changes.renames_people)",
                "return False",
            ),
        ),
        "plotting:attempt",
    ),
    WholeMutant(
        "contracts are silent about changes of the roster",
        (Edit(CONTRACT, "        roster_changes=this.roster_changes,\n", ""),),
        "plotting:attempt",
    ),
    WholeMutant(
        "a release does not compare box and office",
        (
            Edit(
                RELEASING,
                "if not sealed.closed or sealed.fingerprint != contract.fingerprint:",
                "if not sealed.closed:",
            ),
        ),
        "plotting:attempt",
    ),
    WholeMutant(
        "reminders leave out whoever answered unless told otherwise",
        (Edit(DEFINITION, '"unanswered"] = "everyone"', '"unanswered"] = "unanswered"'),),
        "plotting:attempt",
    ),
    WholeMutant(
        "names in a roster may hold what nothing shows",
        (
            Edit(
                "pulse.roster.columns",
                "if any(unicodedata.category(sign) in INVISIBLE and sign not in HARMLESS for sign in text):",
                "if False:",
            ),
        ),
        "fuzzing:rosters",
    ),
    WholeMutant(
        "a settings file that is no UTF-8 is no refusal",
        (
            Edit(
                "pulse.settings",
                "except (OSError, ValueError, RecursionError) as error:",
                "except (OSError, tomllib.TOMLDecodeError) as error:",
            ),
        ),
        "fuzzing:settings",
    ),
    WholeMutant(
        "answers need not be among the choices",
        (Edit("pulse.respond.form", "if not _offered(item, page.choices[item.id])", "if False"),),
        "fuzzing:answers",
    ),
    WholeMutant(
        "a webhook may lead inside",
        (
            Edit(
                "pulse.webhooks.addresses",
                "if not numbers or not (allowed.inside or all(map(is_public, numbers))):",
                "if not numbers:",
            ),
        ),
        "fuzzing:webhooks",
    ),
)
