"""Validates examples and messages with jsonschema: event_schemas.py DOCS_FOLDER [BODIES.jsonl]

Every example in DOCS_FOLDER/examples must fit the schema of its name, and so must every body of the file.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource


def main() -> None:
    folder = Path(sys.argv[1])
    schemas = {file.name.removesuffix(".schema.json"): json.loads(file.read_text())
               for file in (folder / "schemas").glob("*.json")}
    registry = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values())
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    bodies = [(file.name, json.loads(file.read_text())) for file in sorted((folder / "examples").glob("*.json"))]
    for name, body in bodies:
        assert name == body["type"] + ".json", name
    if len(sys.argv) > 2:
        lines = Path(sys.argv[2]).read_text().splitlines()
        bodies += [(f"line {number}", json.loads(line)) for number, line in enumerate(lines, 1)]
    failures = 0
    for name, body in bodies:
        if body["type"] not in schemas:
            print(f"{name}: no schema for {body['type']}")
            failures += 1
            continue
        for error in Draft202012Validator(schemas[body["type"]], registry=registry).iter_errors(body):
            print(f"{name}: {error.json_path}: {error.message[:300]}")
            failures += 1
    print(f"{len(bodies)} messages, {failures} failures")
    sys.exit(1 if failures or not bodies else 0)


main()
