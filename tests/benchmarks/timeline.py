"""How long the timeline of strikes takes to draw: 300 windows over ten years, scrolled and zoomed.

Run ``python -m tests.benchmarks.timeline --json``; the last line is one JSON document.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from rota.domain.codes import StaffGroup, WindowState, WindowType
from rota.domain.overlaps import together
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.calendar import (
    CalendarView,
    bank_holidays,
    changes_between,
    last_posts,
    reach,
)
from rota.tables.posting_rules import posting_clock
from ui.theme import apply_theme
from ui.widgets.timeline_axis import Zoom
from ui.widgets.window_timeline import WindowTimeline

AIM_MS = 16.0
UNIONS = ("BMA", "HCSA", "RCN", "Unison", "Unite", "CSP")
NOW = datetime(2021, 6, 1, 9, tzinfo=UTC)
SIZE = (1280, 720)


def windows(count: int = 300, years: int = 10) -> list[StrikeWindow]:
    """Strikes spread over ten years: every type and state, overlapping in places, a few open."""
    kinds, states, groups = list(WindowType), list(WindowState), list(StaffGroup)
    first = datetime(2016, 1, 4, 8, tzinfo=UTC)
    step = timedelta(days=365 * years) / count
    made = []
    for n in range(count):
        start = first + n * step
        start = start.replace(hour=(7, 8, 8, 8)[n % 4], minute=0, second=0, microsecond=0)
        end = None if n % 97 == 96 else start + timedelta(hours=(24, 48, 72, 9, 144)[n % 5])
        terms = WindowTerms(start, end, kinds[n % len(kinds)], frozenset({groups[n % len(groups)]}))
        union, dispute = UNIONS[n % len(UNIONS)], f"{2016 + n * years // count} pay"
        state = states[n % len(states)]
        made.append(StrikeWindow(n + 1, dispute, union, state, 1, terms))
    return made


def view_of(made: list[StrikeWindow], now: datetime) -> CalendarView:
    """What the service would answer for these strikes."""
    start, end = reach(made, now)
    posting = posting_clock()
    days: tuple[date, date] = (start.date(), end.date())
    return CalendarView(
        start,
        end,
        tuple(made),
        tuple(bank_holidays(posting, ("ENG", "SCT"), *days)),
        changes_between(start, end),
        together(made),
        last_posts(posting, made),
    )


def paints(timeline: WindowTimeline) -> Iterator[float]:
    """Scroll and zoom as a person would; give the milliseconds of each drawing."""
    image = QImage(timeline.viewport().size(), QImage.Format.Format_RGB32)
    across, down = timeline.horizontalScrollBar(), timeline.verticalScrollBar()

    def paint() -> float:
        started = time.perf_counter()
        timeline.viewport().render(image)
        return (time.perf_counter() - started) * 1000

    view = timeline.view
    assert view is not None
    paint()
    for zoom in (Zoom.YEAR, Zoom.MONTH, Zoom.WEEK, Zoom.DAY):
        timeline.zoom_to(zoom, NOW)
        for _ in range(40):
            across.setValue(across.value() + timeline.viewport().width() // 9)
            yield paint()
    timeline.show_span(view.start, view.end)
    for _ in range(60):
        timeline.zoom(1.15, NOW)
        down.setValue((down.value() + 40) % (down.maximum() + 1))
        yield paint()
    for _ in range(60):
        timeline.zoom(1 / 1.15, NOW)
        yield paint()


def run() -> tuple[float, float, int]:
    """Return the median and the 95th percentile in milliseconds, and how many were drawn."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    timeline = WindowTimeline(lambda: NOW)
    timeline.resize(*SIZE)
    timeline.show()
    timeline.show_view(view_of(windows(), NOW))
    app.processEvents()
    found = sorted(paints(timeline))
    timeline.close()
    return statistics.median(found), found[len(found) * 95 // 100], len(found)


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    median, p95, count = run()
    print(
        f"timeline, 300 windows over ten years, {count} paints at {SIZE[0]} x {SIZE[1]}: "
        f"median {median:.1f} ms, p95 {p95:.1f} ms"
    )
    if words.json:
        said = {
            "name": "timeline_paint_median_ms",
            "ours": round(median, 2),
            "p95": round(p95, 2),
            "aim": AIM_MS,
            "met": median <= AIM_MS,
        }
        print(json.dumps(said))


if __name__ == "__main__":
    main()
