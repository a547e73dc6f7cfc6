"""HR's page of the identity provider: what it last said, and what became of it."""

from flask import Blueprint

from pulse.accounts.access import require_hr
from pulse.scim.batches import batch, counts
from pulse.web import house, page

pages = Blueprint("hr_provisioning", __name__, url_prefix="/hr/roster/provider")


@pages.get("")
def overview() -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        return page("scim/overview.html", batch=batch(session), counts=counts(session), zone=person.time_zone)
