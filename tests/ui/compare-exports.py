#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a list that was saved as CSV and as JSON with Python's own readers and compares them row for row.

compare-exports.py FILE.csv FILE.json N_ROWS: says "N rows, M columns" when they are the same list."""
import csv
import json
import sys

FORMULA = set("=+-@\t\r\n＝＋－＠")


def fit(text):
    """What a spreadsheet may be given of a text: no control characters, and no formula."""
    text = "".join(c for c in text if c in "\t\r\n" or not (ord(c) < 32 or ord(c) == 127))
    return "'" + text if text and text[0] in FORMULA else text


def as_field(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return fit(value) if isinstance(value, str) else value


def main():
    csv_path, json_path, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
    raw = open(csv_path, "rb").read()
    raw.decode("utf-8")  # raises when it is none
    assert not raw.startswith(b"\xef\xbb\xbf"), "a byte order mark"
    with open(csv_path, newline="", encoding="utf-8") as file:
        table = list(csv.reader(file, strict=True))
    with open(json_path, encoding="utf-8") as file:
        rows = json.load(file)
    assert raw.endswith(b"\r\n"), "the last line does not end"
    head, lines = table[0], table[1:]
    assert len(set(head)) == len(head), "a column twice: %s" % head
    assert len(lines) == len(rows) == n, (len(lines), len(rows), n)
    for number, (line, row) in enumerate(zip(lines, rows)):
        assert len(line) == len(head), (number, line)
        assert list(row) == head, (number, list(row), head)
        for key, field in zip(head, line):
            expected = as_field(row[key])
            if isinstance(expected, (int, float)):
                assert float(field) == expected, (number, key, field, expected)
            else:
                assert field == expected, (number, key, field, expected)
            # A time in the store's zone is the same moment as the one in UTC, and the zone has a name.
            if key.endswith("_store") and field:
                assert row["zone"], (number, key)
                assert moment(field) == moment(row[key[: -len("_store")] + "_utc"]), (number, key)
    print("%d rows, %d columns" % (len(rows), len(head)))


def moment(text):
    from datetime import datetime

    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


main()
