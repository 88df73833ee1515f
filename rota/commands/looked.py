"""Keeping in the history that a command listed people, where its user is signed in."""

from __future__ import annotations

from rota.commands.context import Context
from rota.services.looking import Looked, note_look

_PATIENTS = (
    "affected",
    "triage",
    "suggest dates",
    "review show",
    "patient show",
    "extract notes",
    "letters queue",
    "letters phone-list",
    "letters releases",
    "letters manifest",
)
_DECLARATIONS = ("person show",)
READS = {
    **dict.fromkeys(_PATIENTS, Looked.PATIENTS),
    **dict.fromkeys(_DECLARATIONS, Looked.DECLARATIONS),
}
"""The commands that list patients, or what staff told the trust."""


def note_read(context: Context, command: str) -> None:
    """Keep that a command was read, if it is one of those."""
    looked = READS.get(command)
    if looked is not None:
        note_look(context.storage(), looked, context.now())
