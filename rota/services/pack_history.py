"""The seals of strike packs in the history: what tells a pack that was made from a forged one."""

from __future__ import annotations

from datetime import datetime

from rota.domain.pack import PackSeal
from rota.domain.times import short_words
from rota.services.ports import Storage

ACTION = "strike pack"


def sealed_words(window_id: int, sealed_sha256: str, *, has_patients: bool) -> str:
    """Return what the history keeps of a pack that was made."""
    named = "with patients' names" if has_patients else "without patients' names"
    return f"Made the pack of strike {window_id} {named}: seal {sealed_sha256}."


def is_in_history(storage: Storage, seal: PackSeal) -> bool:
    """Say whether the history of a hospital has this very seal."""
    text = sealed_words(seal.window, seal.sealed_sha256, has_patients=seal.has_patients)
    with storage.read() as work:
        return work.journal.newest(ACTION, text) is not None


def seal_words(seal: PackSeal, *, is_known: bool | None) -> str:
    """Say what a pack that agrees with itself is worth; ``is_known`` None: no history to ask."""
    of = (
        f"seal {seal.sealed_sha256}, of {seal.title}, made by {seal.made_by} on "
        f"{short_words(datetime.fromisoformat(seal.made_at))}"
    )
    if is_known:
        return f"The pack is as it was sealed, and the history of this hospital has its seal: {of}."
    if is_known is None:
        return (
            f"The pack agrees with itself: {of}. Somebody who changes one can seal it anew: "
            "compare the seal with the one in the hospital's history."
        )
    return (
        f"The pack agrees with itself, but the history of this hospital does not have its seal: "
        f"{of}. It was made in another hospital's file, or changed and sealed anew."
    )
