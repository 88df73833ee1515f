"""Which of the system's libraries Qt needs and this machine lacks; loads no Qt itself."""

from __future__ import annotations

import ctypes
import os
import sys

ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
ON_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Shared libraries and the Debian packages that bring them; only Linux may lack any."""


def missing_libraries() -> dict[str, str]:
    """Return the missing libraries and their packages; empty where Qt can start."""
    if not sys.platform.startswith("linux"):
        return {}
    wanted = dict(ALWAYS)
    if os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        wanted |= ON_X11
    return {library: package for library, package in wanted.items() if not _loads(library)}


def advice(missing: dict[str, str]) -> str:
    """Return what is missing and the one line that brings it."""
    packages = " ".join(sorted(set(missing.values())))
    return (
        f"The window needs system libraries that are not here: {', '.join(sorted(missing))}.\n"
        f"On Debian or Ubuntu: sudo apt-get install {packages}"
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
