"""The version of this package and of the emulator in it."""

__version__ = "0.1.0"
