"""Who sits at this computer, for the journal."""

from __future__ import annotations

import getpass


def who_is_here() -> str:
    """Return the account name of the person at this computer."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
