"""What was put off because of a strike, for the public: no names, and no small numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.codes import Decision, Level, words
from rota.domain.duties import Service
from rota.domain.reports import Bars, Cell, Fact, Part, Report, Series, Words
from rota.domain.small_numbers import disclosed, shown
from rota.domain.times import to_local
from rota.domain.visit_filters import PRESSING
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.report_frame import Frame, day_label
from rota.services.report_visits import PUT_OFF, decided_for

_Pair = tuple[Appointment, DecisionMade]
_SAID = {Decision.REBOOK: "Moved to a new date", Decision.POSTPONE: "Postponed, date to follow"}
_WAITS = (
    (-1, "Earlier than before"),
    (7, "Up to a week"),
    (14, "Up to two weeks"),
    (28, "Up to four weeks"),
    (42, "Up to six weeks"),
)
_LONGER = "More than six weeks"


def cancelled_report(frame: Frame) -> Report:
    """Return the account of appointments put off and services that did not run as usual."""
    pairs = decided_for(frame)
    services = {each.service_id: each for each in frame.work.duties.services()}
    put_off = [pair for pair in pairs if pair[1].decision in PUT_OFF]
    lists = _Lists(frame, put_off)
    what = lists.table("what", lambda pair: _SAID[pair[1].decision], list(_SAID.values()))
    parts: list[Part] = [
        what,
        lists.table("days", _day_of, list(dict.fromkeys(map(_day_of, put_off)))),
        lists.table("kinds", lambda pair: words(pair[0].kind)),
        lists.table("departments", lambda pair: services[pair[0].service_id].department),
        lists.table(
            "priorities", lambda pair: words(pair[0].priority), [words(each) for each in PRESSING]
        ),
    ]
    parts += [each for each in (lists.waits(), _services(frame)) if each]
    parts[1:1] = [each for each in (lists.bars("days"), lists.bars("departments")) if each]
    return frame.report(list(_facts(frame, pairs, services)), parts)


class _Lists:
    """Lists of what was put off, each by itself: never one kind of figure crossed by another."""

    def __init__(self, frame: Frame, put_off: Sequence[_Pair]) -> None:
        self._frame = frame
        self._put_off = put_off
        self._shown: dict[str, list[tuple[str, int | str]]] = {}

    def table(self, code: str, name: Callable[[_Pair], str], order: Sequence[str] = ()) -> Part:
        """Return a list with its total, or a sentence where no such list can be shown.

        Without an order the greatest number comes first, those hidden last, by name.
        """
        counts = Counter(map(name, self._put_off))
        return self._listed(code, counts, order)

    def waits(self) -> Part | None:
        """Return how long until the new date; None where their number itself is hidden."""
        moved = [pair for pair in self._put_off if pair[1].decision is Decision.REBOOK]
        if "what" not in self._shown:
            return None
        said = dict(self._shown["what"])
        if moved and not isinstance(said[_SAID[Decision.REBOOK]], int):
            return None
        order = [*(text for _, text in _WAITS), _LONGER]
        return self._listed("waits", Counter(map(_wait, moved)), order)

    def bars(self, code: str) -> Bars | None:
        """Return a list as a picture: what is shown of it, in its order."""
        numbers = [
            (name, number)
            for name, number in self._shown.get(code, ())
            if isinstance(number, int) and number
        ]
        if len(numbers) < 2:
            return None
        table = self._frame.definition.table(code)
        most = max(numbers, key=lambda pair: pair[1])
        hidden = len(self._shown[code]) - len(numbers)
        said = f"Most: {most[0]}, {most[1]:,}."
        return Bars(
            f"{code}_bars",
            table.title,
            "appointments",
            tuple(name for name, _ in numbers),
            (Series("put off", tuple(float(number) for _, number in numbers), "gap"),),
            f"{said} {hidden} with small numbers are not drawn." if hidden else said,
        )

    def _listed(self, code: str, counts: Mapping[str, int], order: Sequence[str]) -> Part:
        table, limit = self._frame.definition.table(code), self._frame.definition.fewer_than
        names = [each for each in order if each in counts]
        names += sorted(counts.keys() - set(names))
        numbers = disclosed([counts[each] for each in names], limit)
        if numbers is None:
            text = "Not shown: the numbers are so small that they could give somebody away."
            return Words(code, table.title, text)
        rows = list(zip(names, numbers, strict=True))
        if not order:
            rows.sort(key=lambda row: (isinstance(row[1], str), _negative(row[1]), row[0]))
        self._shown[code] = rows
        filled: list[dict[str, Cell]] = [{"name": name, "number": n} for name, n in rows]
        return table.filled(filled, {"name": "All", "number": sum(counts.values())})


def _negative(number: int | str) -> int:
    return -number if isinstance(number, int) else 0


def _day_of(pair: _Pair) -> str:
    return day_label(to_local(pair[1].decided_start).date())


def _wait(pair: _Pair) -> str:
    visit, made = pair
    then = made.new_start or visit.start
    days = (to_local(then).date() - to_local(made.decided_start).date()).days
    return next((text for most, text in _WAITS if days <= most), _LONGER)


def _services(frame: Frame) -> Part:
    picture = CoverPicture(read_cover(frame.work, frame.window.window_id), frame.rules.ladder)
    rows: list[dict[str, Cell]] = [
        {
            "service": service.name,
            "department": service.department,
            "site": service.site,
            "level": words(level),
        }
        for service, level in sorted(
            ((picture.services[key], level) for key, level in picture.levels.items()),
            key=lambda pair: (pair[1] is not Level.SUSPENDED, pair[0].site, pair[0].name),
        )
        if level is not Level.NORMAL and frame.window.removes_duties
    ]
    return frame.definition.table("services").filled(rows)


def _facts(frame: Frame, pairs: Sequence[_Pair], services: Mapping[int, Service]) -> Iterator[Fact]:
    limit = frame.definition.fewer_than
    counts = Counter(made.decision for _, made in pairs)
    put_off = counts[Decision.REBOOK] + counts[Decision.POSTPONE]

    def said(number: int) -> str:
        found = shown(number, limit)
        return f"{found:,}" if isinstance(found, int) else found

    yield Fact("Appointments put off", said(put_off))
    yield Fact("By phone or video instead", said(counts[Decision.CONVERT]))
    levels = frame.work.windows.levels(frame.window.window_id)
    suspended = sum(
        level is Level.SUSPENDED and frame.window.terms.affects_site(services[key].site)
        for key, level in levels.items()
        if key in services
    )
    yield Fact("Services suspended", f"{suspended:,}")
