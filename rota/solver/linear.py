"""Columns and rows, as every engine is given them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """At most ``most`` of the weighted columns; exactly that many if ``exact``.

    The columns ``given`` follow from the others: they are what makes the row hold.
    """

    columns: list[int]
    weights: list[int]
    most: int
    exact: bool = False
    given: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Rows:
    """Columns of whole numbers from 0 to ``upto``, each with a cost, and the rows that bind them.

    The first ``options`` columns are the options. ``base_cost`` comes to every plan.
    """

    costs: list[int]
    options: int
    base_cost: int
    upto: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, cost: int, upto: int = 1) -> int:
        """Add a column and return its number."""
        self.costs.append(cost)
        self.upto.append(upto)
        return len(self.costs) - 1

    def at_most(self, columns: list[int], most: int, given: list[int]) -> None:
        """Add the row: so many of the columns, and one more for each of those given."""
        weights = [1] * len(columns) + [-1] * len(given)
        self.rows.append(Row(columns + given, weights, most, given=given))

    def wanted(self, columns: list[int], wanted: int, under: int, over: int | None) -> None:
        """Add the row: so many of the columns, with what it costs if there are less or more."""
        most = sum(self.upto[column] for column in columns)
        more = 0 if over is None else max(0, most - wanted)
        given = [self.column(under, wanted)] if wanted else []
        weights = [1] * len(columns + given)
        if more and over is not None:
            given.append(self.column(over, more))
            weights.append(-1)
        if columns or given:
            self.rows.append(Row(columns + given, weights, wanted, exact=True, given=given))

    def weigh(self, columns: list[int], weights: list[int] | None, most: int) -> None:
        """Add the row: so much at most of the weights, if there is more to be had."""
        weights = weights or [1] * len(columns)
        if sum(weights) > most:
            self.rows.append(Row(columns, weights, most))

    def completed(self, taken: Iterable[int]) -> dict[int, int]:
        """Return the columns taken, and with them those that they bring, each with its number."""
        whole = dict.fromkeys(taken, 1)
        for row in self.rows:
            if not row.given:
                continue
            pairs = zip(row.columns, row.weights, strict=True)
            over = sum(weight * whole.get(column, 0) for column, weight in pairs) - row.most
            weight_of = dict(zip(row.columns, row.weights, strict=True))
            for column in row.given:
                missing = -over * weight_of[column] if row.exact else over
                more = min(max(0, missing), self.upto[column] - whole.get(column, 0))
                if more:
                    whole[column] = whole.get(column, 0) + more
                    over += weight_of[column] * more
        return whole
