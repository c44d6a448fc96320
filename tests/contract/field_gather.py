#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every field that Corral can be told, keep or send: of the OpenAPI document, of the model's tables, of the migrations."""
import json
import pathlib
import re

MEMBER = re.compile(r"\bF\s*\(\s*[A-Z]+\s*,\s*([a-z][a-z0-9_]*)\s*[,)]")
COLUMN = re.compile(r'^\s*"?([a-z][a-z0-9_]*)"?\s+(?:TEXT|INTEGER|REAL|BLOB|ANY)\b', re.M)
ADDED = re.compile(r'ADD COLUMN\s+"?([a-z][a-z0-9_]*)"?', re.I)


def of_document(path):
    """(name, where) of each property of each schema, however deep."""
    document = json.loads(path.read_text(encoding="utf-8"))

    def walk(schema, where):
        if isinstance(schema, list):
            for part in schema:
                yield from walk(part, where)
        elif isinstance(schema, dict):
            for name, part in (schema.get("properties") or {}).items():
                yield name, where
                yield from walk(part, where)
            for key in ("items", "oneOf", "anyOf", "allOf", "additionalProperties", "patternProperties", "$defs"):
                yield from walk(schema.get(key), where)

    for name, schema in document["components"]["schemas"].items():
        yield from walk(schema, f"the contract's {name}")
    for path_name, methods in document["paths"].items():
        for method in methods.values():
            if isinstance(method, dict):
                for parameter in method.get("parameters", []):
                    if "name" in parameter:
                        yield parameter["name"], f"a parameter of {path_name}"


def of_model(folder):
    """(name, where) of each member of the tables of fields."""
    for path in sorted(folder.glob("*.h")):
        for name in MEMBER.findall(path.read_text(encoding="utf-8")):
            yield name, path.name


def of_migrations(folder):
    """(name, where) of each column of each file."""
    for path in sorted(folder.glob("*/*.sql")):
        text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        for table in re.findall(r"CREATE TABLE[^(]*\((.*?)\n\)", text, re.S):
            for name in COLUMN.findall(table):
                yield name, f"{path.parent.name}/{path.name}"
        for name in ADDED.findall(text):
            yield name, f"{path.parent.name}/{path.name}"


def gather(root):
    """{name: sorted places} of all three."""
    found = {}
    for name, where in (*of_document(root / "data/openapi/corral-v1.json"), *of_model(root / "src/model"),
                        *of_migrations(root / "data/migrations")):
        found.setdefault(name, set()).add(where)
    return {name: sorted(places) for name, places in found.items()}
