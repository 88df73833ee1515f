"""Faults of a database server in plain words, and how a connection to one is made safe."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from rota.domain.errors import Unavailable

NOT_LET_IN = ("not_let_in", "The login or the passphrase is not right.")
SIGNED_OUT = (
    "signed_out",
    "You were signed out: an administrator removed this login or changed its passphrase.",
)
UNREACHABLE = (
    "server_unreachable",
    "The database server does not answer. Check it and try again.",
)
_FULL = ("server_full", "The server has no room for another connection. Try again in a moment.")
_MISSING = (
    "database_missing",
    "The server has no database of this name. Check the address, or have it made there.",
)
_NO_RIGHT = (
    "server_says_no",
    "The server does not let this login do that; nothing was saved. Ask an administrator.",
)
_STOPPING = (
    "server_stopping",
    "The server is stopping or starting. Nothing was half saved; try again in a moment.",
)
_TOO_LONG = (
    "server_took_too_long",
    "The server gave up as this took too long. Nothing was half saved; try again.",
)
_SEALED = "The server's identity could not be proved, so nothing was sent. "

STATES = {
    "28": NOT_LET_IN,
    "3D000": _MISSING,
    "42501": _NO_RIGHT,
    "53200": ("server_no_memory", "The server is out of memory. Nothing was half saved."),
    "53300": _FULL,
    "57014": _TOO_LONG,
    "25P03": _TOO_LONG,
    "55P03": ("being_saved", "Somebody else is saving. Try again in a moment."),
    "57P": _STOPPING,
    "SRC01": (
        "clock_differs",
        "This computer's clock is more than 5 minutes from the server's, so nothing was saved. "
        "Set it right and try again.",
    ),
    "XX001": ("server_damaged", "The server says that its data is damaged. Call its operator."),
}
"""SQLSTATEs, or how they begin, and what they mean here."""

SAID = {
    "password authentication failed": NOT_LET_IN,
    "no password supplied": ("no_passphrase", "The server asks for a login and a passphrase."),
    "is not permitted to log in": NOT_LET_IN,
    "Peer authentication failed": NOT_LET_IN,
    "permission denied for database": NOT_LET_IN,
    "too many connections": _FULL,
    "remaining connection slots": _FULL,
    "does not exist": _MISSING,
    "no pg_hba.conf entry": (
        "not_from_here",
        "The server lets nobody in by this login from this computer. Ask its administrator.",
    ),
    "root certificate": (
        "server_not_proved",
        _SEALED + "Add sslrootcert=FILE to the address: the certificate that the trust signs with.",
    ),
    "certificate": ("server_not_proved", _SEALED + "Ask the server's administrator."),
    "does not support SSL": (
        "server_not_sealed",
        "The server does not encrypt what is sent. Ask its administrator to turn TLS on.",
    ),
    "starting up": _STOPPING,
    "shutting down": _STOPPING,
}
"""How the words of a failed connection say the same: the driver gives no state with those."""


def server_fault(error: DBAPIError) -> Unavailable | None:
    """Return the plain sentence for what a server says no to; None for a bug of ours."""
    found = said_no(error.orig)
    if found is None and not getattr(error.orig, "sqlstate", None):
        return Unavailable(*UNREACHABLE) if isinstance(error, OperationalError) else None
    return found


def said_no(error: BaseException | None) -> Unavailable | None:
    """Return the plain sentence for an answer of a server; None where it gave none known here."""
    state = getattr(error, "sqlstate", None) or ""
    for beginning, (code, text) in STATES.items():
        if state.startswith(beginning):
            return Unavailable(code, text)
    said = "" if state else str(error)
    for part, (code, text) in SAID.items():
        if part in said:
            return Unavailable(code, text)
    return None


def proved(url: URL) -> URL:
    """Ask a server elsewhere to prove who it is, unless the address says how much is asked."""
    host = url.host or url.query.get("host") or os.environ.get("PGHOST", "")
    hosts = (host,) if isinstance(host, str) else host
    is_here = all(not each or each.startswith("/") or each in HERE for each in hosts)
    if is_here or "sslmode" in url.query or "PGSSLMODE" in os.environ:
        return url
    return url.update_query_dict({"sslmode": "verify-full"})


HERE = ("localhost", "127.0.0.1", "::1")

KEEPALIVE_SECONDS = 30
GONE_SECONDS = 60
"""How long nothing comes back from the other end until it counts as gone."""
STATEMENT_MINUTES = 10


def manners(url: URL, wait_seconds: int) -> dict[str, Any]:
    """Return what a connection asks for: that nobody waits for ever, whoever went away."""
    said = {
        "lock_timeout": f"{wait_seconds}s",
        "statement_timeout": f"{STATEMENT_MINUTES}min",
        "tcp_keepalives_idle": KEEPALIVE_SECONDS,
        "tcp_keepalives_interval": KEEPALIVE_SECONDS // 3,
        "tcp_keepalives_count": 3,
    }
    given = url.query.get("options", "")
    options = " ".join(f"-c {name}={value}" for name, value in said.items())
    asked: dict[str, Any] = {
        "keepalives": 1,
        "keepalives_idle": KEEPALIVE_SECONDS,
        "keepalives_interval": KEEPALIVE_SECONDS // 3,
        "keepalives_count": 3,
        "tcp_user_timeout": GONE_SECONDS * 1000,
        "connect_timeout": wait_seconds,
    }
    left = {name: value for name, value in asked.items() if name not in url.query}
    return {**left, "options": f"{options} {given}".strip()}
