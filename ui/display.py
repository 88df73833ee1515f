"""Whether there is a screen that somebody can see."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping

UNSEEN = frozenset({"offscreen", "minimal"})
NEEDS_SERVER = frozenset({"", "xcb", "wayland", "wayland-egl"})


def named_platform(environment: Mapping[str, str] = os.environ) -> str:
    """Return the platform plugin that ``QT_QPA_PLATFORM`` names first."""
    return environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0].strip()


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether a window could be seen. Only Linux can lack a screen."""
    if not sys.platform.startswith("linux"):
        return named_platform(environment) not in UNSEEN
    platform = named_platform(environment)
    if platform not in NEEDS_SERVER:
        return platform not in UNSEEN
    return _wayland_answers(environment) or _x11_answers(environment.get("DISPLAY", ""))


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    return bool(name) and _answers(os.path.join(environment.get("XDG_RUNTIME_DIR", ""), name))


def _x11_answers(display: str) -> bool:
    """A local display is tried, because Qt would end the program if nobody answers there."""
    host, colon, number = display.rpartition(":")
    if not colon:
        return False
    if host not in ("", "unix"):
        return True
    path = f"/tmp/.X11-unix/X{number.split('.')[0]}"
    return _answers(path) or _answers(f"\0{path}")


def _answers(path: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(2)
            line.connect(path)
    except OSError:
        return False
    return True
