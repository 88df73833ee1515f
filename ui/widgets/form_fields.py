"""Plain fields of the forms about people: lines, choices, names to choose or type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QFormLayout, QLineEdit, QSizePolicy, QWidget

from rota.domain.findings import Finding
from ui.colours import Tone
from ui.theme import space
from ui.widgets.combos import offers
from ui.widgets.labels import text_label
from ui.widgets.notice import Notice
from ui.wording import code_words

LONGEST = 500


class Form(QFormLayout):
    """Labels on the left, each the buddy of its field; a field takes its label's name."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(space(3))
        self.setVerticalSpacing(space(2))
        self.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)

    def put(self, label: str, field: QWidget) -> None:
        """Add a field under its label; ``&`` marks the letter that goes there."""
        said = text_label(label)
        said.setBuddy(field)
        self.addRow(said, field)


def line(spoken: str, name: str, text: str = "", hint: str = "") -> QLineEdit:
    """A line of text."""
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setPlaceholderText(hint)
    field.setMaxLength(LONGEST)
    field.setMinimumWidth(space(55))
    return field


def choice(spoken: str, name: str, codes: Iterable[StrEnum], now: StrEnum) -> QComboBox:
    """One code of a closed list, in words."""
    field = _combo(spoken, name)
    for code in codes:
        field.addItem(code_words(code), code.value)
    field.setCurrentIndex(max(field.findData(now.value), 0))
    return field


def names(spoken: str, name: str, known: Sequence[str], now: str = "") -> QComboBox:
    """A name to choose among those known, or to type."""
    field = _combo(spoken, name)
    offers(field)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    field.addItems(list(known))
    field.setCurrentText(now)
    edit = field.lineEdit()
    assert edit is not None
    edit.setAccessibleName(spoken)
    edit.setMaxLength(LONGEST)
    return field


def let_find(field: QComboBox) -> None:
    """Offer what holds the typed words anywhere, not only at the start."""
    completer = QCompleter(field.model(), field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    field.setCompleter(completer)


def offer(field: QComboBox, known: Sequence[str]) -> None:
    """Offer these names; what is typed stays."""
    was, text = field.blockSignals(True), field.currentText()
    field.clear()
    field.addItems(list(known))
    field.setCurrentText(text)
    field.blockSignals(was)


class FindingNotes(Notice):
    """What is worth saying of an entry before it is saved; nothing of it refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("findings")

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Say these, one under the other; none hides it."""
        is_warning = any(each.severity != "note" for each in found)
        text = "\n".join(_said(each) for each in found)
        self.say(text, Tone.WARNING if is_warning else Tone.MUTED)
        narrowest = space(75)  # a form does not grow by itself for words that wrap
        self.words.setMinimumWidth(narrowest)
        self.words.setMinimumHeight(self.words.heightForWidth(narrowest) if text else 0)


def _said(finding: Finding) -> str:
    figures = f" ({finding.measured}; limit {finding.limit})" if finding.limit else ""
    return f"{finding.text.removesuffix('.')}{figures}."


def _combo(spoken: str, name: str) -> QComboBox:
    field = QComboBox()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(24)
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return field
