"""The version of the package: the library in a wheel has the same."""

__version__ = "0.1.0"
