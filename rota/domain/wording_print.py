"""Fills in a wording. A value is put in as it is: nothing in it is ever read as wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rota.domain.directions import held_whole, is_ltr
from rota.domain.letter_blocks import runs_of
from rota.domain.letter_content import Block, Run
from rota.domain.wording_facts import Facts, LetterFacts
from rota.domain.wording_fields import Field
from rota.domain.wording_text import Choice, Filled, Part, WordingLine, WordingText, Words

_NO_SPACE_BEFORE = (".", ",", "،", "۔", "।")
_DAYS = frozenset({"old_day", "new_day", "given_day", "today"})


@dataclass(frozen=True, slots=True)
class PrintedWording:
    """The words of one letter, all filled in."""

    heading: str
    salutation: str
    before: tuple[Block, ...]
    after: tuple[Block, ...]


def print_wording(text: WordingText, facts: LetterFacts) -> PrintedWording:
    """Return the words of a letter. A heading under which nothing is said is left out."""
    return PrintedWording(
        _plain(text.heading, facts.whole),
        _plain(text.salutation, facts.whole),
        _led(_blocks(text.before, facts), above_table=True),
        _led(_blocks(text.after, facts)),
    )


def _plain(parts: Sequence[Part], facts: Facts) -> str:
    """Return the words of a line alone; a value keeps its direction among words from the right."""
    runs = _runs(parts, facts)
    if all(is_ltr(run.text) for run in runs):
        return "".join(run.text for run in runs)
    values = set(facts.values.values())
    return "".join(held_whole(run.text) if run.text in values else run.text for run in runs)


def _blocks(lines: Sequence[WordingLine], facts: LetterFacts) -> Iterator[Block]:
    for each, group in groupby(lines, key=lambda line: line.each):
        together = tuple(group)
        for one in facts.each if each else (facts.whole,):
            for line in together:
                if line.when.holds(one.conditions):
                    runs = _runs(line.parts, one)
                    if runs:
                        yield Block(line.style, runs, line.picture)


def _led(blocks: Iterable[Block], above_table: bool = False) -> tuple[Block, ...]:
    """Return the blocks without the headings that lead to nothing."""
    kept: list[Block] = []
    for block in blocks:
        if block.style == "heading" and kept and kept[-1].style == "heading":
            kept.pop()
        kept.append(block)
    if kept and kept[-1].style == "heading" and not above_table:
        kept.pop()
    return tuple(kept)


def _runs(parts: Sequence[Part], facts: Facts) -> tuple[Run, ...]:
    """Return the runs of a line; the spaces that a choice leaves behind are tidied away."""
    runs: list[Run] = []
    words_end = False  # whether the last run is words, whose space may be tidied
    for part in _chosen(parts, facts):
        if isinstance(part, Filled):
            value = facts.values.get(part.field.name, "")
            runs += _value_runs(part.field, value, part.bold)
            words_end = words_end and not value
            continue
        for run in part.runs:
            text = run.text
            if words_end and text.startswith(_NO_SPACE_BEFORE):
                _strip_last(runs)
            if text.startswith(" ") and (not runs or (words_end and _ends_with_space(runs))):
                text = text[1:]
            if text:
                runs.append(run if text is run.text else replace(run, text=text))
                words_end = True
    if words_end:
        _strip_last(runs)
    return tuple(runs)


def _chosen(parts: Sequence[Part], facts: Facts) -> Iterator[Words | Filled]:
    for part in parts:
        if isinstance(part, Choice):
            yield from part.then if part.when.holds(facts.conditions) else part.otherwise
        else:
            yield part


def _ends_with_space(runs: Sequence[Run]) -> bool:
    return runs[-1].text.endswith(" ")


def _strip_last(runs: list[Run]) -> None:
    if runs and _ends_with_space(runs):
        text = runs[-1].text.rstrip(" ")
        runs[-1:] = [replace(runs[-1], text=text)] if text else []


def _value_runs(field: Field, value: str, bold: bool) -> tuple[Run, ...]:
    """Return a value by itself: a number runs left to right whole, a date number by number."""
    if not value:
        return ()
    if field.name in _DAYS or (field.held and not is_ltr(value)):
        return runs_of(value, bold)
    return (Run(value, bold, keep_ltr=field.held),)
