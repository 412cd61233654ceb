"""Checks that the bill of materials satisfies the schema and lists exactly the linked crates, and that a broken one fails.

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

check({"reqwest", "rustls", "ring", "tokio", "serde_json"} <= names, "a linked crate is missing")
check(not {"convai-emulator", "hound", "rcgen", "cbindgen", "syn"} & names, "a crate that is not linked is listed")
check(len(components) == len(bill["components"]), "a crate is listed twice")
for each in components.values():
    check(each["purl"] == "pkg:cargo/%s@%s" % (each["name"], each["version"]), "the purl of %s is wrong" % each["name"])
    check(each["licenses"][0]["expression"], each["name"])
    # The members of the workspace have no archive.
    hashes = [len(one["content"]) for one in each.get("hashes", [])]
    check(hashes == ([] if each["name"] in ("convai-audio", "convai-core") else [64]), "the hash of %s is wrong" % each["name"])
edges = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
check(set(edges) == set(components) | {library}, "the dependencies name other crates than the list")
reached, ends = set(), [library]
while ends:
    ends += [each for each in edges[ends.pop()] if each not in reached and not reached.add(each)]
check(reached == set(components), "no crate depends on one that is listed")

del bill["components"][0]["name"]
check(VALIDATOR.validate_str(json.dumps(bill)) is not None, "the validator accepts a component without a name")
print("%s: %d crates" % (Path(sys.argv[1]).name, len(components)))
