"""Taking requirements from a past day or a template, with the difference shown before saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import Level, words
from rota.domain.duties import Service
from rota.domain.errors import Refused, Unavailable
from rota.domain.times import to_local
from rota.services.baselines import (
    BaselineDays,
    BaselinePreview,
    baseline_days,
    copy_baseline,
    preview_baseline,
)
from rota.services.cover_templates import (
    TemplateLine,
    apply_template,
    list_templates,
    preview_template,
    remove_template,
)
from rota.services.requirements import Difference, service_names
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.errors import present, sentence
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.day_field import day_edit, day_of, show_day
from ui.widgets.labels import paragraph, text_label
from ui.widgets.reason_box import ReasonBox
from ui.widgets.requirement_difference import DifferenceTable, summary


class SourceDialog(ErrandDialog):
    """A source above, what it would change below; the button wakes once that is known."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        services: Sequence[Service],
        level: Level,
        reasons: Sequence[str],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, title, "Use these rows", parent)
        self._services, self._level = tuple(services), level
        self._asked = 0
        self.finished.connect(self._forget)
        self._ids = tuple(each.service_id for each in self._services)
        about = text_label(f"{service_names(self._services)}, {words(level)}")
        about.setObjectName("source_about")
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(space(4))
        self.form.setVerticalSpacing(space(2))
        self.form.addRow(text_label(self.tr("For")), about)
        self.body.addLayout(self.form)
        self.summary: QLabel = text_label(bold=True)
        self.summary.setObjectName("source_summary")
        self.table = DifferenceTable(self.tr("What would change"))
        self.table.setMinimumSize(space(180), space(56))
        self.notes = paragraph(muted=True)
        self.notes.setObjectName("source_notes")
        self.reason = ReasonBox(reasons)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.notes)
        self.body.addLayout(self.reason.with_label())
        self.save.setEnabled(False)
        self.resize(space(190), space(150))

    def ask(self, work: Callable[[], object], show: Callable[[object], None]) -> None:
        """Ask what would change; an answer that is no longer wanted is dropped."""
        self._asked += 1
        number = self._asked
        self.save.setEnabled(False)
        self.refuse("")

        def shown(answer: object) -> None:
            if number == self._asked:
                show(answer)

        def failed(error: BaseException) -> None:
            if number == self._asked:
                self._no_preview(error)

        self._desk.jobs.run(work, shown, failed)

    def show_differences(self, found: Sequence[Difference], notes: Sequence[str] = ()) -> None:
        """Show what would change."""
        self.table.show_differences(found)
        self.summary.setText(summary(found))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.save.setEnabled(any(each.is_change for each in found))

    def _no_preview(self, error: BaseException) -> None:
        self.show_differences(())
        self.summary.setText("")
        if isinstance(error, Refused | Unavailable):
            self.refuse(sentence(error))
        else:
            present(error, self)

    def _forget(self) -> None:
        self._asked += 1


class CopyDayDialog(SourceDialog):
    """Requirements as on a past day: last Sunday, Christmas Day, a bank holiday, any other."""

    def __init__(
        self,
        desk: Desk,
        services: Sequence[Service],
        level: Level,
        before: datetime,
        parent: QWidget | None,
    ) -> None:
        reasons = ("As on Christmas Day", "As on a Sunday", "Agreed with the clinical lead")
        super().__init__(desk, "Copy from a day", services, level, reasons, parent)
        self.setObjectName("dialog_copy_day")
        self._days: tuple[date, ...] = ()
        self.named = QComboBox()
        self.named.setObjectName("source_named")
        self.day = day_edit(self.tr("Day"), "source_day", to_local(before).date())
        self.rosters = paragraph(muted=True)
        self.rosters.setObjectName("source_rosters")
        self.form.addRow(self.tr("&As on"), self.named)
        self.form.addRow(self.tr("&Day"), self.day)
        self.body.insertWidget(1, self.rosters)
        self.named.setFocus()
        self.named.activated.connect(lambda _at: self._named_chosen())
        self.day.dateChanged.connect(lambda _day: self._look())
        posting = desk.tools.rules.posting
        desk.jobs.run(partial(baseline_days, desk.storage, posting, before), self._show_days)

    def work(self) -> Save:
        """The copy of the day shown."""
        return partial(
            _copied,
            partial(
                copy_baseline,
                self._desk.storage,
                self._ids,
                day_of(self.day),
                self._level,
                self._desk.tools.rules.ladder,
                self.reason.why,
            ),
        )

    def _show_days(self, days: BaselineDays) -> None:
        if not self.isVisible():
            return
        self._days = tuple(each.day for each in days.named)
        for each in days.named:
            no_roster = "" if each.has_roster else self.tr(" (no roster here)")
            said = f"{each.name}, {formats.day(each.day, year=True)}{no_roster}"
            self.named.addItem(said)
        self.named.addItem(self.tr("Another day"))
        self.rosters.setText(days.said)
        known = [at for at, each in enumerate(days.named) if each.has_roster]
        self.named.setCurrentIndex(known[0] if known else len(days.named))
        if not known and days.rosters:
            show_day(self.day, days.rosters[0][0])
        self._named_chosen()

    def _named_chosen(self) -> None:
        at = self.named.currentIndex()
        if at < len(self._days):
            self.day.blockSignals(True)
            show_day(self.day, self._days[at])
            self.day.blockSignals(False)
        else:
            self.day.setFocus()
        self._look()

    def _look(self) -> None:
        day = day_of(self.day)
        is_named = day in self._days
        self.named.setCurrentIndex(self._days.index(day) if is_named else len(self._days))
        ladder = self._desk.tools.rules.ladder
        self.ask(
            partial(preview_baseline, self._desk.storage, self._ids, day, self._level, ladder),
            self._show_preview,
        )

    def _show_preview(self, found: object) -> None:
        assert isinstance(found, BaselinePreview)
        self.show_differences(found.changes, found.notes)


