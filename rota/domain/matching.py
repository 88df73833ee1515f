"""Filling posts with people: the largest number at once, the hardest posts first."""

from __future__ import annotations

from collections.abc import Sequence


def unfilled(demand: Sequence[int], people: Sequence[tuple[int, int]]) -> list[int]:
    """Return how many of each post stay empty when as many as possible are filled.

    ``demand[i]`` is how many of post ``i`` are needed; ``people`` are pairs of a bit mask of the
    posts a person can fill and how many such people there are; each person fills one place. Posts
    earlier in the list are filled first where not all can be: augmenting in that order gives a
    largest matching (posts form a transversal matroid) and always the same answer.
    """
    free = [count for _, count in people]
    given = [[0] * len(demand) for _ in people]
    missing = list(demand)
    for post, wanted in enumerate(demand):
        for _ in range(wanted):
            if not _augment(post, people, free, given, set()):
                break
            missing[post] -= 1
    return missing


def _augment(
    post: int,
    people: Sequence[tuple[int, int]],
    free: list[int],
    given: list[list[int]],
    seen: set[int],
) -> bool:
    seen.add(post)
    able = [index for index, (mask, _) in enumerate(people) if mask >> post & 1]
    for index in able:
        if free[index]:
            free[index] -= 1
            given[index][post] += 1
            return True
    for index in able:
        for other, held in enumerate(given[index]):
            if held and other not in seen and _augment(other, people, free, given, seen):
                given[index][other] -= 1
                given[index][post] += 1
                return True
    return False
