"""HR's pages of plan, official forecast and actual: upload a file, look at every change, save it; download."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from pulse.accounts.access import require_hr
from pulse.accounts.people import Staff
from pulse.planning.large_files import let_hr_send
from pulse.planning.targets import targets_page
from pulse.roster import queries as roster
from pulse.targets.files import example, stored
from pulse.targets.importing import BadTargets
from pulse.targets.queries import standing
from pulse.targets.uploads import discard_upload, keep_upload, save_upload
from pulse.web import house, page

pages = Blueprint("targets", __name__, url_prefix="/hr/targets")

LARGEST_FILE = 8 * 1024 * 1024
"""Of 8,000 teams, some eight periods."""
EXAMPLES = 3
UNPROCESSABLE = 422


@pages.url_value_preprocessor
def _take_large_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "targets.upload":
        let_hr_send(LARGEST_FILE)


@pages.get("")
def overview() -> str:
    return _page(require_hr())


@pages.post("/upload")
def upload() -> BaseResponse | tuple[str, int]:
    person, sent = require_hr(), request.files.get("file")
    file = sent.read() if sent else b""
    if not file:
        return _page(person, ["Choose a file first."]), UNPROCESSABLE
    try:
        with house().databases.office.writing() as session:
            keep_upload(session, person.email, file, house().clock())
    except BadTargets as refusal:
        return _page(person, list(map(str, refusal.problems))), UNPROCESSABLE
    return redirect(url_for(".overview"), 303)


@pages.post("")
def decide() -> BaseResponse:
    person = require_hr()
    with house().databases.office.writing() as session:
        if request.form.get("decision") == "discard":
            discard_upload(session, person.email)
        else:
            save_upload(session, person.email, request.form.get("digest", ""), house().clock())
    return redirect(url_for(".overview"), 303)


@pages.get("/targets.csv")
def download() -> Response:
    require_hr()
    with house().databases.office.reading() as session:
        return _file(stored(standing(session)))


@pages.get("/example.csv")
def download_example() -> Response:
    require_hr()
    with house().databases.office.reading() as session:
        tree, paths = roster.tree(session), roster.paths(session)
    return _file(example(sorted(paths[unit] for unit in tree.parents if not tree.children[unit])[:EXAMPLES]))


def _page(person: Staff, problems: Sequence[str] = ()) -> str:
    with house().databases.office.reading() as session:
        shown = targets_page(session, person.email, request.args.get("from", 0, type=int))
    return page("planning/targets.html", targets=shown, problems=problems, zone=person.time_zone)


def _file(content: bytes) -> Response:
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=request.path.rpartition("/")[2])
    return response