def _copied(copy: Callable[[], tuple[BaselinePreview, Changes]]) -> Changes:
    return copy()[1]


class TemplateDialog(SourceDialog):
    """Requirements from the program's starting points, or from what was kept here."""

    def __init__(
        self, desk: Desk, services: Sequence[Service], level: Level, parent: QWidget | None
    ) -> None:
        reasons = ("A starting point, to be signed", "Agreed with the clinical lead")
        super().__init__(desk, "From a template", services, level, reasons, parent)
        self.setObjectName("dialog_template")
        self._lines: tuple[TemplateLine, ...] = ()
        self.named = QComboBox()
        self.named.setObjectName("source_template")
        self.source = paragraph(muted=True)
        self.source.setObjectName("source_source")
        self.form.addRow(self.tr("&Template"), self.named)
        self.form.addRow(text_label(self.tr("Source")), self.source)
        self.forget = push_button(self.tr("Remove template"), self._remove, name="source_remove")
        self.form.addRow("", self.forget)
        self.named.currentIndexChanged.connect(lambda _at: self._look())
        self.named.setFocus()
        self._read()

    def work(self) -> Save:
        """The template shown."""
        return partial(
            apply_template,
            self._desk.storage,
            self._ids,
            self._level,
            self._name,
            self._desk.tools.rules.cover_templates,
            self.reason.why,
        )

    @property
    def _name(self) -> str:
        return str(self.named.currentData() or "")

    def _read(self) -> None:
        desk = self._desk
        shipped = desk.tools.rules.cover_templates
        desk.jobs.run(partial(list_templates, desk.storage, shipped), self._show_lines)

    def _show_lines(self, lines: tuple[TemplateLine, ...]) -> None:
        if not self.isVisible():
            return
        self._lines = lines
        self.named.blockSignals(True)
        self.named.clear()
        for each in lines:
            mine = self.tr(" (your own)") if each.is_own else ""
            self.named.addItem(f"{each.template.name}{mine}", each.template.name)
        self.named.setCurrentIndex(self._likely())
        self.named.blockSignals(False)
        self._look()

    def _likely(self) -> int:
        """The template whose name shares most words with the first service."""
        wanted = set(self._services[0].name.casefold().split())
        shared = [len(wanted & set(e.template.name.casefold().split())) for e in self._lines]
        return shared.index(max(shared)) if shared else -1

    def _look(self) -> None:
        at = self.named.currentIndex()
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        self.source.setText(line.template.source if line else "")
        self.forget.setVisible(line is not None and line.is_own)
        if line is None:
            return
        shipped = self._desk.tools.rules.cover_templates
        self.ask(
            partial(
                preview_template, self._desk.storage, self._ids, self._level, self._name, shipped
            ),
            self._show_preview,
        )

    def _show_preview(self, found: object) -> None:
        assert isinstance(found, tuple)
        self.show_differences(found)

    def _remove(self) -> None:
        name = self._name
        self._asked += 1
        self._desk.jobs.run(
            partial(remove_template, self._desk.storage, name), self._removed, self._no_preview
        )

    def _removed(self, changes: Changes) -> None:
        self._desk.bus.publish(changes)
        self._read()
