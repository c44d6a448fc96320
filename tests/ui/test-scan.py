#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program with a barcode scanner in keyboard mode: keys that come fast, and Enter behind them, wherever the
keyboard focus is. Prints TAP. Run under tests/support/headless with A11Y=1.

    test-scan.py CORRAL
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import Atspi, GLib, check, find_in, keys, type_text

CORRAL = sys.argv[1]
DEADLINE_S = 20
SERIAL = 'SC-B7-0031002'
OTHER = 'SC-A1-0031001'
folder = tempfile.mkdtemp(prefix='corral-scan-')


def wait(condition):
    return outside.wait(condition, DEADLINE_S, 0.03)


def walk(node):
    return outside.walk(node, visible=True)


def frames():
    return list(outside.children(application))


def find(root, name):
    return find_in(walk(root), name)


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
    return outside.window_names(program)


def titled(pattern):
    return outside.has_window(program, pattern)


KEYSYMS = {'-': 'minus', ':': 'colon', '/': 'slash', '.': 'period', '?': 'question', '=': 'equal'}


def scan(code):
    keys(*[KEYSYMS.get(character, character) for character in code], 'Return', delay_ms=4)


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
    application = wait(lambda: outside.application_of(program.pid))
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

outside.finish()
