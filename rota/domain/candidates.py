"""Pure rules of filling a gap: who does not fit a post, how a person covers, who comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from rota.domain.codes import MEDICAL, CoverKind, StaffGroup, StaffSource, words
from rota.domain.cover import CoverPerson, fits
from rota.domain.findings import Finding
from rota.domain.grades import GradeLadder
from rota.domain.requirements import Post

SEVERITY = {"note": 1, "warn": 2, "stop": 3}
CONSENT = "acting_down_consent"
"""The finding that asks for consent: it belongs to acting down as such and ranks nobody lower."""

_LONGEST = timedelta(days=10_000)

_ONE_OF: dict[StaffGroup, str] = {
    StaffGroup.RESIDENT_DOCTOR: "a resident doctor",
    StaffGroup.CONSULTANT: "a consultant",
    StaffGroup.SAS_DOCTOR: "an SAS doctor",
    StaffGroup.ACP: "an advanced clinical practitioner",
    StaffGroup.PHYSICIAN_ASSISTANT: "a physician assistant",
    StaffGroup.NURSE: "a nurse",
    StaffGroup.MIDWIFE: "a midwife",
    StaffGroup.AHP: "an allied health professional",
    StaffGroup.OTHER: "other staff",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person cannot take a gap: a ``code``, words to count it under, and the whole text."""

    code: str
    kind: str
    text: str


def misfit(person: CoverPerson, post: Post, ladder: GradeLadder) -> tuple[Reason, ...]:
    """Return every reason why a person cannot fill a post; none when they can."""
    if fits(person, post, ladder):
        return ()
    if person.staff_group not in (post.staff_groups or MEDICAL):
        return (_wrong_group(person.staff_group, post),)
    return (*_too_low(person, post, ladder), *_without_skill(person, post))


def _wrong_group(group: StaffGroup, post: Post) -> Reason:
    if not post.staff_groups:
        return Reason("not_a_doctor", "not a doctor", f"{_ONE_OF[group]}; the post wants a doctor")
    wanted = ", ".join(sorted(words(each) for each in post.staff_groups))
    return Reason(
        "wrong_group", "another staff group", f"{_ONE_OF[group]}; the post is for {wanted}"
    )


def _too_low(person: CoverPerson, post: Post, ladder: GradeLadder) -> tuple[Reason, ...]:
    bare = Post(post.grade_min, frozenset(), post.staff_groups, post.kinds)
    if fits(person, bare, ladder):
        return ()
    grade = words(post.grade_min)
    wanted = grade if ladder.rank(post.grade_min) is None else f"{grade} or above"
    text = f"grade {words(person.grade)}; {wanted} is wanted"
    return (Reason("grade_too_low", f"not {wanted}", text),)


def _without_skill(person: CoverPerson, post: Post) -> tuple[Reason, ...]:
    lacking = ", ".join(sorted(post.competencies - person.competencies))
    if not lacking:
        return ()
    return (Reason("skill_missing", f"without {lacking}", f"no {lacking} on record"),)


def best_post(person: CoverPerson, posts: Collection[Post], ladder: GradeLadder) -> Post | None:
    """Return the highest post that a person fills; None when they fill none."""
    filled = (post for post in posts if fits(person, post, ladder))
    return max(
        filled, key=lambda post: (ladder.rank(post.grade_min) or 0, post.label), default=None
    )


def steps_down(person: CoverPerson, post: Post | None, ladder: GradeLadder) -> int:
    """Return by how many steps of the ladder a doctor outranks the post that they would fill."""
    if post is None or person.staff_group not in MEDICAL:
        return 0
    held, wanted = ladder.rank(person.grade), ladder.rank(post.grade_min)
    if held is None or wanted is None:
        return 0
    return max(held - wanted, 0)


def cover_kind(source: StaffSource, declared_working: bool, steps: int) -> CoverKind:
    """Return in what way somebody would cover."""
    if source is StaffSource.AGENCY:
        return CoverKind.AGENCY
    if source is StaffSource.BANK:
        return CoverKind.BANK
    if declared_working:
        return CoverKind.DECLARED_WORKING
    return CoverKind.ACTING_DOWN if steps else CoverKind.STEPPING_ACROSS


@dataclass(frozen=True, slots=True)
class Rank:
    """What ranks a candidate."""

    staff_id: str
    full: bool
    findings: tuple[Finding, ...]
    leaves_short: bool
    steps: int
    agency: bool
    rest: timedelta | None
    week_hours: timedelta

    @property
    def order(self) -> tuple[object, ...]:
        """Return the sorting key: first comes who is simplest and safest to ask."""
        rest = _LONGEST if self.rest is None else self.rest
        return (
            not self.full,
            worst(self.findings),
            self.leaves_short,
            self.steps,
            self.agency,
            -rest,
            self.week_hours,
            self.staff_id,
        )


def worst(findings: Iterable[Finding]) -> int:
    """Return the worst severity, as a number; 0 for nothing, or for consent still to be asked."""
    return max((SEVERITY[each.severity] for each in findings if each.rule != CONSENT), default=0)
