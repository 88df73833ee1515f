"""What the strike pack holds of the plan: revisions, services, requirements, cover and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from rota.domain.codes import words
from rota.domain.duties import Assignment
from rota.domain.requirements import CoverRequirement
from rota.domain.times import short_words
from rota.services.cover_picture import CoverPicture
from rota.services.pack_privacy import NOT_NAMED, CalledOut
from rota.services.pack_table import PackTable, Row, pack_table
from rota.services.report_frame import Frame

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def plan_tables(frame: Frame, picture: CoverPicture) -> Iterator[PackTable]:
    """Yield the plan as it stands."""
    work, window, services = frame.work, frame.window, picture.services
    yield pack_table(
        "revisions",
        "every revision of the strike",
        "revision made_at start end type groups sites policy notice_received why",
        (
            (
                each.number,
                each.made_at,
                each.terms.start,
                each.terms.end,
                each.terms.type,
                "; ".join(sorted(each.terms.groups)),
                "; ".join(sorted(each.terms.sites)),
                each.terms.policy,
                each.terms.notice_received,
                each.why,
            )
            for each in work.windows.revisions(window.window_id)
        ),
    )
    order = sorted(picture.levels, key=lambda key: (services[key].site, services[key].name))
    yield pack_table(
        "services",
        "services of the strike: level, gaps and hours missing",
        "service department site level has_requirement gaps missing_minutes",
        (
            (
                services[key].name,
                services[key].department,
                services[key].site,
                picture.levels[key],
                picture.by_service[key].specified,
                len(picture.by_service[key].gaps),
                picture.by_service[key].missing_minutes,
            )
            for key in order
        ),
    )
    needs = [
        need
        for key in order
        for need in picture.reading.needs.get(key, ())
        if need.level is picture.levels[key]
    ]
    yield pack_table(
        "requirements",
        "what each service requires at its level",
        "service site level from to days number who",
        (_need(each, picture) for each in needs),
    )
    signed = work.requirements.signatures()
    yield pack_table(
        "requirement-signatures",
        "clinical leads who signed requirements, with the digest of what they signed",
        "service site level lead role signed_at entered_by requirements_sha256 note",
        (
            (
                services[key].name, services[key].site, level, each.lead, each.role,
                each.signed_at, each.entered_by, each.requirements_sha256, each.note,
            )
            for (key, level), each in sorted(signed.items())
            if picture.levels.get(key) is level
        ),
    )  # fmt: skip
    given = [*work.cover.of_window(window.window_id), *work.cover.stood_down(window.window_id)]
    names = work.people.names({each.staff_id for each in given})
    unique = {each.assignment_id: each for each in given}
    hidden = CalledOut(work)
    yield pack_table(
        "cover",
        "cover recorded, also declined and stood down; nobody called out is named",
        "cover staff_id name grade service site start end kind consent reply told_at stood_down",
        (
            (
                key,
                *_who(each, names, is_hidden=is_hidden),
                services[each.service_id].name,
                services[each.service_id].site,
                each.start,
                each.end,
                *(("", "", "") if is_hidden else (each.kind, each.consent, each.reply)),
                each.told_at,
                each.stood_down,
            )
            for key, each in sorted(unique.items())
            for is_hidden in (hidden.holds(each.staff_id, each.start, each.end),)
        ),
    )


def _who(
    given: Assignment, names: Mapping[str, tuple[str, str, str]], *, is_hidden: bool
) -> tuple[str, str, str]:
    if is_hidden:
        return "", NOT_NAMED, ""
    forename, surname, grade = names.get(given.staff_id, ("", "", ""))
    return given.staff_id, f"{forename} {surname}".strip(), grade


def _need(need: CoverRequirement, picture: CoverPicture) -> Row:
    service = picture.services[need.service_id]
    days = " ".join(_DAYS[day] for day in sorted(need.days))
    band = f"{need.start:%H:%M}", f"{need.end:%H:%M}"
    return service.name, service.site, need.level, *band, days, need.number, need.post.label


def _about(key: str, picture: CoverPicture) -> str:
    """Return in words which gap a note is about; empty: the whole department."""
    service_id, _, rest = key.partition("/")
    post, _, start = rest.rpartition("/")
    if not post or not service_id.isdigit():
        return key
    service = picture.services[int(service_id)]
    since = short_words(datetime.fromisoformat(start))
    return f"{service.name}, {service.site}: {post} missing from {since}"


def gap_tables(frame: Frame, picture: CoverPicture) -> Iterator[PackTable]:
    """Yield the gaps left knowingly, and what heads of department said."""
    work, window_id, services = frame.work, frame.window.window_id, picture.services
    yield pack_table(
        "gaps-left",
        "gaps left open knowingly: why, and who answers for it",
        "service site post start end reason owner entered_by entered_at",
        (
            (
                services[each.service_id].name, services[each.service_id].site, each.post,
                each.start, each.end, each.reason, each.owner, each.who, each.at,
            )
            for each in work.cover.gaps_left(window_id)
        ),
    )  # fmt: skip
    yield pack_table(
        "review-notes",
        "comments of heads of department, and plans sent back",
        "department kind about text name at settled_at settled_by",
        (
            (
                each.department, words(each.kind), _about(each.about, picture), each.text,
                each.name, each.at, each.settled_at, each.settled_by,
            )
            for each in work.review.notes(window_id)
        ),
    )  # fmt: skip
