"""The web process: what an application server loads."""

import gc

from pulse import logs
from pulse.app import create_app
from pulse.errors import Refusal
from pulse.web import EXTENSION

try:
    app = create_app()
except Refusal as refusal:
    raise SystemExit(str(refusal)) from None
logs.route(app.extensions[EXTENSION].settings.log_format, coarse=True)
# The program is never garbage; looking through it again and again made large exports grow faster than their rows.
gc.collect()
gc.freeze()
