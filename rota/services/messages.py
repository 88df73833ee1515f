"""The letters of a batch as e-mails and text messages, as data for the hospital's own sender.

A message goes beside the letter and does not replace it: only the letter counts as telling the
patient in writing. The program itself sends nothing. What was handed out is kept: whoever may have
been told something else than what is decided later needs a letter that says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from rota.domain.addresses import phone_to_ring
from rota.domain.appointments import Appointment
from rota.domain.calls import CallMade, CallOutcome
from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.letter_messages import Message, message_of
from rota.domain.letters import LineTold
from rota.services.batch_gate import visits_told
from rota.services.exporting import write_file
from rota.services.letter_truth import Truth, phone_digest
from rota.services.letters_out import BY_HAND, LeftOut, open_letters
from rota.services.ports import Exporter, Storage
from rota.services.windows import count_of

HEADINGS = tuple(each.name for each in fields(Message))
KINDS = (".csv", ".json")

_NO_POST = (
    "Nothing may go to this patient's home, so no message goes either: others may read it there."
)
_NO_CONTACT = "The record holds neither an e-mail address nor a phone number."


@dataclass(frozen=True, slots=True)
class MessagesFile:
    """Messages written, and the letters that have none; without messages no file was."""

    path: Path | None
    messages: tuple[Message, ...]
    left_out: tuple[LeftOut, ...]
    changes: Changes


def write_messages(
    storage: Storage, exporter: Exporter, batch: int, out: Path, now: datetime
) -> MessagesFile:
    """Write the messages of a batch's letters that are not posted yet, as JSON or as CSV.

    It is recorded first. No message goes to a patient whose letter goes by hand, who is not to be
    written to at home, or to a number that was found to be wrong. Refuses a batch in another
    medium, one that is posted, and any other kind of file. In CSV, text that a spreadsheet would
    run as a formula is made harmless.
    """
    if out.suffix.lower() not in KINDS:
        raise Refused("unknown_kind", "Messages are a .json or a .csv: give the file such a name.")
    with storage.write("letters messages", undoable=False) as work:
        letters, left = open_letters(work, batch, now)
        lines = work.letters.waiting()
        if not letters and not left:
            raise Refused("nothing_to_send", f"Batch {batch} is posted: no message goes after it.")
        visits = visits_told(work, [id_ for each in letters for id_ in each.made.appointment_ids])
        truth = Truth(work, list(visits.values()), now)
        messages: list[Message] = []
        said_to: list[CallMade] = []
        for each in letters:
            visit = visits[each.made.appointment_ids[0]]
            message = message_of(each.content, visit.patient.email.strip(), _number(truth, visit))
            if each.made.post_class == "by_hand":
                left.append(LeftOut(each.reference, "by_hand", BY_HAND))
            elif visit.patient.do_not_post:
                left.append(LeftOut(each.reference, "do_not_post", _NO_POST))
            elif not message.email and not message.phone:
                left.append(LeftOut(each.reference, "no_contact", _NO_CONTACT))
            else:
                messages.append(message)
                told = each.made.appointment_ids
                said_to += [_sent(work.who, batch, lines[id_], visits[id_], now) for id_ in told]
        work.gate.add_calls(said_to)
        said = count_of(len(messages), "letter", "letters")
        work.record(f"Handed out the messages of {said} of batch {batch}.")
    path = write_file(out, _data(messages, exporter, out, batch)) if messages else None
    return MessagesFile(path, tuple(messages), tuple(left), work.changes)


def _sent(who: str, batch: int, line: LineTold, visit: Appointment, now: datetime) -> CallMade:
    patient = visit.patient
    return CallMade(
        0, visit.appointment_id, now, who, CallOutcome.MESSAGE_SENT, f"batch {batch}",
        line.decision, line.new_start, line.told_start, patient.patient_id, phone_digest(patient),
    )  # fmt: skip


def _number(truth: Truth, visit: Appointment) -> str:
    return "" if truth.is_wrong_number(visit) else phone_to_ring(visit.patient.phone)


def _data(messages: Sequence[Message], exporter: Exporter, out: Path, batch: int) -> bytes:
    if out.suffix.lower() == ".csv":
        return exporter.safe_csv(HEADINGS, [tuple(asdict(each).values()) for each in messages])
    document = {"batch": batch, "messages": [asdict(each) for each in messages]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
