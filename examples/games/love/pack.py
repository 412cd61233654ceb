#!/usr/bin/env python3
"""Packs the game into one file, which LÖVE starts. The same files always give the same bytes.

    python3 pack.py keeper.love
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

FILES = ["conf.lua", "convai.lua", "main.lua"]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: pack.py FILE.love")
    folder, packed = Path(__file__).resolve().parent, Path(sys.argv[1])
    packed.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(packed, "w") as archive:
        for name in FILES:
            # With the first time that the format knows, and not compressed: other versions of zlib give other bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, (folder / name).read_bytes())


if __name__ == "__main__":
    main()
