#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page as a screen reader has it, read from outside over the accessibility bus: every control has a name, every table
named columns, every chart a summary in words. Pages are those that the program itself lists. Prints TAP. Run under
tests/support/headless with A11Y=1.

    test-tree.py STAGE
"""
import os
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import Atspi, GLib, check

DEADLINE_S = 20
# Roles that hold others, and are reached by the keyboard only on the way to these.
HOLDERS = {'filler', 'panel', 'scroll pane', 'list', 'viewport', 'grouping', 'generic', 'section'}
CLASS_NAME = re.compile(r'(Gtk|Adw|Corral)[A-Z]\w+')
# What a sighted person reads off a chart is said in words. Where it is drawn: how many at least, in this fleet.
CHARTS = {'fleet': 5, 'store': 1, 'cart': 5, 'flag': 3, 'incident': 1}
# Figures in a grid say what they are of.
FIGURES = {'fleet': r'^Ready: \d', 'noise': r'^Raised: \d', 'loss': r'^Looked into: \d'}
TABLES = {'stores', 'store', 'carts', 'alerts', 'flags', 'incidents', 'incident', 'cases', 'rechecks', 'audit'}
# Windows that stand in place of the program's, which Escape does not take away.
LASTING = {'lock', 'lock-of-nobody', 'welcome'}
# libadwaita's own window, whose controls we cannot name (1.2).
THEIRS = {'about'}
# What stands in the window itself, over a page.
POPOVERS = {'row-menu', 'search'}


def wait(condition):
    return outside.wait(condition, DEADLINE_S)


def answer():
    """The line that ends with "done", without that."""
    while True:
        line = stage.stdout.readline()
        if not line:
            raise SystemExit('# the stage ended')
        if line.startswith('ready'):
            return line.split()[1]
        if line.rstrip().endswith('done') and not line.startswith('#'):
            return line.strip()[:-4].strip()


def tell(command):
    stage.stdin.write(command + '\n')
    stage.stdin.flush()
    return answer()


def most_of(node):
    """How many children are looked at: of a long list the first rows are enough."""
    return min(node.get_child_count(), 12 if node.get_role_name() in ('list', 'table', 'tree table') else 400)


def shown(node, depth=0):
    """The tree without what is hidden."""
    try:
        if depth > 45 or not node.get_state_set().contains(Atspi.StateType.VISIBLE):
            return
        children = [node.get_child_at_index(i) for i in range(most_of(node))]
    except GLib.Error:
        return  # it went away while we looked: it was shown no more
    yield node
    for child in children:
        if child is not None:
            yield from shown(child, depth + 1)


def application():
    return outside.application_of(pid)


def windows():
    return list(outside.children(application()))


def name_of(node):
    name = (node.get_name() or '').strip()
    return '' if CLASS_NAME.fullmatch(name) else name


def named_inside(node):
    return any(name_of(child) for child in shown(node) if child is not node)


def where(node):
    path = []
    while node is not None and len(path) < 6:
        path.append('%s “%s”' % (node.get_role_name(), node.get_name() or ''))
        node = node.get_parent()
    return ' < '.join(path)


def find_unnamed(nodes):
    for node in nodes:
        states, role = node.get_state_set(), node.get_role_name()
        # What has no name GTK calls by its class.
        if name_of(node) or not states.contains(Atspi.StateType.FOCUSABLE) or role in HOLDERS:
            continue
        # A row is named by what is in it.
        if role in ('table row', 'list item', 'table cell', 'tree item') and named_inside(node):
            continue
        yield 'no name: ' + where(node)


def find_bad_tables(nodes):
    for node in nodes:
        if node.get_role_name() not in ('table', 'tree table'):
            continue
        if not name_of(node):
            yield 'a table without a name: ' + where(node)
        # GTK 4.8 has them as a row that is the table's own; the rows of the list come after it. The last one fills the width.
        rows = [n for n in (node.get_child_at_index(i) for i in range(most_of(node))) if n and n.get_role_name() == 'table row']
        headings = [n for n in (rows[0].get_child_at_index(i) for i in range(rows[0].get_child_count())) if n] if rows else []
        if len(headings) < 2:
            yield 'a table without headings: ' + where(node)
        for heading in headings[:-1]:
            if not name_of(heading) and not named_inside(heading):
                yield 'a heading without a name: ' + where(heading)


def summaries(nodes):
    return [n for n in nodes if n.get_role_name() in ('image', 'chart', 'figure') and name_of(n)
            and len(n.get_description() or n.get_name()) > 8]


def look(page):
    """What is wrong with what is shown."""
    nodes = [node for window in windows() for node in shown(window)]
    problems = list(find_unnamed(nodes)) + list(find_bad_tables(nodes))
    tables = [n for n in nodes if n.get_role_name() in ('table', 'tree table')]
    if page in TABLES and not tables:
        problems.append('there is no table')
    if page in FIGURES and not any(re.search(FIGURES[page], n.get_name() or '') for n in nodes):
        problems.append('no figure says what it is of')
    charts = summaries(nodes)
    if len(charts) < CHARTS.get(page, 0):
        problems.append('%d charts say something: %s' % (len(charts), [(c.get_name(), c.get_description()) for c in charts]))
    if len(nodes) < 30:
        problems.append('only %d nodes are there' % len(nodes))
    return problems


def find_over():
    """The window that came last."""
    return windows()[-1] if len(windows()) > 1 else None


def look_over(name):
    """What is wrong with what came over the window."""
    over = windows()[0] if name in POPOVERS else find_over()
    if over is None:
        return ['it does not open']
    nodes = list(shown(over))
    problems = [] if name in THEIRS else list(find_unnamed(nodes)) + list(find_bad_tables(nodes))
    if not name_of(over):
        problems.append('a window without a name: ' + where(over))
    # GTK 4.8 has none for windows that are no dialogs.
    if name not in POPOVERS | LASTING and over.get_role_name() not in ('dialog', 'alert'):
        problems.append('its role is ' + over.get_role_name())
    return problems


def find_left(name):
    """What is wrong when Escape is pressed in the window that came last."""
    n = len(windows())
    # The window may be called the same: this one came later.
    ident = next(reversed(outside.find_windows(stage, '^%s$' % re.escape(windows()[-1].get_name() or ''))), None)
    if ident is None:
        return ['no window of its name on the screen']
    # A key that comes before the window has heard that it has the keyboard is nobody's: it is pressed again.
    for _ in range(3):
        subprocess.run(['xdotool', 'windowfocus', '--sync', ident], check=False)
        outside.keys('Escape')
        if outside.wait(lambda: len(windows()) < n, 4):
            return []
    return ['it stays']


stage = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
try:
    pid = int(answer())
    wait(application)
    pages = tell('pages').split()
    check('the program lists its pages', [] if len(pages) > 10 else [pages])
    for page in pages:
        tell('go ' + page)
        problems = ['it never stood still']
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:  # what is shown may still be arriving
            try:
                problems = look(page)
            except GLib.Error:
                continue
            if not problems:
                break
            time.sleep(0.5)
        check(page, problems)

    # ---- windows that come over it ---------------------------------------------------------------------------
    tell('go carts')
    for action, title in (('win.shortcuts', 'shortcuts'), ('win.menu', 'menu')):
        tell('do ' + action)
        opened = wait(lambda: len(windows()) > 1 if title != 'menu' else any(
            n.get_role_name() in ('menu', 'popup menu', 'menu item', 'list item', 'check menu item') for n in shown(windows()[0])))
        problems = ([] if opened else ['it does not open']) + list(find_unnamed(n for w in windows() for n in shown(w)))
        check(title, problems)
        tell('shut')
    names = tell('dialogs').split()
    check('the program lists what comes over the window', [] if len(names) > 40 else [names])
    for name in names:
        tell('open ' + name)
        problems = ['it never stood still']
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end and problems:
            try:
                problems = look_over(name)
            except GLib.Error:
                continue
        check(name, problems)
        if name not in POPOVERS | LASTING:
            check('Escape closes ' + name, find_left(name))
        tell('shut')
        wait(lambda: len(windows()) == 1)
    # Some of them cannot be asked for without the cloud: last.
    tell('offline')
    told = wait(lambda: next((n for n in shown(windows()[0]) if n.get_role_name() in ('alert', 'notification', 'status bar')
                              and name_of(n)), None))
    check('what changes by itself is announced', [] if told else ['nothing is told'])
finally:
    stage.stdin.close()
    try:
        stage.wait(30)
    except subprocess.TimeoutExpired:
        stage.kill()
        stage.wait()
check('it ends well', [] if stage.returncode == 0 else ['exit code %s' % stage.returncode])
outside.finish()
