"""What protects the respondent's pages: headers, and the digest of the one stylesheet that may stand inside them."""

import hashlib
from base64 import b64encode
from pathlib import Path

from flask import Response

STYLESHEET = Path(__file__).resolve().parents[2] / "templates" / "respond" / "style.css"
"""Every page includes it between its style tags, without the line break at its end."""


def protect(response: Response) -> Response:
    """Set the headers of a respondent's page: the same for every answer, a used code's among them."""
    response.headers.extend(HEADERS)
    return response


def digest(content: str) -> str:
    """Return the digest by which a content security policy allows an inline stylesheet."""
    return "sha256-" + b64encode(hashlib.sha256(content.encode()).digest()).decode()


HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src '{digest(STYLESHEET.read_text('utf-8').removesuffix(chr(10)))}'; "
        "script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
