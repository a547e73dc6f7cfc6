"""The log: lines of text or of JSON on standard error, made of a few known parts and of nothing else.

Whatever anybody hands over, only the parts named here are written. An error's own text may hold answers, codes or
addresses, and so may what a library says; of both we write what kind it is and where in the code it came from.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

OURS = "pulse"
PARTS = ("time", "level", "logger", "place", "event", "job", "count", "error", "trace")
"""The keys that may stand in a line, in this order."""
UNSAID = "a library's message, left out because it may hold anything"
HARMLESS = ("alembic.runtime.migration",)
"""Libraries that speak of nothing but themselves."""
HANDLED_ELSEWHERE = (OURS, "_granian", "granian.access")
Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class Log(logging.StreamHandler[TextIO]):
    """Standard error, whatever that is at the moment."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(formatter)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        """Keep to standard error."""


def route(form: str, *, coarse: bool) -> None:
    """Write everything that this process logs, from whomever, to standard error as "text" or "json".

    Coarse time is the hour: where somebody answers, an error must not say when exactly.
    """
    for name in HANDLED_ELSEWHERE:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.basicConfig(level=logging.WARNING, handlers=[Log(formatter(form, coarse=coarse))], force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)
    logging.captureWarnings(True)


def formatter(form: str, *, coarse: bool) -> logging.Formatter:
    """Give what turns a record into one line of the log."""
    written = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _text
    return structlog.stdlib.ProcessorFormatter(processors=[_Parts(form, coarse), written])


class _Parts:
    """Leaves of a record only the known parts."""

    def __init__(self, form: str, coarse: bool) -> None:
        self._time = _MOMENTS[form, coarse]

    def __call__(self, logger: WrappedLogger, method: str, found: EventDict) -> EventDict:
        record: logging.LogRecord = found["_record"]
        known = {
            **{name: value for name, value in found.items() if isinstance(value, str | int)},
            "time": self._time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
            "event": _event(record.name, found["event"]),
            **_error(found.get("exc_info")),
        }
        return {name: known[name] for name in PARTS if name in known}


def _event(logger: str, message: object) -> str:
    said = logger == OURS or logger.startswith((f"{OURS}.", *HARMLESS))
    return " ".join(str(message).split("\n")) if said else UNSAID


def _error(raised: Raised | None) -> Mapping[str, object]:
    error = raised[1] if raised else None
    if error is None:
        return {}
    return {"error": " from ".join(_kinds(error)), "trace": list(_trace(error))}


def _kinds(error: BaseException) -> Iterator[str]:
    """The kind of an error, and of what led to it."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield type(cause).__name__
        cause = cause.__cause__ or cause.__context__


def _trace(error: BaseException) -> Iterator[str]:
    """Where it came through: files, lines and functions, without a line of code or a value."""
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"


def _text(logger: WrappedLogger, method: str, parts: EventDict) -> str:
    place = str(parts["place"]).partition(":")[0]
    lines = [f"[{parts['time']}] {str(parts['level']).upper()} in {place}: {parts['event']}"]
    if "error" in parts:
        lines += [f"  {parts['error']}", *(f"  {step}" for step in parts["trace"])]
    return "\n".join(lines)


def _here(created: float) -> datetime:
    return datetime.fromtimestamp(created, UTC).astimezone()


_MOMENTS: Mapping[tuple[str, bool], Callable[[float], str]] = {
    ("text", True): lambda created: f"{_here(created):%Y-%m-%d, %H h}",
    ("text", False): lambda created: f"{_here(created):%Y-%m-%d %H:%M:%S}",
    ("json", True): lambda created: f"{datetime.fromtimestamp(created, UTC):%Y-%m-%dT%HZ}",
    ("json", False): lambda created: f"{datetime.fromtimestamp(created, UTC):%Y-%m-%dT%H:%M:%SZ}",
}
"""How a moment is written; the hour alone has no minutes that could be read from it."""
