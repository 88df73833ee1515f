"""The foot of the strike board: how many are there, what is missing, left open, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.codes import Reply
from rota.domain.duties import Assignment
from rota.domain.times import to_local
from rota.services.board import BoardView, Count
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.board_rows import count_words
from ui.widgets.buttons import push_button
from ui.widgets.labels import Pill, text_label

MOST_DAYS = 4
NO_BREAK = "\N{NO-BREAK SPACE}"


class CoverFoot(QWidget):
    """Says the same of a board that is tried out as of the real one."""

    suggest_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts = text_label()
        self.counts.setObjectName("counts")
        self.counts.setWordWrap(True)
        self.others = text_label(muted=True)
        self.others.setObjectName("left_and_answered")
        self.worst = text_label(bold=True)
        self.worst.setObjectName("worst")
        self.gaps = Pill()
        self.gaps.setObjectName("gap_total")
        foot = QHBoxLayout(self)
        foot.setContentsMargins(space(4), space(2), space(4), space(2))
        foot.setSpacing(space(4))
        said = QVBoxLayout()
        said.setSpacing(space(0.5))
        said.addWidget(self.counts)
        said.addWidget(self.others)
        foot.addLayout(said, 1)
        self._missing = QVBoxLayout()
        self._missing.setSpacing(space(1))
        right = Qt.AlignmentFlag.AlignRight
        for widget in (self.worst, self.gaps):
            self._missing.addWidget(widget, 0, right)
        foot.addLayout(self._missing)
        self.suggest = push_button(
            self.tr("Su&ggest cover…"),
            self.suggest_asked.emit,
            name="suggest_cover",
            icon_name="suggest",
        )
        self.suggest.setToolTip(self.tr("Find the best plan for what is missing (Ctrl+G)"))
        foot.addWidget(self.suggest, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_board(
        self, board: BoardView, assignments: Sequence[Assignment], declined: int
    ) -> None:
        """Say what a board comes to."""
        self._say_counts(board)
        self._say_missing(board)
        own = [
            each
            for each in assignments
            if each.window_id == board.window.window_id and each.assignment_id
        ]
        said = [left_words(board), answered_words(own, declined)]
        self.others.setText("   ".join(part for part in said if part))
        self.others.setVisible(any(said))

    def _say_counts(self, board: BoardView) -> None:
        days = len({to_local(each.at).date() for each in board.counts})
        tip = self.tr("How many of the people required are there at that time")
        lines = _count_lines(board.counts) if days > 1 else [_count_line(board.counts)]
        if days > MOST_DAYS:
            tip = "\n".join([tip, *lines])
            fewest = min(board.counts, key=lambda each: each.filled - each.required)
            said = f"{formats.moment(fewest.at)}, {count_words(fewest)}"
            lines = [self.tr("fewest: {count}").format(count=said)]
        self.counts.setText("\n".join(lines))
        self.counts.setToolTip(tip)

    def _say_missing(self, board: BoardView) -> None:
        worst, number = board.worst, board.gap_count
        self.worst.setVisible(worst is not None)
        if worst is not None:
            self.worst.setText(
                self.tr("worst: {when}, {n} missing").format(
                    when=formats.moment(worst.at), n=formats.number(worst.missing)
                )
            )
        if number:
            hours = formats.duration(timedelta(minutes=board.missing_minutes))
            said = self.tr("{gaps}, {hours} of cover missing")
            self.gaps.say(said.format(gaps=formats.count(number, "gap"), hours=hours), Tone.SHORT)
            self.gaps.setToolTip(self.tr("Hours of work for which somebody is missing"))
        else:
            self.gaps.say(self.tr("No gaps"), Tone.COVERED)


def left_words(board: BoardView) -> str:
    """``2 gaps left knowingly``; nothing when there is none."""
    left = sum(
        any(
            held.post == gap.post and held.start < gap.end and held.end > gap.start
            for held in each.left
        )
        for each in board.services
        for gap in each.gaps
    )
    return f"{formats.count(left, 'gap')} left knowingly" if left else ""


def answered_words(assignments: Sequence[Assignment], declined: int) -> str:
    """``cover: 3 of 7 people have answered, 1 declined``; nothing while nobody covers."""
    asked = len(assignments) + declined
    if not asked:
        return ""
    answered = declined + sum(each.reply is not Reply.NO_ANSWER for each in assignments)
    people = formats.count(asked, "person has", "people have")
    said = f"cover: {formats.number(answered)} of {people} answered"
    return f"{said}, {formats.number(declined)} declined" if declined else said


def _count_line(counts: Sequence[Count]) -> str:
    """``09:00: 41 of 44   20:00: 36 of 38``, of one day."""
    return "   ".join(f"{formats.clock(each.at)}: {count_words(each)}" for each in counts)


def _count_lines(counts: Sequence[Count]) -> list[str]:
    """A line for each time of day: ``09:00: Tue 41 of 44, Wed 40 of 44``."""
    lines: dict[str, list[str]] = {}
    for each in counts:
        said = f"{to_local(each.at):%a} {count_words(each)}".replace(" ", NO_BREAK)
        lines.setdefault(f"{to_local(each.at):%H:%M}", []).append(said)
    return [f"{clock}: {', '.join(lines[clock])}" for clock in sorted(lines)]
