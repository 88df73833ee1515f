"""Where in a letter words stand, and what may be asked and filled in there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rota.domain.codes import LetterKind
from rota.domain.letter_wording import WordingKind
from rota.domain.wording_fields import CONDITIONS, NEWS, OF_ALL, PRIVATE, Field, nearest, shown
from rota.domain.wording_text import ALWAYS, When

Fault = tuple[str, str]
"""The code of a problem, and what is said of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand. ``first``: in the heading or salutation; ``known`` holds there."""

    kind: WordingKind
    first: bool = False
    each: bool = False
    known: When = ALWAYS

    def within(self, when: When) -> Place:
        """Return the place where more conditions hold."""
        known = self.known
        return replace(self, known=When(known.present | when.present, known.absent | when.absent))

    def fault(self, field: Field) -> Fault | None:
        """Return why a field cannot be filled in here."""
        said = "{{" + field.name + "}}"
        present = self.known.present
        if self.first and field.name in PRIVATE:
            return (
                "private",
                f"{said} cannot stand in the heading or the salutation: anybody may see them.",
            )
        if field.needs and field.needs not in present:
            return (
                "may_be_blank",
                f"{said} may be blank: put it in a choice or a line that asks {field.needs}.",
            )
        if field.of_one and not (self.each or "one" in present):
            return (
                "of_one",
                f"{said} belongs to one appointment: ask for one, or begin the line with [each].",
            )
        if field.news is not None and field.news is not self._news:
            return (
                "no_such_news",
                f"{said} is known only where an appointment is {field.news.replace('_', ' ')}: "
                f"begin the line with [each {field.news}].",
            )
        return None

    def condition_fault(self, name: str) -> Fault | None:
        """Return why a condition cannot be asked here."""
        if name not in CONDITIONS:
            near = nearest(name, CONDITIONS)
            meant = f" Did you mean {near}?" if near else ""
            return "unknown_condition", f"There is no condition {shown(name)}.{meant}"
        if name in NEWS and self.kind in NEWS:
            return (
                "one_news",
                f"Every letter of this kind is {self.kind.replace('_', ' ')}: leave {name} out.",
            )
        if self.each and name in OF_ALL:
            return "of_all", f"{name} is asked of the whole letter, not in an [each] line."
        return None

    @property
    def never(self) -> bool:
        """Say whether what should hold here can never hold."""
        present = self.known.present
        if present & self.known.absent or {"one", "several"} <= present:
            return True
        if self.kind is WordingKind.SEVERAL and "one" in present:
            return True
        return len(present & NEWS.keys()) > 1 and (self.each or bool(present & {"one", "same"}))

    @property
    def _news(self) -> LetterKind | None:
        """Return what becomes of the appointment here, where that is sure."""
        if self.kind in NEWS:
            return NEWS[self.kind]
        if not self.each and "one" not in self.known.present:
            return None
        return next((NEWS[name] for name in self.known.present if name in NEWS), None)


def read_when(text: str) -> tuple[tuple[str, bool, int], ...]:
    """Return the conditions of ``one, not child``: name, wanted, and where the name stands."""
    found, at = [], 0
    for part in text.split(","):
        words = part.split()
        wanted = not (len(words) > 1 and words[0] == "not")
        name = " ".join(words if wanted else words[1:])
        found.append((name, wanted, at + (part.find(words[-1]) if words else 0)))
        at += len(part) + 1
    return tuple(found)


def as_when(conditions: tuple[tuple[str, bool, int], ...]) -> When:
    """Return conditions with ``not several`` said as ``one`` and the reverse."""
    other = {"one": "several", "several": "one"}
    present = {name for name, wanted, _ in conditions if wanted}
    absent = {name for name, wanted, _ in conditions if not wanted}
    present |= {other[name] for name in absent if name in other}
    return When(frozenset(present), frozenset(absent - other.keys()))


def opposite(when: When) -> When:
    """Return what holds in the other half of a choice, where that is sure."""
    if len(when.present) + len(when.absent) != 1:
        return ALWAYS
    turned = tuple((name, False, 0) for name in when.present)
    return as_when(turned + tuple((name, True, 0) for name in when.absent))
