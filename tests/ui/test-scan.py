#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program with a barcode scanner in keyboard mode: keys that come fast, and Enter behind them, wherever the
keyboard focus is. Prints TAP. Run under tests/support/headless with A11Y=1.

    test-scan.py CORRAL
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib

CORRAL = sys.argv[1]
DEADLINE_S = 20
SERIAL = 'SC-B7-0031002'
OTHER = 'SC-A1-0031001'
folder = tempfile.mkdtemp(prefix='corral-scan-')
results = []


def check(name, problems=()):
    results.append(not problems)
    print('%s %d - %s' % ('not ok' if problems else 'ok', len(results), name), flush=True)
    for problem in list(problems)[:20]:
        print('# ' + str(problem), flush=True)


def wait(condition):
    """What @condition gives, or None when it gives nothing in time."""
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except GLib.Error:
            pass  # it went away while we looked
        time.sleep(0.03)
    return None


def walk(node, depth=0):
    yield node
    if depth > 40 or not node.get_state_set().contains(Atspi.StateType.VISIBLE):
        return
    for i in range(min(node.get_child_count(), 20 if node.get_role_name() == 'list' else 400)):
        child = node.get_child_at_index(i)
        if child is not None:
            yield from walk(child, depth + 1)


def find_application():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application and application.get_process_id() == program.pid and application.get_child_count():
            return application
    return None


def frames():
    return [application.get_child_at_index(i) for i in range(application.get_child_count())]


def find(root, name):
    return next((node for node in walk(root) if re.search(name, node.get_name() or '')), None)


def field():
    return next(n for n in walk(frames()[0]) if (n.get_name() or '').startswith('Find a cart'))


def text_of(node):
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def focused(root):
    return next((node for node in walk(root) if node.get_state_set().contains(Atspi.StateType.FOCUSED)), None)


def told():
    """The sentence over the results, as a screen reader has it with the field."""
    return field().get_description() or ''


def window_names():
    found = []
    for ident in subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(program.pid)],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split():
        found.append(subprocess.run(['xdotool', 'getwindowname', ident], stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL, text=True).stdout.strip())
    return [name for name in found if name]


def titled(pattern):
    return any(re.search(pattern, name) for name in window_names())


def keys(*names):
    subprocess.run(['xdotool', 'key', *([] if names[0] == '--delay' else ['--delay', '15']), *names], check=True)


def type_text(text, delay_ms=15):
    subprocess.run(['xdotool', 'type', '--delay', str(delay_ms), text], check=True)


KEYSYMS = {'-': 'minus', ':': 'colon', '/': 'slash', '.': 'period', '?': 'question', '=': 'equal'}


def scan(code):
    keys('--delay', '4', *[KEYSYMS.get(character, character) for character in code], 'Return')


def scan_till(code, condition):
    """A busy machine may hold the keys up on their way here: a scanner that was not understood is used again."""
    for _ in range(4):
        scan(code)
        for _ in range(60):
            try:
                if condition():
                    return True
            except GLib.Error:
                pass
            time.sleep(0.05)
        keys('Escape')
    return False


def go_to_fleet():
    keys('ctrl+1')
    return wait(lambda: titled('^Fleet '))


stderr_file = open(os.path.join(folder, 'stderr'), 'w+')
program = subprocess.Popen([CORRAL, '--demo', '--carts', '150', '--stores', '6', '--data',
                            os.path.join(folder, 'data'), '--size', '1024x768'], stderr=stderr_file)
