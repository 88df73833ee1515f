"""Versions of a wording: drafted, saved, approved for good, retired. All of them are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rota.domain.changes import Changes
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.languages import ENGLISH
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.releases import same_person
from rota.domain.users import signed_in_name
from rota.domain.wording_file import clean_body
from rota.services.ports import Storage, Work
from rota.services.wording_checks import WordingCheck
from rota.services.wordings import check_language, find_wording, language_name

ACTION = "wording"
"""How the journal names what is done to wordings; ``wording approve`` and so on begin with it."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that was kept, and what changed; ``lines_before`` stand above it in its file."""

    wording: Wording
    changes: Changes
    lines_before: int = 0


def start_draft(
    storage: Storage,
    rules: LetterRules,
    kind: WordingKind,
    language: str,
    form: WordingForm,
    body: str,
    note: str = "",
) -> Drafted:
    """Keep a text as a new version to work on; ``note`` says where it came from.

    Refuses a language that the program does not know, and text that cannot be kept.
    """
    check_language(rules, language)
    clean = clean_body(body)
    with storage.write(f"{ACTION} draft") as work:
        version = work.wordings.newest_version(kind, language, form) + 1
        new = Wording(
            None,
            kind,
            language,
            form,
            version,
            clean,
            WordingState.DRAFT,
            made_by=work.who,
            made_at=work.now,
            note=note.strip(),
        )
        new = replace(new, wording_id=work.wordings.add(new))
        work.say(f"Began a new wording: {said(rules, new)}.")
    return Drafted(new, work.changes)


def save_draft(
    storage: Storage, rules: LetterRules, wording_id: int, body: str, opened: str
) -> Drafted:
    """Save the text of a draft; ``opened`` is the digest of the text that was opened.

    Refuses anything but a draft, and one that somebody else saved meanwhile: their text stays,
    and the caller still has its own to keep as another draft.
    """
    clean = clean_body(body)
    with storage.write(f"{ACTION} save") as work:
        there = find_wording(work, wording_id)
        _only_draft(there)
        saved = replace(there, body=clean, made_by=work.who, made_at=work.now)
        if there.sha256 not in (opened, saved.sha256):
            raise Refused(
                "changed_meanwhile",
                f"{there.made_by or 'Somebody'} saved this draft after you opened it. Keep yours "
                "as a draft of its own, then compare the two.",
            )
        if there.body != clean:
            work.wordings.change([saved])
            work.say(f"Changed a wording: {said(rules, there)}.")
    return Drafted(saved if work.changes.kinds else there, work.changes)


def approve(
    storage: Storage,
    rules: LetterRules,
    wording_id: int,
    check: WordingCheck,
    who: str,
    checked_by: str = "",
) -> Changes:
    """Freeze a draft that was checked; letters are written by it from now on.

    The version approved before it is replaced, and stays to be looked at. ``who`` approves;
    ``checked_by`` is who checked a translation against the English. Refuses while there is a
    problem, without the names, and when the text is not the one that was checked.
    """
    who = signed_in_name(storage.user, who)
    with storage.write(f"{ACTION} approve") as work:
        there = find_wording(work, wording_id)
        _only_draft(there)
        if check.sha256 != there.sha256:
            raise Refused(
                "changed_meanwhile", "The wording was changed after it was checked. Look again."
            )
        if check.blockers:
            raise Refused("wording_problems", f"Not yet: {check.blockers[0]}")
        if not who.strip():
            raise Refused("who_missing", "Say who approves it.")
        if there.language != ENGLISH and not checked_by.strip():
            raise Refused("checker_missing", "Say who checked the translation.")
        if there.language != ENGLISH and same_person(who, checked_by):
            raise Refused(
                "same_person", "A translation is checked by another person than who approves it."
            )
        before = [each for each in work.wordings.approved() if _same_place(each, there)]
        work.wordings.change(
            [
                *(replace(each, state=WordingState.REPLACED) for each in before),
                replace(
                    there,
                    state=WordingState.APPROVED,
                    approved_by=who.strip(),
                    approved_at=work.now,
                    checked_by=checked_by.strip(),
                ),
            ]
        )
        work.say(f"Approved a wording: {said(rules, there)}.")
    return work.changes


def retire(storage: Storage, rules: LetterRules, wording_id: int, why: str) -> Changes:
    """Take a version out of use for good; it stays to be looked at. Wants a reason.

    Letters made by it that were not posted yet are no longer true.
    """
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the wording.")
    with storage.write(f"{ACTION} retire", why.strip()) as work:
        there = find_wording(work, wording_id)
        if there.state is WordingState.RETIRED:
            raise Refused("retired_already", "This wording is out of use already.")
        work.wordings.change([replace(there, state=WordingState.RETIRED, note=why.strip())])
        work.say(f"Retired a wording: {said(rules, there)}.")
    return work.changes


def said(rules: LetterRules, wording: Wording) -> str:
    """Return how a version is spoken of: ``postponed, Welsh, version 2``."""
    easy = ["easy read"] if wording.form is WordingForm.EASY_READ else []
    parts = [words(wording.kind), language_name(rules, wording.language), *easy]
    return ", ".join([*parts, f"version {wording.version}"])


def keep_printed(work: Work) -> None:
    """Refuse to take back an approval by which letters were made: they name it for ever."""
    drafts = {each.name for each in work.wordings.all() if each.state is WordingState.DRAFT}
    if not drafts:
        return
    used = {part.strip() for each in work.wordings.templates_used() for part in each.split(";")}
    if used & drafts:
        raise Refused(
            "wording_used",
            "This cannot be undone: letters were made by this wording. Retire it instead.",
        )


def _only_draft(wording: Wording) -> None:
    if wording.state is not WordingState.DRAFT:
        raise Refused(
            "not_a_draft",
            f"This version is {wording.state} and never changes. Begin a new version from it.",
        )


def _same_place(one: Wording, other: Wording) -> bool:
    return (one.kind, one.language, one.form) == (other.kind, other.language, other.form)
