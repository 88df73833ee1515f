"""What gives a person away in words that somebody typed: their names and numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DELETED = "[deleted]"
"""Stands in a text where a person stood."""
SHORTEST = 4
"""Ids and house lines of fewer letters are words like any other and are not looked for."""
LEAST_DIGITS = 7
_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Revd|Sister|Nurse)\.?"
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\+?\(?\d[\d\s()-]{5,}\d")


@dataclass(frozen=True, slots=True)
class Traces:
    """By what one person can be recognised.

    ``numbers``: NHS and phone numbers. ``exact``: e-mail, hospital number, appointments, the staff
    number. ``lines``: those of the address.
    """

    forename: str
    surname: str
    title: str = ""
    numbers: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class Finder:
    """Finds people in texts, by whole words; each name is looked for only where its surname is."""

    def __init__(self, people: Iterable[Traces]) -> None:
        self._named: dict[str, list[re.Pattern[str]]] = defaultdict(list)
        self._alone: dict[str, set[re.Pattern[str]]] = defaultdict(set)
        self._numbers: set[str] = set()
        for each in people:
            self._learn(each)
        self._lengths = {len(number) for number in self._numbers}

    def _learn(self, person: Traces) -> None:
        surname, forename = _spaced(person.surname), _spaced(person.forename)
        if surname:
            title = rf"(?:{_TITLES}|{_spaced(person.title)})" if person.title.strip() else _TITLES
            self._know(self._named, person.surname, rf"{title}\s+{surname}")
            if forename:
                first = re.escape(person.forename.strip()[0])
                called = rf"(?:{title}\s+)?(?:{forename}|{first}\.?)"
                self._know(self._named, person.surname, rf"{called}\s+{surname}")
                self._know(self._named, person.surname, rf"{surname},?\s+{called}")
            self._alone[_cue(person.surname)].add(_whole(surname))
        for number in person.numbers:
            digits = "".join(filter(str.isdigit, number))
            if len(digits) >= LEAST_DIGITS:
                self._numbers.add(digits)
        houses = (each for each in person.lines if len(each.split()) > 1)
        for text in (*person.exact, *houses):
            is_told = any(map(str.isdigit, text)) or "@" in text
            if is_told and len(text.strip()) >= SHORTEST:
                self._know(self._named, text, _spaced(text))

    @staticmethod
    def _know(patterns: dict[str, list[re.Pattern[str]]], text: str, pattern: str) -> None:
        patterns[_cue(text)].append(_whole(pattern))

    def has(self, text: str) -> bool:
        """Say whether a text gives one of the people away."""
        return next(self._spans(text), None) is not None

    def has_surname(self, text: str) -> bool:
        """Say whether a surname stands in a text, whoever is meant."""
        cues = self._alone.keys() & _cues(text)
        return any(each.search(text) for cue in cues for each in self._alone[cue])

    def without(self, text: str) -> str:
        """Return a text with the people taken out."""
        left, parts = 0, []
        for start, end in sorted(self._spans(text)):
            if start >= left:
                parts += [text[left:start], DELETED]
            left = max(left, end)
        return "".join([*parts, text[left:]])

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for cue in self._named.keys() & _cues(text):
            for pattern in self._named[cue]:
                yield from (found.span() for found in pattern.finditer(text))
        for found in _NUMBER.finditer(text):
            digits = "".join(filter(str.isdigit, found.group()))
            if any(
                digits[at : at + length] in self._numbers
                for length in self._lengths
                for at in range(len(digits) - length + 1)
            ):
                yield found.span()


def _cues(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _cue(text: str) -> str:
    """Return the longest word: texts without it need no closer look."""
    return max(_WORD.findall(text.casefold()), key=len, default="")


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(part) for part in text.split())
