"""Cover that a manager records and changes: plans of it, and the commands that carry them out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.checks import records
from tests.checks.records import minute_of

FATES = ("stands", "stands", "stands", "moved", "stood_down", "declined", "accepted")
STANDS = frozenset({"stands", "moved", "accepted"})
OVERRIDE = ("--override-why", "outside check")

Standing = tuple[str, datetime, Sequence[str]]
"""A window that stands: its id, its start and the services at its sites."""

Held = Mapping[str, Sequence[tuple[datetime, datetime]]]
"""The duties of each person."""

Run = Callable[..., Any]
"""Runs a command of the program and returns its answer."""


@dataclass(frozen=True)
class CoverPlan:
    """Somebody whom a manager puts on cover in a window, and what becomes of it."""

    window: str
    staff_id: str
    service: str
    start: str
    end: str
    leaves: bool = False
    fate: str = "stands"

    @property
    def counts(self) -> bool:
        """Spec: "an accepted cover assignment": not what was stood down or declined since."""
        return self.fate in STANDS

    def known(self) -> records.Assignment:
        """The same cover for the recomputation."""
        start, end = minute_of(self.start), minute_of(self.end)
        return records.Assignment(
            self.window, self.staff_id, self.service, start, end, self.leaves
        )  # fmt: skip


def put_on_cover(run: Run, number: str, cover: CoverPlan) -> None:
    """Assign somebody, past any finding, and then let it come to what the plan says."""
    this = ("--window", number)
    end = cover.end
    if cover.fate == "moved":
        end = (records.naive(cover.end) + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M")
    words = ["--staff", cover.staff_id, "--service", cover.service]
    words += ["--start", cover.start, "--end", end, *OVERRIDE]
    run("assign", *this, *words, *(["--leaves-duties"] if cover.leaves else []))
    if cover.fate == "stands":
        return
    made = max(each["assignment_id"] for each in run("cover", "list", *this)["cover"])
    if cover.fate == "moved":
        run("cover", "move", *this, "--cover", str(made), "--end", cover.end, *OVERRIDE)
    elif cover.fate == "stood_down":
        run("cover", "stand-down", *this, "--cover", str(made), "--why", "outside check")
    else:
        run("tell", "reply", "--cover", str(made), "--answer", cover.fate)


def any_covers(
    rng: Random, windows: Sequence[Standing], people: Sequence[str], duties: Held
) -> list[CoverPlan]:
    """Up to seven people of any group on cover: strikers, people on leave or on duty, twice too."""
    able = [each for each in windows if each[2]]
    if not able:
        return []
    found = [_any_cover(rng, able, people, duties) for _ in range(rng.choice((0, 3, 5, 7)))]
    return [each for each in found if minute_of(each.start) < minute_of(each.end)]


def _any_cover(
    rng: Random, windows: Sequence[Standing], people: Sequence[str], duties: Held
) -> CoverPlan:
    name, begins, services = rng.choice(windows)
    staff_id = rng.choice(people)
    held = duties.get(staff_id, ())
    near = rng.choice(held)[0] if held and rng.random() < 0.6 else begins
    start = near + timedelta(minutes=rng.choice((-180, -1, 0, 0, 30, 60, 240, 727)))
    end = start + timedelta(minutes=rng.choice((1, 60, 240, 480, 750, 1440, 2400)))
    return CoverPlan(
        name,
        staff_id,
        rng.choice(services),
        start.strftime("%Y-%m-%d %H:%M"),
        end.strftime("%Y-%m-%d %H:%M"),
        rng.random() < 0.5,
        rng.choice(FATES),
    )
