"""Numbers for the public: small ones are hidden, and none can be worked out from the total."""

from __future__ import annotations

from collections.abc import Sequence

NOT_SHOWN = "not shown"
ENDLESS = 10**9
"""More than anything counted here."""


def shown(number: int, fewer_than: int) -> int | str:
    """Return a number by itself, or ``fewer than 5``. Nought is shown."""
    return f"fewer than {fewer_than}" if 0 < number < fewer_than else number


def disclosed(numbers: Sequence[int], fewer_than: int) -> list[int | str] | None:
    """Return the numbers of a list whose total is printed too.

    Where any is small the smallest of the others is not shown either: always, since a rule that
    hides it only when it must would tell those who know the rule. None: even so, the total would
    give one away to them, and no such list can be shown.
    """
    small = [at for at, number in enumerate(numbers) if 0 < number < fewer_than]
    if not small:
        return list(numbers)
    others = [at for at, number in enumerate(numbers) if number >= fewer_than]
    spare = min(others, key=lambda at: (numbers[at], at), default=None)
    if sum(numbers) < fewer_than or _gives_away(numbers, small, others, spare, fewer_than):
        return None
    return [
        NOT_SHOWN if at == spare else shown(number, fewer_than) for at, number in enumerate(numbers)
    ]


def _gives_away(
    numbers: Sequence[int],
    small: Sequence[int],
    others: Sequence[int],
    spare: int | None,
    fewer_than: int,
) -> bool:
    """Say whether the sum of what is hidden leaves a small number only one value.

    Known to everybody: the sum; that each small one is from 1 to ``fewer_than`` less one; that the
    one not shown is at least ``fewer_than`` and no more than those shown, less than those before.
    """
    hidden = sum(numbers[at] for at in small)
    least, most = 0, 0
    if spare is not None:
        hidden += numbers[spare]
        least = fewer_than
        most = min((numbers[at] - (at < spare) for at in others if at != spare), default=ENDLESS)
    rest = len(small) - 1
    low = max(1, hidden - most - rest * (fewer_than - 1))
    high = min(fewer_than - 1, hidden - least - rest)
    return low >= high


def tells_of_nobody(part: int, whole: int, fewer_than: int) -> bool:
    """Say whether how many of a group took part gives nobody away.

    Enough did and enough did not: of all, or of none, everybody would know of everybody.
    """
    return min(part, whole - part) >= fewer_than
