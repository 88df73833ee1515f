"""The part of the settings about the post: its times, batches, reminders and window envelopes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.services.batch_sizes import SHEETS_A_BATCH, USUAL
from rota.services.exporting import write_file
from rota.services.letter_settings import LetterSettings
from rota.services.own_envelopes import remove_own_envelope
from rota.services.post_times import (
    COLLECTION,
    CUTOFF,
    ENVELOPE,
    MARGIN,
    REMINDER_DAYS,
    save_post,
)
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.envelope import EnvelopeDialog
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.envelope_drawing import EnvelopeDrawing, envelope_words
from ui.widgets.form_fields import Form
from ui.widgets.labels import paragraph
from ui.widgets.settings_fields import choose, put_text, setting, text_of
from ui.widgets.settings_section import Save, SettingsSection


class PostSection(SettingsSection):
    """When the post goes, how large batches are, and which envelopes letters go in."""

    key, title, icon = "post", "Post and envelopes", "letters"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("The last safe posting times are worked out from these."))
        self._wanted = ""
        self._edits: dict[str, QLineEdit] = {}
        form = Form()
        for name, label, hint in (
            (COLLECTION, self.tr("&Post is collected at"), "17:30"),
            (CUTOFF, self.tr("Letters are printed &until"), self.tr("until the collection")),
            (MARGIN, self.tr("&Days in hand for late post"), self.tr("none; at most 5")),
            (SHEETS_A_BATCH, self.tr("Shee&ts in a batch, at most"), str(USUAL)),
            (
                REMINDER_DAYS,
                self.tr("Your &reminders, days before"),
                self.tr("none; or such as 7, 2"),
            ),
        ):
            edit = setting(label.replace("&", ""), name, hint)
            edit.textChanged.connect(self.field_edited)
            self._edits[name] = edit
            form.put(label, edit)
        self.envelope = QComboBox()
        self.envelope.setObjectName("settings_envelope")
        self.envelope.setAccessibleName(self.tr("Envelopes"))
        shrinks = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.envelope.setSizeAdjustPolicy(shrinks)
        self.envelope.setMinimumContentsLength(14)
        self.envelope.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.envelope.currentIndexChanged.connect(self._envelope_chosen)
        form.put(self.tr("&Envelopes"), self.envelope)
        self.drawing = EnvelopeDrawing()
        self.words = paragraph()
        self.words.setObjectName("envelope_words")
        self.body.addLayout(form)
        self.trial = paragraph(muted=True)
        self.trial.setObjectName("envelope_trial")
        self.body.addLayout(self._buttons())
        self.body.addWidget(self.trial)
        self.body.addWidget(self.drawing)
        self.body.addWidget(self.words)
        self.body.addStretch(1)

    def fill(self, settings: LetterSettings) -> None:
        """Put what is set up into the fields."""
        for name, edit in self._edits.items():
            put_text(edit, settings.post[name])
        self._list_envelopes(settings, settings.post[ENVELOPE])

    def show_settings(self, settings: LetterSettings) -> None:
        """Show what is set up now; an envelope just measured is chosen, and not yet saved."""
        chosen = self._wanted or str(self.envelope.currentData() or "")
        super().show_settings(settings)
        if self.is_changed or self._wanted:
            self._is_filling = True
            self._list_envelopes(settings, chosen)
            self._is_filling = False
        self._wanted = ""
        self.field_edited()

    def draft(self) -> object:
        """Return what the fields hold, by setting."""
        said = {name: text_of(edit) for name, edit in self._edits.items()}
        return said | {ENVELOPE: str(self.envelope.currentData() or "")}

    def with_draft(self, settings: LetterSettings) -> LetterSettings:
        """Return the settings with what is typed."""
        draft = self.draft()
        assert isinstance(draft, dict)
        return replace(settings, post=draft)

    def work(self) -> Save:
        """Save what differs of the post."""
        before, draft = self.settings.post, self.draft()
        assert isinstance(draft, dict)
        changed = {name: text for name, text in draft.items() if before[name] != text}
        return partial(save_post, self._desk.storage, self._desk.tools.rules.letters, changed)

    @property
    def profile(self) -> EnvelopeProfile | None:
        """The envelope that is chosen, or the program's own where none is."""
        known = self.settings.envelopes
        name = self.envelope.currentData()
        return next((each for each in known if each.name == name), known[0] if known else None)

    def _list_envelopes(self, settings: LetterSettings, chosen: str) -> None:
        self.envelope.blockSignals(True)
        self.envelope.clear()
        first = settings.envelopes[0].name if settings.envelopes else ""
        self.envelope.addItem(self.tr("Not chosen: {name} until you do").format(name=first), "")
        for each in settings.envelopes:
            text = self.tr("{name} (your own)") if each.name in settings.own else "{name}"
            self.envelope.addItem(text.format(name=each.name), each.name)
        gone = chosen and self.envelope.findData(chosen) < 0
        if gone:
            self.envelope.addItem(self.tr("{name} (no longer known)").format(name=chosen), chosen)
        choose(self.envelope, chosen)
        self.envelope.blockSignals(False)
        self._show_envelope()

    def _envelope_chosen(self) -> None:
        self._show_envelope()
        self.field_edited()

    def _show_envelope(self) -> None:
        profile = self.profile
        self.drawing.show_profile(profile)
        own = profile is not None and profile.name in self.settings.own
        self.change.setEnabled(own)
        self.remove.setEnabled(own)
        self.sheet.setEnabled(profile is not None)
        self.words.setText("\n".join(envelope_words(profile)) if profile else "")
        self.trial.setText(
            self.tr("Nobody has confirmed these measures: print a test sheet and try it.")
        )
        self.trial.setVisible(profile is not None and not profile.verified)

    def _buttons(self) -> QVBoxLayout:
        self.sheet = push_button(
            self.tr("Save test s&heet…"), self._ask_sheet, name="save_test_sheet"
        )
        self.add = push_button(self.tr("&Measure your own…"), self._add, name="add_envelope")
        self.change = push_button(self.tr("&Correct…"), self._change, name="change_envelope")
        self.remove = push_button(self.tr("Remo&ve"), self._remove, name="remove_envelope")
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, buttons in ((first, (self.add, self.sheet)), (second, (self.change, self.remove))):
            for button in buttons:
                row.addWidget(button)
        down = QVBoxLayout()
        for row in (first, second):
            row.setSpacing(space(2))
            row.addStretch(1)
            down.addLayout(row)
        down.setSpacing(space(2))
        return down

    def _add(self) -> None:
        if self.profile is not None:
            EnvelopeDialog(self._desk, self.profile, True, self._measured, self).open()

    def _change(self) -> None:
        if self.profile is not None:
            EnvelopeDialog(self._desk, self.profile, False, self._measured, self).open()

    def _measured(self, name: str) -> None:
        self._wanted = name

    def _remove(self) -> None:
        profile = self.profile
        if profile is None:
            return
        self.refusal.say("")
        work = partial(remove_own_envelope, self._desk.storage, profile.name)
        if self.settings.post[ENVELOPE] != profile.name:
            choose(self.envelope, self.settings.post[ENVELOPE])
        self._desk.jobs.run(work, self._desk.bus.publish, self._failed)

    def _ask_sheet(self) -> None:
        ask_file(self, "test-sheet.pdf", "PDF (*.pdf)", self.save_sheet)

    def save_sheet(self, path: str) -> None:
        """Write the test sheet of the chosen envelope."""
        profile, out = self.profile, Path(path)
        if profile is None:
            raise Refused("unknown_envelope", self.tr("Choose an envelope first."))
        keep_print_folder(out.parent)
        tools, now = self._desk.tools, self._desk.now()
        self._desk.jobs.run_pure(
            lambda: write_file(out, tools.papers.test_sheet(profile, now)),
            lambda _done: self.refusal.say(
                self.tr("Wrote {file}. Print it at 100 %.").format(file=out), Tone.COVERED
            ),
            self._failed,
        )
