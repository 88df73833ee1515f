"""A wording once it is read: its lines, and in each its words, fields and choices."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from rota.domain.letter_content import Run, Style
from rota.domain.wording_fields import Field


@dataclass(frozen=True, slots=True)
class When:
    """Conditions that must all hold; those in ``absent`` must not."""

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    def holds(self, conditions: Set[str]) -> bool:
        """Say whether they hold where just these conditions do."""
        return self.present <= conditions and not (self.absent & conditions)


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words, already cut so that their numbers hold together."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A field to be filled in."""

    field: Field
    bold: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two texts."""

    when: When
    then: tuple[Words | Filled, ...]
    otherwise: tuple[Words | Filled, ...]


Part = Words | Filled | Choice


@dataclass(frozen=True, slots=True)
class WordingLine:
    """One line: a paragraph, heading or bullet. ``each``: once for every appointment."""

    style: Style
    parts: tuple[Part, ...]
    when: When
    each: bool = False
    picture: str = ""


@dataclass(frozen=True, slots=True)
class WordingText:
    """A whole wording without a problem; the table stands between ``before`` and ``after``."""

    heading: tuple[Part, ...]
    salutation: tuple[Part, ...]
    before: tuple[WordingLine, ...]
    after: tuple[WordingLine, ...]


@dataclass(frozen=True, slots=True)
class WordingProblem:
    """What is wrong at one place of a wording; line and column count from 1, in characters."""

    line: int
    column: int
    length: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedWording:
    """A wording as read: every problem in order, or the wording where there is none."""

    problems: tuple[WordingProblem, ...]
    wording: WordingText | None
