"""The PyInstaller hook: adds the native library to the frozen program, in the folder where the package looks."""

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = collect_dynamic_libs("convai")
