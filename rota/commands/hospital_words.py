"""The words of the command about what a hospital sets up for its letters."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rota.commands.reading_words import lengths, several

_DETAILS = (
    "name",
    "address",
    "phone",
    "phone-hours",
    "email",
    "return-address",
    "sender",
    "sender-role",
)
_POST = (
    ("post-collection", "HH:MM", "when the post is collected; blank: 17:30"),
    ("print-cutoff", "HH:MM", "until when letters are printed for a day's post; blank: until then"),
    ("post-margin", "N", "days from 0 to 5 kept in hand for late post, in every class; blank: 0"),
    ("sheets-a-batch", "N", "how many sheets a batch has at most; blank: 250"),
    ("reminder-days", "N[,N]", "how many days before an appointment your own reminders go"),
    ("envelope", "NAME", "the window envelopes in use: C5, DL or one of your own"),
)


def add_hospital(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add ``hospital``."""
    hospital = add("hospital", "what letters say of the hospital: show it, or set parts of it")
    for name in _DETAILS:
        hospital.add_argument(f"--{name}", metavar="TEXT")
    logo = hospital.add_mutually_exclusive_group()
    logo.add_argument("--logo", metavar="FILE", help="a PNG or JPEG, at most 1 MB")
    logo.add_argument("--no-logo", action="store_true", help="letters have no logo")
    hospital.add_argument(
        "--languages",
        type=several(),
        metavar="TAG[,TAG]",
        help="the languages letters are written in beside English, such as cy,pl; blank: none",
    )
    for name, value, text in _POST:
        hospital.add_argument(f"--{name}", metavar=value, help=text)
    hospital.add_argument(
        "--nation", metavar="ENG|WLS|SCT|NIR", help="whose bank holidays count; --site for one site"
    )
    hospital.add_argument("--site", default="", metavar="S", help="the site that is set up")
    for name, text in (
        ("name", "how letters call it"),
        ("address", "where it is"),
        ("phone", "its own phone for patients"),
        ("hours", "when that phone is answered"),
    ):
        hospital.add_argument(f"--site-{name}", metavar="TEXT", help=text)
    hospital.add_argument(
        "--envelope-add", metavar="NAME", help="keep the measures of an envelope, in millimetres"
    )
    hospital.add_argument(
        "--envelope-size", type=lengths(2, "x"), metavar="WxH", help="such as 229x162"
    )
    hospital.add_argument(
        "--envelope-window",
        type=lengths(4, ","),
        metavar="LEFT,BOTTOM,WIDTH,HEIGHT",
        help="its window: from the left and the bottom edge, then its size, such as 20,60,90,35",
    )
    hospital.add_argument(
        "--envelope-fold", choices=("half", "thirds"), default="half", help="how the sheet goes in"
    )
    hospital.add_argument(
        "--envelope-tried",
        action="store_true",
        help="a test sheet has shown that the measures hold",
    )
    hospital.add_argument("--envelope-remove", metavar="NAME", help="forget an envelope")
