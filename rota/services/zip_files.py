"""Archives of files that are safe to open: plain names, no paths, the same bytes for the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z]{2,4}")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive. A name that is no plain one is a fault of the program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if not _PLAIN_NAME.fullmatch(name):
                raise ValueError("a file in an archive must have a plain name")
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return out.getvalue()
