#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue of flags worked as an officer does before the rush: by keys alone, without the cloud; and when the link is back
everything that was done has arrived, each thing once. Prints TAP. Run under tests/support/headless with A11Y=1.

    test-queue-keys.py CORRAL [FOLDER]

FOLDER: pictures of the way are saved there, to be looked at.
"""
import collections
import glob
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import Atspi, GLib, check, find_in

CORRAL = sys.argv[1]
PICTURES = sys.argv[2] if len(sys.argv) > 2 else None
DEADLINE_S = 60
folder = tempfile.mkdtemp(prefix='corral-queue-')


def wait(condition):
    return outside.wait(condition, DEADLINE_S, gone=(GLib.Error, IndexError, AttributeError))


def walk(node):
    return outside.walk(node, 12, 300)


def frames():
    found = list(outside.children(application))
    if program.poll() is not None:
        raise SystemExit('the program has ended: %s' % program.poll())
    return found


def find(root, name, role=None):
    return find_in(walk(root), name, role)


def title():
    return (frames() or [application])[0].get_name() or ''


def keys(*names):
    outside.keys(*names, delay_ms=20)


def focus_main():
    outside.focus_main(program)


def focused_roles():
    """From the focused control up."""
    node = next((n for n in walk(frames()[0]) if outside.has_state(n, Atspi.StateType.FOCUSED)), None)
    path = []
    while node is not None and len(path) < 30:
        path.append(node.get_role_name())
        node = node.get_parent()
    return path


def picture(name):
    if PICTURES and shutil.which('import'):
        time.sleep(0.5)  # for whoever looks at it: the frame after
        subprocess.run(['import', '-window', 'root', os.path.join(PICTURES, name + '.png')], check=False)


def waiting():
    """How many things wait in the outbox, as the sidebar says it."""
    node = find(frames()[0], r'^Outbox(,|$)')
    found = re.search(r'(\d+) waiting', node.get_name()) if node else None
    return int(found.group(1)) if found else 0 if node else None


def rows(pattern, query):
    """Of every database of that name: what is stored, read beside the program."""
    found = []
    for path in glob.glob(os.path.join(folder, 'data', '**', pattern), recursive=True):
        database = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
        found += database.execute(query).fetchall()
        database.close()
    return found


def decided():
    """Ids and outcomes of what is laid down to be sent, in order."""
    return rows('outbox.db', "SELECT target, json_extract(CAST(body AS TEXT), '$.params.outcome') FROM operation "
                             "WHERE type = 'flag.decide' ORDER BY id")


def at_flag(other_than=None):
    return re.search(r', cart \d', title()) and title() != other_than and title()


def settle_on_next(before):
    """The next flag is there: its title or, of the same cart and kind, its page is another."""
    return wait(lambda: at_flag()) and (wait(lambda: at_flag(before)) or True)


stderr_file = open(os.path.join(folder, 'stderr'), 'w+')
program = subprocess.Popen([CORRAL, '--demo', '--carts', '400', '--stores', '10', '--data', os.path.join(folder, 'data'),
                            '--size', '1024x768'], stderr=stderr_file)
try:
    application = wait(lambda: outside.application_of(program.pid))
    check('the program is there for a screen reader', [] if application else ['it is not'])
    check('the fleet arrives', [] if wait(lambda: find(frames()[0], r'^All chains$')) else ['no line of totals'])
    subprocess.run(['xdotool', 'mousemove', '1023', '767'])
    keys('F10')
    wait(lambda: find(frames()[0], '^Work Offline'))
    keys('Down', 'Return')
    check('it works offline', [] if wait(lambda: find(frames()[0], 'offline')) else [title()])

    # ---- the queue ------------------------------------------------------------------------------------
    keys('ctrl+5')
    check('Ctrl+5: the queue', [] if wait(lambda: title().startswith('Loss ')) else [title()])
    keys('ctrl+k', 'Escape')
    on_row = False
    for _ in range(40):
        path = focused_roles()
        if path and path[0] in ('table row', 'table cell', 'list item') and ('tree table' in path or 'table' in path) and 'list' in path:
            on_row = True
            break
        keys('Tab')
    keys('Down', 'Down', 'Up', 'Home')
    picture('1-queue')
    check('Tab and arrows walk the queue', [] if on_row else [focused_roles()])
    keys('Return')
    first = wait(lambda: at_flag())
    check('Enter: the evidence', [] if first else [title()])
    picture('2-evidence')
    said = wait(lambda: find(frames()[0], r'In the store for|in the store for|Still in store|Left$'))
    check('how long the shopper has been there is said', [] if said else ['nothing is'])
    seen = wait(lambda: find(frames()[0], r'Seen by you'))
    check('that it was seen is noted, and by whom', [] if seen else ['it is not'])
    check('and nobody is asked to send it', [] if waiting() == 0 else [waiting()])

    # ---- walking ----------------------------------------------------------------------------------------
    keys('alt+Down')
    second = wait(lambda: at_flag(first))
    second = second and wait(lambda: find(frames()[0], r'Seen by you')) and second  # whoever hurries past has not seen it
    keys('alt+Up')
    back = wait(lambda: title() == first)
    keys('alt+Left')
    check('Alt+Down: next, Alt+Up: the one before, Alt+Left: back',
          [] if second and back and wait(lambda: title() == second) else [first, second, title()])
    keys('alt+Right')
    wait(lambda: title() == first)

    # ---- every outcome by its key -------------------------------------------------------------------------
    for number, outcome in enumerate(('confirmed', 'shopper_error', 'staff_ok', 'sensor_fault', 'not_checked'), 1):
        before = title()
        keys('alt+%d' % number)
        done = wait(lambda: waiting() == number and len(decided()) == number)
        problems = [] if done and decided()[-1][1] == outcome else ['%s: %s wait, %s' % (outcome, waiting(), decided())]
        if not settle_on_next(before):
            problems.append('no next flag: %s' % title())
        if number == 1:
            picture('3-after-a-decision')
        check('Alt+%d: %s, and the next flag is there' % (number, outcome), problems)
    keys('ctrl+z')
    check('Ctrl+Z takes the last back',
          [] if wait(lambda: waiting() == 4 and [row[1] for row in decided()][-1] == 'sensor_fault') else [waiting(), decided()])

    # ---- a second opinion -----------------------------------------------------------------------------------
    focus_main()
    keys('alt+6')
    dialog = wait(lambda: len(frames()) > 1 and find(frames()[-1], r'^Any colleague who may decide'))
    picture('4-second-opinion')
    keys('Return')
    asked = wait(lambda: len(frames()) == 1 and find(frames()[0], r'You asked any colleague for a second opinion'))
    focus_main()
    check('Alt+6, Enter: a colleague is asked, and the flag says so', [] if dialog and asked else [title(), waiting()])
    picture('5-asked')
    n = waiting()
    keys('alt+3')
    time.sleep(1)
    check('who asked does not decide', [] if waiting() == n and len(decided()) == 4 else [waiting(), decided()])

    # ---- with a reason ----------------------------------------------------------------------------------------
    keys('alt+Down')
    wait(lambda: at_flag())
    time.sleep(1)
    keys('alt+9')
    opened = wait(lambda: len(frames()) > 1 and find(frames()[-1], r'^What it was'))
    keys('Down', 'Down')
    keys('Tab')
    subprocess.run(['xdotool', 'type', '--delay', '15', 'Paid at the till, receipt seen'], check=True)
    picture('6-with-a-reason')
    keys('ctrl+Return')
    reasons = wait(lambda: len(frames()) == 1 and [
        row for row in rows('outbox.db', "SELECT json_extract(CAST(body AS TEXT), '$.params.text') FROM operation WHERE type = 'flag.decide'")
        if row[0] == 'Paid at the till, receipt seen'])
    focus_main()
    check('Alt+9: a decision with its reason', [] if opened and reasons else [title(), decided()])

    # ---- re-checks of today --------------------------------------------------------------------------------------
    keys('ctrl+5')
    wait(lambda: title().startswith('Loss '))
    keys('alt+x')
    plan = wait(lambda: title().startswith('Random ') and find(frames()[0], r'drawn today|No Trip Was Drawn Today'))
    picture('7-re-checks')
    check('Alt+X: which trips are re-checked today', [] if plan else [title()])

    # ---- the link is back -----------------------------------------------------------------------------------------
    made = rows('outbox.db', 'SELECT id, type, target FROM operation')
    keys('ctrl+1')
    wait(lambda: title().startswith('Fleet'))
    keys('F10')
    wait(lambda: find(frames()[0], '^Work Offline'))
    keys('Down', 'Return')
    sent = wait(lambda: waiting() == 0)
    arrived = wait(lambda: len(rows('cache.db', "SELECT id FROM operation WHERE made_by = 'demo'")) >= len(made))
    in_cloud = rows('cache.db', "SELECT id, type, target, status FROM operation WHERE made_by = 'demo'")
    problems = [] if sent and arrived else ['%s still wait, %d of %d arrived' % (waiting(), len(in_cloud), len(made))]
    problems += ['more than once: %s' % (what,) for what, n in collections.Counter(row[:3] for row in in_cloud).items() if n > 1]
    problems += ['not what was done: %s' % (row,) for row in in_cloud if row[:3] not in set(made)]
    problems += ['not done: %s' % (row,) for row in in_cloud if row[3] != 'applied']
    kinds = collections.Counter(row[1] for row in in_cloud)
    if kinds['flag.decide'] != 5 or kinds['flag.second_opinion'] != 1 or kinds['flag.seen'] < 2:
        problems.append(dict(kinds))
    if len({row[2] for row in in_cloud if row[1] == 'flag.seen'}) != kinds['flag.seen']:
        problems.append('one flag was seen twice: %s' % sorted(row[2] for row in in_cloud if row[1] == 'flag.seen'))
    check('with the link back everything has arrived, each once', problems)

    focus_main()
    keys('ctrl+q')
    try:
        code = program.wait(DEADLINE_S)
        check('Ctrl+Q ends it', [] if code == 0 else ['exit code %s' % code])
    except subprocess.TimeoutExpired:
        check('Ctrl+Q ends it', ['it goes on'])
finally:
    if program.poll() is None:
        program.kill()
        program.wait()
    stderr_file.seek(0)
    noise = [line.strip() for line in stderr_file if line.strip()]
    for line in noise:
        print('# ' + line, flush=True)
    stderr_file.close()
    shutil.rmtree(folder)
check('nothing on standard error', noise)
outside.finish()
