#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Privacy by construction: no field for card data or for anything of tier 2 or 3 exists in the contract, in the model or in a
file, and each field that exists stands in field-tiers.txt with its tier. TAP on stdout."""
import json
import pathlib
import re
import shutil
import sys
import tempfile

import field_gather

ROOT = pathlib.Path(sys.argv[1])
LIST = ROOT / "tests/contract/field-tiers.txt"
TIERS = {"1", "staff", "text", "place", "money", "program"}

# Whole words between underscores (so that "pan" is not found in "span"), and beginnings.
FORBIDDEN = re.compile(
    r"(?:^|_)(?:card|cards|pan|cvv|cvc|cvv2|iban|bic|swift|cardholder|holder|expiry|expires_month|track2|pin|emv|bin|"
    r"customer|customers|customer_uuid|shopper|shoppers|consumer|patron|loyalty|member|members|membership|household|"
    r"email|e_mail|mail|phone|telephone|mobile|msisdn|fax|street|postcode|postal|zip|birth|birthday|birthdate|dob|age_years|"
    r"gender|sex|firstname|first_name|lastname|last_name|surname|given_name|family_name|full_name|passport|ssn|"
    r"payment_token|card_token|token|address|face|photo|biometric|fingerprint|plate)(?:_|$)")


def read_list(path):
    tiers, tier = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        head = re.match(r"\[(\w+)\]", line)
        if line.startswith("#") or not line.strip():
            continue
        if head:
            tier = head.group(1)
            continue
        for name in line.split():
            if name in tiers:
                raise SystemExit(f"Bail out! {name} is listed twice")
            tiers[name] = tier
    return tiers


def judge(root, tiers):
    """What is wrong, as sentences."""
    fields = field_gather.gather(root)
    wrong = [f"{name} ({', '.join(places)}) is not in field-tiers.txt" for name, places in sorted(fields.items()) if name not in tiers]
    wrong += [f"{name} ({', '.join(places)}) is a field for what must never be known" for name, places in sorted(fields.items())
              if FORBIDDEN.search(name)]
    return wrong


def plant(root, kind, name):
    """A copy of the tree's fields with one more."""
    copy = pathlib.Path(tempfile.mkdtemp(prefix="tiers."))
    for part in ("data/openapi", "data/migrations", "src/model"):
        shutil.copytree(root / part, copy / part)
    if kind == "document":
        path = copy / "data/openapi/corral-v1.json"
        document = json.loads(path.read_text(encoding="utf-8"))
        document["components"]["schemas"]["Session"]["properties"][name] = {"type": "string"}
        path.write_text(json.dumps(document), encoding="utf-8")
    elif kind == "model":
        with (copy / "src/model/corral-collections.h").open("a", encoding="utf-8") as file:
            file.write(f"\n#define CORRAL_MORE_FIELDS(F) \\\n  F (TEXT, {name}, OPTIONAL)\n")
    else:
        (copy / "data/migrations/cache/9999-more.sql").write_text(f'ALTER TABLE session ADD COLUMN "{name}" TEXT;\n', encoding="utf-8")
    return copy


tests = []


def check(name, wrong):
    tests.append((name, wrong))


tiers = read_list(LIST)
fields = field_gather.gather(ROOT)
check("gathered", [] if len(fields) > 200 and {"payment_status", "measured_g", "decided_by"} <= set(fields) else ["hardly anything found"])
check("every field has its tier, and none is of what must never be known", judge(ROOT, tiers))
check("tiers are ours", [f"{name}: {tier}" for name, tier in tiers.items() if tier not in TIERS])
check("nothing is listed that is none", [name for name in tiers if name not in fields])
check("money is status and amount", [name for name, tier in tiers.items() if tier == "money" and not re.search(r"(_minor|_status|^currency)$", name)])
# A test that cannot fail proves nothing.
for kind in ("document", "model", "migration"):
    for name in ("customer_uuid", "loyalty_number", "card_number", "email", "phone_number", "quite_new"):
        copy = plant(ROOT, kind, name)
        # As if somebody had listed it as well: the name alone gives it away.
        listed = dict(tiers) if name == "quite_new" else {**tiers, name: "1"}
        check(f"{name} in the {kind} is found", [] if judge(copy, listed) else ["it was not"])
        shutil.rmtree(copy)

print(f"1..{len(tests)}")
for number, (name, wrong) in enumerate(tests, 1):
    for sentence in wrong:
        print(f"# {sentence}")
    print(f"{'not ok' if wrong else 'ok'} {number} {name}")
sys.exit(any(wrong for _, wrong in tests))
