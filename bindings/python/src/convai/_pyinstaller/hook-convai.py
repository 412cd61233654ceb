"""PyInstaller's hook for convai: takes the native library along, in the folder where the package looks for it."""

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = collect_dynamic_libs("convai")
