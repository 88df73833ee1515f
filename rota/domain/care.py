"""What kind of care a service gives: how dear a gap there is, and whether its patients are kept.

The kinds are rule data. A service's kind is what somebody set here, or else the first kind one of
whose words its name or department holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rota.domain.duties import Service


@dataclass(frozen=True, slots=True)
class CareKind:
    """One kind of care.

    ``weight`` multiplies the price of a minute in which somebody is missing there, 1 for a service
    of no kind. ``protected``: its appointments are the last to be moved. ``words`` are whole words
    or phrases by which a name is recognised.
    """

    code: str
    name: str
    words: tuple[str, ...]
    weight: int
    protected: bool
    source: str
    verified: bool


class CareBook:
    """Every kind of care, in the order in which names are tried."""

    def __init__(self, kinds: Sequence[CareKind]) -> None:
        self.kinds = tuple(kinds)
        self._by_code = {kind.code: kind for kind in kinds}
        self._patterns = [(kind, _pattern(kind.words)) for kind in kinds if kind.words]
        self._found: dict[tuple[str, str, str], CareKind | None] = {}

    def kind(self, code: str) -> CareKind | None:
        """Return the kind with a code."""
        return self._by_code.get(code)

    def of(self, service: Service) -> CareKind | None:
        """Return the kind of care a service gives; None where it is of no special kind."""
        asked = (service.care, service.name, service.department)
        if asked not in self._found:
            self._found[asked] = self._work_out(*asked)
        return self._found[asked]

    def weight(self, service: Service) -> int:
        """Return what a missing minute at a service weighs, 1 for a service of no kind."""
        kind = self.of(service)
        return 1 if kind is None else kind.weight

    def _work_out(self, care: str, name: str, department: str) -> CareKind | None:
        if care:
            return self._by_code.get(care)
        for text in (name, department):
            for kind, pattern in self._patterns:
                if pattern.search(text):
                    return kind
        return None


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    some = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w)(?:{some})(?!\w)", re.IGNORECASE)
