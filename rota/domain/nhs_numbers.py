"""NHS numbers: ten digits, the last a check on the others (NHS Data Dictionary, modulus 11)."""

from __future__ import annotations

import re

_GAPS = re.compile(r"[\s\-]")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_WEIGHTS = range(10, 1, -1)


def digits_of(text: str) -> str:
    """Return an NHS number as written without its gaps, nor the ``.0`` of a spreadsheet."""
    return _GAPS.sub("", text).removesuffix(".0")


def problem_of(digits: str) -> tuple[str, str] | None:
    """Return the code and sentence of what is wrong with an NHS number without gaps, or None."""
    if len(digits) == 10 and _DIGITS.fullmatch(digits):
        if digits.count(digits[0]) == 10:
            return "nhs_number_invalid", "An NHS number of one repeated digit is not a real one."
        if not _check_digit_holds(digits):
            return "nhs_number_invalid", "The check digit of this NHS number does not fit."
        return None
    if _ROUNDED.fullmatch(digits):
        text = (
            "Excel has rounded this number, so the NHS number is lost; make the column text and "
            "export it again."
        )
        return "nhs_number_rounded", text
    if len(digits) == 9 and _DIGITS.fullmatch(digits):
        text = "This NHS number has 9 digits: a leading zero seems lost; it needs 10."
        return "nhs_number_short", text
    return "nhs_number_invalid", "An NHS number has 10 digits; this one does not."


def _check_digit_holds(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
