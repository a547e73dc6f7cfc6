"""A check-up of the installation: what is missing, unreadable or too open, and what losing it would cost."""

from pulse.worker.checkup.findings import Finding, Gravity
from pulse.worker.checkup.round import examine

__all__ = ["Finding", "Gravity", "examine"]
