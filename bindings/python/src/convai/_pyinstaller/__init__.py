"""Tells PyInstaller where this package's hook is: found through the entry point in the package's metadata."""

from pathlib import Path


def hook_dirs() -> list[str]:
    """The folder with the hook."""
    return [str(Path(__file__).parent)]
