#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drill of the stolen PC: the real program on the demo fleet, then somebody who has a copy of the home folder and no
password reads all of it. What it yields is held to data/doc/security.md: no file that is not in its table, nothing in clear
that it denies, and what it admits is really there (else nobody would know that this reads at all). Prints TAP. Run under
tests/support/headless.

    test-stolen.py CORRAL SECURITY.MD
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

CORRAL, PAGE = sys.argv[1:]
home = os.environ['HOME']
folder = tempfile.mkdtemp(prefix='corral-stolen-')
copy = os.path.join(folder, 'home')
results = []


def check(name, problems):
    results.append(not problems)
    print('%s %d - %s' % ('not ok' if problems else 'ok', len(results), name), flush=True)
    for problem in problems:
        print('# ' + str(problem).replace('\n', '\n# '), flush=True)


done = subprocess.run([CORRAL, '--demo', '--carts', '150', '--stores', '6', '--picture', os.path.join(folder, 'p.png')],
                      capture_output=True, text=True, timeout=150, check=False)
check('somebody worked on this PC', [] if done.returncode == 0 else [done.stderr])
shutil.copytree(home, copy, ignore=lambda where, names: [n for n in names if not os.path.isfile(os.path.join(where, n))
                                                         and not os.path.isdir(os.path.join(where, n))])

# ---- every file is in the table -----------------------------------------------------------------------------------
with open(PAGE, encoding='utf-8') as file:
    page = file.read()
admitted = [re.compile(re.sub(r'<[a-z]+>', '[^/]+', row.replace('.', r'\.')) + r'(-wal|-shm)?$')
            for row in re.findall(r'^\| `((?:cache|data)/corral/[^`]+)`', page, re.M)]
theirs = {}
for where, _, names in os.walk(copy):
    for name in names:
        path = os.path.join(where, name)
        with open(path, 'rb') as file:
            theirs[os.path.relpath(path, copy)] = file.read()
corrals = [path for path in theirs if 'corral' in path]
check('every file that Corral left is on the reviewer’s page',
      [path for path in corrals if not any(row.match(path) for row in admitted)]
      + ([] if len(admitted) >= 6 and len(corrals) >= 10 else ['too few to be true: %d rows, %d files' % (len(admitted), len(corrals))]))

# ---- what is denied -----------------------------------------------------------------------------------------------
# The demo's access token is what would stand for a real one; a card number that is none of our own numbers' shape.
problems = []
for path, contents in theirs.items():
    if re.search(rb'(?<![a-z-])demo-token|Bearer |refresh_token|eyJ[A-Za-z0-9_-]{10,}\.', contents):
        problems.append('a token in %s' % path)
check('no token is in it', problems)

columns = {}
for path in corrals:
    if not path.endswith('.db'):
        continue
    database = sqlite3.connect('file:%s?mode=ro' % os.path.join(copy, path), uri=True)
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
        for column in database.execute('PRAGMA table_info("%s")' % table).fetchall():
            columns.setdefault((table, column[1]), 0)
            columns[table, column[1]] += database.execute('SELECT count("%s") FROM "%s"' % (column[1], table)).fetchone()[0]
    database.close()
private = re.compile(r'customer|loyalty|e_?mail|phone|address|pan$|card_?number|iban|first_name|last_name|birth|token')
check('there is no field for customers, cards or tokens', ['%s.%s' % key for key in columns if private.search(key[1])])

# ---- what is admitted ---------------------------------------------------------------------------------------------
clear = [('store', 'name'), ('cart', 'serial'), ('alert', 'kind'), ('flag', 'status'), ('session', 'total_minor'),
         ('note', 'text'), ('note', 'author'), ('ticket', 'opened_by')]
check('the fleet, colleagues’ notes and staff ids are in clear, as the page says',
      ['%s.%s is not there' % key for key in clear if not columns.get(key)])

modes = []
for where, _, names in os.walk(home):
    if 'corral' in os.path.relpath(where, home):
        modes += ['%s may be read by others' % os.path.join(where, n) for n in names if os.stat(os.path.join(where, n)).st_mode & 0o77]
check('nobody else on the PC could read it', modes)
shutil.rmtree(folder)
print('1..%d' % len(results))
sys.exit(0 if all(results) else 1)
