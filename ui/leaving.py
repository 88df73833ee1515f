"""What a window is closed for, when it is not to quit."""

from __future__ import annotations

SIGN_OUT = "sign_out"
"""Somebody else signs in."""

PROTECT = "protect"
"""The file gets a passphrase, and nobody may have it open meanwhile."""

SIGNED_OUT = "signed_out"
"""An administrator lets this login in no more; whoever sits there is told, and may sign in anew."""
