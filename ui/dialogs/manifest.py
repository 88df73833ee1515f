"""What a batch consists of, bag by bag: to read, to copy, to save and to hand to the post room."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from rota.domain.post_bags import Manifest
from rota.services.exporting import write_file
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.paper_out import PaperOut
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder
from ui.models.batches import BAG_COLUMNS, bag_model
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.labels import paragraph
from ui.widgets.table_view import TableView


class ManifestDialog(NotingDialog):
    """The bags of one batch with their counts."""

    def __init__(self, desk: Desk, manifest: Manifest, parent: QWidget | None) -> None:
        super().__init__(desk, f"Manifest of batch {manifest.batch}", parent)
        self.setObjectName("dialog_manifest")
        self._manifest = manifest
        said = self.tr("{letters} on {sheets} in {bags}").format(
            letters=formats.count(manifest.letters, "letter"),
            sheets=formats.count(manifest.sheets, "sheet"),
            bags=formats.count(len(manifest.rows), "bag"),
        )
        self.body.addWidget(paragraph(said, muted=True))
        self.model = bag_model()
        self.model.setParent(self)
        self.model.replace(manifest.rows)
        self.table = TableView(self.model, self.tr("Bags"), name="view_bags")
        let_copy(self.table)
        self.table.setMinimumSize(space(150), space(60))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.notice)
        self.buttons.addWidget(push_button(self.tr("&Copy"), self._copy, name="copy_manifest"))
        self.buttons.addWidget(
            push_button(self.tr("Save &table…"), self._ask_table, name="save_manifest_table")
        )
        self._paper = PaperOut(desk, self, f"manifest-{manifest.batch:04d}")
        self._paper.said.connect(self.notice.say)
        self._paper.failed.connect(self._refused)
        page = partial(desk.tools.papers.manifest_page, manifest, desk.now())
        self.buttons.addWidget(
            push_button(
                self.tr("Save &PDF…"), partial(self._paper.ask_file, page), name="save_manifest"
            )
        )
        self.buttons.addWidget(
            push_button(
                self.tr("P&rint…"), partial(self._paper.ask_printer, page), name="print_manifest"
            )
        )
        self.table.setFocus()

    def _copy(self) -> None:
        copy_rows(BAG_COLUMNS, self._manifest.rows)
        self.notice.say(self.tr("Copied."), Tone.COVERED)

    def _ask_table(self) -> None:
        name = f"manifest-{self._manifest.batch:04d}.csv"
        ask_file(self, name, "Table (*.csv)", self._save_table)

    def _save_table(self, path: str) -> None:
        out = Path(path)
        keep_print_folder(out.parent)
        headings = [column.heading for column in BAG_COLUMNS]
        rows = [[column.text(row) for column in BAG_COLUMNS] for row in self._manifest.rows]
        data = self._desk.tools.exporter.safe_csv(headings, rows)
        self._desk.jobs.run_pure(partial(write_file, out, data), self._saved_as, self._refused)
