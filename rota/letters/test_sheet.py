"""What a sheet to try a window envelope with shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rota.domain.envelopes import SHEET_HEIGHT_MM, EnvelopeProfile

ADDRESS = ("Ms Ann Example", "Flat 2", "14 Long Acre Gardens", "NORTHBRIDGE", "NB2 4XY")
STEPS = (
    "Print this sheet at 100 %, not fitted to the page. With a ruler, the solid box is {width} mm "
    "wide.",
    "Fold it at the marks, this side outwards, and put it into the envelope.",
    "Tap the envelope on each of its four edges. Each time the whole solid box must show in the "
    "window.",
    "Nothing outside the dashed box may ever show.",
    "If either fails, measure the envelope and its window and correct the profile before posting.",
)


def sheet_data(profile: EnvelopeProfile) -> dict[str, Any]:
    """Return the sheet's boxes, fold marks and words. Lengths are millimetres from the top left."""
    parts = 2 if profile.fold == "half" else 3
    return {
        "name": profile.name,
        "private": asdict(profile.private),
        "safe": asdict(profile.safe),
        "folds": [SHEET_HEIGHT_MM * number / parts for number in range(1, parts)],
        "address": ADDRESS,
        "text_top": profile.body_top + 6,
        "measures": (
            f"{profile.envelope_width:g} by {profile.envelope_height:g} mm; window "
            f"{profile.window_width:g} by {profile.window_height:g} mm, "
            f"{profile.window_left:g} mm from the left and {profile.window_from_bottom:g} mm from "
            "the bottom edge. Sheet folded in "
            f"{'half' if parts == 2 else 'thirds'}. Source: {profile.source}."
        ),
        "steps": [step.format(width=f"{profile.safe.width:g}") for step in STEPS],
    }
