#!/usr/bin/env python3
"""Draws the icons of the plugin and of its classes, with the shapes of bindings/unity/icons.py.

    python3 draw_icons.py            writes the icons whose pixels change
    python3 draw_icons.py --check    writes nothing; fails if an icon is missing or has other pixels

The plugin browser of the editor shows Resources/Icon128.png. ConvaiNativeIcons.cpp shows the others: each has the name of its class.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "ConvaiNative/Resources"
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "unity"))
import icons as shapes  # noqa: E402

# The name of each file, its shape and its size in pixels.
ICONS = {
    "Icon128": (shapes.character, 128),
    "ConvaiNativeConversationComponent": (shapes.character, 64),
    "ConvaiNativeDemoCharacter": (shapes.chat_panel, 64),
    "ConvaiNativeMicrophoneComponent": (shapes.microphone, 64),
    "ConvaiNativeMouthComponent": (shapes.mouth, 64),
}


def main() -> int:
    changed = []
    for name, (shape, size) in ICONS.items():
        path, rows = FOLDER / f"{name}.png", shapes.pixels(shape, size)
        if shapes.same(path, rows, size):
            continue
        changed.append(name)
        if "--check" not in sys.argv[1:]:
            FOLDER.mkdir(exist_ok=True)
            path.write_bytes(shapes.png(rows, size))
    if "--check" in sys.argv[1:] and changed:
        print(f"Icons that are missing or have other pixels: {', '.join(changed)}. Run python3 bindings/unreal/draw_icons.py")
        return 1
    print(f"{len(changed)} icons written." if changed else "All icons are current.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
