"""Commands that tell staff of their cover, keep their answers, and print the rota."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.cover_notices import STATE_WORDS, TO_TELL, CoverToTell, TellState
from rota.services.cover_files import ALL_IN_ONE, write_notices, write_separate
from rota.services.print_files import check_folder
from rota.services.rota_paper import RotaOrder, write_rota
from rota.services.telling_staff import (
    PersonToTell,
    TellView,
    notices_of,
    record_reply,
    record_told,
    save_contact,
)

NOT_SENT = "Nothing was sent: post or mail them yourself, then record it with: tell told."
BAD_USAGE = 2


def list_all(context: Context) -> int:
    """List whom to tell what, the most pressing first."""
    window_id = _window(context)
    if window_id is None:
        return BAD_USAGE
    view = notices_of(context.storage(), window_id)
    document = {
        "window": window_id,
        "contact": view.contact,
        "people": [_person(each) for each in view.people],
    }
    context.answer(document, _listed(view))
    return 0


def notices(context: Context) -> int:
    """Write everybody's notice: one PDF, or with --separate each person's own files."""
    said, window_id = context.words, _window(context)
    if window_id is None:
        return BAD_USAGE
    storage, tools, now = context.storage(), context.tools, context.now()
    folder = Path(said.out)
    if said.separate:
        made = write_separate(
            storage, tools.papers, tools.exporter, window_id, said.staff, folder, now
        )
        people = [
            {"staff_id": each.staff_id, "files": [str(path) for path in each.files]}
            for each in made
        ]
        paths = [path for each in people for path in each["files"]]
    else:
        check_folder(folder)
        path = write_notices(storage, tools.papers, window_id, said.staff, folder / ALL_IN_ONE, now)
        people = [
            {"staff_id": each.staff_id, "files": [str(path)]}
            for each in notices_of(storage, window_id).chosen(said.staff)
        ]
        paths = [str(path)]
    context.say(NOT_SENT)
    if not notices_of(storage, window_id).contact:
        context.say("Note: nobody to ring is named. Set it with: tell contact TEXT.")
    context.answer({"window": window_id, "files": paths, "people": people}, "\n".join(paths))
    return 0


def told(context: Context) -> int:
    """Record that people were told of all their cover as it is now."""
    said, window_id = context.words, _window(context)
    if window_id is None:
        return BAD_USAGE
    changes = record_told(context.storage(), window_id, said.staff, said.how, context.now())
    context.answer(
        {"window": window_id, "told": said.staff, "how": said.how},
        changes.text or "Nothing changed.",
    )
    return 0


def reply(context: Context) -> int:
    """Record what was answered about cover; declined cover no longer counts."""
    said = context.words
    changes = record_reply(context.storage(), said.cover, said.answer, said.note, context.now())
    context.answer(
        {"covers": said.cover, "answer": said.answer.value}, changes.text or "Nothing changed."
    )
    return 0


def contact(context: Context) -> int:
    """Set whom covering staff ring."""
    said = context.words
    changes = save_contact(context.storage(), said.text)
    context.answer({"contact": said.text}, changes.text or "Nothing changed.")
    return 0


def rota(context: Context) -> int:
    """Write the rota of a window as a PDF."""
    said, tools = context.words, context.tools
    order = RotaOrder(said.window, said.service, said.paper)
    path = write_rota(
        context.storage(), tools.papers, order, tools.rules.ladder, Path(said.out), context.now()
    )
    context.answer({"window": said.window, "files": [str(path)]}, f"Wrote {path}.")
    return 0


def _window(context: Context) -> int | None:
    """Return the window named, before or after the command's second word."""
    window_id: int | None = getattr(context.words, "window", None)
    if window_id is None:
        context.say("Say which strike: --window ID.")
    return window_id


def _person(person: PersonToTell) -> dict[str, Any]:
    return {
        "staff_id": person.staff_id,
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "state": person.state.value,
        "covers": [_cover(each) for each in person.covers],
    }


def _cover(cover: CoverToTell) -> dict[str, Any]:
    given = cover.given
    return {
        "cover": given.assignment_id,
        "service": cover.service,
        "site": cover.site,
        **both_times("start", given.start),
        **both_times("end", given.end),
        "state": cover.state.value,
        **both_times("told", given.told_at),
        **both_times("replied", given.replied_at),
    }


def _listed(view: TellView) -> str:
    covers = [(person, cover) for person in view.people for cover in person.covers]
    to_tell = sum(cover.state in TO_TELL for _, cover in covers)
    silent = sum(cover.state is TellState.NO_ANSWER for _, cover in covers)
    lines = [f"{len(covers):,} covers: {to_tell:,} to tell, {silent:,} without an answer."]
    if covers:
        rows = [
            (
                str(cover.given.assignment_id),
                person.staff_id,
                person.name,
                cover.words,
                STATE_WORDS[cover.state],
                person.phone,
            )
            for person, cover in covers
        ]
        lines.append(table(("Cover", "Staff", "Name", "What", "State", "Phone"), rows))
    return "\n".join(lines)
