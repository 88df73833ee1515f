"""How a page of a long list is laid out: filters on top, the rows, and a panel beside them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget


def lay_list(
    page: QWidget,
    header: QWidget,
    above: Sequence[QWidget],
    rows: Sequence[QWidget],
    panel: QWidget,
    instead: Sequence[QWidget],
) -> tuple[QStackedLayout, QStackedLayout]:
    """Lay a page out; return the stack of ``rows`` (the table, or why it is empty) and the whole's.

    The whole is the work with its list, or one of those ``instead``.
    """
    table = QWidget()
    middle = QStackedLayout(table)
    for widget in rows:
        middle.addWidget(widget)
    across = QHBoxLayout()
    across.setSpacing(0)
    across.addWidget(table, 1)
    across.addWidget(panel)
    work = QWidget()
    down = QVBoxLayout(work)
    down.setContentsMargins(0, 0, 0, 0)
    down.setSpacing(0)
    for widget in above:
        down.addWidget(widget)
    down.addLayout(across, 1)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(header)
    stack = QStackedLayout()
    whole.addLayout(stack, 1)
    for widget in (work, *instead):
        stack.addWidget(widget)
    return middle, stack
