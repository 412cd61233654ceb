"""Pictures of an Xvfb, which keeps its screen in a file of the format XWD."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Tuple

# The least and the most of red, green and blue.
Color = Tuple[Tuple[int, int], Tuple[int, int], Tuple[int, int]]


class Picture:
    """Pixels as bytes: red, green, blue, row by row from the top."""

    def __init__(self, width: int, height: int, pixels: bytes):
        self.width, self.height, self.pixels = width, height, pixels

    @classmethod
    def of_screen(cls, file: Path) -> "Picture":
        data = file.read_bytes()
        header = struct.unpack(">25I", data[:100])
        width, height, little, stride, depth = header[4], header[5], header[7] == 0, header[12], header[11]
        if depth != 32:
            raise ValueError(f"{file}: {depth} bits in a pixel, not 32")
        start = header[0] + header[19] * 12
        pixels = bytearray(width * height * 3)
        red, green, blue = (2, 1, 0) if little else (1, 2, 3)
        for row in range(height):
            line = data[start + row * stride : start + row * stride + width * 4]
            place = row * width * 3
            pixels[place : place + width * 3 : 3] = line[red::4]
            pixels[place + 1 : place + width * 3 : 3] = line[green::4]
            pixels[place + 2 : place + width * 3 : 3] = line[blue::4]
        return cls(width, height, bytes(pixels))

    def save(self, file: Path) -> None:
        rows = b"".join(
            b"\0" + self.pixels[row * self.width * 3 : (row + 1) * self.width * 3] for row in range(self.height)
        )
        parts = [
            (b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(rows, 6)),
            (b"IEND", b""),
        ]
        png = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + png)

    def count(self, wanted, left: float = 0, top: float = 0, right: float = 1, bottom: float = 1) -> int:
        """How many pixels of a part of the picture are as `wanted(red, green, blue)` says; the sides are shares of it."""
        found = 0
        for row in range(int(top * self.height), int(bottom * self.height)):
            start, end = (row * self.width + int(left * self.width)) * 3, (row * self.width + int(right * self.width)) * 3
            line = self.pixels[start:end]
            found += sum(map(wanted, line[0::3], line[1::3], line[2::3]))
        return found

    def shape(self, color: Color, left: float = 0, top: float = 0, right: float = 1, bottom: float = 1) -> bytes:
        """Which pixels of a part of the picture have a color: a byte for each, 1 or 0. Much faster than `count`."""
        lines = []
        for row in range(int(top * self.height), int(bottom * self.height)):
            lines.append(self.pixels[(row * self.width + int(left * self.width)) * 3 : (row * self.width + int(right * self.width)) * 3])
        part = b"".join(lines)
        fits = -1
        for channel, (least, most) in enumerate(color):
            table = bytes(least <= value <= most for value in range(256))
            fits &= int.from_bytes(part[channel::3].translate(table), "little")
        return fits.to_bytes(len(part) // 3, "little")
