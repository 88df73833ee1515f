"""A cover requirement as cells of text that people type, and back, with what is wrong in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import time
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

from rota.domain.codes import MEDICAL, DutyKind, Level, StaffGroup, words
from rota.domain.grades import GradeLadder, plain
from rota.domain.requirements import PRESENT_KINDS, CoverRequirement, Post
from rota.domain.times import TimeUnreadable, read_clock
from rota.domain.weekdays import days_words, read_days

MOST_PEOPLE = 500
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class RequirementText:
    """One row as typed. Blank days are every day; blank staff groups are doctors."""

    start: str = "08:00"
    end: str = "20:00"
    days: str = ""
    number: str = "1"
    grade_min: str = ""
    competencies: str = ""
    staff_groups: str = ""
    kinds: str = ""

    def with_cell(self, name: str, text: str) -> RequirementText:
        """Return the row with another text in one cell."""
        return replace(self, **{name: text})


CELLS = tuple(each.name for each in fields(RequirementText))


@dataclass(frozen=True, slots=True)
class RequirementReading:
    """What a row of text means; None, and what is wrong by cell, where it means nothing."""

    need: CoverRequirement | None
    problems: Mapping[str, str]


def written(need: CoverRequirement) -> RequirementText:
    """Return a requirement as text that ``read`` gives back."""
    post = need.post
    kinds = "" if post.kinds == PRESENT_KINDS else _listed(post.kinds)
    return RequirementText(
        f"{need.start:%H:%M}",
        f"{need.end:%H:%M}",
        days_words(need.days),
        str(need.number),
        words(post.grade_min),
        "; ".join(sorted(post.competencies)),
        _listed(post.staff_groups),
        kinds,
    )


def read(
    text: RequirementText, ladder: GradeLadder, level: Level, service_id: int = 0
) -> RequirementReading:
    """Read a row of text by the ladder in force."""
    found: dict[str, str] = {}
    start, end = _clock(text.start, "start", found), _clock(text.end, "end", found)
    days = read_days(text.days)
    if days is None:
        found["days"] = (
            f"“{text.days}” is not a list of days. Write for example Mon-Fri or Sat;Sun."
        )
    number = _number(text.number, found)
    groups = _codes(text.staff_groups, StaffGroup, "staff_groups", "staff group", found)
    kinds = _codes(text.kinds, DutyKind, "kinds", "kind of duty", found) or PRESENT_KINDS
    post = Post(
        _grade(text.grade_min, bool(groups & MEDICAL) or not groups, ladder, found),
        frozenset(" ".join(each.lower().split()) for each in _split(text.competencies, ";,")),
        groups,
        kinds,
    )
    if found or days is None:
        return RequirementReading(None, found)
    need = CoverRequirement(service_id, level, start, end, number, post, days)
    return RequirementReading(need, {})


def digest(rows: Iterable[CoverRequirement]) -> str:
    """Return the same digest for the same requirements of a level, in whatever order."""
    lines = sorted("\t".join(astuple(written(need))) for need in rows)
    return sha256("\n".join(lines).encode()).hexdigest()


def row_words(need: CoverRequirement) -> str:
    """Return a requirement as a sentence says it: 08:00 to 20:00, 2 × ST or above, airway."""
    whole = need.start == need.end
    band = "all day" if whole else f"{need.start:%H:%M} to {need.end:%H:%M}"
    days = days_words(need.days)
    when = f"{days.replace(';', ', ')} {band}" if days else band
    who = need.post.label.replace("on on call", "on call")
    return f"{when}: {need.number} × {who}"


def _listed(codes: Iterable[StrEnum]) -> str:
    return "; ".join(sorted(words(each) for each in codes))


def _split(text: str, marks: str = ";") -> list[str]:
    return [part.strip() for part in re.split(f"[{marks}]", text) if part.strip()]


def _clock(text: str, cell: str, found: dict[str, str]) -> time:
    try:
        return read_clock(text)
    except TimeUnreadable:
        what = "start" if cell == "start" else "end"
        found[cell] = f"“{text}” is no time of day. Write the {what} as 08:00."
        return time(0, 0)


def _number(text: str, found: dict[str, str]) -> int:
    said = text.strip()
    if not re.fullmatch(r"\d{1,4}", said) or int(said) > MOST_PEOPLE:
        found["number"] = f"“{text}” is not a number of people from 0 to {MOST_PEOPLE}."
        return 0
    return int(said)


def _grade(text: str, medical: bool, ladder: GradeLadder, found: dict[str, str]) -> str:
    said = text.strip()
    if not said or not medical:
        return said
    grade = ladder.read(said)
    if grade is None:
        known = ", ".join(words(each) for each in ladder.ranks)
        found["grade_min"] = f"“{text}” is no doctor's grade that the program knows: {known}."
    return grade or ""


def _codes(
    text: str, codes: type[Code], cell: str, what: str, found: dict[str, str]
) -> frozenset[Code]:
    known = {plain(spelling): code for code in codes for spelling in (code.value, words(code))}
    known |= {said.removesuffix("s"): code for said, code in known.items()}
    read_codes = set()
    for part in _split(text):
        code = known.get(plain(part))
        if code is None:
            all_words = "; ".join(words(each) for each in codes)
            found[cell] = f"“{part}” is no {what} that the program knows: {all_words}."
        else:
            read_codes.add(code)
    return frozenset(read_codes)
