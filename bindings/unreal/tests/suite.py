"""Runs every check of the Unreal plugin and counts them. Started by run.sh."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import core_layer  # noqa: E402
import layout  # noqa: E402
import rules  # noqa: E402
import syntax  # noqa: E402
from common import Failed, TARGET, stage  # noqa: E402


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    stage()
    passed = failed = 0
    for module in (layout, rules, syntax, core_layer):
        print(f"{module.__name__}: {module.__doc__.splitlines()[0]}")
        for name, check in vars(module).items():
            if not name.startswith("check_"):
                continue
            print(f"  {name[len('check_'):]}", flush=True)
            try:
                good, bad = check() or (1, 0)
            except Failed as problem:
                print(f"    FAILED: {problem}")
                good, bad = 0, 1
            except Exception:
                traceback.print_exc(file=sys.stdout)
                good, bad = 0, 1
            passed += good
            failed += bad
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.exit(main())
