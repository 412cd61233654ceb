"""The bill of materials: it fits the schema, names what is linked, and a broken one is noticed.

    python3 check_sbom.py FILE
"""

import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_5)


def check(good, what):
    if not good:
        raise SystemExit("the bill of materials: " + what)


text = Path(sys.argv[1]).read_text(encoding="utf-8")
check(VALIDATOR.validate_str(text) is None, str(VALIDATOR.validate_str(text)))
bill = json.loads(text)
components = {each["bom-ref"]: each for each in bill["components"]}
names = {each["name"] for each in bill["components"]}
library = bill["metadata"]["component"]["bom-ref"]

check({"reqwest", "rustls", "ring", "tokio", "serde_json"} <= names, "a crate that is linked is not in it")
check(not {"convai-emulator", "hound", "rcgen", "cbindgen", "syn"} & names, "a crate that is not linked is in it")
check(len(components) == len(bill["components"]), "a crate is in it twice")
for each in components.values():
    check(each["purl"] == "pkg:cargo/%s@%s" % (each["name"], each["version"]), "%s has another purl" % each["name"])
    check(len(each["hashes"][0]["content"]) == 64 and each["licenses"][0]["expression"], each["name"])
edges = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
check(set(edges) == set(components) | {library}, "the dependencies are of other crates")
reached, ends = set(), [library]
while ends:
    ends += [each for each in edges[ends.pop()] if each not in reached and not reached.add(each)]
check(reached == set(components), "a crate is needed by none")

del bill["components"][0]["name"]
check(VALIDATOR.validate_str(json.dumps(bill)) is not None, "the validator does not notice a component without a name")
print("%s: %d crates" % (Path(sys.argv[1]).name, len(components)))
