"""The web process: what an application server loads."""

from pulse import logs
from pulse.app import create_app
from pulse.errors import Refusal
from pulse.web import EXTENSION

try:
    app = create_app()
except Refusal as refusal:
    raise SystemExit(str(refusal)) from None
logs.route(app.extensions[EXTENSION].settings.log_format, coarse=True)
