# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the installed Flatpak share: running it and other commands in its sandbox, looking at it from outside, and
a desktop's notifications. For a person on a desktop: flatpak/own-room, flatpak/desktop."""
import itertools
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import Atspi, GLib, walk
from gi.repository import Gio

APP = 'org.cartcorral.Corral'
DEADLINE_S = 60
HOME = os.path.expanduser('~')
ITS = os.path.join(HOME, '.var', 'app', APP)
# What newer libraries say of what the floor needs, and GTK of a display without 3D.
KNOWN_NOISE = re.compile(r'libEGL warning: |Adwaita-WARNING .*style-(dark|hc|hc-dark)\.css is deprecated'
                         r'|Gdk-WARNING .*gdk_frame_timings_submitted')
errors = tempfile.NamedTemporaryFile('w+', prefix='corral-flatpak-', suffix='.log')


def wait(condition, deadline_s=DEADLINE_S):
    return outside.wait(condition, deadline_s, answer=True)


def noise():
    """What all that were started printed, but for what is known."""
    errors.seek(0)
    return [line.strip() for line in errors if line.strip() and not KNOWN_NOISE.search(line)]


# ---- in the sandbox -------------------------------------------------------------------------------------------

def inside(*command, options=()):
    """Runs @command in the sandbox of the program."""
    return subprocess.run(['flatpak', 'run', *options, '--command=' + command[0], APP, *command[1:]],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=DEADLINE_S, check=False)


def start(*arguments, options=(), environment=None):
    return subprocess.Popen(['flatpak', 'run', *options, APP, *arguments], stdout=errors, stderr=errors,
                            env=dict(os.environ, **environment) if environment else None)


def kill(program):
    if program.poll() is None:
        subprocess.run(['flatpak', 'kill', APP], stderr=subprocess.DEVNULL, check=False)
        program.wait()


def end(program):
    """Problems with ending it as people do."""
    focus(' – Corral$')
    keys('ctrl+q')
    if wait(lambda: program.poll() is not None, 30) is None:
        kill(program)
        return ['Ctrl+Q does not end it']
    return [] if program.returncode == 0 else ['it ended with %d' % program.returncode]


# ---- from outside -----------------------------------------------------------------------------------------------

def is_shown(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def frames(application):
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        node = desktop.get_child_at_index(i)
        if node is not None and node.get_name() == application:
            for j in range(node.get_child_count()):
                frame = node.get_child_at_index(j)
                if frame is not None:
                    yield frame


def find(name, role=None, application='corral'):
    for frame in frames(application):
        for node in walk(frame):
            if re.search(name, node.get_name() or '') and (role is None or node.get_role_name() in role) and is_shown(node):
                return node
    return None


def find_last(name, application='corral', most=200):
    """As find(), from the end: what lies over all else comes last, and would be gone before everything was looked at."""
    def walk_back(node):
        for i in range(node.get_child_count() - 1, -1, -1):
            child = node.get_child_at_index(i)
            if child is not None and is_shown(child):
                yield from walk_back(child)
        yield node

    for frame in frames(application):
        for node in itertools.islice(walk_back(frame), most):
            if re.search(name, node.get_name() or ''):
                return node
    return None


def titles():
    return [frame.get_name() for frame in frames('corral')]


def titled(pattern):
    return any(re.search(pattern, title or '') for title in titles())


def keys(*names):
    outside.keys(*names, delay_ms=30)


def focus(pattern):
    """There is no window manager that would give the focus."""
    for ident in outside.find_windows(name=pattern):
        subprocess.run(['xdotool', 'windowfocus', ident], check=False)


def fleet():
    """The fleet page has arrived: its totals count all of the carts."""
    return find('^All chains$') and find(r'(^|: )150$')


# ---- the desktop ------------------------------------------------------------------------------------------------

NOTICES = '''<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
 <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
 <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
 <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
</interface></node>'''


class Notices:
    """A desktop's notifications: what was shown is in @shown."""

    def __init__(self):
        self.shown = []
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        bus.register_object('/org/freedesktop/Notifications', Gio.DBusNodeInfo.new_for_xml(NOTICES).interfaces[0],
                            self.called, None, None)
        Gio.bus_own_name_on_connection(bus, 'org.freedesktop.Notifications', 0, None, None)

    def called(self, connection, sender, path, interface, method, arguments, invocation):
        if method == 'Notify':
            self.shown.append(arguments.unpack())
            invocation.return_value(GLib.Variant('(u)', (len(self.shown),)))
        elif method == 'GetCapabilities':
            invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
        elif method == 'GetServerInformation':
            invocation.return_value(GLib.Variant('(ssss)', ('test', 'corral', '1', '1.2')))
        else:
            invocation.return_value(None)

    def find(self, title):
        return next((n for n in self.shown if n[3] == title), None)
