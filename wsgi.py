"""The web process: what an application server loads."""

from pulse.app import create_app
from pulse.errors import Refusal

try:
    app = create_app()
except Refusal as refusal:
    raise SystemExit(str(refusal)) from None
