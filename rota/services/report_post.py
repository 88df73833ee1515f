"""Letters and the post as a report tells of them: each patient is counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rota.domain.codes import words
from rota.domain.reports import Cell, Fact
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow
from rota.services.calendar import POST_CLASSES
from rota.services.letter_queue import QueuedLetter, local_clock
from rota.services.phoning import is_for_phone
from rota.services.report_frame import Frame


def letters_fact(window: StrikeWindow, queue: Iterable[QueuedLetter]) -> Fact:
    """Return the letters that can still arrive in time; whoever is to be rung is not among them.

    Those of the queue that are about a strike count; all, where it stops the post.
    """
    terms = window.terms
    in_time = [
        each.state
        for each in queue
        if (
            terms.affects_post or terms.reaches(each.service.site, each.visit.start, each.visit.end)
        )
        and not is_for_phone(each)
    ]
    ready, made = in_time.count("ready"), in_time.count("in_batch")
    held, untrue = in_time.count("held"), in_time.count("withdraw")
    said = f"{ready:,} to make in time, {made:,} to post, {held:,} held"
    if untrue:
        said += f", {untrue:,} to pull"
    return Fact("Letters", said, "warn" if held or untrue else "plain")


def post_fact(frame: Frame) -> Fact:
    """Return from when until when a strike moves no letter."""
    terms = frame.window.terms
    until = "no end given" if terms.end is None else f"to {short_words(terms.end)}"
    return Fact("No letter moves", f"{short_words(terms.start)} {until}", "warn")


def post_rows(frame: Frame) -> Iterator[dict[str, Cell]]:
    """Yield by when a letter of each class comes that is posted now."""
    clock = local_clock(frame.work, frame.rules.letters.posting)
    for each in POST_CLASSES:
        yield {
            "class": f"{words(each)} class".capitalize(),
            "collected": clock.collected(frame.now),
            "arrives": clock.latest_arrival(each, frame.now),
        }
