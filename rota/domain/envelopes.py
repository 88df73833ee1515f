"""Window envelopes: where on the sheet an address is surely seen, and where nothing else may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rota.domain.errors import Refused

Fold = Literal["half", "thirds"]

SHEET_WIDTH_MM = 210.0
SHEET_HEIGHT_MM = 297.0
RIGHT_MARGIN_MM = 20.0
COLUMN_TOP_MM = 12.0
GAP_MM = 4.0
SMALLEST_COLUMN_MM = 50.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the sheet, in millimetres from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right, in millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom, in millimetres."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class ServiceZones:
    """Where a posting service that prints and folds letters itself wants the address.

    ``blank`` may hold nothing else on a letter's first page.
    """

    address: Rect
    blank: Rect


@dataclass(frozen=True, slots=True)
class EnvelopeProfile:
    """One kind of window envelope, as measured with a ruler, all in millimetres.

    ``window_left`` and ``window_from_bottom`` are measured from the envelope's edges, as
    stationers print them. The folded sheet slides about in the envelope, so what is surely seen
    is smaller than the window, and what may be seen at some moment is larger.

    ``service`` stands for the window where a posting service says itself where the address goes.
    """

    name: str
    envelope_width: float
    envelope_height: float
    window_left: float
    window_from_bottom: float
    window_width: float
    window_height: float
    fold: Fold
    source: str = ""
    verified: bool = False
    service: ServiceZones | None = None

    @property
    def _slide_across(self) -> float:
        return self.envelope_width - SHEET_WIDTH_MM

    @property
    def _slide_down(self) -> float:
        return self.envelope_height - SHEET_HEIGHT_MM / (2 if self.fold == "half" else 3)

    @property
    def _window_top(self) -> float:
        return self.envelope_height - self.window_from_bottom - self.window_height

    @property
    def safe(self) -> Rect:
        """What is seen through the window however the sheet lies: the address goes here."""
        if self.service is not None:
            return self.service.address
        return Rect(
            self.window_left,
            self._window_top,
            self.window_left + self.window_width - self._slide_across,
            self._window_top + self.window_height - self._slide_down,
        )

    @property
    def private(self) -> Rect:
        """What may be seen through the window at some moment: nothing but the address here."""
        if self.service is not None:
            return self.service.blank
        return Rect(
            self.window_left - self._slide_across,
            self._window_top - self._slide_down,
            self.window_left + self.window_width,
            self._window_top + self.window_height,
        )

    @property
    def column(self) -> Rect:
        """The space right of the window for the trust, its contacts, the date and the reference."""
        return Rect(
            self.private.right + GAP_MM,
            COLUMN_TOP_MM,
            SHEET_WIDTH_MM - RIGHT_MARGIN_MM,
            self.body_top,
        )

    @property
    def body_top(self) -> float:
        """Where the salutation starts on the first page: below all that the window may show."""
        return self.private.bottom + GAP_MM

    def check(self) -> None:
        """Raises Refused when the sheet does not fit the envelope or leaves no room for a letter.

        The smallest window that is of use is 40 by 15 mm: five lines at 8 points.
        """
        if self.service is None and (self._slide_across < 0 or self._slide_down < 0):
            raise Refused(
                "envelope_too_small", f"An A4 sheet does not fit the envelope {self.name}."
            )
        if self.safe.width < 40 or self.safe.height < 15:
            raise Refused(
                "window_too_small",
                f"The sheet can slide so far in the envelope {self.name} that an address would "
                "not always be seen whole.",
            )
        if self.column.width < SMALLEST_COLUMN_MM:
            raise Refused(
                "window_position",
                f"The window of the envelope {self.name} leaves no room for the trust's name "
                "beside it. The window must be on the left.",
            )
