"""What the dated rules say of a strike: what was measured, against which limit, from where."""

from __future__ import annotations

from collections.abc import Sequence

from rota.domain.findings import Finding
from ui.colours import Tone
from ui.law_words import finding_name
from ui.widgets.labels import Pill, paragraph
from ui.widgets.panels import Card


class FindingsList(Card):
    """One rule under the other. It names figures and sources, never a verdict."""

    def __init__(self) -> None:
        super().__init__(self.tr("What the dated rules say"))
        self.setObjectName("findings")
        self.findings: tuple[Finding, ...] = ()

    def show_findings(self, found: Sequence[Finding], otherwise: str = "") -> None:
        """Show these; ``otherwise`` is said when there is none."""
        self.findings = tuple(found)
        self.clear()
        for each in found:
            tone = Tone.MUTED if each.severity == "note" else Tone.WARNING
            self.add(Pill(finding_name(each), tone))
            self.add(paragraph(each.text))
            if each.measured:
                said = self.tr("Measured: {measured}. Limit: {limit}.")
                self.add(paragraph(said.format(measured=each.measured, limit=each.limit)))
            source = self.tr("Source: {source}.").format(source=each.source.rstrip("."))
            self.add(paragraph(source, muted=True))
        if not found:
            none = self.tr("No dated rule has anything to say about these terms.")
            self.add(paragraph(otherwise or none, muted=True))
