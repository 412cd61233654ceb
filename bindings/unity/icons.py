#!/usr/bin/env python3
"""Draws the icons of the components and of the settings asset.

    python3 icons.py            writes the icons whose pixels change
    python3 icons.py --check    writes nothing; fails if an icon is missing or has other pixels

An icon has the name of its class and is in Editor/Icons of the package, so that no build contains it. metas.py writes the
.meta files, and names the icon in the .meta file of the script. They follow the fields of files that Unity writes; they were
not opened in Unity.
"""

import os
import struct
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "com.convai.native", "Editor", "Icons")
SIZE = 64
SAMPLES = 4  # per axis and pixel, for smooth edges
COLOR = (46, 176, 150)  # visible in the light and in the dark theme


def disc(x, y, cx, cy, radius):
    return (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2


def ring(x, y, cx, cy, radius, width):
    return disc(x, y, cx, cy, radius) and not disc(x, y, cx, cy, radius - width)


def box(x, y, left, top, right, bottom, corner=0):
    if not (left <= x <= right and top <= y <= bottom):
        return False
    nearest = (min(max(x, left + corner), right - corner), min(max(y, top + corner), bottom - corner))
    return corner == 0 or disc(x, y, nearest[0], nearest[1], corner)


def bubble(x, y):
    return box(x, y, 4, 8, 60, 46, 10) or (14 <= x <= 30 and 40 <= y <= 60 - (x - 14))


def character(x, y):
    return bubble(x, y) and not any(disc(x, y, cx, 27, 4.5) for cx in (18, 32, 46))


def chat_panel(x, y):
    lines = box(x, y, 14, 18, 50, 23, 2) or box(x, y, 14, 29, 40, 34, 2)
    return bubble(x, y) and not lines


def microphone(x, y):
    holder = ring(x, y, 32, 30, 20, 5) and y >= 30
    return box(x, y, 22, 4, 42, 42, 10) or holder or box(x, y, 29.5, 48, 34.5, 60) or box(x, y, 20, 56, 44, 60, 2)


def voice(x, y):
    speaker = box(x, y, 4, 23, 16, 41, 2) or (14 <= x <= 30 and abs(y - 32) <= 9 + (x - 14) * 0.9)
    waves = (ring(x, y, 28, 32, 18, 5) or ring(x, y, 28, 32, 30, 5)) and x - 28 > abs(y - 32) * 0.9 and x > 34
    return speaker or waves


def mouth(x, y):
    lips = ((x - 32) / 28) ** 2 + ((y - 32) / 18) ** 2 <= 1
    opening = ((x - 32) / 20) ** 2 + ((y - 32) / 9) ** 2 <= 1
    return lips and not opening


def hub(x, y):
    ends = ((12, 14), (52, 14), (32, 56))
    arms = any(abs((cx - 32) * (y - 30) - (cy - 30) * (x - 32)) <= 2.5 * ((cx - 32) ** 2 + (cy - 30) ** 2) ** 0.5
               and (x - 32) * (cx - 32) + (y - 30) * (cy - 30) >= 0 and (x - 32) ** 2 + (y - 30) ** 2 <= (cx - 32) ** 2 + (cy - 30) ** 2 for cx, cy in ends)
    return disc(x, y, 32, 30, 12) or arms or any(disc(x, y, cx, cy, 7) for cx, cy in ends)


def settings(x, y):
    knobs = ((16, 22), (32, 42), (48, 28))
    if any(disc(x, y, cx, cy, 8) for cx, cy in knobs):
        return not any(disc(x, y, cx, cy, 3.5) for cx, cy in knobs)
    return any(box(x, y, cx - 2.5, 6, cx + 2.5, 58, 2) for cx, _ in knobs)


ICONS = {
    "ConvaiNativeBehaviour": hub,
    "ConvaiNativeCharacter": character,
    "ConvaiNativeChatPanel": chat_panel,
    "ConvaiNativeMicrophone": microphone,
    "ConvaiNativeMouth": mouth,
    "ConvaiNativeSettings": settings,
    "ConvaiNativeVoice": voice,
}


def pixels(shape, size=SIZE):
    """The rows of an icon in RGBA, each with the filter byte 0 of PNG before it."""
    rows = bytearray()
    step = SIZE / size
    for row in range(size):
        rows.append(0)
        for column in range(size):
            inside = sum(shape((column + (sx + 0.5) / SAMPLES) * step, (row + (sy + 0.5) / SAMPLES) * step) for sx in range(SAMPLES) for sy in range(SAMPLES))
            rows += bytes(COLOR + (inside * 255 // SAMPLES ** 2,))
    return bytes(rows)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(rows, size=SIZE):
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def same(path, rows, size=SIZE):
    """Whether a file has these pixels. Its bytes depend on the version of zlib."""
    if not os.path.exists(path):
        return False
    with open(path, "rb") as file:
        data = file.read()
    start = data.find(b"IDAT") + 4
    return data == png(rows, size) or data[:33] == png(rows, size)[:33] and zlib.decompress(data[start:-16]) == rows


def main():
    changed = []
    for name, shape in sorted(ICONS.items()):
        path, rows = os.path.join(FOLDER, name + ".png"), pixels(shape)
        if same(path, rows):
            continue
        changed.append(name)
        if "--check" not in sys.argv[1:]:
            os.makedirs(FOLDER, exist_ok=True)
            with open(path, "wb") as file:
                file.write(png(rows))
    if "--check" in sys.argv[1:]:
        print("Icons that are missing or have other pixels: %s. Run python3 bindings/unity/icons.py" % ", ".join(changed) if changed else "All icons are current.")
        return 1 if changed else 0
    print("%d icons written." % len(changed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
