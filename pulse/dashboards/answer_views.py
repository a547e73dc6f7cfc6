"""Answering a theme, and saying what became of a promise. Readers above look; whoever leads here acts."""

from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.accounts.people import Staff
from pulse.actions import operations, queries
from pulse.actions.answering import Thread, Topic
from pulse.actions.drafts import BadAnswer
from pulse.actions.queries import NoSuchPromise, NoSuchTheme
from pulse.dashboards.answer_form import form_of, read_day, read_draft
from pulse.dashboards.answers import desk_of
from pulse.dashboards.charts import promises_chart
from pulse.dashboards.landing import landings_of
from pulse.dashboards.promises import Promises, promises_of
from pulse.dashboards.reading_back import reading_back
from pulse.dashboards.visits import Visit, measures, visit_to
from pulse.dashboards.voices import voices
from pulse.web import house

pages = Blueprint("answers", __name__)
MOST_DIGITS = 9


@pages.get("/team/<unit>/theme/<wave>/<theme>")
def theme(unit: str, wave: str, theme: str) -> str:
    with visit_to(unit) as visit:
        return _theme_page(visit, _thread(visit, wave, theme), {})


@pages.post("/team/<unit>/theme/<wave>/<theme>")
def answer(unit: str, wave: str, theme: str) -> Response | str | tuple[str, int]:
    """Show the answer as the team will read it, take it back into the form, or publish it."""
    step, here = request.form.get("step"), house()
    with visit_to(unit) as visit:
        thread = _thread(visit, wave, theme)
        if step == "change":
            return _theme_page(visit, thread, request.form)
        try:
            draft = read_draft(request.form)
            shown = _preview(visit, thread, request.form)
        except BadAnswer as refused:
            return _theme_page(visit, thread, request.form, refused), refused.status
    if step != "publish":
        return shown
    with here.databases.office.writing() as office:
        operations.answer_theme(
            office, visit.person, thread.topic, draft, here.clock(), questionnaire=here.questionnaire
        )
    return redirect(url_for("dashboards.comments", unit=unit, _anchor=f"theme-{theme}"), 303)


@pages.get("/team/<unit>/promises")
def promises(unit: str) -> str:
    with visit_to(unit) as visit:
        return _promises_page(visit)


@pages.get("/team/<unit>/promises.json")
def timeline(unit: str) -> Response:
    with visit_to(unit) as visit:
        return Response(promises_chart(_promises(visit)), mimetype="application/json")


@pages.post("/team/<unit>/promises/<promise>")
def change(unit: str, promise: str) -> Response | tuple[str, int]:
    """Keep, drop or move a promise."""
    number = int(promise) if promise.isdecimal() and len(promise) <= MOST_DIGITS else 0
    with visit_to(unit) as visit:
        person = visit.person
    try:
        with house().databases.office.writing() as office:
            _change(office, person, number, request.form)
    except BadAnswer as refused:
        with visit_to(unit) as visit:
            return _promises_page(visit, number, refused, request.form), refused.status
    return redirect(url_for("dashboards.answers.promises", unit=unit, _anchor=f"promise-{number}"), 303)


def _thread(visit: Visit, wave: str, theme: str) -> Thread:
    """Raises NoSuchTheme for a wave or a theme that is not published of this unit."""
    found = next((known for known in visit.chosen.every if known.name == wave), None)
    if found is None:
        raise NoSuchTheme
    return queries.thread(visit.office, Topic(found.id, visit.unit, theme))


def _theme_page(visit: Visit, thread: Thread, typed: Mapping[str, str], refused: BadAnswer | None = None) -> str:
    here = house()
    desk = desk_of(visit, (thread,), here.questionnaire.themes, here.clock())
    line = desk.line(thread)
    said = voices(visit.office, visit.unit, desk.waves[thread.topic.wave_id], here.questionnaire.themes)
    return visit.show(
        "theme.html",
        "comments",
        theme=line,
        form=form_of(typed, here.questionnaire, refused, can_pass_up=desk.who.above(thread.holder) is not None),
        comments=tuple(comment for comment in said.comments if line.label in comment.themes),
    )


def _preview(visit: Visit, thread: Thread, typed: Mapping[str, str]) -> str:
    """Show the answer as it will be read. Raises BadAnswer or NotYours."""
    here = house()
    desk = desk_of(visit, (thread,), here.questionnaire.themes, here.clock())
    draft = read_draft(typed).checked(desk.calendars[thread.holder].day(desk.now), here.questionnaire)
    line = desk.line(thread)
    if not line.yours:
        raise operations.NotYours
    return visit.show("theme_preview.html", "comments", theme=line, answer=reading_back(draft, thread, desk))


def _promises_page(
    visit: Visit, wrong: int = 0, refused: BadAnswer | None = None, typed: Mapping[str, str] | None = None
) -> str:
    return visit.show(
        "promises.html",
        "promises",
        promises=_promises(visit),
        landings=landings_of(visit, house().clock()),
        wrong=wrong,
        problem=str(refused or ""),
        typed=typed or {},
    )


def _promises(visit: Visit) -> Promises:
    return promises_of(visit, measures(), house().questionnaire.themes, house().clock())


def _change(office: Session, person: Staff, promise: int, typed: Mapping[str, str]) -> None:
    now, reason = house().clock(), typed.get("reason", "")
    match typed.get("step"):
        case "kept":
            operations.keep_promise(office, person, promise, now)
        case "dropped":
            operations.drop_promise(office, person, promise, reason, now)
        case "moved":
            due = read_day(typed.get("due", ""))
            operations.move_promise(office, person, promise, reason, now, due=due)
        case _:
            raise NoSuchPromise
