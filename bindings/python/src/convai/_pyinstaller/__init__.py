"""The entry point through which PyInstaller finds the hook of this package."""

from pathlib import Path


def hook_dirs() -> list[str]:
    """Returns the folder that contains the hook."""
    return [str(Path(__file__).parent)]
