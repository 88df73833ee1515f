"""Notices about a strike: made from the trust's own templates, or from ours."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import resources

from rota.domain.changes import Changes
from rota.domain.codes import Level
from rota.domain.errors import Refused
from rota.domain.notice_words import public_fields, staff_fields
from rota.domain.notices import Notice, NoticeKind, compose, tidy_template
from rota.domain.times import to_local
from rota.services.hospital_details import trust_details
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window


def notice(
    storage: Storage,
    kind: NoticeKind,
    window_id: int,
    now: datetime,
    template: str | None = None,
) -> Notice:
    """Return the notice about a window, from the template in use or from one being written.

    Raises Refused for a template with an unknown field.
    """
    with storage.read() as work:
        window, details = find_window(work, window_id), trust_details(work)
        template = _template(work, kind) if template is None else template
        levels = _levels(work, window_id) if kind is NoticeKind.STAFF else []
    today = to_local(now).date()
    match kind:
        case NoticeKind.PUBLIC:
            fields = public_fields(window, details, today)
        case NoticeKind.STAFF:
            fields = staff_fields(window, details, today, levels)
    return compose(kind, template, fields)


def read_notice_template(storage: Storage, kind: NoticeKind) -> str:
    """Return the template in use: the trust's own, or ours."""
    with storage.read() as work:
        return _template(work, kind)


def save_notice_template(storage: Storage, kind: NoticeKind, text: str, why: str) -> Changes:
    """Keep a trust's own template. Wants a reason; refuses a field that is not known."""
    tidy = tidy_template(kind, text)
    return _put(storage, kind, tidy, why, f"Changed the {kind} notice's template.")


def reset_notice_template(storage: Storage, kind: NoticeKind, why: str) -> Changes:
    """Go back to our own template. Wants a reason."""
    return _put(storage, kind, "", why, f"Went back to the built-in {kind} notice.")


@cache
def built_in_template(kind: NoticeKind) -> str:
    """Return the template that comes with the program."""
    return (resources.files("resources") / "notices" / f"{kind}.md").read_text("utf-8")


def _put(storage: Storage, kind: NoticeKind, text: str, why: str, sentence: str) -> Changes:
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the change.")
    with storage.write("notice template", why) as work:
        work.settings.put({_setting(kind): text})
        work.say(sentence)
    return work.changes


def _template(work: Work, kind: NoticeKind) -> str:
    return work.settings.all().get(_setting(kind)) or built_in_template(kind)


def _setting(kind: NoticeKind) -> str:
    return f"notice_{kind}"


def _levels(work: Work, window_id: int) -> list[tuple[str, Level]]:
    """Return the services whose level a manager set to other than the window's own."""
    window = find_window(work, window_id)
    chosen = work.windows.levels(window_id)
    return sorted(
        (f"{each.name} ({each.site})", chosen[each.service_id])
        for each in work.duties.services()
        if chosen.get(each.service_id, window.default_level) is not window.default_level
    )
