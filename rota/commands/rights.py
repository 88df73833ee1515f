"""The commands about how long records are kept, and a person's rights over theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.retention import About, Erased
from rota.domain.times import iso_local, iso_utc, short_words
from rota.services.print_files import write_whole
from rota.services.retention import (
    RetentionView,
    hold,
    lift,
    retention_view,
    run_due,
    set_period,
)
from rota.services.rights import ErasurePreview, Who, erase_person, preview_erasure
from rota.services.subject_access import archive, kept_about
from rota.services.windows import count_of


def export(context: Context) -> int:
    """Write everything kept about one person into an archive."""
    who, ref = _whom(context)
    tools, now, out = context.tools, context.now(), Path(context.words.out)
    found, _changes = kept_about(context.storage(), who, ref)
    made = archive(found, tools.rules.retention.words, tools.papers, tools.typesetter(), now)
    write_whole(out, made)
    letters = sorted([*found.contents, *found.pages])
    document = {"file": str(out), "records": found.records, "letters": letters}
    said = count_of(found.records, "record", "records")
    text = f"Wrote {out}: {said}, {count_of(len(letters), 'letter', 'letters')}."
    context.say("Read it through before you hand it out: notes may name other people.")
    if found.left_out:
        context.say(found.left_out)
    context.answer(document, text)
    return 0


def preview(context: Context) -> int:
    """Show what deleting one person would take."""
    found = preview_erasure(context.storage(), *_whom(context), context.now())
    context.answer(_preview_document(found), "\n".join(_preview_lines(found)))
    return 0


def erase(context: Context) -> int:
    """Delete one person for good, or show what it would take."""
    said, storage, now = context.words, context.storage(), context.now()
    who, ref = _whom(context)
    if not said.yes:
        code = preview(context)
        context.say("Nothing was deleted. Add --yes to delete for good.")
        return code
    before = preview_erasure(storage, who, ref, now)
    erased, changes = erase_person(storage, who, ref, context.tools.typesetter().cut, now, said.why)
    context.answer(
        {**_erased_document(erased), "backups": list(before.backups)},
        "\n".join([changes.text, *_left(before)]),
    )
    return 0


def put_hold(context: Context) -> int:
    """Put a hold on records."""
    said = context.words
    about, ref = About.EVERYTHING, ""
    for each in (About.PATIENT, About.STAFF, About.WINDOW):
        if getattr(said, each) is not None:
            about, ref = each, getattr(said, each)
    changes = hold(context.storage(), about, ref, said.why)
    context.answer({"about": about, "id": ref}, changes.text)
    return 0


def lift_hold(context: Context) -> int:
    """Lift a hold."""
    changes = lift(context.storage(), context.words.hold, context.words.why)
    context.answer({"hold": context.words.hold}, changes.text)
    return 0


def show(context: Context) -> int:
    """Show the periods and the holds."""
    view = _view(context)
    rows = [
        (
            each.period.kind.value,
            "stays" if each.period.stays else f"{each.days:,} days",
            each.period.after,
            "your own" if each.is_own else each.period.source,
            "" if each.period.is_verified or each.is_own else "unverified",
        )
        for each in view.periods
    ]
    held = [
        f"Hold {each.hold_id} on {each.about.value} {each.ref}".rstrip()
        + f", since {short_words(each.since)}: {each.why}"
        for each in view.holds
        if each.lifted_at is None
    ]
    lines = [table(("Kind", "Kept for", "After", "Source", ""), rows), *(held or ["No holds."])]
    context.answer(_view_document(view), "\n".join(lines))
    return 0


def set_days(context: Context) -> int:
    """Set how many days a kind of record is kept."""
    said = context.words
    book = context.tools.rules.retention
    changes = set_period(context.storage(), book, said.kind, said.days, said.why)
    text = changes.text or "Nothing changed: it was so already."
    context.answer({"kind": said.kind.value, "days": said.days}, text)
    return 0


def due(context: Context) -> int:
    """Show how much is due."""
    view = _view(context)
    rows = [(each.kind.value, f"{each.number:,}", f"{each.held:,}") for each in view.due]
    text = table(("Kind", "Due", "Kept by a hold"), rows)
    context.answer(_view_document(view), text)
    return 0


def run(context: Context) -> int:
    """Delete all that is due."""
    rules = context.tools.rules
    cut = context.tools.typesetter().cut
    storage = context.storage()
    is_sure = context.words.clock_is_right or storage.user.is_open
    done = run_due(storage, rules.retention, rules.ladder, cut, context.now(), is_sure)
    document = {
        "strikes": done.strikes.windows,
        **{kind.value: number for kind, number in done.gone.items()},
    }
    said = [f"{kind.value}: {number:,} deleted for good." for kind, number in done.gone.items()]
    if done.strikes.windows:
        said.insert(0, done.strikes.changes.text)
    context.answer(document, "\n".join(said) or "There was nothing to delete.")
    return 0


def _whom(context: Context) -> tuple[Who, str]:
    said = context.words
    return (Who.PATIENT, said.patient) if said.patient is not None else (Who.STAFF, said.staff)


def _view(context: Context) -> RetentionView:
    return retention_view(context.storage(), context.tools.rules.retention, context.now())


def _view_document(view: RetentionView) -> dict[str, Any]:
    return {
        "periods": [
            {
                "kind": each.period.kind.value,
                "name": each.period.name,
                "what": each.period.what,
                "after": each.period.after,
                "days": None if each.period.stays else each.days,
                "own": each.is_own,
                "source": each.period.source,
                "verified": each.period.is_verified,
            }
            for each in view.periods
        ],
        "due": [
            {"kind": each.kind.value, "number": each.number, "held": each.held} for each in view.due
        ],
        "holds": [
            {
                "hold": each.hold_id,
                "about": each.about.value,
                "id": each.ref,
                "why": each.why,
                "who": each.who,
                "since": iso_local(each.since),
                "since_utc": iso_utc(each.since),
                **both_times("lifted", each.lifted_at),
            }
            for each in view.holds
        ],
    }


def _erased_document(erased: Erased) -> dict[str, Any]:
    return {
        "records": dict(erased.rows),
        "pages": erased.pages,
        "texts": erased.texts,
        "history_values": erased.history,
        "history_sentences": erased.sentences,
        "surname_alone": [{"table": name, "row": key} for name, key in erased.alone],
    }


def _preview_document(found: ErasurePreview) -> dict[str, Any]:
    return {
        **_erased_document(found.erased),
        "against": [{"code": each.code, "text": each.text} for each in found.objections],
        "backups": list(found.backups),
        **both_times("copies_until", found.copies_until),
        "same_nhs_number": list(found.same_number),
    }


def _preview_lines(found: ErasurePreview) -> list[str]:
    erased = found.erased
    lines = [f"{name}: {number:,}" for name, number in erased.rows.items()]
    lines += [
        f"pages in print files: {erased.pages:,}",
        f"texts with their name or number: {erased.texts:,}",
        f"values in the history: {erased.history:,}",
        f"sentences of the history: {erased.sentences:,}",
    ]
    lines += [f"Against it: {each.text}" for each in found.objections]
    return [*lines, *_left(found)]


def _left(found: ErasurePreview) -> list[str]:
    """Return what an erasure does not reach, in words."""
    lines = []
    if found.erased.alone:
        where = ", ".join(f"{name} {key}" for name, key in found.erased.alone)
        lines.append(f"The surname by itself stays, perhaps somebody else's; look at: {where}")
    if found.same_number:
        others = ", ".join(found.same_number)
        lines.append(f"The same NHS number is also under {others}: delete these as well.")
    if found.backups and found.copies_until is not None:
        day = short_words(found.copies_until)
        lines.append(
            f"{len(found.backups):,} copies made before still hold them: {', '.join(found.backups)}"
            f". The program's own backups are gone by {day}, but the newest stays until another is "
            "made. Files set aside by a restore, and copies made elsewhere, are yours to delete."
        )
    return lines
