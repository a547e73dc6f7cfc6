"""Bad requests, tried on a whole installation: no error of ours, no half-done change, nothing slow, nothing raw."""

from collections.abc import Iterator
from io import BytesIO
from time import thread_time
from typing import Any

from flask.testing import FlaskClient
from hypothesis.strategies import SearchStrategy
from werkzeug.test import EnvironBuilder, TestResponse
from werkzeug.wrappers import Request as Sendable

from pulse.worker.programmes import apply_proposed
from pulse.worker.roster import change_roster
from tests.adversary.fuzzed_requests import Request, reps_requests, requests
from tests.adversary.fuzzed_running import Caught, Tried, driven
from tests.adversary.fuzzed_site import CAST, NOTED_BY_REFUSING, Eye, Site, broken_log, opened_site
from tests.adversary.running import described

MOST_TIMES = 40
"""So many times as long as a large page may a request take, however large it is itself."""
RAW = ("<script>alert", "<b>Graz")
"""What somebody else wrote, as no page may hold it."""
INSIDES = ("Traceback (most recent", "object at 0x", "sqlalchemy", "a secret for tests alone")
READ = ("text/html", "application/json", "application/problem+json", "application/scim+json")
NOT_DONE_HERE = 501
"""What a part of SCIM that Pulse does not speak is answered with, on purpose."""
CHANGES_NOTHING = ("GET", "HEAD")


def tried_everywhere(seed: int, number: int) -> Tried:
    """Try so many requests to every address; at the end the worker does what HR asked for."""
    with opened_site() as (site, eye):
        found = _tried(site, eye, requests(site), seed, number)
        for fault in _carried_out(site, eye):
            found.find(fault, "what HR asked for")
        return found


def tried_as_reps(seed: int, number: int) -> Tried:
    """Try so many requests to the page of the open wave."""
    with opened_site() as (site, eye):
        found = _tried(site, eye, reps_requests(site), seed, number)
        if not all(cell and sheet for cell, sheet in site.wave.sheets()):
            found.find("a ballot in the box cannot be opened", "a rep")
        return found


def _tried(site: Site, eye: Eye, inputs: SearchStrategy[Request], seed: int, number: int) -> Tried:
    found, slowest = Tried(), MOST_TIMES * site.slowest()
    _ = site.token, site.provisioning
    eye.changed()

    def attempt(request: Request) -> None:
        found.inputs += 1
        before = thread_time()
        for fault in _faults(site, eye, request):
            found.find(fault, str(request))
        if thread_time() - before > slowest:
            found.find(f"{request.method} {_place(request)} takes {MOST_TIMES} times as long as a page", str(request))

    driven(inputs, attempt, seed, number)
    return found


def _faults(site: Site, eye: Eye, request: Request) -> Iterator[str]:
    with Caught() as caught:
        answer = _sent(site, request)
    if caught.error is not None:
        yield f"raises {described(caught.error).partition(': ')[0]}"
        eye.changed()
        return
    yield from (f"{_place(request)} {fault}" for fault in _faults_of(answer))
    changed = eye.changed()
    if (answer.status_code >= 400 or request.method in CHANGES_NOTHING) and changed - NOTED_BY_REFUSING:
        yield f"{_place(request)} answers {answer.status_code} and changes {', '.join(sorted(changed))}"
    if changed - NOTED_BY_REFUSING:
        yield from (f"{_place(request)}: {fault}" for fault in _unsound(site, eye))
    answer.close()


def _place(request: Request) -> str:
    """The address without the parts that change from request to request."""
    return "/".join(request.path.split("/")[:3])[:40]


def _unsound(site: Site, eye: Eye) -> Iterator[str]:
    """What is wrong with an installation that has just been changed."""
    yield from (f"leaves {table} referring to nothing" for table in eye.orphans())
    if broken_log(site.house):
        yield "breaks the log of changes"
    with Caught() as caught:
        faults = list(site.looks())
    yield from [f"afterwards a page raises {described(caught.error):.120}"] if caught.error else faults
    eye.changed()


def _faults_of(answer: TestResponse) -> Iterator[str]:
    if answer.status_code >= 500 and answer.status_code != NOT_DONE_HERE:
        yield f"answers {answer.status_code}"
    if answer.status_code >= 400 and answer.request.method != "HEAD" and not answer.get_data().strip():
        yield f"answers {answer.status_code} without a word"
    text = answer.get_data(as_text=True) if (answer.mimetype or "") in READ else ""
    if answer.mimetype == "text/html" and any(one in text for one in RAW):
        yield "shows what somebody wrote as a part of the page"
    if any(one in text for one in INSIDES):
        yield "shows the insides of the program"


def _carried_out(site: Site, eye: Eye) -> Iterator[str]:
    with Caught() as caught:
        apply_proposed(site.house)
        change_roster(site.house)
    if caught.error is not None:
        yield f"the worker raises {described(caught.error):.200}"
    yield from _unsound(site, eye)


def _sent(site: Site, request: Request) -> TestResponse:
    browser = site.reps if request.path == site.wave.path else _browser(site, request.who)
    answer = browser.open(_environment(request), buffered=True)
    if request.path.startswith("/sign-out"):
        site.browsers[request.who] = site.signed_in(request.who)
    return answer


def _browser(site: Site, who: str) -> FlaskClient:
    return site.browsers[who if who in CAST else ""]


def _environment(request: Request) -> Sendable:
    body: dict[str, Any] = dict(request.body)
    headers = [*request.headers, *body.pop("headers", ())]
    files, fields = body.pop("files", None), body.pop("fields", ())
    builder = EnvironBuilder(request.path, method=request.method, query_string=request.query, headers=headers, **body)
    for name, value in fields:
        builder.form.add(_sendable(name), _sendable(value))
    for name, called, content in files or ():
        builder.files.add_file(_sendable(name), BytesIO(content), _sendable(called) or None)
    environment = builder.get_environ()
    if ("Transfer-Encoding", "chunked") in headers:
        # What a server hands on of a body that came in pieces: no length, and an end.
        environment.pop("CONTENT_LENGTH", None)
        environment["wsgi.input_terminated"] = True
    # A client takes an environment apart and puts it together again, and then it is another one.
    return Sendable(environment)


def _sendable(text: str) -> str:
    """A text as a browser can send it: halves of characters become question marks."""
    return text.encode("utf-8", "replace").decode()
