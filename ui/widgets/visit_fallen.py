"""Whose appointments still stand as decided for a strike that fell, with an offer to keep them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import Signal

from rota.domain.codes import Decision, words
from rota.services.appointment_list import VisitPicture
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.notice import Notice

_STANDS = {
    Decision.POSTPONE: "postponed",
    Decision.REBOOK: "rebooked",
    Decision.CONVERT: "changed to phone or video",
    Decision.STAND_BY: "on stand by",
}


class FallenNotice(Notice):
    """``keep_asked`` asks to keep what ``stuck`` says: all, or of several chosen those."""

    keep_asked = Signal()

    def __init__(self) -> None:
        super().__init__(space(2))
        self.setObjectName("fallen")
        self.keep_these = push_button("", self.keep_asked.emit, name="keep_fallen")
        self.add(self.keep_these)
        self._all: Mapping[str, Decision] = {}
        self.stuck: tuple[str, ...] = ()

    def show_picture(self, picture: VisitPicture) -> None:
        """Name the patients whom a strike that fell has left as they were decided."""
        self._all = picture.stuck
        if not self._all:
            self.say("")
            return
        fell = self.tr("The strike is {state}.").format(state=words(picture.window.state))
        if picture.window.removes_duties:
            fell = self.tr("A strike on these days has fallen.")
        whose = formats.count(len(self._all), "patient's appointment", "patients' appointments")
        stands = self.tr("stands") if len(self._all) == 1 else self.tr("stand")
        said = self.tr("{fell} {whose} still {stands} as {decided}: decide again.").format(
            fell=fell, whose=whose, stands=stands, decided=_decided_words(self._all)
        )
        self.say(said, Tone.WARNING)

    def show_chosen(self, ids: tuple[str, ...]) -> None:
        """Offer all of them, or of several chosen those among them."""
        several = len(ids) > 1
        self.stuck = tuple(each for each in ids if each in self._all) if several else (*self._all,)
        text = self.tr("Keep the {n} chosen…") if several else self.tr("Keep these appointments…")
        self.keep_these.setText(text.format(n=formats.number(len(self.stuck))))
        self.keep_these.setEnabled(bool(self.stuck))


def _decided_words(stuck: Mapping[str, Decision]) -> str:
    """``postponed``; where they differ ``postponed (5), rebooked (2)``."""
    counted = Counter(each for each in stuck.values() if each in _STANDS)
    if len(counted) == 1:
        return _STANDS[next(iter(counted))]
    return ", ".join(f"{_STANDS[each]} ({number:,})" for each, number in counted.most_common())
