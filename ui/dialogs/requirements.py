"""The least cover that services need: seen, edited, copied, signed."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from rota.domain.changes import Changes, Kind
from rota.domain.duties import Service
from rota.domain.errors import Conflict, Refused, Unavailable
from rota.domain.requirement_text import RequirementText, read, written
from rota.domain.times import to_local
from rota.services.ports import Storage
from rota.services.requirements import (
    Place,
    Rows,
    ServiceRequirements,
    requirements_of,
    save_several,
    service_names,
)
from rota.services.windows import show_window
from ui.act import Act
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.reading import ReadingDialog
from ui.dialogs.requirement_signing import KeepDialog, SignDialog
from ui.dialogs.requirement_sources import CopyDayDialog, TemplateDialog
from ui.errors import present, sentence
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.conflict import ConflictDialog
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.reason_box import ReasonBox
from ui.widgets.requirement_editor import RequirementEditor
from ui.widgets.requirement_list import ServiceList

REASONS = ("Agreed with the clinical lead", "As on Christmas Day", "Corrected")
Texts = tuple[RequirementText, ...]


class RequirementsDialog(ReadingDialog):
    """Edits stay when another service is chosen, until they are saved or dropped.

    ``window_id`` gives the strike before which days are looked for; ``service_id`` what to start
    with.
    """

    def __init__(
        self,
        desk: Desk,
        window_id: int | None,
        service_id: int | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Cover requirements", parent)
        self.setObjectName("dialog_requirements")
        self._act = Act(desk)
        self._window_id, self._first = window_id, service_id
        self._before = desk.now()
        self._edits: dict[Place, Texts] = {}
        self._is_saving = False
        self.list = ServiceList()
        self.editor = RequirementEditor(desk.tools.rules.ladder, to_local(desk.now()).date())
        said = paragraph(
            self.tr(
                "The least each service needs, hour by hour: a gap is where fewer are there. A "
                "signature by the clinical lead shows; nothing waits for it."
            ),
            muted=True,
        )
        self.notice = Notice()
        self.drop = push_button(self.tr("Drop edits"), self._drop, name="requirement_drop")
        self.reason = ReasonBox(REASONS)
        self.save = push_button(self.tr("Save"), self.go, name="requirement_save", primary=True)
        self.body.addWidget(said)
        self.body.addLayout(self._middle(), 1)
        self.body.addWidget(self.notice)
        label = text_label(self.tr("&Why?"))
        label.setBuddy(self.reason)
        self.reason.setMinimumWidth(space(80))
        self.buttons.addWidget(label)
        self.buttons.addWidget(self.reason)
        self.foot.addWidget(self.drop)
        self.foot.addWidget(self.save)
        self.resize(space(310), space(165))
        self._connect()
        self._look()
        desk.jobs.run(partial(_opening, desk.storage, window_id, self._before), self._opened)

    def _middle(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(5))
        row.addWidget(self.list)
        row.addWidget(self.editor, 1)
        return row

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _rows: self._show_chosen())
        self.editor.level_chosen.connect(lambda _level: self._show_chosen())
        self.editor.edited.connect(self._keep_edit)
        self.editor.copy_asked.connect(self._copy)
        self.editor.template_asked.connect(self._template)
        self.editor.keep_asked.connect(self._keep)
        self.editor.sign_asked.connect(self._sign)
        self._desk.bus.changed.connect(self._changed)

    def _opened(self, found: tuple[tuple[ServiceRequirements, ...], datetime]) -> None:
        services, self._before = found
        if self.is_closed:
            return
        self.editor.show_first_day(to_local(self._before).date())
        self.list.show_services(services)
        wanted = self._first
        if wanted is None and services:
            wanted = services[0].service.service_id
        if wanted is not None:
            self.list.choose(wanted)
        self._show_chosen()
        self.list.table.setFocus()

    def _changed(self, changes: Changes) -> None:
        if changes.kinds & {Kind.REQUIREMENTS, Kind.DUTIES}:
            self._desk.jobs.run(partial(requirements_of, self._desk.storage), self._show)

    def _show(self, services: tuple[ServiceRequirements, ...]) -> None:
        if self.is_closed:
            return
        self.list.show_services(services)
        self._edits = {
            place: texts for place, texts in self._edits.items() if texts != self._saved(place)
        }
        if not self._edits:
            self._act.begin()
        self._show_chosen()

    @property
    def _one(self) -> ServiceRequirements | None:
        """The service being edited: the one that is selected."""
        chosen = self.list.services
        return chosen[0] if len(chosen) == 1 else None

    @property
    def _services(self) -> tuple[Service, ...]:
        return tuple(each.service for each in self.list.services)

    def _saved(self, place: Place) -> Texts:
        for each in self.list.model.rows:
            if each.service.service_id == place[0]:
                return tuple(written(need) for need in each.at(place[1]).rows)
        return ()

    def _show_chosen(self) -> None:
        level, one = self.editor.level, self._one
        if one is None:
            self.editor.show_several(len(self._services))
        else:
            place = one.service.service_id, level
            texts = self._edits.get(place, self._saved(place))
            self.editor.show_service(one, one.at(level), texts)
        self._look()

    def _keep_edit(self) -> None:
        one = self._one
        if one is None:
            return
        place = one.service.service_id, self.editor.level
        texts = self.editor.rows.texts
        if texts == self._saved(place):
            self._edits.pop(place, None)
        else:
            self._edits[place] = texts
        self.notice.say("")
        self._look()

    def _look(self) -> None:
        level = self.editor.level
        self.list.show_level(level, {service for service, at in self._edits if at is level})
        count = len(self._edits)
        self.save.setEnabled(count > 0 and not self._is_saving)
        self.drop.setEnabled(count > 0 and not self._is_saving)
        several = self.tr("Save {count} edits").format(count=count)
        self.save.setText(several if count > 1 else self.tr("Save"))

    def _drop(self) -> None:
        self._edits.clear()
        self.notice.say("")
        self._show_chosen()

    def go(self) -> None:
        """Save every edit, all at once; the first cell that means nothing is shown instead."""
        self.editor.table.finish_typing()
        if self._is_saving or not self._edits:
            return
        new: dict[Place, Rows] = {}
        for place, texts in self._edits.items():
            readings = [
                read(text, self._desk.tools.rules.ladder, place[1], place[0]) for text in texts
            ]
            for at, each in enumerate(readings):
                if each.need is None:
                    self._go_to(place, at, next(iter(each.problems)))
                    return
            new[place] = tuple(each.need for each in readings if each.need is not None)
        self._is_saving = True
        self._look()
        work = partial(save_several, self._desk.storage, new, self.reason.why)
        self._desk.jobs.run(self._act.tried(work), self._done, self._failed)

    def _go_to(self, place: Place, row: int, cell: str) -> None:
        self.list.search.clear()
        self.list.table.show_only(None)
        self.list.choose(place[0])
        self.editor.show_level(place[1])
        self._show_chosen()
        self.editor.table.go_to(row, cell)
        self.notice.say(
            self.tr("Nothing is saved yet: mend the marked cells of {service} first.").format(
                service=self.editor.name.text()
            ),
            Tone.WARNING,
        )

    def _done(self, changes: Changes) -> None:
        self._act.begin()
        self._is_saving = False
        self._edits.clear()
        self.notice.say(changes.text, Tone.COVERED)
        self._look()
        self._desk.bus.publish(changes)
        if not changes.kinds:
            self._show_chosen()

    def _failed(self, error: BaseException) -> None:
        self._act.answered(error)
        self._is_saving = False
        self._look()
        if isinstance(error, Conflict):
            mine = partial(self._save_over, error)
            ConflictDialog(error, self._keep_theirs, mine, self).open()
        elif isinstance(error, Refused | Unavailable):
            self.notice.say(sentence(error), Tone.WARNING)
        else:
            present(error, self)

    def _keep_theirs(self) -> None:
        self._edits.clear()
        self._act.begin()
        self._desk.jobs.run(partial(requirements_of, self._desk.storage), self._show)

    def _save_over(self, conflict: Conflict) -> None:
        self._act.save_over(conflict)
        self.go()

    def _has_edits_here(self) -> bool:
        """Whether the chosen services have edits; then say that they come first."""
        self.editor.table.finish_typing()
        level = self.editor.level
        mine = [each for each in self._services if (each.service_id, level) in self._edits]
        if mine:
            self.notice.say(
                self.tr("Save or drop your edits of {services} first.").format(
                    services=service_names(mine)
                ),
                Tone.WARNING,
            )
        return bool(mine)

    def _copy(self) -> None:
        if not self._has_edits_here():
            level = self.editor.level
            CopyDayDialog(self._desk, self._services, level, self._before, self).open()

    def _template(self) -> None:
        if not self._has_edits_here():
            TemplateDialog(self._desk, self._services, self.editor.level, self).open()

    def _keep(self) -> None:
        self.editor.table.finish_typing()
        rows, name = self.editor.rows, self.editor.name.text()
        if rows.problems:
            self.notice.say(self.tr("Mend the marked cells first."), Tone.WARNING)
        else:
            KeepDialog(self._desk, name, self.editor.level, rows.needs, self).open()

    def _sign(self) -> None:
        one, level = self._one, self.editor.level
        if one is not None and not self._has_edits_here():
            SignDialog(self._desk, one.service, level, one.at(level).rows, self).open()

    def _may_close(self) -> bool:
        """Whether nothing would be lost; if something would, say what."""
        self.editor.table.finish_typing()
        if not self._edits:
            return True
        names = {each.service.service_id: each.service for each in self.list.model.rows}
        edited = [names[service] for service in dict.fromkeys(key[0] for key in self._edits)]
        self.notice.say(
            self.tr(
                "Your edits of {services} are not saved. Save or drop them, then close."
            ).format(services=service_names(edited)),
            Tone.WARNING,
        )
        return False

    def accept(self) -> None:
        """Close, unless edits would be lost."""
        if self._may_close():
            super().accept()

    def reject(self) -> None:
        """Close, unless edits would be lost."""
        if self._may_close():
            super().reject()


def _opening(
    storage: Storage, window_id: int | None, now: datetime
) -> tuple[tuple[ServiceRequirements, ...], datetime]:
    """Return every service, and when the strike starts that days are to be looked for before."""
    before = now if window_id is None else show_window(storage, window_id).window.terms.start
    return requirements_of(storage), before
