"""Commands about the wordings of letters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.letter_wording import Wording, WordingState
from rota.domain.wording_difference import differences
from rota.services import wording_versions
from rota.services.wording_checks import WordingCheck, check_wording, sample_ground
from rota.services.wording_files import export_wording, import_wording, open_wording
from rota.services.wordings import (
    WordingPlace,
    check_language,
    language_name,
    one_wording,
    to_translate,
    wording_place,
    wording_places,
)


def list_all(context: Context) -> int:
    """List every kind of letter by language and form, and what is in use."""
    rules = context.tools.rules.letters
    places = wording_places(context.storage(), rules)
    headings = ("Letter", "Language", "Form", "In use", "Versions")
    rows = [
        (
            words(each.kind),
            language_name(rules, each.language),
            words(each.form),
            _in_use(each),
            ", ".join(f"{one.version} {one.state} (ID {one.wording_id})" for one in each.versions),
        )
        for each in places
    ]
    document = {
        "wordings": [
            {
                "kind": each.kind.value,
                "language": each.language,
                "form": each.form.value,
                "in_use": None if each.in_use is None else each.in_use.version,
                "shipped": each.shipped is not None,
                "versions": [_as_json(one) for one in each.versions],
            }
            for each in places
        ]
    }
    context.answer(document, table(headings, rows))
    return 0


def show(context: Context) -> int:
    """Show the words of one wording."""
    found = _asked(context)
    context.answer(_as_json(found) | {"body": found.body}, found.body)
    return 0


def export(context: Context) -> int:
    """Write a wording to a text file."""
    found = _to_translate(context)
    path = export_wording(found, Path(context.words.out))
    context.answer({"file": str(path), **_as_json(found)}, f"Wrote {path}.")
    return 0


def load(context: Context) -> int:
    """Keep a text file as a draft."""
    rules = context.tools.rules.letters
    done = import_wording(context.storage(), rules, Path(context.words.file))
    said = wording_versions.said(rules, done.wording)
    found = _as_in_file(_checked(context, done.wording), done.lines_before)
    text = [f"Draft {done.wording.wording_id}: {said}."]
    if found.blockers:
        text += ["To mend before it is approved:", *map(_capital, found.blockers)]
    context.answer(_as_json(done.wording) | _found(found), "\n".join([*text, *found.warnings]))
    return 0


def check(context: Context) -> int:
    """Say what is wrong in a text file, and with the sample letters it makes."""
    read = open_wording(Path(context.words.file))
    draft = Wording(None, read.kind, read.language, read.form, 1, read.body, WordingState.DRAFT)
    check_language(context.tools.rules.letters, read.language)
    found = _as_in_file(_checked(context, draft), read.lines_before)
    text = [*map(_capital, found.blockers)] or ["Nothing is wrong with it."]
    text += [f"Look at this: {each}" for each in found.warnings]
    changed = _difference(found, read.body)
    if changed:
        text += ["", "What differs from the words in use:", *changed]
    context.answer(_found(found) | {"difference": changed}, "\n".join(text))
    return 1 if found.blockers else 0


def _as_in_file(found: WordingCheck, lines_before: int) -> WordingCheck:
    """Return what was found with its lines counted from the first one of the file."""
    problems = (replace(each, line=each.line + lines_before) for each in found.problems)
    return replace(found, problems=tuple(problems))


def _difference(found: WordingCheck, body: str) -> list[str]:
    """Return the lines that are not as in the words in use, each with a sign."""
    if found.before is None:
        return []
    lines = []
    for each in differences(found.before, body):
        if each.side in ("removed", "changed"):
            lines.append("- " + "".join(p.text for p in each.pieces if p.side != "added"))
        if each.side in ("added", "changed"):
            lines.append("+ " + "".join(p.text for p in each.pieces if p.side != "removed"))
    return lines


def _found(found: WordingCheck) -> dict[str, Any]:
    return {
        "problems": [
            {
                "line": each.line,
                "column": each.column,
                "length": each.length,
                "code": each.code,
                "text": each.text,
            }
            for each in found.problems
        ],
        "faults": [
            {"sample": each.sample.value, "code": each.code, "text": each.text}
            for each in found.faults
        ],
        "warnings": list(found.warnings),
    }


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def approve(context: Context) -> int:
    """Approve a draft, once every sample letter of it prints as it should."""
    said = context.words
    storage, rules = context.storage(), context.tools.rules.letters
    found = _checked(context, one_wording(storage, said.wording))
    for each in found.warnings:
        context.say(each)
    done = wording_versions.approve(storage, rules, said.wording, found, said.who, said.checked_by)
    context.answer(_as_json(one_wording(storage, said.wording)), done.text)
    return 0


def retire(context: Context) -> int:
    """Take a version out of use."""
    said = context.words
    storage, rules = context.storage(), context.tools.rules.letters
    done = wording_versions.retire(storage, rules, said.wording, said.why)
    context.answer(_as_json(one_wording(storage, said.wording)), done.text)
    return 0


def _checked(context: Context, wording: Wording) -> WordingCheck:
    ground = sample_ground(context.storage(), context.tools.rules.letters, context.now())
    return check_wording(ground, context.tools.typesetter(), wording)


def _asked(context: Context) -> Wording:
    """Return the version that is named, or what a new draft would begin from."""
    said, rules = context.words, context.tools.rules.letters
    place = wording_place(context.storage(), rules, said.kind, said.language, said.form)
    known = [*place.versions, *((place.shipped,) if place.shipped else ())]
    wanted = place.in_use or place.newest
    if said.version is not None:
        wanted = next((each for each in known if each.version == said.version), None)
    if wanted is None:
        raise Refused("unknown_wording", "There is no such wording.")
    return wanted


def _to_translate(context: Context) -> Wording:
    """Return what is written to a file: a language without a text begins from the English."""
    said, rules = context.words, context.tools.rules.letters
    place = wording_place(context.storage(), rules, said.kind, said.language, said.form)
    if said.version is not None or place.newest is not None:
        return _asked(context)
    found = to_translate(context.storage(), rules, place)
    if found is None:
        raise Refused("unknown_wording", "There is no such wording.")
    return found


def _in_use(place: WordingPlace) -> str:
    if place.in_use is None:
        return "nothing yet"
    return f"version {place.in_use.version}" if place.in_use.version else "the program's words"


def _as_json(wording: Wording) -> dict[str, Any]:
    return {
        "wording": wording.wording_id,
        "kind": wording.kind.value,
        "language": wording.language,
        "form": wording.form.value,
        "version": wording.version,
        "state": wording.state.value,
        "sha256": wording.sha256,
        "made_by": wording.made_by,
        **both_times("made_at", wording.made_at),
        "approved_by": wording.approved_by,
        **both_times("approved_at", wording.approved_at),
        "checked_by": wording.checked_by,
        "note": wording.note,
    }
