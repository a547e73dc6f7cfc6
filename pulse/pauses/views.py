"""The page on which somebody pauses: no sign-in, no cookie, the same for every token, real or not.

Looking changes nothing, for mail scanners look. What pauses is the page's button, and the one click that mail programs
offer (RFC 8058), which posts without cookies and from anywhere: the token is all there is to show.
"""

from flask import Blueprint, Response, request

from pulse.languages import DEFAULT, LANGUAGES, known
from pulse.pauses.operations import pause, resume
from pulse.pauses.tokens import person_of
from pulse.web import house, page

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
ENDONYMS = {"en": "English", "de": "Deutsch"}
ONE_CLICK = "List-Unsubscribe", "One-Click"
PAUSE, RESUME = ("wish", "pause"), ("wish", "resume")
LARGEST_FORM = 4 * 1024

pages = Blueprint("pauses", __name__)


@pages.after_request
def _protect(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@pages.get("/r/pause/<token>")
def look(token: str) -> str:
    """What a pause is, and the two buttons."""
    return _page(token, "")


@pages.post("/r/pause/<token>")
def wish(token: str) -> str | tuple[str, int]:
    """Pause or come back, and say so; it is said of any token, and repeating it changes nothing."""
    request.max_content_length = LARGEST_FORM
    here, wished = house(), set(request.form.items())
    person = person_of(here.settings.secret_key.get_secret_value().encode(), token)
    if RESUME in wished:
        with here.databases.office.writing() as session:
            resume(session, person)
        return _page(token, "resume")
    if wished & {ONE_CLICK, PAUSE}:
        with here.databases.office.writing() as session:
            pause(session, person)
        return _page(token, "pause")
    return _page(token, ""), 422


def _page(token: str, wished: str) -> str:
    language = known(request.args.get("lang", DEFAULT))
    languages = [(one, ENDONYMS[one]) for one in LANGUAGES]
    return page("pauses/page.html", language, token=token, wished=wished, languages=languages)
