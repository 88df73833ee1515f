from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from ui.display import has_display, named_platform

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack")


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({}, id="nothing set"),
        pytest.param({"QT_QPA_PLATFORM": "offscreen"}, id="offscreen"),
        pytest.param({"QT_QPA_PLATFORM": "minimal", "DISPLAY": ":0"}, id="minimal"),
        pytest.param({"QT_QPA_PLATFORM": "xcb"}, id="xcb without a server"),
        pytest.param({"DISPLAY": ":4711"}, id="nobody answers"),
        pytest.param({"DISPLAY": "nonsense"}, id="no number"),
        pytest.param({"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/nowhere"}, id="way"),
    ],
)
def test_nobody_would_see_a_window(environment: dict[str, str]) -> None:
    assert not has_display(environment)


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"QT_QPA_PLATFORM": "vnc:size=800x600"}, id="vnc"),
        pytest.param({"QT_QPA_PLATFORM": "eglfs"}, id="a screen without a server"),
        pytest.param({"DISPLAY": "desk:0"}, id="another computer's server"),
    ],
)
def test_somebody_would_see_a_window(environment: dict[str, str]) -> None:
    assert has_display(environment)


def test_a_server_that_answers_is_a_display(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-9"))
        server.listen()
        there = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert has_display(there)


def test_the_first_platform_named_is_meant() -> None:
    assert named_platform({"QT_QPA_PLATFORM": "wayland;xcb"}) == "wayland"
    assert named_platform({"QT_QPA_PLATFORM": "offscreen:size=9x9"}) == "offscreen"
