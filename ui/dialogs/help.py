"""Help on a page: what it is for, how to go about it, which keys there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label

KEYS = (
    "Ctrl+1 to Ctrl+9 go to a page, Ctrl+K to the search, Ctrl+I imports a file. Ctrl+Z takes "
    "back the last action, Ctrl+Shift+Z does it again."
)
TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "page_strikes": (
        "Strikes",
        (
            "Each row is one stretch of industrial action. Choosing one here, or in the list on "
            "top, makes every page be about it.",
            "The timeline has a lane for each dispute and union; keys 1 to 4 show a day, a week, a "
            "month or a year, plus and minus zoom, Home goes to today. Drag an edge of a bar to "
            "see what a new time would mean. On top: how many groups are out at once.",
            "In the calendar the arrows go from day to day, Page Up and Page Down from month to "
            "month, and Enter chooses the strike of the day.",
            "Below: each day from 8am to 8am, and how many lost duties are running in each hour. "
            "A day on which the clocks change has 23 or 25 boxes.",
            "A duty is lost when it starts inside the strike, and is then lost to its own end: "
            "what lies after the end of the strike is still lost then (the overhang).",
            "Before a strike is suspended, called off or reinstated you see everything that "
            "follows.",
        ),
    ),
    "page_cover": (
        "Cover",
        (
            "Each line is a service, from the start of the strike to the end of the last duty "
            "it takes. "
            "Green: every place is filled. Red and hatched: somebody is missing.",
            "Click a gap to see who can cover it, the best first, and why everybody else cannot. "
            "The arrow keys walk from service to service and from gap to gap; Enter goes on to "
            "the people, Space opens a service.",
            "Drag somebody's cover to move it, or an end of it to stretch it; with Alt and the "
            "arrow keys it moves by a quarter of an hour. The right mouse button shows what else "
            "can be done, and its keys. All of it can be undone with Ctrl+Z.",
            "Where a rule asks for a reason, the reason is kept with the cover. A gap can also be "
            "left open knowingly: it stays a gap, and the board says who answers for it.",
            "Marking a duty as emergency cover lets it go ahead. Changing the level of a service "
            "changes what it needs for this whole strike.",
            "A service without a requirement counts nobody as missing: choose it and enter what it "
            "needs under Requirements (Ctrl+R), copy it from a day's roster, or import it.",
        ),
    ),
    "page_people": (
        "People",
        (
            "Everybody on the staff list, and what the strike shown on top means to each: called "
            "out, duties lost, cover they are down for, away. Search by name, number, grade, "
            "department, site or skill; words in any order.",
            "Choose a person to see their duties a week either side, their hours in that week and "
            "when they are away. Enter corrects them; duties and absences have buttons of their "
            "own.",
            "What is entered or corrected here is kept when a file is imported again: the import "
            "lists what it would have changed, and takes the file's only if you say so.",
            "What people told the trust is voluntary, shown on this page and the cover board "
            "only, and deleted for good some time after the strike. Not said counts as absent.",
        ),
    ),
    "page_appointments": (
        "Appointments",
        (
            "The appointments that the strike puts at risk, each with every reason. Nothing is "
            "postponed until somebody decides it.",
            "Keys on a row: K keep, P postpone, C phone or video, R rebook, S stand by, A accept "
            "what is proposed, N new dates, E or Enter correct the patient, Insert adds an "
            "appointment, Backspace clears the filter. Shift or Ctrl chooses several rows, Ctrl+A "
            "all that the filter finds, Ctrl+C copies them.",
            "Proposals put those first who can wait with least harm; the reasons stand on the "
            "right. Accept one, the chosen rows, or a whole group on the right when no row is "
            "chosen. There too is the most to be moved in a day: what is past that limit is "
            "marked \u25b2 and stays undecided.",
            "Search by name, appointment, hospital or NHS number, clinic or postcode. A whole "
            "number finds just that one. A heading puts the list in order. Filters holds ready "
            "ones and your own; all parts work together, on the strike's days or on every day.",
            "New dates proposes free slots for the chosen rows, or for everybody postponed. File "
            "for PAS hands decisions to the hospital's own system, which stays the master.",
        ),
    ),
    "page_letters": (
        "Letters",
        (
            "Every patient who must be told something in writing, the most pressing first: what "
            "can still go second class, what needs first class, and what is too late but for the "
            "phone.",
            "A batch that is made is not posted: print it, say whether it came out of the printer, "
            "and say so once it is in the post.",
            "After a jam choose the first letter that is not right: it and those behind it are "
            "printed again, no other.",
            "A held letter may go where a second person agrees. The call sheet is for patients "
            "whom no letter reaches in time.",
        ),
    ),
    "page_day": (
        "On the day",
        (
            "Who is expected at each service, now, at the checks at 08:00 and 20:00, or at another "
            "time. Services with somebody missing stand first, hatched in red: now, or from some "
            "minute of the next hour. Who goes home within the hour is set apart.",
            "Left, while a check is shown that is past, is about this minute; to enter that "
            "somebody left at 13:20, choose Another time first.",
            "Keys on a person: Space here, N not here, L left, Backspace takes the tick off; the "
            "cursor goes on to the next. A ticks everybody of a service who is not ticked yet, C "
            "is for somebody who came and was not down for it. Ctrl and the arrows go from service "
            "to service.",
            "When somebody rings: Ctrl+F, a few letters of the name, Enter, Space. Ctrl+Z takes "
            "back your own last click here, not that of another.",
            "A tick is shown at once and saved behind it; one that could not be saved says so. "
            "What others tick comes in by itself within seconds. Nobody ticked counts as the plan "
            "has them.",
            "A gap raises a flag. Who can cover finds people for it. Somebody takes the flag, and "
            "closes it with what came of it; one that nobody took goes when the gap does. Notes, "
            "open flags and gaps go on the handover sheet.",
            "After the strike: Attendance settles duty by duty who worked.",
        ),
    ),
    "page_review": (
        "Review",
        (
            "Each department with its services, and how many people are missing in each hour of "
            "the strike. Close hatching: nobody answers for the gap; wide hatching: somebody has "
            "accepted it. A long strike joins several hours in a box, which then shows the worst "
            "of them.",
            "The arrow keys walk through the hours, G goes to the next gap and Shift+G to the one "
            "before, Enter accepts the gap you are on: say why, and who answers for it. On the "
            "right: the gap, and below it the department's signature, patients by priority, "
            "letters, open flags and comments.",
            "Departments chooses your own; this computer remembers them. With none ticked, every "
            "department is shown.",
            "Sign off shows every line that is signed. They are kept with the signature and "
            "sealed with the revision of the strike. If something changes while you read, you are "
            "shown what, and sign again. Whatever changes later shows as changes since you signed.",
            "Send back asks the rota manager to change the plan: nobody signs it until somebody "
            "says that this is settled. A signature can be withdrawn; it stays on record.",
            "No patient is named here, and nobody reads here who strikes: the reason is that a "
            "clinician is not available.",
        ),
    ),
    "page_reports": (
        "Reports",
        (
            "Choose a report on the left. It is made from what the file holds now; Read again, or "
            "F5, makes it as of now. While figures are provisional it says so on top.",
            "A heading puts a table in order, and its tip says what is counted; Ctrl+C copies the "
            "chosen rows. In a picture the arrow keys go from field to field, and the tip says "
            "what each means.",
            "Save it as a PDF to read, as a workbook or a CSV to work with. A report that names "
            "people says so; saving or printing it is kept in the history.",
            "The strike pack is one sealed file with the plan, the signed gaps, the letters and "
            "the evidence. Check a pack says whether anything in it was changed.",
        ),
    ),
    "page_settings": (
        "Settings",
        (
            "What every letter reads: the hospital and its sites, when the post goes and in which "
            "envelopes, and the languages you write in. The letter on the right shows what is "
            "typed, saved or not.",
            "Save keeps one part at a time; Undo in the window's menu takes back what was saved. "
            "Without a name and a phone number no batch is made here.",
            "Users and lock: who may sign in and for what, and after how many minutes this "
            "computer locks. Ctrl+Shift+K locks at once; what is being typed is there again after "
            "the passphrase. A file without a passphrase is protected there.",
        ),
    ),
}


class HelpDialog(QDialog):
    """One page's help; Esc or Enter closes it."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title, texts = TEXTS.get(page, ("Strike Rota", ()))
        self.setWindowTitle(self.tr("Help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(3))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        for text in (*texts, KEYS):
            said = paragraph(text, muted=text is KEYS)
            said.setMinimumWidth(space(120))
            layout.addWidget(said)
        close = push_button(self.tr("Close"), self.accept, name="close_help", primary=True)
        close.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout.addLayout(row)