try:
    application = wait(find_application)
    frame = frames()[0]
    check('the fleet arrives', [] if wait(lambda: find(frame, '^All chains$')) else ['no line of totals'])
    subprocess.run(['xdotool', 'mousemove', '1279', '799'])

    # ---- nothing has the focus that takes text ---------------------------------------------------------------
    opened = scan_till(SERIAL, lambda: titled('^Cart '))
    check('a scan opens the cart at once', [] if opened else [window_names(), told()])
    check('and leaves nothing in the field', [] if wait(lambda: text_of(field()) == '') else [text_of(field())])

    # ---- a table has it ---------------------------------------------------------------------------------------
    keys('ctrl+3')
    wait(lambda: titled('^Carts '))
    keys('ctrl+k', 'Escape')
    for _ in range(40):
        node = focused(frame)
        if node is not None and node.get_role_name() in ('table row', 'table cell', 'list item'):
            break
        keys('Tab')
    keys('Down')
    on_row = focused(frame)
    opened = on_row and scan_till(SERIAL.replace('-', ''), lambda: titled('^Cart '))
    check('a scan while a row of a table has the focus, without hyphens', [] if opened else [window_names(), told()])

    # ---- the field itself has it, with something in it ----------------------------------------------------------
    go_to_fleet()
    keys('ctrl+k')
    type_text('river')
    wait(lambda: text_of(field()) == 'river')
    time.sleep(0.2)  # as a hand that lets go of the keys and takes the scanner
    opened = scan_till(SERIAL, lambda: titled('^Cart '))
    check('a scan into the field is the scan alone', [] if opened else [window_names(), told()])

    # ---- codes that are no carts ---------------------------------------------------------------------------------
    go_to_fleet()
    for code, says in (('4006381333931', 'barcode of an article'), ('https://example.org/shelf/12?a=b', 'web address'),
                       ('SC-B7-9999999', 'no cart that is stored here has that serial')):
        understood = scan_till(code, lambda: says in told() and code[:12] in told())
        check('%s: says what was scanned' % code, [] if understood and titled('^Fleet ') else [told(), window_names()])
    check('the next scan is one of its own', [] if scan_till(SERIAL, lambda: titled('^Cart ')) else [window_names(), told()])

    # ---- people ------------------------------------------------------------------------------------------------------
    go_to_fleet()
    type_text(OTHER[:9], 90)
    slow = wait(lambda: text_of(field()) == OTHER[:9])
    keys('Escape')
    check('slow keys are typing', [] if slow and titled('^Fleet ') else [text_of(field()), window_names()])

    # ---- a form is open -------------------------------------------------------------------------------------------
    scan_till(SERIAL, lambda: titled('^Cart '))
    # The page has the keys once somebody has gone there.
    keys('alt+n')
    wait(lambda: len(frames()) > 1 and titled('^Add Note'))
    view = wait(lambda: next((n for n in walk(frames()[-1]) if n.get_role_name() == 'text'
                              and n.get_state_set().contains(Atspi.StateType.FOCUSED)), None))
    problems = [] if view else [window_names(), focused(frames()[-1])]
    if view:
        type_text('Wheel squeaks', 90)
        wait(lambda: text_of(view) == 'Wheel squeaks')
        time.sleep(0.2)
        scan(OTHER)
        if not wait(lambda: text_of(view) == 'Wheel squeaks'):
            problems.append(text_of(view))
        if not wait(lambda: find(frame, '^Scanned while a form was open')):
            problems.append('the scan is not told of')
        if len(frames()) < 2:
            problems.append('the form has gone')
        type_text(' a lot', 90)
        if not wait(lambda: text_of(view) == 'Wheel squeaks a lot'):
            problems.append(text_of(view))
    check('a form keeps its own text, and says that something was scanned', problems)
    keys('Escape')

    check('it is still there', [] if program.poll() is None else [program.returncode])
    program.terminate()
    try:
        code = program.wait(30)
    except subprocess.TimeoutExpired:
        code = 'it stays'
    stderr_file.seek(0)
    said = stderr_file.read().strip()
    check('and had nothing to complain about', [] if not said else said.splitlines()[:20] + [code])
finally:
    if program.poll() is None:
        program.kill()
        program.wait()
    stderr_file.close()
    shutil.rmtree(folder, ignore_errors=True)

print('1..%d' % len(results))
sys.exit(0 if all(results) else 1)
