"""How often an 80 % range of turnout holds, on simulated strike days; and a range without spread.

Every hospital has a share on strike and a spread of it from day to day, drawn anew; some days are
given to the program, and the next one is forecast. ``python -m tests.benchmarks.turnout`` prints
the coverage by number of days.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from math import comb

from rota.domain.beta_binomial import Seen, fit, predict
from rota.tables.turnout_rules import turnout_rules

RULES = turnout_rules()
SPREADS = (0.05, 0.15)
"""From which standard deviation of the share between days to which; 0.10 is ten points of 100."""
PAST_DAYS = (1, 2, 4, 8)

Forecaster = Callable[[Sequence[Seen], int], tuple[int, int]]


def by_the_program(days: Sequence[Seen], of: int) -> tuple[int, int]:
    """Return the program's range."""
    found = predict(fit(days, RULES.prior), of, RULES.level)
    return found.low, found.high


def as_a_coin(days: Sequence[Seen], of: int) -> tuple[int, int]:
    """Return the range of a plain binomial: the same share every day, known for certain."""
    share = sum(day.hits for day in days) / sum(day.of for day in days)
    tail, below, low = (1 - RULES.level) / 2, 0.0, None
    for hits in range(of + 1):
        below += comb(of, hits) * share**hits * (1 - share) ** (of - hits)
        if low is None and below > tail:
            low = hits
        if below >= 1 - tail:
            return low or 0, hits
    return low or 0, of


def coverage(forecaster: Forecaster, days: int, trials: int, seed: int) -> tuple[float, float]:
    """Return the share of next days inside the range, and its mean width as a share of the due."""
    dice = random.Random(seed)
    held, width = 0, 0.0
    for _ in range(trials):
        share, deviation = dice.uniform(0.3, 0.85), dice.uniform(*SPREADS)
        size = share * (1 - share) / deviation**2 - 1
        day = _day(dice, share * size, (1 - share) * size)
        past = [day(dice.randint(15, 120)) for _ in range(days)]
        to_come = day(dice.randint(15, 120))
        low, high = forecaster(past, to_come.of)
        held += low <= to_come.hits <= high
        width += (high - low) / to_come.of
    return held / trials, width / trials


def _day(dice: random.Random, a: float, b: float) -> Callable[[int], Seen]:
    def of_one(due: int) -> Seen:
        share = dice.betavariate(a, b)
        return Seen(sum(dice.random() < share for _ in range(due)), due)

    return of_one


def main() -> None:
    """Print the coverage by number of past days."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for name, forecaster in (("program", by_the_program), ("no spread", as_a_coin)):
        for days in PAST_DAYS:
            began = time.process_time()
            held, width = coverage(forecaster, days, trials, seed=2016)
            spent = 1000 * (time.process_time() - began) / trials
            print(
                f"{name:9}  {days} past days: {held:5.1%} of {trials:,} held, "
                f"mean width {width:.0%} of the due, {spent:.1f} ms each"
            )


if __name__ == "__main__":
    main()
