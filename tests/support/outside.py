# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests share that look at the program from outside: results as TAP, waiting, the program as a screen reader has it, and
keys as somebody presses them. Those that are given @process take a subprocess.Popen."""
import re
import subprocess
import sys
import time

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib

results = []


# ---- results ------------------------------------------------------------------------------------------------------

def check(name, problems=(), most=40):
    """A line of TAP, and @most lines of what is wrong."""
    results.append(not problems)
    print('%s %d - %s' % ('not ok' if problems else 'ok', len(results), name), flush=True)
    for line in [line for problem in problems for line in str(problem).splitlines() or ['']][:most]:
        print('# ' + line, flush=True)


def finish():
    print('1..%d' % len(results))
    sys.exit(0 if all(results) else 1)


def wait(condition, seconds, pause=0.05, gone=(GLib.Error,), answer=False):
    """What @condition gives, or None when it gives nothing in time. Of what it raises, @gone only says that something went
    away while it looked. With @answer, who asks this process over the bus is answered meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except gone:
            pass
        while answer and GLib.MainContext.default().iteration(False):
            pass
        time.sleep(pause)
    return None


def noise(text):
    """What GLib and GTK complain of; a program has no business to."""
    return [line for line in text.splitlines() if re.search(r'(WARNING|CRITICAL|ERROR) \*\*|Gtk-|assertion', line)]


# ---- as a screen reader has it ------------------------------------------------------------------------------------

def children(node, most=None):
    for i in range(node.get_child_count() if most is None else min(node.get_child_count(), most)):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def has_state(node, state):
    return node.get_state_set().contains(state)


def is_visible(node):
    return has_state(node, Atspi.StateType.VISIBLE)


def most_of(node, in_list=20, most=400):
    """How many children are looked at: of a long list the first rows are enough."""
    return in_list if node.get_role_name() == 'list' else most


def walk(node, in_list=20, most=400, visible=False, depth=0):
    """@node and all below it; with @visible, nothing below what is hidden."""
    yield node
    if depth > 40 or (visible and not is_visible(node)):
        return
    for child in children(node, most_of(node, in_list, most)):
        yield from walk(child, in_list, most, visible, depth + 1)


def find_in(nodes, name=None, role=None, visible=False):
    """The first of @nodes whose name has @name in it (a regular expression), that is @role, and can be seen."""
    for node in nodes:
        if ((name is None or re.search(name, node.get_name() or '')) and (role is None or node.get_role_name() == role)
                and (not visible or is_visible(node))):
            return node
    return None


def application_of(pid, windows=True):
    """The program with @pid; without @windows also one that has no window."""
    for found in children(Atspi.get_desktop(0)):
        if found.get_process_id() == pid and (found.get_child_count() or not windows):
            return found
    return None


def find_shown(process, words, role=None, most=60):
    """A part of @process's windows that says so and can be seen."""
    root = application_of(process.pid)
    return find_in(walk(root, most, most) if root else (), words, role, True)


class Focus:
    """What has the keyboard. It is looked for near where it was last first: a walk over everything takes seconds, and a Tab
    moves it a little."""

    def __init__(self, frames, in_list=20, most=400):
        self.frames = frames
        self.bounds = in_list, most
        self.last = None

    def _walk_but(self, node, done):
        """Like walk(), without what was walked already."""
        if done is None:
            yield from walk(node, *self.bounds)
            return
        yield node
        if node.get_role_name() in ('application', 'desktop frame'):
            return
        for child in children(node, most_of(node, *self.bounds)):
            if child != done:
                yield from walk(child, *self.bounds)

    def _near_last(self):
        around, done = self.last, None
        while around is not None:
            yield from self._walk_but(around, done)
            around, done = around.get_parent(), around

    def get(self):
        try:
            found = next((node for node in self._near_last() if has_state(node, Atspi.StateType.FOCUSED)), None)
        except GLib.Error:
            found = None  # it went away
        if found is None:
            found = next((node for frame in self.frames() for node in walk(frame, *self.bounds)
                          if has_state(node, Atspi.StateType.FOCUSED)), None)
        self.last = found or self.last
        return found

    def get_path(self):
        """From the focused control up."""
        node, path = self.get(), []
        while node is not None and len(path) < 30:
            path.append(node)
            node = node.get_parent()
        return path


# ---- the display --------------------------------------------------------------------------------------------------

def _ask(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout.strip()


def keys(*names, delay_ms=15):
    subprocess.run(['xdotool', 'key', '--delay', str(delay_ms), *names], check=True)


def type_text(text, delay_ms=15):
    subprocess.run(['xdotool', 'type', '--delay', str(delay_ms), text], check=True)


def find_windows(process=None, name=None):
    """Windows that are on the screen, of @process or of anybody."""
    return _ask('xdotool', 'search', '--onlyvisible', *(['--pid', str(process.pid)] if process else []),
                *(['--name', name] if name else [])).split()


def window_names(process):
    return [name for name in (_ask('xdotool', 'getwindowname', ident) for ident in find_windows(process)) if name]


def has_window(process, pattern):
    return any(re.search(pattern, name) for name in window_names(process))


def focus_main(process):
    """There is no window manager that would give the focus back when a window closes."""
    for ident in find_windows(process, ' – Corral$')[:1]:
        subprocess.run(['xdotool', 'windowfocus', ident], check=False)
