"""The command that says where cover is short, also supposing that more people are away."""

from __future__ import annotations

from typing import Any

from rota.commands.context import Context, both_times, local_words, table
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.what_if import Supposition
from rota.services.strike_board import read_board
from rota.services.strike_picture import missing_by_name
from rota.services.what_if import Supposed, suppose


def gaps(context: Context) -> int:
    """Say where cover is short."""
    said = context.words
    board = read_board(context.storage(), said.window, context.tools.rules.ladder)
    supposition = Supposition(frozenset(said.absent), dict(said.share), said.draw)
    supposed = None
    if not supposition.is_nothing:
        supposed = suppose(board, supposition)
        board = supposed.board
    picture = board.picture
    services = picture.services
    wanted = said.service.strip().casefold()
    cover = [
        each for each in picture.cover if wanted in ("", services[each.service_id].name.casefold())
    ]
    if wanted and not cover:
        raise Refused("unknown_service", f"No service called {said.service} is affected.")
    rows: list[dict[str, Any]] = []
    for each in cover:
        service = services[each.service_id]
        rows.extend(
            {
                "service": service.name,
                "department": service.department,
                "site": service.site,
                "requirement": gap.post,
                **both_times("start", gap.start),
                **both_times("end", gap.end),
                "missing": gap.missing,
            }
            for gap in each.gaps
        )
    rows.sort(key=lambda row: (row["start_utc"], row["site"], row["service"], row["requirement"]))
    unspecified = sorted({services[each.service_id].name for each in cover if not each.specified})
    document = {
        "window": picture.window.window_id,
        "revision": picture.window.revision,
        "unspecified": unspecified,
        "missing_person_minutes": missing_by_name(cover, services),
        "gaps": rows,
    }
    if supposed is not None:
        document["supposed_absent"] = sorted(supposed.away)
    state = picture.window.state
    off = f"The strike is {words(state)}: these gaps are in the rota itself.\n"
    text = _gap_words(rows, unspecified)
    if supposed is not None:
        text = f"{_supposed_words(supposed)}\n{text}"
    context.answer(document, text if picture.window.removes_duties else off + text)
    return 0


def _supposed_words(supposed: Supposed) -> str:
    number = len(supposed.away)
    people = "1 person" if number == 1 else f"{number:,} people"
    return (
        f"Supposing {people} away as well: {supposed.gaps_before:,} gaps become "
        f"{supposed.gaps_after:,}. Nothing is saved."
    )


def _gap_words(rows: list[dict[str, Any]], unspecified: list[str]) -> str:
    lines = ["No gaps." if not rows else f"{len(rows):,} gaps."]
    if rows:
        lines.append(
            table(
                ("Service", "From", "To", "Missing", "Who"),
                [
                    (
                        row["service"],
                        local_words(row["start"]),
                        local_words(row["end"]),
                        str(row["missing"]),
                        row["requirement"],
                    )
                    for row in rows
                ],
            )
        )
    if unspecified:
        lines.append(f"No requirement is set for: {', '.join(unspecified)}.")
    return "\n".join(lines)
