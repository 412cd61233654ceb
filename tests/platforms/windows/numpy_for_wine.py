"""Makes NumPy for Windows run under Wine 8, whose C runtime lacks the functions for complex numbers.

NumPy's modules import the mathematical functions from a DLL of the C runtime. Their import tables get the name of another DLL, which
takes the functions for complex numbers from MinGW's library, and forwards the others to the C runtime.
"""

import re
import subprocess

RUNTIME = b"api-ms-win-crt-math-l1-1-0.dll"
REPLACEMENT = b"convai-crt-math-for-wine-1.dll"
COMPLEX = {"conj"} | {"c" + name for name in (
    "abs acos acosh arg asin asinh atan atanh cos cosh exp imag log pow proj real sin sinh sqrt tan tanh").split()}


def imported(file):
    """The names that a file imports from RUNTIME."""
    printed = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", str(file)], check=True, stdout=subprocess.PIPE, text=True).stdout
    for table in printed.split("DLL Name: ")[1:]:
        if table.split()[0].encode() == RUNTIME:
            yield from re.findall(r"^\t[0-9a-f]+\s+(?:<none>|\d+)\s+(?:[0-9a-f]{4}\s+)?(\w+)$", table, re.M)


def exported(name):
    """The line of the definition file for a function. The type long double of MSVC is double."""
    if name in COMPLEX or name.endswith("f") and name[:-1] in COMPLEX:
        return f"  {name}\n"
    if name.endswith("l") and name[:-1] in COMPLEX:
        return f"  {name} = {name[:-1]}\n"
    return f"  {name} = ucrtbase.{name}\n"


def prepare(packages, programs):
    """Changes NumPy in `packages`, and builds the DLL in `programs`, the folder of python.exe."""
    names = set()
    for file in [*packages.glob("numpy/**/*.pyd"), *packages.glob("numpy.libs/*.dll")]:
        names.update(imported(file))
        file.write_bytes(file.read_bytes().replace(RUNTIME, REPLACEMENT))
    definitions = programs / "crt-math.def"
    definitions.write_text("EXPORTS\n" + "".join(map(exported, sorted(names))))
    subprocess.run(["x86_64-w64-mingw32-gcc", "-shared", "-static-libgcc", "-o", str(programs / REPLACEMENT.decode()),
                    "-x", "c", "/dev/null", "-x", "none", str(definitions)], check=True)
