"""The checker as one file: a zip of this package's own modules that Python runs, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

_RUN = b"""\
import sys

from caseward.verify.laptop import main

sys.exit(main(sys.argv[1:], sys.stdout))
"""
_SHEBANG = b"#!/usr/bin/env python3\n"
_LEFT_OUT = ("packing.py",)


def zipapp() -> bytes:
    """The file. It needs Python 3.11 or later and nothing else, and asks for nothing from any network."""
    here = Path(__file__).parent
    files = {"__main__.py": _RUN, "caseward/__init__.py": b'"""The independent check of Caseward, by itself."""\n'}
    for path in sorted(here.glob("*.py")):
        if path.name not in _LEFT_OUT:
            files[f"caseward/verify/{path.name}"] = path.read_bytes()
    made = io.BytesIO()
    made.write(_SHEBANG)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(about, data)
    return made.getvalue()
