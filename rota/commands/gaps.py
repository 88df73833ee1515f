"""The command that says where cover is short, also at another turnout or with more people away."""

from __future__ import annotations

from typing import Any

from rota.commands.context import Context, both_times, local_words, table
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.permissions import See, refuse_sight
from rota.domain.turnout import BoardTurnout
from rota.domain.what_if import Supposition
from rota.services.strike_board import StrikeBoard, read_board
from rota.services.strike_picture import missing_by_name
from rota.services.turnout import read_turnout
from rota.services.what_if import Supposed, suppose

TURNOUT_WORDS = {
    BoardTurnout.EXPECTED: "that as many of those called out come as the forecast expects",
    BoardTurnout.LOW: "that no more of those called out come than the low end of the forecast",
    BoardTurnout.CAUTIOUS: "that nobody called out comes, whatever they said",
}
DRAWN = "Who comes was drawn by lot: no named person is predicted. "


def gaps(context: Context) -> int:
    """Say where cover is short."""
    said = context.words
    board = read_board(context.storage(), said.window, context.tools.rules.ladder)
    supposition = Supposition(frozenset(said.absent), dict(said.share), said.draw, said.turnout)
    supposed = None
    if not supposition.is_nothing:
        # Nothing changes where somebody is supposed away who strikes: that would tell.
        refuse_sight(context.storage().user, See.DECLARATIONS)
        supposed = _suppose(context, board, supposition)
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
        drawn = () if supposed.turnout.is_forecast else supposed.away
        document["supposed_absent"] = sorted({*drawn, *supposition.absent})
        document["turnout"] = supposed.turnout.value
    state = picture.window.state
    off = f"The strike is {words(state)}: these gaps are in the rota itself.\n"
    text = _gap_words(rows, unspecified)
    if supposed is not None:
        text = f"{_supposed_words(supposed)}\n{text}"
    context.answer(document, text if picture.window.removes_duties else off + text)
    return 0


def _suppose(context: Context, board: StrikeBoard, supposition: Supposition) -> Supposed:
    if not supposition.turnout.is_forecast:
        return suppose(board, supposition)
    rules = context.tools.rules
    view = read_turnout(context.storage(), board.picture.window.window_id, rules)
    for each in view.said:
        context.say(each)
    return suppose(board, supposition, view.forecasts, rules.turnout.least)


def _supposed_words(supposed: Supposed) -> str:
    number = len(supposed.away)
    people = "1 person" if number == 1 else f"{number:,} people"
    supposing = [f"{people} away as well"] if number else []
    if supposed.turnout is not BoardTurnout.DECLARED:
        supposing.insert(0, TURNOUT_WORDS[supposed.turnout])
    drawn = ""
    if supposed.turnout.is_forecast:
        more = "1 duty" if supposed.worked == 1 else f"{supposed.worked:,} duties"
        drawn = f"{more} more worked than by the plan. {DRAWN}"
    return (
        f"Supposing {', and '.join(supposing)}: {_hours(supposed.missing_before)} missing hours "
        f"become {_hours(supposed.missing_after)}, in {supposed.gaps_after:,} gaps instead of "
        f"{supposed.gaps_before:,}. {drawn}Nothing is saved."
    )


def _hours(minutes: int) -> str:
    return f"{minutes / 60:,.1f}".removesuffix(".0")


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
