"""The least cover that each service needs, on a strike day and on any other."""

from collections.abc import Iterator

from rota.demo.catalogue import Catalogue, Team

_MEDICAL = frozenset({"resident_doctor", "sas_doctor", "consultant"})


def _row(catalogue: Catalogue, service: str, level: str, band: tuple[str, str]) -> dict[str, str]:
    at = catalogue.services[service]
    return {
        "service": at.name,
        "department": at.department,
        "site": at.site,
        "level": level,
        "from": band[0],
        "to": band[1],
        "days": "",
        "number": "1",
        "grade_min": "",
        "competencies": "",
        "staff_groups": "",
        "kinds": "",
    }


def _team_row(
    catalogue: Catalogue, team: Team, level: str, band: tuple[str, str], number: int
) -> dict[str, str]:
    """Ask for people like the team's; a rota on call from home at night counts as on call."""
    letter = "H" if any("H" in week for week in team.weeks) else "L"
    service = team.where.get(letter, team.service)
    is_home = letter == "H" and band[0] == "20:00"
    return {
        **_row(catalogue, service, level, band),
        "number": str(number),
        "grade_min": team.least_grade,
        "competencies": ";".join(team.need),
        "staff_groups": "" if team.group in _MEDICAL else team.group,
        "kinds": "on_call_non_resident" if is_home else "",
    }


def _normal_numbers(team: Team, blocks: int) -> Iterator[tuple[tuple[str, str], int]]:
    """Give the cover of an ordinary day: as many as the rota puts there."""
    letters = set("".join(team.weeks))
    if letters & set("LHR"):
        yield ("08:00", "20:00"), blocks
    if letters & set("NHR"):
        yield ("20:00", "08:00"), blocks


def requirement_rows(catalogue: Catalogue, blocks: dict[str, int]) -> tuple[dict[str, str], ...]:
    """Write the requirements of every rota that this hospital has, grown with its size."""
    rows = []
    teams = [team for team in catalogue.teams if team.name in blocks]
    for team in teams:
        for band, base in ((("08:00", "20:00"), team.day), (("20:00", "08:00"), team.night)):
            if base:
                number = max(1, base * blocks[team.name] // team.blocks)
                rows.append(_team_row(catalogue, team, "emergency_only", band, number))
        for band, number in _normal_numbers(team, blocks[team.name]):
            rows.append(_team_row(catalogue, team, "normal", band, number))
    staffed = {service for team in teams for service in (team.service, *team.where.values())}
    for cover in catalogue.cover:
        if cover["service"] in staffed:
            row = _row(catalogue, cover["service"], "emergency_only", (cover["from"], cover["to"]))
            row |= {
                "days": cover.get("days", ""),
                "number": str(cover["number"]),
                "grade_min": cover.get("grade", ""),
                "competencies": cover.get("skills", ""),
                "staff_groups": cover.get("groups", ""),
                "kinds": cover.get("kinds", ""),
            }
            rows.append(row)
    return tuple(sorted(rows, key=lambda row: (row["department"], row["service"])))
