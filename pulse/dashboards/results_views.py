"""The page with a team's results: no sign-in, no cookie, nothing written by looking, the same bytes for everybody."""

from flask import Blueprint, Response, request

from pulse.dashboards.results import results_of
from pulse.dashboards.titles import core_titles
from pulse.languages import DEFAULT, LANGUAGES, known, translations
from pulse.programme import team_link
from pulse.web import house, page

pages = Blueprint("results", __name__)
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
ENDONYMS = {"en": "English", "de": "Deutsch"}


@pages.after_request
def _protect(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@pages.get("/r/<token>")
def results(token: str) -> str:
    """What a link in a results mail leads to."""
    here, language = house(), known(request.args.get("lang", DEFAULT))
    link = team_link.read(here.settings.secret_key.get_secret_value().encode(), token, here.clock())
    with here.databases.office.reading() as session:
        shown = results_of(session, link, here.questionnaire, here.clock(), language)
    titles = core_titles(translations(language).gettext)
    languages = [(one, ENDONYMS[one]) for one in LANGUAGES]
    return page("results/page.html", language, results=shown, titles=titles, token=token, languages=languages)
