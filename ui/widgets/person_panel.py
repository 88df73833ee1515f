"""The panel beside the people: one person's facts, duties, cover, absences and hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rota.domain.codes import Answer, words
from rota.domain.people import Absence, StaffMember
from rota.services.people_list import CoverLine, DutyLine, PersonDetail, PersonRow, WeekHours
from ui import formats
from ui.colours import Tone
from ui.models.people import answer_words, spoken_name
from ui.theme import space
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.labels import Pill, paragraph
from ui.widgets.panels import Card, Facts, SidePanel
from ui.widgets.unread import Unread
from ui.wording import capital, code_words

WIDE, NARROW = 80, 48
"""Steps of the grid: with somebody to show, and with nobody chosen."""
VOLUNTARY = "What they told the trust, voluntarily. Not said counts as absent."


class PersonPanel(SidePanel):
    """Emits ``asked`` with an errand's name, and what it is about: a duty, an absence or None."""

    asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, PushButton] = {}
        self.detail: PersonDetail | None = None
        self._doing = Card(self.tr("Correct by hand"))
        self._doing.add(self._actions())
        self._told = Card(self.tr("Told the trust"))
        self._duties = Card(self.tr("Duties and cover"))
        self._away = Card(self.tr("Absences"))
        self._week = Card(self.tr("Hours in the week"))
        self._who = Card(self.tr("Person"))
        self._facts = Facts()
        self._who.add(self._facts)
        self.unread = Unread()
        self.add(self.unread)
        self._cards = (self._doing, self._told, self._duties, self._week, self._away, self._who)
        for card in self._cards:
            self.add(card)
        self.show_none()

    def show_none(self) -> None:
        """Say what the panel is for, in little room."""
        self.detail = None
        self.setFixedWidth(space(NARROW))
        self.say(
            self.tr("Nobody chosen"),
            self.tr(
                "Choose a person to see their duties around the strike, what they cover, when "
                "they are away, and to correct what is recorded."
            ),
        )
        self._show(())

    def show_reading(self, name: str = "") -> None:
        """Show nothing of who was chosen before while who is chosen now is read."""
        self.detail = None
        self.setFixedWidth(space(WIDE))
        reading = self.tr("Reading…")
        self.say(name or reading, reading if name else "")
        self._show(())

    def show_unread(self, name: str, error: BaseException) -> None:
        """Say that what is recorded of somebody could not be read."""
        self.detail = None
        self.say(name)
        self._show(())
        self.unread.tell(error)

    def show_many(self, rows: tuple[PersonRow, ...]) -> None:
        """Sum up several people."""
        self.detail = None
        self.setFixedWidth(space(NARROW))
        self.say(self.tr("{n} people chosen").format(n=formats.number(len(rows))))
        self._duties.clear()
        self._duties.title.setText(self.tr("Grades"))
        grades = Counter(capital(words(row.person.grade)) or "no grade" for row in rows)
        for grade, number in grades.most_common():
            self._duties.add(paragraph(f"{grade}: {number:,}"))
        self._show((self._duties,))

    def show_one(self, detail: PersonDetail) -> None:
        """Show all that bears on one person."""
        is_other = self.detail is None or self.detail.person.staff_id != detail.person.staff_id
        self.detail = detail
        self.setFixedWidth(space(WIDE))
        person = detail.person
        grade = capital(words(person.grade)) or code_words(person.staff_group)
        self.say(spoken_name(person), " · ".join(p for p in (grade, person.department) if p))
        self._say_told(detail)
        self._say_duties(detail)
        self._say_week(detail.week)
        self._say_absences(detail.absences)
        self._facts.show_facts(_facts(person))
        told = (self._told,) if detail.window is not None else ()
        self._show((self._doing, *told, self._duties, self._week, self._away, self._who))
        if is_other:
            self.go_to_top()

    def _actions(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, space(1), 0, 0)
        grid.setSpacing(space(1.5))
        wanted = (
            ("correct", self.tr("Correct…")),
            ("retire", self.tr("Retire…")),
            ("add_duty", self.tr("Add duty…")),
            ("add_absence", self.tr("Add absence…")),
        )
        for at, (errand, text) in enumerate(wanted):
            self.buttons[errand] = self._button(errand, text)
            grid.addWidget(self.buttons[errand], at // 2, at % 2)
        return box

    def _button(self, errand: str, text: str, about: object = None) -> PushButton:
        return push_button(text, partial(self.asked.emit, errand, about), name=f"person_{errand}")

    def _say_told(self, detail: PersonDetail) -> None:
        card = self._told
        card.clear()
        has_said = detail.declared not in (None, Answer.NOT_SAID)
        tone = Tone.COVERED if detail.declared is Answer.WORKING else Tone.MUTED
        card.add(_line(Pill(answer_words(detail.declared), tone)))
        card.add(paragraph(self.tr(VOLUNTARY), muted=True))
        if not detail.called_out:
            card.add(paragraph(self.tr("This strike does not call out their staff group.")))
        if has_said and detail.purge_at is not None:
            said = self.tr("It is deleted for good on {day}.")
            day = formats.moment(detail.purge_at, year=True)
            card.add(paragraph(said.format(day=day), muted=True))
        self.buttons["declare"] = self._button("declare", self.tr("Record what they told us…"))
        card.add(_line(self.buttons["declare"]))

    def _say_duties(self, detail: PersonDetail) -> None:
        card = self._duties
        card.clear()
        card.title.setText(self.tr("Duties and cover, a week either side"))
        lines: list[tuple[object, QWidget]] = [
            (each.duty.start, self._duty(each)) for each in detail.duties
        ]
        lines += [(each.cover.start, _cover(each)) for each in detail.covers]
        for _start, line in sorted(lines, key=lambda each: str(each[0])):
            card.add(line)
        if not lines:
            card.add(paragraph(self.tr("No duty and no cover then."), muted=True))

    def _duty(self, line: DutyLine) -> QWidget:
        duty = line.duty
        pills = []
        if line.lost is not None:
            pills.append(Pill(self.tr("lost"), Tone.LOST))
        if line.away:
            pills.append(Pill(self.tr("away"), Tone.LEAVE))
        if duty.emergency:
            pills.append(Pill(self.tr("emergency"), Tone.EMERGENCY))
        if duty.by_hand:
            pills.append(Pill(self.tr("by hand"), Tone.MUTED))
        said = f"{formats.period(duty.start, duty.end)}\n{line.service.name}"
        return _with_button(
            said,
            pills,
            self.tr("Correct…"),
            self.tr("Correct the duty of {when}").format(when=formats.moment(duty.start)),
            partial(self.asked.emit, "correct_duty", line),
            f"duty_{duty.duty_id}",
        )

    def _say_week(self, week: WeekHours) -> None:
        self._week.clear()
        facts = Facts()
        day = formats.moment(week.monday)[:-6]
        self._week.title.setText(self.tr("Hours in the week from {day}").format(day=day))
        pairs = [(self.tr("Rostered"), _hours(week.rostered))]
        if week.lost:
            pairs.append((self.tr("Lost"), _hours(week.lost)))
        if week.cover:
            pairs.append((self.tr("Cover"), _hours(week.cover)))
        if week.lost or week.cover:
            pairs.append((self.tr("Left to work"), _hours(week.left)))
        if week.on_call_from_home:
            pairs.append((self.tr("On call from home"), _hours(week.on_call_from_home)))
        facts.show_facts(tuple(pairs))
        self._week.add(facts)

    def _say_absences(self, absences: Sequence[Absence]) -> None:
        self._away.clear()
        for away in absences:
            pills = [Pill(self.tr("by hand"), Tone.MUTED)] if away.by_hand else []
            said = f"{formats.period(away.start, away.end)}\n{capital(words(away.kind))}"
            spoken = self.tr("Correct the absence of {when}").format(
                when=formats.moment(away.start)
            )
            errand = partial(self.asked.emit, "correct_absence", away)
            name = f"absence_{away.start:%Y%m%d%H%M}"
            button = self.tr("Correct…")
            self._away.add(_with_button(said, pills, button, spoken, errand, name))
        if not absences:
            self._away.add(paragraph(self.tr("None in the last month or ahead."), muted=True))

    def _show(self, cards: Iterable[Card]) -> None:
        self.unread.say("")
        shown = tuple(cards)
        for card in self._cards:
            card.setVisible(card in shown)


def _cover(line: CoverLine) -> QWidget:
    cover = line.cover
    said = f"{formats.period(cover.start, cover.end)}\n{line.service.name}"
    pills = [Pill("covers", Tone.COVERED)]
    return _with_button(said, pills, "", "", None, "")


def _with_button(
    said: str,
    pills: Sequence[Pill],
    text: str,
    spoken: str,
    pressed: Callable[[], object] | None,
    name: str,
) -> QWidget:
    words_of: QLabel = paragraph(said)
    left = QVBoxLayout()
    left.setSpacing(space(1))
    left.addWidget(words_of)
    if pills:
        row = QHBoxLayout()
        row.setSpacing(space(1))
        for pill in pills:
            row.addWidget(pill)
        row.addStretch(1)
        left.addLayout(row)
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(space(2))
    layout.addLayout(left, 1)
    if pressed is not None:
        button = push_button(text, pressed, name=name)
        button.setAccessibleName(spoken)
        layout.addWidget(button)
    return box


def _line(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return box


def _hours(hours: float) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    return f"{whole} h {minutes} min" if minutes else f"{whole} h"


def _facts(person: StaffMember) -> tuple[tuple[str, str], ...]:
    hours = "" if person.weekly_hours is None else f"{person.weekly_hours:g} h"
    pairs = (
        ("Number", person.staff_id),
        ("Staff group", code_words(person.staff_group)),
        ("Site", person.site),
        ("Skills", ", ".join(sorted(person.competencies))),
        ("Engaged", capital(words(person.source))),
        ("Contract", person.contract),
        ("Weekly hours", hours),
        ("48 hours", "opted out" if person.opt_out_48h else ""),
        ("Phone", person.phone),
        ("Email", person.email),
        ("Entered", "corrected here, by hand" if person.by_hand else "from a file"),
    )
    return tuple((name, value) for name, value in pairs if value)
