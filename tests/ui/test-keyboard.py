#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program on its demo fleet, worked with real keys, and what a screen reader is told of it. Prints TAP.
Run under tests/support/headless with A11Y=1.

    test-keyboard.py CORRAL
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import Atspi, check, find_in, keys, most_of, type_text, walk

CORRAL = sys.argv[1]
DEADLINE_S = 20
FOCUSABLE_ROLES_WITHOUT_NAME = {'filler', 'panel', 'scroll pane', 'list', 'viewport', 'table', 'tree table', 'grouping'}
folder = tempfile.mkdtemp(prefix='corral-keys-')


def wait(condition):
    return outside.wait(condition, DEADLINE_S, 0.03)


PAGE = re.compile('^Corral(Fleet|List|Store|Cart|Outbox)Page$')


def shown(root):
    """Like walk(), without what is hidden. GTK 4.8 calls every page of a stack visible, so of the pages that were
    gone to only the one is taken that has the window's title on it."""
    if not root.get_state_set().contains(Atspi.StateType.VISIBLE):
        return
    if PAGE.match(root.get_name() or ''):
        title = frames()[0].get_name().split(' – ')[0]
        if root.get_name() == 'CorralFleetPage':
            if title != 'Fleet':
                return
        elif title == 'Fleet' or not any((n.get_name() or '') == title for n in walk(root)):
            return
    yield root
    for child in outside.children(root, most_of(root)):
        yield from shown(child)


def find(root, role=None, name=None):
    return find_in(shown(root), name, role)


def frames():
    return list(outside.children(application))


focus = outside.Focus(frames)
focused = focus.get


def titled(pattern):
    return outside.has_window(program, pattern)


def window_names():
    return outside.window_names(program)


def focus_main():
    outside.focus_main(program)


def focused_path():
    """Roles and names from the focused control up."""
    return [(node.get_role_name(), node.get_name() or '') for node in focus.get_path()]


def tab_to_row():
    """One step on, until a row of a table has the keyboard."""
    path = focused_path()
    if path and path[0][0] in ('table row', 'table cell', 'list item') \
            and any(r in ('tree table', 'table') for r, _ in path) and any(r == 'list' for r, _ in path):
        return True
    keys('Tab')
    return False


def unnamed(root):
    """Controls that can be reached with the keyboard and say nothing."""
    found = []
    for node in shown(root):
        states = node.get_state_set()
        if not states.contains(Atspi.StateType.FOCUSABLE) or node.get_role_name() in FOCUSABLE_ROLES_WITHOUT_NAME:
            continue
        name = (node.get_name() or '').strip()
        if not name or re.fullmatch(r'(Gtk|Adw|Corral)[A-Z]\w+', name):
            # A row is named by what is in it.
            if node.get_role_name() in ('table row', 'list item', 'table cell') and any(
                    (child.get_name() or '').strip() for child in walk(node) if child is not node):
                continue
            above, up = [], node.get_parent()
            while up is not None and len(above) < 6:
                above.append(up.get_name() or up.get_role_name())
                up = up.get_parent()
            found.append('%s "%s" in %s' % (node.get_role_name(), name, ' in '.join(above)))
    return found


stderr_file = open(os.path.join(folder, 'stderr'), 'w+')
program = subprocess.Popen([CORRAL, '--demo', '--carts', '150', '--stores', '6', '--data',
                            os.path.join(folder, 'data'), '--size', '1024x768'], stderr=stderr_file)
