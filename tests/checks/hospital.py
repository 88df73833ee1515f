"""A made-up small hospital with strikes over it, as the rows of files and the words of commands.

Everything comes from one seeded generator, so that a seed names a hospital for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from tests.checks import records
from tests.checks.covers import CoverPlan, any_covers
from tests.checks.records import FOREVER, minute_at, minute_of
from tests.checks.reference import MEDICAL, STANDING

HEADINGS = {
    "windows": "dispute union groups start end type outcome note",
    "staff": "staff_id title forename surname staff_group grade department site competencies "
    "contract weekly_hours opt_out_48h source phone email",
    "absences": "staff_id from to kind",
    "declarations": "staff_id declaration",
    "duties": "duty_id service department site staff_group grade_min competencies start end kind "
    "staff_id emergency",
    "requirements": "service department site level from to days number grade_min competencies "
    "staff_groups kinds",
    "appointments": "appointment_id patient_id nhs_number title forename surname date_of_birth "
    "address_1 address_2 address_3 address_4 address_5 address_6 postcode phone email language "
    "format do_not_post deceased department service site clinic_code clinician_staff_id needs "
    "start duration_minutes kind mode priority rtt_start cancer_day_62 times_postponed "
    "transport_booked",
}
ORDINARY = ("2016-01-12", "2016-02-10", "2016-04-26", "2025-07-25", "2026-06-09", "2026-12-24")
CLOCK_CHANGES = ("2026-03-29", "2026-10-25", "2016-03-27", "2016-10-30")
STYLES = ("mixed", "ordinary", "clock_change")
SERVICES = (
    "ED", "Acute take", "Labour ward", "Critical care", "General surgery", "Orthopaedics",
    "Cardiology", "Dialysis", "ENT", "Urology", "Paediatrics", "Fracture clinic",
)  # fmt: skip
SITES = ("St George's", "Queen Mary's", "Nelson")
COMPETENCIES = ("airway", "paeds", "ALS")
GROUPS = ("resident_doctor",) * 10 + ("consultant",) * 6 + ("sas_doctor",) * 3 + (
    "nurse", "nurse", "acp", "physician_assistant",
)  # fmt: skip
GRADES = {
    "resident_doctor": ("FY1", "FY2", "CT", "ST", "F1", "ST5", "SpR"),
    "consultant": ("CONSULTANT",),
    "sas_doctor": ("SPECIALTY_DOCTOR", "SPECIALIST", "ASSOCIATE_SPECIALIST", "Specialty Doctor"),
}
LADDER = ("FY1", "FY2", "CT", "ST", "SPECIALIST", "CONSULTANT")
SHIFTS = (
    ("08:00", 720), ("08:00", 750), ("20:00", 750), ("20:00", 720), ("09:00", 480),
    ("13:00", 540), ("21:30", 645), ("17:00", 900), ("00:30", 345), ("01:30", 150),
    ("07:00", 180), ("16:45", 525), ("08:00", 1440),
)  # fmt: skip
KINDS = ("ward",) * 6 + ("clinic", "theatre", "on_call_resident", "on_call_non_resident")
BANDS = (
    "00:00-00:00", "08:00-20:00", "20:00-08:00", "22:00-06:30", "09:00-17:00", "17:00-00:00",
    "00:00-08:00", "01:30-05:00", "23:00-01:30", "08:00-08:00", "00:15-02:45",
)  # fmt: skip
TYPES = ("emergency_care_only",) * 4 + ("full_walkout",) * 4 + (
    "christmas_day_cover", "action_short_of_strike",
)  # fmt: skip
STRIKERS = (
    ("resident_doctor",), ("resident_doctor",), ("consultant",),
    ("resident_doctor", "consultant"), ("sas_doctor", "resident_doctor"), ("nurse",),
)  # fmt: skip


@dataclass(frozen=True)
class WindowPlan:
    """A window as it will be typed or filed; an empty end is open, no sites is every site."""

    id: str
    dispute: str
    union: str
    groups: tuple[str, ...]
    sites: tuple[str, ...]
    start: str
    end: str
    type: str
    state: str
    policy: str
    first_end: str = ""  # the end it had before it was revised, if it was
    marks: dict[str, bool] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)

    def known(self) -> records.Window:
        """The same window for the recomputation."""
        return records.Window(
            self.id, frozenset(self.groups), frozenset(self.sites), minute_of(self.start),
            minute_of(self.end) if self.end else FOREVER, self.type, self.state, self.policy,
            self.marks, self.levels, self.declared,
        )  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """All that one hospital's files and commands will say."""

    now: str
    files: dict[str, list[dict[str, str]]]
    windows: tuple[WindowPlan, ...]
    covers: tuple[CoverPlan, ...]
    windows_from_file: bool
    windows_first: bool

    def known(self) -> records.Hospital:
        """The hospital for the recomputation."""
        return replace(
            records.read_hospital(self.files),
            windows=tuple(window.known() for window in self.windows),
            assignments=tuple(cover.known() for cover in self.covers if cover.counts),
        )


