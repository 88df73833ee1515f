"""Column types: domain values in, the same domain values out, on SQLite and PostgreSQL alike.

Each type knows a plain form (text or number), which STRICT tables hold and the journal keeps.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import REAL, Date, Dialect, Double, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

CodeT = TypeVar("CodeT", bound=StrEnum)

Real8: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


class PlainType(TypeDecorator[Any]):
    """A type with a plain form; PostgreSQL may hold the native one instead."""

    impl: Any = Text
    cache_ok = True
    native_on_postgresql = False

    def to_plain(self, value: Any) -> Any:
        """Return the plain form of a domain value."""
        raise NotImplementedError

    def from_plain(self, plain: Any) -> Any:
        """Return the domain value of a plain form."""
        raise NotImplementedError

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Hand a value to the driver."""
        if value is None or (self.native_on_postgresql and dialect.name == "postgresql"):
            return value
        return self.to_plain(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Take a value from the driver."""
        if value is None:
            return None
        if self.native_on_postgresql and dialect.name == "postgresql":
            return value.astimezone(UTC) if isinstance(value, datetime) else value
        return self.from_plain(value)


class UtcDateTime(PlainType):
    """An aware instant, held as ``2016-01-12T08:00:00+00:00`` on SQLite. Refuses naive times."""

    cache_ok = True
    native_on_postgresql = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use a real timestamp where the engine keeps its zone."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Refuse a naive time before anything is written."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored instant needs a time zone")
        return super().process_bind_param(value, dialect)

    def to_plain(self, value: datetime) -> str:
        """Return text that sorts as time does."""
        return value.astimezone(UTC).isoformat(timespec="seconds")

    def from_plain(self, plain: str) -> datetime:
        """Return the aware instant."""
        return datetime.fromisoformat(plain)


class IsoDate(PlainType):
    """A calendar day."""

    cache_ok = True
    native_on_postgresql = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use a real date where the engine has one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Date())
        return dialect.type_descriptor(Text())

    def to_plain(self, value: date) -> str:
        """Return ``2016-01-12``."""
        return value.isoformat()

    def from_plain(self, plain: str) -> date:
        """Return the day."""
        return date.fromisoformat(plain)


class Flag(PlainType):
    """True or false, held as 1 or 0."""

    impl = Integer
    cache_ok = True

    def to_plain(self, value: bool) -> int:
        """Return 1 or 0."""
        return int(value)

    def from_plain(self, plain: int) -> bool:
        """Return the truth value."""
        return bool(plain)


class KeptBytes(PlainType):
    """Bytes that the journal keeps whole, so that they can be put back; plainly: Base64."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """Hand the bytes to the driver as they are."""
        return value

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Take the bytes from the driver."""
        return value if value is None else bytes(value)

    def to_plain(self, value: bytes) -> str:
        """Return the bytes as Base64."""
        return b64encode(value).decode("ascii")

    def from_plain(self, plain: str) -> bytes:
        """Return the bytes."""
        return b64decode(plain)


class Code(PlainType, Generic[CodeT]):
    """One code of a closed list."""

    cache_ok = True

    def __init__(self, codes: type[CodeT]) -> None:
        super().__init__()
        self.codes = codes
        self._members: dict[str, CodeT] = {code.value: code for code in codes}

    def to_plain(self, value: CodeT) -> str:
        """Return the code's text."""
        return str(self.codes(value).value)

    def from_plain(self, plain: str) -> CodeT:
        """Return the code."""
        return self._members[plain]


def _text(value: Any) -> str:
    return str(value)


class TextSet(PlainType):
    """A set of short texts or codes, held sorted and joined with semicolons."""

    cache_ok = True

    def __init__(self, make: Callable[[str], Any] = _text) -> None:
        super().__init__()
        self.make = make

    def to_plain(self, value: frozenset[Any]) -> str:
        """Return the members in order, joined."""
        return ";".join(sorted(str(each) for each in value))

    def from_plain(self, plain: str) -> frozenset[Any]:
        """Return the set."""
        return frozenset(self.make(part) for part in plain.split(";")) if plain else frozenset()


class TextList(PlainType):
    """A short list of texts in their order, held one a line."""

    cache_ok = True

    def to_plain(self, value: tuple[str, ...]) -> str:
        """Return the members, one a line."""
        return "\n".join(value)

    def from_plain(self, plain: str) -> tuple[str, ...]:
        """Return the list."""
        return tuple(plain.split("\n")) if plain else ()
