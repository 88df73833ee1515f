"""The part of the settings about how long records are kept, holds, and a person's rights."""

from __future__ import annotations

from functools import partial

from rota.domain.changes import Changes
from rota.domain.permissions import may
from rota.domain.retention import Hold, days_words
from rota.domain.times import Clock, day_words, to_local
from rota.services.deleting_clock import judged_by
from rota.services.letter_settings import LetterSettings
from rota.services.ports import Storage
from rota.services.retention import PeriodHere, RetentionView, lift, retention_view, run_due
from rota.services.tools import Tools
from ui import formats
from ui.desk import Desk
from ui.dialogs.person_rights import EraseDialog, KeptDialog
from ui.dialogs.reason import Question, ReasonDialog
from ui.dialogs.retention import HoldDialog, PeriodDialog
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.fitted_table import FittedTable
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import paragraph, text_label
from ui.widgets.settings_section import SettingsSection


class RetentionSection(SettingsSection):
    """Periods with what is due, holds in force, and what is done for one person who asks."""

    key, title, icon, saves = "retention", "Keeping and deleting", "delete", False
    has_sample = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr(
                "How long records about people are kept. What is due is deleted when an "
                "administrator opens the hospital; the trust's information governance lead decides."
            ),
        )
        self._view: RetentionView | None = None
        self._due: dict[str, tuple[int, int]] = {}
        self._may = may(desk.storage.user, "retention")
        if not self._may:
            self.body.addWidget(paragraph(self.tr("Only an administrator looks after this.")))
            self.body.addStretch(1)
            return
        self._periods = TableModel[PeriodHere](self._columns(), lambda each: each.period.kind)
        said = self.tr("How long records are kept")
        self.periods = FittedTable(
            self._periods, said, name="view_periods", wraps=True, is_whole=True
        )
        self.periods.rows_chosen.connect(lambda _rows: self._look())
        self.periods.row_activated.connect(lambda _row: self._change())
        self._held = TableModel[Hold](_HOLDS, lambda each: each.hold_id)
        said = self.tr("Holds")
        self.holds = FittedTable(self._held, said, name="view_holds", wraps=True, is_whole=True)
        self.no_holds = paragraph(self.tr("No hold is in force: everything goes by its period."))
        self.no_holds.setObjectName("no_holds")
        self.holds.rows_chosen.connect(lambda _rows: self._look())
        self.change = push_button(self.tr("&Change…"), self._change, name="change_period")
        self.lift = push_button(self.tr("&Lift…"), self._lift, name="lift_hold")
        first, second, third = FlowLayout(space(2)), FlowLayout(space(2)), FlowLayout(space(2))
        first.addWidget(self.change)
        first.addWidget(
            push_button(self.tr("&Delete what is due…"), self._run, name="retention_run")
        )
        second.addWidget(push_button(self.tr("Put a &hold…"), self._hold, name="put_hold"))
        second.addWidget(self.lift)
        third.addWidget(
            push_button(self.tr("&Everything kept about a person…"), self._kept, name="kept")
        )
        third.addWidget(
            push_button(self.tr("Delete a person for &good…"), self._erase, name="erase")
        )
        self.body.addWidget(self.periods)
        self.body.addLayout(first)
        self.body.addWidget(text_label(said, bold=True))
        self.body.addWidget(self.no_holds)
        self.body.addWidget(self.holds)
        self.body.addLayout(second)
        self.body.addWidget(text_label(self.tr("One person"), bold=True))
        self.body.addLayout(third)
        self.body.addStretch(1)
        self._look()

    def fill(self, _settings: LetterSettings) -> None:
        """Read the periods, the holds and what is due again."""
        if self._may:
            desk = self._desk
            book = desk.tools.rules.retention
            desk.jobs.run(partial(retention_view, desk.storage, book, desk.now()), self._show)

    def _columns(self) -> tuple[Column[PeriodHere], ...]:
        return (
            Column("Records", lambda each: each.period.name, width=28),
            Column("Deleted", _deleted, sort=lambda each: each.days, width=10),
            Column("After", lambda each: each.period.after, width=28),
            Column("Due now", self._due_words, width=12),
            Column("Source", _source, tip=lambda each: each.period.source, width=54),
        )

    def _due_words(self, here: PeriodHere) -> str:
        if here.period.stays:
            return ""
        number, held = self._due.get(here.period.kind, (0, 0))
        if not held:
            return f"{number:,}"
        return self.tr("{number}, {held} held").format(number=f"{number:,}", held=f"{held:,}")

    def _show(self, view: RetentionView) -> None:
        self._view = view
        self._due = {each.kind: (each.number, each.held) for each in view.due}
        self._periods.replace(view.periods)
        self._held.replace(tuple(each for each in view.holds if each.lifted_at is None))
        self.no_holds.setVisible(not self._held.rows)
        self.holds.setVisible(bool(self._held.rows))
        self._look()

    def _look(self) -> None:
        chosen = self.periods.chosen
        self.change.setEnabled(len(chosen) == 1 and not chosen[0].period.stays)
        self.lift.setEnabled(len(self.holds.chosen) == 1)

    def _change(self) -> None:
        chosen = self.periods.chosen
        if len(chosen) == 1 and not chosen[0].period.stays:
            PeriodDialog(self._desk, chosen[0], self.window()).open()

    def _hold(self) -> None:
        HoldDialog(self._desk, self.window()).open()

    def _lift(self) -> None:
        chosen = self.holds.chosen
        if len(chosen) != 1:
            return
        question = Question(
            self.tr("Lift a hold"),
            self.tr("What it kept goes by its period again, and may be deleted at once."),
            self.tr("Lift it"),
            (self.tr("The case is over"), self.tr("The complaint was answered")),
        )
        number, storage = chosen[0].hold_id, self._desk.storage
        save = partial(_lifted, storage, number)
        ReasonDialog(self._desk, question, save, self.window()).open()

    def _run(self) -> None:
        desk = self._desk
        question = Question(
            self.tr("Delete what is due"),
            self.tr("{number} kinds of records are due on {day}. They go for good; it cannot be "
                    "undone. If this is not today's date, put the clock right first.")
            .format(number=sum(bool(number) for number, _ in self._due.values()),
                    day=day_words(to_local(judged_by(desk.storage, desk.now())).date())),
            self.tr("Delete for good"),
            (self.tr("The time to keep them is over"),),
        )  # fmt: skip
        save = partial(_ran, desk.tools, desk.storage, desk.now)
        ReasonDialog(desk, question, save, self.window()).open()

    def _kept(self) -> None:
        KeptDialog(self._desk, self.window()).open()

    def _erase(self) -> None:
        EraseDialog(self._desk, self.window()).open()


_HOLDS: tuple[Column[Hold], ...] = (
    Column("Hold", lambda each: str(each.hold_id), is_number=True, width=6),
    Column("About", lambda each: f"{each.about.value} {each.ref}".strip(), width=26),
    Column("Why", lambda each: each.why, width=40),
    Column(
        "Since", lambda each: formats.moment(each.since), sort=lambda each: each.since, width=20
    ),
    Column("By", lambda each: each.who, width=16),
)


def _deleted(here: PeriodHere) -> str:
    return "stays" if here.period.stays else days_words(here.days)


def _source(here: PeriodHere) -> str:
    if here.is_own:
        return "your own"
    return here.period.source if here.period.is_verified else f"unverified: {here.period.source}"


def _lifted(storage: Storage, number: int, why: str, _choice: str) -> Changes:
    return lift(storage, number, why)


def _ran(tools: Tools, storage: Storage, now: Clock, _why: str, _choice: str) -> Changes:
    rules, cut = tools.rules, tools.typesetter().cut
    return run_due(storage, rules.retention, rules.ladder, cut, now()).changes
