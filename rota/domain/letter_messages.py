"""A letter as an e-mail and a text message, for the hospital's own way of sending them.

The e-mail has the words of the letter. The subject and the text message say nothing of what the
letter is about beyond "your hospital appointment": others may see a phone's screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from rota.domain.letter_content import LetterContent
from rota.domain.letter_plain import html_of, plain_parts, text_of

SUBJECT = "Your hospital appointment"
LONGEST_SHORT = 160
"""Characters of the 7-bit alphabet in one text message (3GPP TS 23.038, 23.040)."""

_SEVEN_BIT = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


@dataclass(frozen=True, slots=True)
class Message:
    """One letter for an address or a number, either of which may be blank."""

    reference: str
    email: str
    phone: str
    subject: str
    text: str
    html: str
    short_text: str


def message_of(content: LetterContent, email: str, phone: str) -> Message:
    """Return a letter as a message."""
    parts = plain_parts(content)
    return Message(
        content.reference,
        email,
        phone,
        SUBJECT,
        text_of(parts),
        html_of(parts),
        short_text(content.trust_name, content.reference),
    )


def short_text(sender: str, reference: str) -> str:
    """Return a text message that says that a letter follows; from whom, where there is room."""
    said = (
        "A letter about your hospital appointment follows by post. Please read it before you "
        f"travel. Our reference: {reference}"
    )
    named = f"{sender}: {said[0].lower()}{said[1:]}"
    fits = len(named) <= LONGEST_SHORT and _SEVEN_BIT.issuperset(named)
    return named if sender and fits else said
