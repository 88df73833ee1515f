"""The report on gaps: which services are short, when, by how much, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rota.domain.codes import Level, words
from rota.domain.cover import CoverGap, ServiceCover
from rota.domain.duties import GapLeft, Service
from rota.domain.reports import Cell, Fact, HeatMap, Part, Report
from rota.domain.stretches import Stretch
from rota.domain.times import minutes_between, short_words
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.report_frame import Frame, cut, hour_steps, hours_of, number_words
from rota.services.report_limits import is_known, what_it_rests_on

MOST_ROWS = 25
"""A heat map with more services than this nobody reads on a page."""


def gaps_report(frame: Frame) -> Report:
    """Return the gaps of a strike, from its start to the end of its overhang."""
    work = frame.work
    picture = CoverPicture(read_cover(work, frame.window.window_id), frame.rules.ladder)
    left = work.cover.gaps_left(frame.window.window_id)
    short = short_services(picture.cover, picture.services)
    tables = frame.definition
    parts: list[Part] = [
        tables.table("services").filled(
            [_service_row(each, picture.services) for each in short],
            {"service": "All", **_sums(short)},
        ),
        tables.table("gaps").filled(list(_gap_rows(short, picture.services, left))),
        tables.table("unspecified").filled(list(_unspecified(picture))),
    ]
    heat = gap_heat(short, picture.services, picture.span)
    limits = list(what_it_rests_on(frame, picture))
    good = "good" if is_known(limits) else "plain"
    tone = frame.gap_tone if short else good
    facts = [*limits, *_facts(picture, short, left, tone)]
    if heat:
        parts.insert(0, heat)
    return frame.report(facts, parts)


def short_services(
    cover: Sequence[ServiceCover], services: Mapping[int, Service]
) -> list[ServiceCover]:
    """Return the services that lack somebody, the one that lacks the most hours first."""
    found = [each for each in cover if each.gaps]

    def order(each: ServiceCover) -> tuple[int, str, str]:
        service = services[each.service_id]
        return -each.missing_minutes, service.name, service.site

    return sorted(found, key=order)


def most_missing(cover: ServiceCover, within: Stretch | None = None) -> int:
    """Return the greatest number of people missing at any one minute, of a stretch if given."""
    return max(
        (
            each.missing_people
            for each in cover.segments
            if within is None or (each.start < within[1] and each.end > within[0])
        ),
        default=0,
    )


def missing_within(cover: ServiceCover, span: Stretch) -> int:
    """Return missing person-minutes of a service in a stretch."""
    pieces = (
        (each.missing, max(each.start, span[0]), min(each.end, span[1])) for each in cover.gaps
    )
    return sum(number * minutes_between(start, end) for number, start, end in pieces if start < end)


def name_of(service: Service, services: Mapping[int, Service]) -> str:
    """Return a service's name, with its site where several have one of that name."""
    same = sum(each.name == service.name for each in services.values())
    return f"{service.name}, {service.site}" if same > 1 else service.name


def gap_heat(
    short: Sequence[ServiceCover],
    services: Mapping[int, Service],
    span: Stretch,
    most_rows: int = MOST_ROWS,
    longest: int = 200,
) -> HeatMap | None:
    """Return how many are missing at each service by hour, in order; None if nobody is.

    Names have so many letters at the ``longest``.
    """
    chosen = short[:most_rows]
    if not chosen:
        return None
    steps, labels = hour_steps(span)
    peak = max(chosen, key=lambda each: most_missing(each, span))
    left_out = len(short) - len(chosen)
    names = {
        each.service_id: cut(name_of(services[each.service_id], services), longest)
        for each in chosen
    }
    said = [
        f"{names[chosen[0].service_id]} lacks the most: "
        f"{number_words(hours_of(missing_within(chosen[0], span)), 'hour', 'hours')}.",
        f"At most {most_missing(peak, span)} missing at once at one service, at "
        f"{names[peak.service_id]}.",
    ]
    if left_out:
        said.append(f"{number_words(left_out, 'service', 'services')} with less are not drawn.")
    return HeatMap(
        "heat",
        "Missing by service and hour",
        "people missing, at most, in each step",
        tuple(names.values()),
        labels,
        tuple(tuple(most_missing(each, step) for step in steps) for each in chosen),
        " ".join(said),
    )


def _service_row(cover: ServiceCover, services: Mapping[int, Service]) -> dict[str, Cell]:
    service = services[cover.service_id]
    return {
        "service": service.name,
        "department": service.department,
        "site": service.site,
        "level": words(cover.level),
        "gaps": len(cover.gaps),
        "most": most_missing(cover),
        "hours": hours_of(cover.missing_minutes),
    }


def _sums(short: Sequence[ServiceCover]) -> dict[str, Cell]:
    minutes = sum(each.missing_minutes for each in short)
    return {"gaps": sum(len(each.gaps) for each in short), "hours": hours_of(minutes)}


def _gap_rows(
    short: Sequence[ServiceCover], services: Mapping[int, Service], left: Sequence[GapLeft]
) -> Iterator[dict[str, Cell]]:
    found = [(gap, services[each.service_id]) for each in short for gap in each.gaps]
    found.sort(key=lambda pair: (pair[0].start, pair[1].site, pair[1].name, pair[0].post))
    for gap, service in found:
        known = left_of(gap, service.service_id, left)
        yield {
            "service": service.name,
            "site": service.site,
            "post": gap.post,
            "missing": gap.missing,
            "start": gap.start,
            "end": gap.end,
            "hours": hours_of(gap.person_minutes),
            "owner": "; ".join(_left_words(each, gap) for each in known),
            "reason": "; ".join(dict.fromkeys(each.reason for each in known)),
        }


def left_of(gap: CoverGap, service_id: int, left: Sequence[GapLeft]) -> list[GapLeft]:
    """Return what was said of leaving a gap open, or a part of it."""
    return [
        each
        for each in left
        if (each.service_id, each.post) == (service_id, gap.post)
        and each.start < gap.end
        and each.end > gap.start
    ]


def _left_words(left: GapLeft, gap: CoverGap) -> str:
    if left.start <= gap.start and left.end >= gap.end:
        return left.owner
    return f"{left.owner} ({short_words(left.start)} to {short_words(left.end)})"


def _unspecified(picture: CoverPicture) -> Iterator[dict[str, Cell]]:
    bare = [each for each in picture.cover if not each.specified and each.level != Level.SUSPENDED]
    for each in sorted(bare, key=lambda cover: _place(picture.services[cover.service_id])):
        service = picture.services[each.service_id]
        yield {
            "service": service.name,
            "department": service.department,
            "site": service.site,
            "level": words(each.level),
        }


def _place(service: Service) -> tuple[str, str, str]:
    return service.site, service.department, service.name


def _facts(
    picture: CoverPicture, short: Sequence[ServiceCover], left: Sequence[GapLeft], tone: str
) -> list[Fact]:
    gaps = [(each.service_id, gap) for each in short for gap in each.gaps]
    minutes = sum(each.missing_minutes for each in short)
    known = sum(bool(left_of(gap, service_id, left)) for service_id, gap in gaps)
    specified = sum(each.specified for each in picture.cover)
    return [
        Fact("Gaps", f"{len(gaps):,}", tone),
        Fact("Hours missing", f"{hours_of(minutes):,g}", tone),
        Fact("Services short", f"{len(short):,} of {specified:,} with a requirement", tone),
        Fact("Left open knowingly", f"{known:,} of {len(gaps):,} gaps"),
    ]
