"""The page where HR sees which other programs read what is published, and which are told of it."""

from datetime import UTC

from flask import Blueprint

from pulse.accounts.access import require_hr
from pulse.accounts.tokens import tokens as all_tokens
from pulse.web import house, page
from pulse.webhooks.queries import subscriptions

pages = Blueprint("hr_api", __name__)


@pages.get("/hr/programs")
def overview() -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        tokens, webhooks = all_tokens(session), subscriptions(session)
    today = house().clock().astimezone(UTC).date()
    return page("api/overview.html", tokens=tokens, webhooks=webhooks, today=today, zone=person.time_zone)
