"""Files that HR uploads are larger than any other form, and so are taken from HR alone."""

from flask import request

from pulse.accounts.access import SignInNeeded, require_hr
from pulse.errors import NotFound


def let_hr_send(size: int) -> None:
    """Let this request bring so many bytes if somebody of HR sends it.

    To be called before the check against forged forms reads the body, which it must to find its token.
    """
    if _is_hr():
        request.max_content_length = request.max_form_memory_size = size


def _is_hr() -> bool:
    try:
        require_hr()
    except (SignInNeeded, NotFound):
        return False
    return True
