"""The rota on paper: who is there, service by service and strike day by strike day, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PaperSize(StrEnum):
    """The paper a rota is printed on."""

    A4 = "a4"
    A3 = "a3"


@dataclass(frozen=True, slots=True)
class RotaLine:
    """One person who is there: when, who, as what, and how to reach them."""

    time: str
    name: str
    grade: str
    what: str
    phone: str


@dataclass(frozen=True, slots=True)
class RotaTable:
    """One service on one strike day. ``open`` says what nobody fills; ``note`` what to know."""

    service: str
    place: str
    day: str
    lines: tuple[RotaLine, ...]
    open: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RotaPaper:
    """A whole rota as it is printed."""

    title: str
    facts: tuple[str, ...]
    tables: tuple[RotaTable, ...]
    foot: str
    size: PaperSize = PaperSize.A4
