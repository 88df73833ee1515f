"""Small calendars to read, and windows to write."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from rota.domain.codes import LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.importing import ImportKind
from rota.domain.windows import StrikeWindow, WindowTerms
from tests.tables.builders import opened

LONDON = ";TZID=Europe/London:"
GOOD = {
    "UID": ":1@example.org",
    "DTSTART": LONDON + "20160112T080000",
    "DTEND": LONDON + "20160113T080000",
    "STATUS": ":CONFIRMED",
    "X-STRIKE-ROTA-DISPUTE": ":2016 contract",
    "X-STRIKE-ROTA-UNION": ":BMA",
    "X-STRIKE-ROTA-GROUPS": ":resident_doctor",
    "X-STRIKE-ROTA-TYPE": ":emergency_care_only",
}


def event(**changes: str | None) -> str:
    """Return a good event with some lines changed: ``x_union=":HCSA"``; None leaves one out."""
    lines = dict(GOOD)
    for name, value in changes.items():
        said = name.upper().replace("_", "-")
        said = said.replace("X-", "X-STRIKE-ROTA-", 1) if said.startswith("X-") else said
        lines.pop(said, None)
        if value is not None:
            lines[said] = value
    return "\r\n".join(
        ["BEGIN:VEVENT", *(name + value for name, value in lines.items()), "END:VEVENT"]
    )


def calendar(*events: str, head: str = "VERSION:2.0") -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", head, *events, "END:VCALENDAR", ""])


def write(folder, text: str | bytes, name: str = "strikes.ics"):
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return path


def rows_in(folder, text: str | bytes):
    with opened(ImportKind.WINDOWS, write(folder, text)) as table:
        assert table.problems == ()
        return list(table)


def terms_in(folder, text: str | bytes):
    """Return the terms of every event of a calendar without errors."""
    rows = rows_in(folder, text)
    assert [row.errors for row in rows] == [()] * len(rows)
    return [row.value.terms for row in rows]


def faults_in(folder, text: str | bytes) -> list[tuple[int, str, str]]:
    return [(e.row, e.column, e.code) for row in rows_in(folder, text) for e in row.errors]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def _canonical(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


_PLAIN = st.characters(
    codec="utf-8",
    exclude_characters="\ufffd",
    exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Mn", "Mc"),
)
_TEXT = st.text(st.one_of(_PLAIN, st.sampled_from("=+-@'\",;\\: ＝")), min_size=1, max_size=40).map(
    _canonical
)
TEXTS = _TEXT.filter(bool)
INSTANTS = st.one_of(
    st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    # The hours around the changes of the clocks in 2026.
    st.integers(-300, 300).map(lambda n: datetime(2026, 10, 25, 1) + timedelta(minutes=n)),  # noqa: DTZ001
    st.integers(-300, 300).map(lambda n: datetime(2026, 3, 29, 1) + timedelta(minutes=n)),  # noqa: DTZ001
).map(lambda naive: naive.replace(microsecond=0, tzinfo=UTC))
SITES = st.frozensets(
    TEXTS.filter(lambda site: ";" not in site).map(lambda site: " ".join(site.split())), max_size=3
)


@st.composite
def some_terms(draw) -> WindowTerms:
    start = draw(INSTANTS)
    length = draw(st.none() | st.integers(1, 10 * 24 * 60))
    post = draw(st.booleans())
    return WindowTerms(
        start,
        None if length is None else start + timedelta(minutes=length),
        draw(st.sampled_from(WindowType)),
        draw(st.frozensets(st.sampled_from(StaffGroup), min_size=0 if post else 1)),
        draw(SITES),
        draw(st.sampled_from(LossPolicy)),
        draw(st.none() | INSTANTS),
        draw(st.just("") | TEXTS),
        post,
    )


@st.composite
def some_windows(draw) -> list[StrikeWindow]:
    made = draw(
        st.lists(
            st.tuples(TEXTS, TEXTS, st.sampled_from(WindowState), some_terms()),
            max_size=4,
            unique_by=lambda each: each[3].start,
        )
    )
    return [
        StrikeWindow(number, dispute, union, state, 1, terms)
        for number, (dispute, union, state, terms) in enumerate(made, start=1)
    ]
