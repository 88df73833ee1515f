"""A clinic of one doctor over a strike of two days, letters made and posted without drawing any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from main import tools
from rota.domain.call_offs import Reinstate
from rota.domain.codes import Decision, StaffGroup, WindowState, WindowType
from rota.domain.importing import ImportKind
from rota.domain.letter_content import LetterContent, TypesetBatch, TypesetLetter
from rota.domain.times import read_local
from rota.domain.windows import WindowTerms
from rota.services.batch_gate import untrue_letters
from rota.services.batch_making import render
from rota.services.calling_off import call_off_days
from rota.services.calls import record_call
from rota.services.carrying_out import Changed
from rota.services.deciding import decide
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import QueuedLetter, letter_queue
from rota.services.ports import Storage
from rota.services.posting import mark_posted
from rota.services.window_changes import set_state
from rota.services.windows import NewWindow, add_window

TOOLS = tools()
RULES = TOOLS.rules
NOW = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY = date(2016, 1, 12), date(2016, 1, 13)
HEADINGS = (
    "appointment_id,patient_id,surname,address_1,address_2,postcode,phone,format,deceased,"
    "department,service,site,clinic_code,clinician_staff_id,start,duration_minutes,kind,priority\n"
)
STAFF = (
    "staff_id,title,forename,surname,staff_group,grade,department,site,phone\n"
    "S1,Dr,Ada,Reid,resident_doctor,ST5,Medicine,Main,\n"
    "S2,Dr,Bo,Shah,consultant,Consultant,Medicine,Main,01632 960001\n"
)
SLOTS = (
    "slot_id,service,department,site,clinic_code,clinician_staff_id,start,duration_minutes,kind,"
    "capacity\n"
)


class PlainTypesetter:
    """Typesets a page for each letter without drawing any."""

    def typeset(
        self, letters: Sequence[LetterContent], _progress: object = None, _cancelled: object = None
    ) -> TypesetBatch:
        made = tuple(
            TypesetLetter(each.reference, at, 1) for at, each in enumerate(letters, start=1)
        )
        return TypesetBatch(b"%PDF", made, ())


def at(text: str) -> datetime:
    return read_local(text).instant


def visit(key: str, start: str, patient: str = "", **other: str) -> str:
    said = {"format": "standard", "deceased": "N", "clinician": "S1", "code": "CC1"} | other
    return (
        f"{key},{patient or 'P' + key},Begum{key},1 High Street,Tooting,SW17 0QT,01632 960002,"
        f"{said['format']},{said['deceased']},Medicine,Chest clinic,Main,{said['code']},"
        f"{said['clinician']},{start},20,follow_up,routine\n"
    )


class Clinic:
    """What people do at the clinic, each a line."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self.storage, self._folder = storage, folder
        self.now = NOW
        self.load(ImportKind.STAFF, STAFF)

    def load(self, kind: ImportKind, text: str) -> None:
        path = self._folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        outcome = import_file(self.storage, TOOLS.reader, ImportOrder(kind, path), self.now)
        assert outcome.errors == []

    def book(self, *visits: str) -> None:
        self.load(ImportKind.APPOINTMENTS, HEADINGS + "".join(visits))

    def slot(self, slot_id: str, start: str) -> None:
        row = f"{slot_id},Chest clinic,Medicine,Main,CC1,S1,{start},20,follow_up,1\n"
        self.load(ImportKind.SLOTS, SLOTS + row)

    def strike(
        self,
        start: str = "2016-01-12 08:00",
        end: str = "2016-01-14 08:00",
        group: StaffGroup = StaffGroup.RESIDENT_DOCTOR,
        kind: WindowType = WindowType.FULL_WALKOUT,
    ) -> int:
        terms = WindowTerms(at(start), at(end), kind, frozenset({group}))
        return add_window(self.storage, NewWindow("Pay", "BMA", terms), self.now)[0].window_id

    def decide(self, key: str, decision: Decision, new_start: str = "") -> None:
        when = at(new_start) if new_start else None
        decide(self.storage, [key], decision, "no doctor", when, now=self.now)

    def post_all(self) -> None:
        """Make every letter that is ready, and post every batch without what is untrue."""
        self.make()
        self.post()

    def post(self) -> None:
        """Post every batch without what is untrue."""
        with self.storage.read() as work:
            batches = [each.batch for each in work.letters.batches()]
        for batch in batches:
            with self.storage.read() as work:
                is_open = bool(work.letters.unposted(batch))
            if is_open:
                out = {each.reference for each in untrue_letters(self.storage, batch, self.now)}
                mark_posted(self.storage, batch, self.now, RULES.letters, without=out)

    def make(self) -> None:
        render(self.storage, PlainTypesetter(), RULES.letters, self.now)

    def ring(self, key: str) -> None:
        record_call(self.storage, RULES.letters, key, "told", "", "", self.now)

    def call_off(
        self,
        window_id: int = 1,
        days: Collection[date] = (),
        reinstate: Reinstate = Reinstate.ALL,
        now: datetime | None = None,
        ran: bool = True,
    ) -> Changed:
        """Call off after a preview that must say the very same. ``ran``: until now, if begun."""
        when, ladder, letters = now or self.now, RULES.ladder, RULES.letters
        off, here = WindowState.CALLED_OFF, self.storage

        def change(preview: bool) -> Changed:
            how = ("talks", when, ladder, preview, reinstate, letters)
            if days:
                return call_off_days(here, window_id, days, *how)
            return set_state(here, window_id, off, *how, ran=ran)

        preview, done = change(True), change(False)
        assert (preview.consequences, preview.after) == (done.consequences, done.after)
        assert [each.terms for each in preview.more] == [each.terms for each in done.more]
        assert preview.changes.entry is None
        return done

    def on_again(self, window_id: int = 1) -> Changed:
        return set_state(self.storage, window_id, None, "no deal", self.now, RULES.ladder)

    def queue(self) -> dict[str, QueuedLetter]:
        found = letter_queue(self.storage, RULES.letters, self.now)
        return {each.appointment_id: each for each in found}

    def decided(self) -> dict[str, str]:
        with self.storage.read() as work:
            made = work.appointments.decided()
        return {key: each.decision.value for key, each in made.items()}


def by_kind(changed: Changed) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in changed.consequences:
        found.setdefault(each.kind, set()).add(each.id)
    return found
