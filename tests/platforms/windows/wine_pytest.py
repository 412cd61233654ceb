"""A plugin of pytest for CPython for Windows under Wine."""

import os
import pathlib

import _winapi
import pytest

# Wine 8 lacks this function of kernel32, which shutil.copy2 calls. Without it, shutil copies the file itself.
if hasattr(_winapi, "CopyFile2"):
    del _winapi.CopyFile2

#: The tests that do not apply, as the beginnings of their names.
LEFT_OUT = pathlib.Path(os.environ["CONVAI_TEST_LEFT_OUT"]).read_text(encoding="utf-8").splitlines()


def pytest_ignore_collect(collection_path):
    """Leaves out whole files, which may import what is not installed."""
    return True if f"{collection_path.name}::" in LEFT_OUT else None


def pytest_collection_modifyitems(config, items):
    def left_out(item):
        return [test for test in LEFT_OUT if item.nodeid.startswith(f"tests/{test}")]

    unknown = [test for test in LEFT_OUT if not test.endswith("::") and not any(test in left_out(item) for item in items)]
    if unknown:
        raise pytest.UsageError(f"not_applicable.txt: there are no tests {unknown}")
    deselected = [item for item in items if left_out(item)]
    config.hook.pytest_deselected(items=deselected)
    items[:] = [item for item in items if not left_out(item)]
