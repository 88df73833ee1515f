"""Keeping in the history that a command listed people, where its user is signed in."""

from __future__ import annotations

from rota.commands.context import Context
from rota.domain.permissions import See, may_see
from rota.services.looking import Looked, note_look

_VISITS = ("triage", "suggest dates", "patient show", "extract notes")
_LETTERS = ("letters queue", "letters phone-list", "letters releases", "letters manifest")
READS = {
    **dict.fromkeys(_VISITS, (Looked.PATIENTS, See.VISITS)),
    **dict.fromkeys(_LETTERS, (Looked.PATIENTS, See.PATIENTS)),
    **dict.fromkeys(("affected", "review show"), (Looked.PATIENTS, See.DISPLACED)),
    "person show": (Looked.DECLARATIONS, See.DECLARATIONS),
}
"""The commands that list patients, or what staff told the trust, and who is shown any."""


def note_read(context: Context, command: str) -> None:
    """Keep that a command was read, if it is one of those and showed any of it."""
    looked, see = READS.get(command, (None, None))
    if looked is None or see is None or not context.has_shown:
        return
    storage = context.storage()
    if may_see(storage.user, see):
        note_look(storage, looked)