try:
    application = wait(lambda: outside.application_of(program.pid))
    check('the program is there for a screen reader', [] if application else ['it is not'])
    frame = frames()[0]
    # All carts are there: the fleet page's total says 150 or a little less.
    check('the fleet arrives', [] if wait(lambda: find(frame, name=r'^All chains$')) else ['no line of totals'])
    subprocess.run(['xdotool', 'mousemove', '1279', '799'])

    # ---- every page by its key ----------------------------------------------------------------------------
    for key, title in (('ctrl+2', 'Stores'), ('ctrl+3', 'Carts'), ('ctrl+4', 'Alerts'), ('ctrl+5', 'Loss [Pp]revention'),
                       ('ctrl+6', 'Outbox'), ('ctrl+7', 'Incidents'), ('ctrl+1', 'Fleet')):
        keys(key)
        problems = [] if wait(lambda: titled('^' + title + ' ')) else ['%s leads to %s' % (key, window_names())]
        if title not in ('Fleet', 'Outbox', 'Incidents') and not problems:
            row = wait(lambda: next((n for n in shown(frame) if n.get_role_name() == 'table cell'
                                     and any((c.get_name() or '').strip() for c in walk(n))), None))
            if not row:
                problems.append('the table has no cell with text')
        problems += ['no name: ' + u for u in unnamed(frame)]
        check('%s: %s, every control named' % (key, title), problems)

    # ---- search --------------------------------------------------------------------------------------------
    keys('ctrl+k')
    check('Ctrl+K goes to the search field',
          [] if wait(lambda: any('Find a cart' in name for _, name in focused_path())) else focused_path())
    type_text('SC-B7-0031002')
    result = wait(lambda: find(frame, name=r'Cart.*SC-B7-0031002'))
    said = wait(lambda: next((n.get_description() for n in shown(frame) if 'Find a cart' in (n.get_name() or '')
                              and 'SC-B7-0031002' in (n.get_description() or '')), None))
    check('what is chosen is said', [] if said and '1 of 1 result' in said else [said])
    keys('Return')
    check('Ctrl+K, a serial, Enter: the cart',
          [] if result and wait(lambda: titled('^Cart ')) else [window_names()])
    check('the cart page: every control named', ['no name: ' + u for u in unnamed(frame)])
    keys('ctrl+shift+Left')
    read = wait(lambda: find(frame, role='label', name=r'^.*\d\d:\d\d.* · Connection: '))
    check('Ctrl+Shift+Left: to the event before, wherever the focus is', [] if read else [focused_path()])
    keys('ctrl+shift+Right')
    none_later = wait(lambda: find(frame, role='label', name=r'No later event|^.*\d\d:\d\d: '))
    check('Ctrl+Shift+Right: to the event after, or that there is none', [] if none_later else [focused_path()])
    charts = [n for n in shown(frame) if n.get_role_name() in ('image', 'chart', 'figure')
              and len(n.get_description() or '') > 10]
    check('the charts are described', [] if charts else ['no picture has a description'])
    keys('alt+Left')
    check('Alt+Left: back', [] if wait(lambda: titled('^Fleet ')) else [window_names()])
    keys('alt+Right')
    check('Alt+Right: forward', [] if wait(lambda: titled('^Cart ')) else [window_names()])
    keys('ctrl+3')
    wait(lambda: titled('^Carts '))
    type_text('linden')
    check('just typing searches', [] if wait(lambda: find(frame, role='list item', name=r'Lindenhof')) else focused_path())
    keys('Down', 'Up', 'Return')
    check('Down, Up, Enter: the store', [] if wait(lambda: titled('Lindenhof')) else [window_names()])
    check('the store page: every control named', ['no name: ' + u for u in unnamed(frame)])
    keys('ctrl+k')
    type_text('nobody has this')
    nothing = wait(lambda: find(frame, name='Nothing for “nobody has this”'))
    keys('Escape')
    check('Escape closes the search',
          [] if nothing and wait(lambda: not find(frame, name='Nothing for')) else ['it was %s' % nothing])

    # ---- lists ---------------------------------------------------------------------------------------------
    keys('ctrl+3')
    wait(lambda: titled('^Carts '))
    keys('ctrl+k', 'Escape')
    seen = []
    in_table = None
    for _ in range(30):
        path = focused_path()
        seen.append(path[0] if path else None)
        if any(role in ('tree table', 'table') for role, _ in path):
            in_table = path
            break
        keys('Tab')
    names = ' '.join(str(s) for s in seen)
    check('Tab reaches the filters', [] if 'State' in names and 'Chain' in names else seen)
    check('Tab reaches the table', [] if in_table else seen)

    def first_cells():
        for node in shown(frame):
            if node.get_role_name() == 'table row':
                cells = [c.get_name() for c in walk(node) if (c.get_name() or '').strip()]
                if cells and not any(c == 'State' for c in cells):
                    return cells
        return None

    # From the headings (which Tab reaches first) on to the rows.
    before = wait(first_cells)
    reached_row = None
    for _ in range(20):
        path = focused_path()
        if path and path[0][0] in ('table row', 'table cell', 'list item') and any(r == 'list' for r, _ in path):
            reached_row = path
            break
        keys('Tab')
    keys('Down', 'Up', 'Return')
    check('Enter on a row opens the cart',
          [] if wait(lambda: titled('^Cart ')) else [window_names(), focused_path(), before])
    keys('alt+Left')
    wait(lambda: titled('^Carts '))
    heading = wait(lambda: find(frame, name='^Battery'))
    sorted_ok = False
    if heading and before:
        box = heading.get_extents(Atspi.CoordType.WINDOW)
        window = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '^Carts .*Corral$'],
                                stdout=subprocess.PIPE, text=True).stdout.split()[0]
        subprocess.run(['xdotool', 'mousemove', '--window', window, str(box.x + box.width // 2),
                        str(box.y + box.height // 2), 'click', '1'], check=True)
        sorted_ok = bool(wait(lambda: first_cells() not in (None, before)))
        subprocess.run(['xdotool', 'mousemove', '1279', '799'])
    check('a click on a heading sorts', [] if sorted_ok else [heading and heading.get_name(), before, first_cells()])

    # ---- windows of the program --------------------------------------------------------------------------------
    for key, title in (('ctrl+comma', 'Preferences'), ('ctrl+question', 'Keyboard Shortcuts')):
        keys(key)
        opened = wait(lambda: len(frames()) > 1 and titled(title))
        problems = [] if opened else ['%s: %s' % (key, window_names())]
        if opened:
            problems += ['no name: ' + u for u in unnamed(frames()[-1])]
        keys('Escape')
        if not wait(lambda: len(frames()) == 1):
            problems.append('Escape does not close it: %s' % window_names())
        focus_main()
        check('%s: %s, Escape' % (key, title), problems)
    keys('F10')
    item = wait(lambda: find(frame, name='^About Corral'))
    problems = [] if item else ['no menu']
    # The last line ends the program; the one above it is meant.
    keys('Up', 'Up', 'Return')
    if not wait(lambda: len(frames()) > 1):
        problems.append('the last line but one of the menu opens nothing: %s' % window_names())
    keys('Escape')
    if not wait(lambda: len(frames()) == 1):
        problems.append('Escape does not close it: %s' % window_names())
    focus_main()
    check('F10, Up, Up, Enter: about, Escape', problems)

    # ---- the notice ----------------------------------------------------------------------------------------------
    keys('F10')
    wait(lambda: find(frame, name='^Work Offline'))
    keys('Down', 'Return')
    alert = wait(lambda: next((n for n in shown(frame) if n.get_role_name() in ('alert', 'notification')
                               and 'offline' in (n.get_name() or '')), None))
    check('working offline is announced', [] if alert else
          [(n.get_role_name(), n.get_name()) for n in shown(frame) if 'offline' in (n.get_name() or '')])

    # ---- what can be done to rows: offline, where it can be taken back however slowly the tree is read -----------
    keys('ctrl+4')
    wait(lambda: titled('^Alerts '))
    keys('ctrl+k', 'Escape')
    on_row = False
    for _ in range(40):
        path = focused_path()
        if path and path[0][0] in ('table row', 'table cell', 'list item') \
                and any(r in ('tree table', 'table') for r, _ in path) and any(r == 'list' for r, _ in path):
            on_row = True
            break
        keys('Tab')
    keys('Down', 'shift+Down', 'shift+Down')
    chosen = wait(lambda: find(frame, name=r'^3 alerts chosen$'))
    check('Shift+Down chooses rows, and how many is said', [] if on_row and chosen else [focused_path()])
    check('what can be done is named', ['no name: ' + u for u in unnamed(frame)]
          + ([] if find(frame, role='push button', name='^Acknowledge$') else ['no button to acknowledge']))
    keys('alt+a')
    promise = wait(lambda: len(frames()) > 1 and find(frames()[-1], name=r'^[123] alerts? will be acknowledged\.$'))
    problems = [] if promise else [window_names(), focused_path()]
    if promise:
        problems += ['no name: ' + u for u in unnamed(frames()[-1])]
    keys('Return')
    # What is told at the foot of the window stands there for five seconds: reading the tree may take longer. The count
    # beside the outbox stays.
    saved = wait(lambda: len(frames()) == 1 and find(frame, name=r'^Outbox, [123] waiting'))
    check('Alt+A, Enter: what will happen, then it waits', problems if saved else problems + ['nothing waits'])
    focus_main()
    keys('ctrl+z')
    check('Ctrl+Z takes it back', [] if wait(lambda: find(frame, name=r'^Outbox$')) else ['it still waits'])
    keys('Escape')
    check('Escape chooses none', [] if wait(lambda: not find(frame, name=r'alerts chosen$')) else [focused_path()])
    keys('shift+F10')
    item = wait(lambda: find(frame, name='^Add Note…$', role='list item'))
    keys('Escape')
    check('Shift+F10: what can be done to the row', [] if item else [focused_path()])
    wait(lambda: not find(frame, name='^Add Note…$', role='list item'))
    keys('alt+n')
    wait(lambda: len(frames()) > 1 and titled('^Add Note'))
    type_text('Paid with 4111 1111 1111 1111')
    warned = wait(lambda: find(frames()[-1], name='looks like a card number'))
    button = find(frames()[-1], role='push button', name='^Add Note$')
    keys('ctrl+Return')
    problems = [] if warned else ['nothing is said of the card number']
    if button is None or button.get_state_set().contains(Atspi.StateType.SENSITIVE):
        problems.append('the note could be saved')
    problems += ['no name: ' + u for u in unnamed(frames()[-1])]
    keys('Escape')
    if not wait(lambda: titled('Discard')) and not wait(lambda: len(frames()) > 2):
        problems.append('it is thrown away without a question')
    keys('alt+d')
    if not wait(lambda: len(frames()) == 1):
        problems.append('it stays: %s' % window_names())
    focus_main()
    check('a note with a card number is not saved', problems)

    # ---- a case, from a flag to its end, without the cloud ---------------------------------------------------------
    keys('ctrl+5')
    wait(lambda: titled('^Loss [Pp]revention '))
    keys('ctrl+k', 'Escape')
    wait(tab_to_row)
    keys('Down')
    keys('alt+k')
    opened = wait(lambda: len(frames()) > 1 and titled('^Add to Case'))
    problems = [] if opened else [window_names(), focused_path()]
    problems += ['no name: ' + u for u in unnamed(frames()[-1])]
    type_text('Evenings at the side door')
    keys('ctrl+Return')
    if not wait(lambda: len(frames()) == 1 and find(frame, name=r'^Outbox, 2 waiting')):
        problems.append('nothing waits: %s' % window_names())
    check('Alt+K, a few words, Ctrl+Enter: a flag is in a new case', problems)
    focus_main()
    keys('ctrl+9')
    listed = wait(lambda: titled('^Cases ') and find(frame, name='^Evenings at the side door$'))
    wait(lambda: not unnamed(frame))  # what was told at the foot of the window goes by itself
    check('Ctrl+9: cases, every control named',
          ([] if listed else [window_names()]) + ['no name: ' + u for u in unnamed(frame)])
    keys('ctrl+k', 'Escape')
    wait(tab_to_row)
    keys('Down', 'Up', 'Return')
    shown_case = wait(lambda: titled('^New case ') and find(frame, role='push button', name='^Close the Case…$'))
    check('Enter: the case, every control named',
          ([] if shown_case else [window_names(), focused_path()]) + ['no name: ' + u for u in unnamed(frame)])
    keys('alt+c')
    asked = wait(lambda: len(frames()) > 1 and find(frames()[-1], name='^Charged$'))
    problems = [] if asked else [window_names(), focused_path()]
    problems += ['no name: ' + u for u in unnamed(frames()[-1])]
    keys('space', 'Return')
    if not wait(lambda: len(frames()) == 1 and find(frame, name=r'^Outbox, 3 waiting')):
        problems.append('it is not closed: %s' % window_names())
    check('Alt+C, an ending, Enter: the case is closed', problems)
    focus_main()
    keys('ctrl+z')
    wait(lambda: find(frame, name=r'^Outbox, 2 waiting'))
    keys('ctrl+z')
    check('Ctrl+Z, Ctrl+Z: all of it taken back', [] if wait(lambda: find(frame, name=r'^Outbox$')) else ['it still waits'])

    # ---- the phone rings -----------------------------------------------------------------------------------------
    keys('ctrl+k')
    type_text('SC-B7-0031002')
    wait(lambda: find(frame, name=r'Cart.*SC-B7-0031002'))
    keys('ctrl+Return')
    taken = wait(lambda: find(frame, role='push button', name='^End Call'))
    check('Ctrl+Enter on what was found takes the call', [] if taken else [window_names(), focused_path()])
    check('the call page: every control named', ['no name: ' + u for u in unnamed(frame)])
    keys('alt+d')
    tried = wait(lambda: find(frame, role='label', name='^Did not help$'))
    keys('alt+h')
    helped = wait(lambda: find(frame, role='label', name='^Helped$'))
    check('Alt+D and Alt+H say what came of a step', [] if tried and helped else [focused_path()])
    keys('ctrl+1')
    wait(lambda: titled('^Fleet '))
    keys('ctrl+0')
    check('Ctrl+0 leads back to the call', [] if wait(lambda: titled('^Cart ')) else [window_names()])
    keys('ctrl+Return')
    problems = [] if wait(lambda: len(frames()) > 1 and titled('^End the Call')) else [window_names()]
    problems += ['no name: ' + u for u in unnamed(frames()[-1])]
    keys('ctrl+Return')
    if not wait(lambda: len(frames()) == 1 and find(frame, name=r'^Outbox, 1 waiting')):
        problems.append('no note waits')
    check('Ctrl+Enter, Ctrl+Enter: the call ends with its note', problems)
    focus_main()
    keys('ctrl+z')
    check('Ctrl+Z takes the note back', [] if wait(lambda: find(frame, name=r'^Outbox$')) else ['it still waits'])

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
    stderr_file.close()
    shutil.rmtree(folder)
check('nothing on standard error', noise)
outside.finish()
