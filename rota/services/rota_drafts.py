"""Rows of a rota system's own export made into duties: who, where, and under which id."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from rota.domain.codes import MEDICAL
from rota.domain.duties import Duty, Service
from rota.domain.grades import plain
from rota.domain.importing import DutyDraft, LeftOut, RowProblem, ServicePlace
from rota.domain.people import StaffMember
from rota.domain.times import iso_utc
from rota.services.loading import Row, Tally
from rota.services.ports import Work
from rota.services.windows import count_of

PREFIX = "R-"
TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame"})
LEFT_OUT = {
    LeftOut.REST: "{rows} rest days or days off, and left out.",
    LeftOut.LEAVE: "{rows} leave or sickness, and left out. Import them as absences, so "
    "that these people are not asked to cover.",
    LeftOut.CANCELLED: "{rows} of cancelled shifts, and left out.",
}


class DraftSettler:
    """Finds out what an export does not say, or refuses the row with the reason."""

    def __init__(self, work: Work, tally: Tally) -> None:
        self._work = work
        self._tally = tally
        self._left_out: Counter[LeftOut] = Counter()
        self._kinds_assumed = 0
        self._ids: Counter[str] = Counter()

    def settle(self, rows: Sequence[Row]) -> list[Row]:
        """Return rows that hold duties; rows of a duties file pass as they are."""
        settled = []
        for row in rows:
            if not isinstance(row.value, DutyDraft):
                settled.append(row)
            elif row.value.left_out is not None:
                self._left_out[row.value.left_out] += 1
            else:
                settled.extend(self._settled(row, row.value))
        return settled

    def finish(self) -> None:
        """Count what was left out or taken for granted."""
        for why, number in self._left_out.items():
            rows = count_of(number, "row is", "rows are")
            self._note(1, "", f"{why}_rows", LEFT_OUT[why].format(rows=rows))
        if self._kinds_assumed:
            text = (
                f"{count_of(self._kinds_assumed, 'row does', 'rows do')} not say the kind of duty; "
                "ward was taken. Correct duties on call from home by hand, or map a column to kind."
            )
            self._note(1, "kind", "kind_assumed", text)

    def _settled(self, row: Row, draft: DutyDraft) -> Sequence[Row]:
        assert row.place is not None
        try:
            duty = self._holder(draft)
            holder = self._person(duty.staff_id)
            duty = self._fitted(duty, draft, holder)
            place = self._place(row.place, holder)
        except _Unclear as error:
            shown = error.code == "unknown_staff"
            problem = RowProblem(row.number, error.column, error.code, str(error), shown)
            self._tally.errors.append(problem)
            return ()
        self._kinds_assumed += not draft.says_kind
        if not duty.duty_id:
            duty = replace(duty, duty_id=self._id_of(duty, place))
        return (replace(row, value=duty, place=place),)

    def _person(self, staff_id: str | None) -> StaffMember | None:
        """Return who holds a duty; the facts of somebody retired here still tell the grade."""
        if staff_id is None or staff_id in self._people:
            return self._people.get(staff_id or "")
        retired = self._work.people.staff.retired([staff_id]).get(staff_id)
        if retired is None:
            text = f"No one on the staff list has the id {staff_id}. Import staff first."
            raise _Unclear("staff_id", "unknown_staff", text)
        return retired

    def _holder(self, draft: DutyDraft) -> Duty:
        if draft.duty.staff_id or not draft.person:
            return draft.duty
        found = self._by_name.get(_name_key(draft.person), [])
        if len(found) == 1:
            return replace(draft.duty, staff_id=found[0])
        if found:
            text = f"{len(found)} people on the staff list have this name; give the staff number."
            raise _Unclear("person", "person_ambiguous", text)
        text = "Nobody on the staff list has this name. Import staff first, or give the number."
        raise _Unclear("person", "person_unknown", text)

    def _fitted(self, duty: Duty, draft: DutyDraft, holder: StaffMember | None) -> Duty:
        """Take the staff group and the lowest grade from the holder where the row has neither."""
        if not draft.says_group:
            if holder is None:
                text = "The row does not say the staff group, and nobody holds the duty."
                raise _Unclear("staff_group", "group_unknown", text)
            duty = replace(duty, staff_group=holder.staff_group)
        if duty.staff_group in MEDICAL and not duty.grade_min:
            if holder is None or not holder.grade:
                text = "The row does not say the grade, and nobody of a known grade holds the duty."
                raise _Unclear("grade_min", "grade_unknown", text)
            duty = replace(duty, grade_min=holder.grade)
        return duty

    def _place(self, said: ServicePlace, holder: StaffMember | None) -> ServicePlace:
        known = [
            each
            for each in self._services[said.name.casefold()]
            if not said.site or each.site.casefold() == said.site.casefold()
        ]
        if len(known) == 1:
            one = known[0]
            return ServicePlace(said.name, said.department or one.department, one.site)
        site = said.site or (holder.site if holder is not None else "")
        if not site:
            text = (
                "The row does not say the site, and neither the service nor the person tells it. "
                "Map a column to site."
            )
            raise _Unclear("site", "site_unknown", text)
        there = next((each for each in known if each.site.casefold() == site.casefold()), None)
        department = said.department or (there.department if there else "")
        if not department and holder is not None:
            department = holder.department
        return ServicePlace(said.name, department, site)

    def _id_of(self, duty: Duty, place: ServicePlace) -> str:
        """Return the same id for the same person, service and start in every export."""
        parts = (duty.staff_id or "", place.site.casefold(), place.name.casefold())
        body = "\n".join((*parts, iso_utc(duty.start)))
        made = PREFIX + hashlib.sha256(body.encode()).hexdigest()[:12].upper()
        if duty.staff_id:
            return made
        self._ids[made] += 1  # several posts that nobody holds may be alike
        return made if self._ids[made] == 1 else f"{made}-{self._ids[made]}"

    @cached_property
    def _people(self) -> dict[str, StaffMember]:
        return {each.staff_id: each for each in self._work.people.staff.all()}

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for each in self._people.values():
            found[_name_key(f"{each.forename} {each.surname}")].append(each.staff_id)
        return found

    @cached_property
    def _services(self) -> dict[str, list[Service]]:
        found: dict[str, list[Service]] = defaultdict(list)
        for each in self._work.duties.services():
            found[each.name.casefold()].append(each)
        return found

    def _note(self, row: int, column: str, code: str, text: str) -> None:
        self._tally.warnings.append(RowProblem(row, column, code, text))


class _Unclear(Exception):
    """A row does not say enough; the text says what is missing, without quoting a name."""

    def __init__(self, column: str, code: str, text: str) -> None:
        super().__init__(text)
        self.column = column
        self.code = code


def _name_key(name: str) -> tuple[str, ...]:
    """Return a name's words in no order: ``Okafor, Dr Ada`` is ``Ada Okafor``."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    words = bare.replace(",", " ").replace(".", " ").split()
    return tuple(sorted(plain(each) or each for each in words if each not in TITLES))
