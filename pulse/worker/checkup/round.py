"""The order of the check-up: what follows only makes sense where what came before is in order."""

from collections.abc import Iterator

from pulse.house import House
from pulse.worker.checkup.clock import about_clock
from pulse.worker.checkup.databases import about_databases, usable
from pulse.worker.checkup.directories import about_directories
from pulse.worker.checkup.domain import about_sending_domain
from pulse.worker.checkup.findings import Finding
from pulse.worker.checkup.post import about_mail_server, about_reports
from pulse.worker.checkup.settings import about_settings
from pulse.worker.checkup.wave_keys import about_wave_keys
from pulse.worker.checkup.webhooks import about_webhooks
from pulse.worker.checkup.work import about_work


def examine(house: House) -> Iterator[Finding]:
    """Look at everything; nothing is changed and nothing is created."""
    yield from about_settings(house.settings)
    yield from about_directories(house.settings)
    yield from about_mail_server(house.settings)
    yield from about_reports(house.settings)
    yield from about_sending_domain(house.settings)
    yield from about_databases(house)
    if usable(house):
        yield from about_clock(house)
        yield from about_wave_keys(house)
        yield from about_work(house)
        yield from about_webhooks(house)
