"""What a staff list and a duty roster do to the database; what was corrected here is kept."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from rota.domain.duties import Duty
from rota.domain.importing import RowProblem
from rota.domain.people import StaffMember
from rota.domain.times import short_words
from rota.services.differences import Difference, What, compared, in_words
from rota.services.loading import KeyedLoader, Places, Row, good, placed
from rota.services.ports import Keyed, Work
from rota.services.rota_drafts import DraftSettler

Kept = TypeVar("Kept", bound=StaffMember | Duty)


class GuardedLoader(KeyedLoader[str, Kept]):
    """Does not overwrite what was entered, corrected or retired here, unless told to."""

    renamed: ClassVar[Mapping[str, str]] = {}

    def __init__(self, work: Work, store: Keyed[str, Kept], take_file: bool) -> None:
        super().__init__(work, store)
        self._take_file = take_file

    @abstractmethod
    def in_short(self, value: Kept) -> str:
        """Return a record in a few words, for a list of what is new or gone."""

    def say(self, field: str, value: Any) -> str:
        """Return one field of a record in words."""
        return in_words(field, value)

    def differing(self, values: Mapping[str, Kept], there: Mapping[str, Kept]) -> Collection[Kept]:
        """Return what to write, and note every difference."""
        out_of_use = self._store.retired([key for key in values if key not in there])
        put = []
        for key, value in values.items():
            old, gone = there.get(key), out_of_use.get(key)
            if old is None and gone is not None and gone.by_hand and not self._take_file:
                self._keep_retired(key, value)
            elif old is None:
                self._note(key, What.ADDED, value)
                put.append(value)
            elif replace(value, by_hand=old.by_hand) == old:
                continue
            elif old.by_hand and not self._take_file:
                self._keep(key, old, value)
            else:
                self.tally.differences.add(self._compared(key, What.CHANGED, old, value))
                put.append(value)
        return put

    def _compared(self, key: str, what: What, old: Kept, new: Kept) -> list[Difference]:
        of = Difference(key, what, about=self.in_short(old))
        return compared(of, old, new, self.say, self.renamed)

    def _keep(self, key: str, old: Kept, new: Kept) -> None:
        found = self._compared(key, What.KEPT, old, new)
        fields = " and ".join(each.field.replace("_", " ") for each in found)
        text = f"Corrected here and kept; the file says otherwise about {fields}."
        self._warn_kept(key, text)
        self.tally.differences.add(found)

    def _keep_retired(self, key: str, value: Kept) -> None:
        self._warn_kept(key, "Retired here, and left so; the file still has it.")
        self._note(key, What.KEPT, value, "retired", "in use")

    def _warn_kept(self, key: str, text: str) -> None:
        self.tally.kept += 1
        self.tally.warnings.append(RowProblem(self._seen[key], self.column, "kept_by_hand", text))

    def _note(self, key: str, what: What, value: Kept, before: str = "", after: str = "") -> None:
        about = self.in_short(value)
        self.tally.differences.add([Difference(key, what, "", before, after, about)])

    def finish(self) -> None:
        """List what the file no longer has."""
        super().finish()
        for key, value in self._store.existing(self.tally.vanished).items():
            self._note(key, What.VANISHED, value)


class StaffLoader(GuardedLoader[StaffMember]):
    """The staff list."""

    column = "staff_id"

    def __init__(self, work: Work, take_file: bool = False) -> None:
        super().__init__(work, work.people.staff, take_file)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, StaffMember]]:
        """Staff refer to nothing."""
        return [(row.number, good(row)) for row in rows]

    def key_of(self, value: StaffMember) -> str:
        """Return the staff id."""
        return value.staff_id

    def in_short(self, value: StaffMember) -> str:
        """Return the name and the grade."""
        name = ", ".join(part for part in (value.surname, value.forename) if part)
        return f"{name} ({value.grade})" if value.grade else name

    def _vanished(self) -> list[str]:
        """Who was entered or corrected here is not gone because a file does not name them."""
        return [
            each.staff_id
            for each in self._store.all()
            if each.staff_id not in self._seen and not each.by_hand
        ]


class DutyLoader(GuardedLoader[Duty]):
    """The duty roster."""

    column = "duty_id"
    can_retire = True
    renamed: ClassVar[Mapping[str, str]] = {"service_id": "service"}

    def __init__(self, work: Work, take_file: bool = False) -> None:
        super().__init__(work, work.duties.duties, take_file)
        self._places = Places(work, self.tally)
        self._drafts = DraftSettler(work, self.tally)

    def resolve(self, rows: Sequence[Row]) -> list[tuple[int, Duty]]:
        """Find or create the service; the holder must be known."""
        known = self.known_staff(self._drafts.settle(rows), "staff_id", lambda duty: duty.staff_id)
        return placed(known, self._places)

    def finish(self) -> None:
        """Say what of a rota export was left out or taken for granted."""
        self._drafts.finish()
        super().finish()

    def of_retired(self, row: Row, column: str) -> Sequence[Row]:
        """A duty of somebody retired here is held by nobody, unless it was theirs already."""
        duty: Duty = good(row)
        there = self._store.existing([duty.duty_id]).get(duty.duty_id)
        if there is not None and there.staff_id == duty.staff_id:
            return (row,)
        text = "This person is retired here, so the duty is held by nobody."
        self.tally.warnings.append(RowProblem(row.number, column, "retired_staff", text))
        return (replace(row, value=replace(duty, staff_id=None)),)

    def key_of(self, value: Duty) -> str:
        """Return the duty id."""
        return value.duty_id

    def in_short(self, value: Duty) -> str:
        """Return the service and the times."""
        when = f"{short_words(value.start)} to {short_words(value.end)}"
        return f"{self._places.name_of(value.service_id)}, {when}"

    def say(self, field: str, value: Any) -> str:
        """Return one field in words; a service by its name."""
        if field == "service_id":
            return self._places.name_of(value)
        return super().say(field, value)

    def _vanished(self) -> list[str]:
        gone = self._store.existing(super()._vanished())
        return [key for key, duty in gone.items() if not duty.by_hand]