def plan_hospital(seed: int, window_style: str = "mixed", start_inside_only: bool = False) -> Plan:
    """The hospital of a seed; ``start_inside_only`` leaves out clip and open windows."""
    if window_style not in STYLES:
        raise ValueError(f"window_style is one of {', '.join(STYLES)}, not {window_style!r}")
    return _Builder(Random(seed), window_style, start_inside_only).plan()


class _Builder:
    def __init__(self, rng: Random, window_style: str, start_inside_only: bool) -> None:
        self.rng = rng
        self.start_inside_only = start_inside_only
        changes = window_style == "clock_change" or (window_style == "mixed" and rng.random() < 0.5)
        first = date.fromisoformat(rng.choice(CLOCK_CHANGES if changes else ORDINARY))
        # Most strikes that meet a clock change begin on the Saturday morning before it.
        self.day = first - timedelta(days=rng.choice((0, 1, 1, 1, 2)) if changes else 0)
        sites = rng.sample(SITES, rng.randint(1, 3))
        names = rng.sample(SERVICES, rng.randint(5, 12))
        self.services = {
            name: (rng.choice(("Medicine", "Surgery")), rng.choice(sites)) for name in names
        }
        self.staff: list[dict[str, str]] = []
        self.duties: list[dict[str, str]] = []
        self.absences: list[dict[str, str]] = []
        self.appointments: list[dict[str, str]] = []
        self.home: dict[str, str] = {}
        self.from_file = rng.random() < 0.3
        self.busy: dict[str, list[tuple[int, int]]] = {}

    def plan(self) -> Plan:
        """Build everything in the order in which one part needs another."""
        rng = self.rng
        from_file = self.from_file
        windows = [self.window(number, from_file) for number in range(rng.choice((1, 1, 2, 2, 3)))]
        self.add_staff()
        self.add_duties()
        self.add_absences()
        requirements = self.requirements()
        self.add_appointments(windows)
        windows = [self.with_decisions(window) for window in windows]
        files = {
            "staff": self.staff, "duties": self.duties, "absences": self.absences,
            "requirements": requirements, "appointments": self.appointments,
        }  # fmt: skip
        if from_file:
            files["windows"] = [row for window in windows for row in window_rows(window)]
        now = f"{self.day - timedelta(days=12)} 09:00"
        covers = (*self.covers(windows), *self.more_covers(windows))
        return Plan(now, files, tuple(windows), covers, from_file, rng.random() < 0.5)

    def local(self, days: int, clock: str) -> datetime:
        """A naive local time some days from the first window's day."""
        day = datetime.fromisoformat(f"{self.day} {clock}")
        return day + timedelta(days=days)

    def written(self, moment: datetime) -> str:
        """A local time in one of the two ways in which files write it."""
        iso = self.rng.random() < 0.7
        return moment.strftime("%Y-%m-%d %H:%M" if iso else "%d/%m/%Y %H:%M")

    def some(self, things: Sequence[str], chance: float) -> list[str]:
        """Those of the things that the dice pick."""
        return [thing for thing in things if self.rng.random() < chance]

    def window(self, number: int, from_file: bool) -> WindowPlan:
        """A window near the first day; later ones may overlap or follow it."""
        rng = self.rng
        clocks = ("08:00",) * 6 + ("07:00", "00:00", "17:00", "01:30", "20:00")
        start = self.local(0 if number == 0 else rng.randint(-1, 2), rng.choice(clocks))
        hours = rng.choice((24, 24, 24, 48, 9, 9, 12, 33))
        end = self.written(start + timedelta(hours=hours))
        rarer = not self.start_inside_only
        sites = sorted({site for _, site in self.services.values()})
        state = rng.choice(("notified",) * 10 + ("confirmed",) * 4 + ("called_off", "suspended"))
        if from_file and rng.random() < 0.2:
            state = "completed"
        revised = from_file and rng.random() < 0.3
        return WindowPlan(
            id=f"planned {number + 1}",
            dispute=f"Pay and hours {number + 1}",
            union=("BMA", "HCSA", "RCN")[number],
            groups=rng.choice(STRIKERS),
            sites=() if from_file or rng.random() < 0.5 else tuple(self.some(sites, 0.6)),
            start=self.written(start),
            end="" if rarer and rng.random() < 0.06 else end,
            type=rng.choice(TYPES),
            state=state,
            policy="clip" if rarer and not from_file and rng.random() < 0.25 else "start_inside",
            first_end=self.written(start + timedelta(hours=hours + 15)) if revised else "",
        )

    def add_staff(self) -> None:
        """Twenty to sixty people, each with a service to call home."""
        rng = self.rng
        for number in range(1, rng.randint(20, 60) + 1):
            group = rng.choice(GROUPS)
            home = rng.choice(sorted(self.services))
            department, site = self.services[home]
            name = rng.choice(("O'Neill", "Begum", "Okafor", "Ng", "Shah", "Gómez, Ruiz", "Reid"))
            self.home[f"S{number:03}"] = home
            self.staff.append(
                {
                    "staff_id": f"S{number:03}", "title": "Dr", "forename": "Zoë",
                    "surname": f"{name} {number}", "staff_group": group,
                    "grade": rng.choice(GRADES.get(group, ("Band 6", "Band 7"))),
                    "department": department, "site": site,
                    "competencies": ";".join(self.some(COMPETENCIES, 0.45)), "contract": "",
                    "weekly_hours": "40", "opt_out_48h": "N", "source": "substantive",
                    "phone": "", "email": "",
                }
            )  # fmt: skip

    def is_free(self, staff_id: str, start: int, end: int) -> bool:
        """Whether a person has no other duty in this stretch."""
        held = self.busy.get(staff_id, [])
        return not any(first < end and start < last for first, last in held)

    def holder(self, service: str, start: int, end: int) -> dict[str, str] | None:
        """Somebody for a duty, mostly free and of that service; sometimes nobody."""
        if self.rng.random() < 0.08:
            return None
        people = [self.rng.choice(self.staff) for _ in range(12)]
        people.sort(key=lambda person: self.home[person["staff_id"]] != service)
        free = [person for person in people if self.is_free(person["staff_id"], start, end)]
        if free and self.rng.random() < 0.97:
            return free[0]
        return people[0] if self.rng.random() < 0.5 else None

    def add_duties(self) -> None:
        """Sixty to 250 duties from two days before the first window to three after."""
        rng = self.rng
        for number in range(1, rng.randint(60, 250) + 1):
            clock, minutes = rng.choice(SHIFTS)
            start = self.local(rng.choice((-2, -1, -1, 0, 0, 0, 0, 1, 1, 2, 3)), clock)
            if rng.random() < 0.1:
                start += timedelta(minutes=rng.choice((-1, 1, 7, 59)))
            end = start + timedelta(minutes=minutes)
            begins, ends = minute_at(start), minute_at(end)
            service = rng.choice(sorted(self.services)[: rng.choice((3, 6, 12))])
            department, site = self.services[service]
            person = self.holder(service, begins, ends)
            staff_id = person["staff_id"] if person else ""
            self.busy.setdefault(staff_id, []).append((begins, ends))
            group = person["staff_group"] if person else "resident_doctor"
            self.duties.append(
                {
                    "duty_id": f"D{number:04}", "service": service, "department": department,
                    "site": site, "staff_group": group,
                    "grade_min": "FY1" if group in MEDICAL else "", "competencies": "",
                    "start": self.written(start), "end": self.written(end),
                    "kind": rng.choice(KINDS), "staff_id": staff_id,
                    "emergency": rng.choice(("Y", "N", "N", "")),
                }
            )  # fmt: skip

    def add_absences(self) -> None:
        """Whole days, and stretches that begin or end in the middle of somebody's duty."""
        rng = self.rng
        for person in self.staff:
            if rng.random() < 0.6:
                continue
            first, last = self.absence(person["staff_id"])
            kind = rng.choice(("leave", "sick", "rest_day", "other"))
            row = {"staff_id": person["staff_id"], "from": first, "to": last, "kind": kind}
            self.absences.append(row)

    def absence(self, staff_id: str) -> tuple[str, str]:
        """The two ends of an absence as the file writes them."""
        rng = self.rng
        held = [duty for duty in self.duties if duty["staff_id"] == staff_id]
        days = rng.randint(-2, 2)
        if not held or rng.random() < 0.4:
            first, last = self.local(days, "00:00"), self.local(days + rng.randint(0, 1), "00:00")
            form = rng.choice(("%Y-%m-%d", "%d/%m/%Y"))
            return first.strftime(form), last.strftime(form)
        start = records.naive(rng.choice(held)["start"])
        hours = rng.choice((0, 1, 3, 5, -4, -8))
        first = start + timedelta(hours=hours)
        if rng.random() < 0.2:
            midnight = first.replace(hour=0, minute=0) + timedelta(days=1)
            return self.written(first), self.written(midnight)
        return self.written(first), self.written(first + timedelta(hours=rng.choice((4, 6, 8))))

    def requirements(self) -> list[dict[str, str]]:
        """Up to four rows for most services and levels."""
        rng = self.rng
        rows: list[dict[str, str]] = []
        for service in sorted(self.services):
            for level in ("emergency_only", "normal"):
                if rng.random() < 0.82:
                    rows += [self.requirement(service, level) for _ in range(rng.randint(1, 4))]
        if rows:
            rows.append(dict(rng.choice(rows)))  # "all rows add up, identical ones too"
        return rows

    def requirement(self, service: str, level: str) -> dict[str, str]:
        """One requirement; grades are asked of medical staff only, who alone have a ladder."""
        rng = self.rng
        medical = ("", "", "", "resident_doctor", "consultant;sas_doctor")
        groups = rng.choice((*medical, "nurse", "acp;resident_doctor"))
        ladder = "nurse" not in groups and "acp" not in groups
        kinds = ("", "", "", "ward;on_call_resident;on_call_non_resident", "theatre;ward", "clinic")
        department, site = self.services[service]
        first, last = rng.choice(BANDS).split("-")
        days = ";".join(self.some(records.DAYS, 0.6)) if rng.random() < 0.4 else ""
        return {
            "service": service, "department": department, "site": site, "level": level,
            "from": first, "to": last, "days": days,
            "number": rng.choice(("1", "1", "1", "2", "3")),
            "grade_min": rng.choice(LADDER[:5]) if ladder else "",
            "competencies": ";".join(self.some(COMPETENCIES, 0.12)), "staff_groups": groups,
            "kinds": rng.choice(kinds),
        }  # fmt: skip

    def add_appointments(self, windows: Sequence[WindowPlan]) -> None:
        """Twenty to sixty appointments in and about the windows, some across their edges."""
        rng = self.rng
        doctors = [one["staff_id"] for one in self.staff if one["staff_group"] in MEDICAL]
        doctors = doctors or [self.staff[0]["staff_id"]]
        steps = (-10, 0, 0, 20, 100, 240, 500, 720, 1010, 1070, 1425, 1440, 2000, 2880)
        for number in range(1, rng.randint(20, 60) + 1):
            begun = records.naive(rng.choice(windows).start)
            start = begun + timedelta(minutes=rng.choice(steps) + rng.choice((0, 0, 5, 60)))
            service = rng.choice(sorted(self.services))
            local = [one for one in doctors if self.home[one] == service] or doctors
            clinician = rng.choice(local if rng.random() < 0.8 else list(self.home))
            row = dict.fromkeys(HEADINGS["appointments"].split(), "")
            department, site = self.services[service]
            row |= {
                "appointment_id": f"A{number:04}", "patient_id": f"P{number:04}", "title": "Mr",
                "forename": "Owen", "surname": f"Price {number}", "date_of_birth": "1950-01-31",
                "address_1": f"{number} High Street", "address_2": "London",
                "postcode": "SW17 0QT", "format": "standard", "do_not_post": "N",
                "deceased": "N", "department": department, "service": service, "site": site,
                "clinic_code": "C1", "clinician_staff_id": clinician,
                "needs": ";".join(rng.sample(LADDER, rng.choice((1, 1, 2)))),
                "start": self.written(start),
                "duration_minutes": rng.choice(("10", "20", "45", "240")),
                "kind": rng.choice(("outpatient_new", "follow_up", "diagnostic", "day_case")),
                "mode": rng.choice(("face_to_face", "phone")), "priority": "routine",
                "times_postponed": "0", "transport_booked": "N",
            }  # fmt: skip
            self.appointments.append(row)

    def with_decisions(self, window: WindowPlan) -> WindowPlan:
        """The window with its marks, levels and declarations."""
        rng, known = self.rng, window.known()
        if self.from_file and window.state not in ("notified", "confirmed"):
            return window  # a window over and done with may refuse to be changed
        marks: dict[str, bool] = {}
        if window.type in ("emergency_care_only", "christmas_day_cover") and rng.random() < 0.7:
            near = [
                duty["duty_id"]
                for duty in self.duties
                if duty["staff_id"] and known.start <= minute_of(duty["start"]) < known.end
            ]
            marks = {duty: rng.random() < 0.5 for duty in self.some(near, 0.25)}
        here = self.affected(window)
        levels = {}
        if here and rng.random() < 0.7:
            for service in rng.sample(here, min(len(here), rng.randint(1, 2))):
                levels[service] = rng.choice(("normal", "emergency_only", "suspended"))
        said = ("working", "striking", "striking", "undecided", "not_said")
        people = self.some(sorted(self.home), 0.35) if rng.random() < 0.8 else []
        declared = {person: rng.choice(said) for person in people}
        return replace(window, marks=marks, levels=levels, declared=declared)

    def covers(self, windows: Sequence[WindowPlan]) -> list[CoverPlan]:
        """At most two people, free and of no striking group, put on cover in a standing window."""
        rng = self.rng
        striking = {group for window in windows for group in window.groups}
        standing = [window for window in windows if window.state in STANDING and window.end]
        able = [one for one in self.staff if one["staff_group"] in MEDICAL - striking]
        found: list[CoverPlan] = []
        if not standing or not able or rng.random() < 0.3:
            return found
        clinicians = {one["clinician_staff_id"] for one in self.appointments}
        people = [person["staff_id"] for person in rng.sample(able, len(able))]
        for staff_id in sorted(people, key=lambda person: person not in clinicians):
            cover = self.cover(rng.choice(standing), staff_id)
            if cover and len(found) < 2:
                found.append(cover)
        return found

    def more_covers(self, windows: Sequence[WindowPlan]) -> list[CoverPlan]:
        """Cover of anybody, whatever stands against it."""
        standing = [
            (each.id, records.naive(each.start), self.affected(each))
            for each in windows
            if each.state in STANDING
        ]
        duties: dict[str, list[tuple[datetime, datetime]]] = {}
        for row in self.duties:
            held = records.naive(row["start"]), records.naive(row["end"])
            duties.setdefault(row["staff_id"], []).append(held)
        return any_covers(self.rng, standing, sorted(self.home), duties)

    def affected(self, window: WindowPlan) -> list[str]:
        """The services at the sites of a window."""
        known = window.known()
        return [name for name, (_, site) in sorted(self.services.items()) if known.affects(site)]

    def cover(self, window: WindowPlan, staff_id: str) -> CoverPlan | None:
        """Four hours at some service, over an appointment of the person's when there is one."""
        known = window.known()
        here = self.affected(window)
        clinics = [
            records.naive(one["start"])
            for one in self.appointments
            if one["clinician_staff_id"] == staff_id
            and known.start <= minute_of(one["start"]) < known.end - 240
        ]
        start = clinics[0] if clinics else records.naive(window.start) + timedelta(hours=2)
        end = start + timedelta(hours=4)
        begins, ends = minute_at(start), minute_at(end)
        away = [records.absence_of(row) for row in self.absences if row["staff_id"] == staff_id]
        absent = any(first < ends and begins < last for first, last in away)
        rested = self.is_free(staff_id, begins - 60, ends + 60)
        if not here or absent or not rested or not known.start <= begins < ends <= known.end:
            return None
        service = self.rng.choice(here)
        return CoverPlan(window.id, staff_id, service, self.written(start), self.written(end))


def window_rows(window: WindowPlan) -> list[dict[str, str]]:
    """A window's rows in the windows file; a row ``revised`` stands before its later revision."""
    row = {
        "dispute": window.dispute, "union": window.union, "groups": ";".join(window.groups),
        "start": window.start, "end": window.end, "type": window.type, "outcome": window.state,
        "note": "",
    }  # fmt: skip
    if not window.first_end:
        return [row]
    return [{**row, "end": window.first_end, "outcome": "revised"}, row]
