#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices of incidents on a real notification daemon (dunst): they arrive with the right words, lead to their incident, go
when it was looked at, and come also when the window is closed; Quit ends that. In a sandbox the portals are asked. Prints
TAP. Run under tests/support/headless with A11Y=1.

    test-notices.py CORRAL
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import GLib, check
from gi.repository import Gio

CORRAL = sys.argv[1]
DEADLINE_S = 60
NAME = 'org.cartcorral.Corral'
home = os.environ['HOME']
account = os.path.join(os.environ['XDG_DATA_HOME'], 'corral', 'demo')
keyfile = os.path.join(os.environ['XDG_CONFIG_HOME'], 'glib-2.0', 'settings', 'keyfile')
notes = os.path.join(home, 'notes')
processes = []

if not shutil.which('dunst') or not shutil.which('dunstctl'):
    print('1..0 # SKIP there is no notification daemon (dunst)')
    sys.exit(0)


def wait(condition, seconds=DEADLINE_S):
    return outside.wait(condition, seconds, answer=True)  # the portal below is asked


# ---- the daemon, the settings ---------------------------------------------------------------------------------

def start_daemon():
    script = os.path.join(home, 'note.sh')
    with open(script, 'w') as f:
        f.write('#!/bin/sh\nprintf "%%s|%%s|%%s\\n" "$DUNST_SUMMARY" "$(echo "$DUNST_BODY" | tr "\\n" " ")" '
                '"$DUNST_URGENCY" >> %s\n' % notes)
    os.chmod(script, 0o755)
    config = os.path.join(home, 'dunstrc')
    with open(config, 'w') as f:
        f.write('[global]\nmonitor = 0\n[all]\nscript = %s\ntimeout = 0\n' % script)
    process = subprocess.Popen(['dunst', '-config', config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    processes.append(process)
    return wait(lambda: dunst('count', 'displayed') is not None)


def dunst(*arguments):
    done = subprocess.run(['dunstctl', *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def displayed():
    return int(dunst('count', 'displayed') or 0)


def told(words):
    """The notice whose title has these words: title, body, urgency."""
    if not os.path.exists(notes):
        return None
    with open(notes) as f:
        for line in f:
            parts = line.rstrip('\n').split('|')
            if re.search(words, parts[0]):
                return parts
    return None


def count_told():
    if not os.path.exists(notes):
        return 0
    with open(notes) as f:
        return len(f.readlines())


def set_settings(**values):
    os.makedirs(os.path.dirname(keyfile), exist_ok=True)
    # In one piece: a program that sees an empty file takes every setting back, and ends without a window.
    with open(keyfile + '.new', 'w') as f:
        # Of the PC, and of whoever is on the demo fleet.
        for group, own in (('org/cartcorral/Corral', False), ('org/cartcorral/Corral/accounts/demo', True)):
            f.write('[%s]\n' % group)
            for name, value in values.items():
                if re.match('notice|quiet', name) if own else not re.match('notice|quiet', name):
                    f.write('%s=%s\n' % (name.replace('_', '-'), value))
    os.rename(keyfile + '.new', keyfile)


def set_rules(**severities):
    """These rules alone, of that severity, raised at once."""
    words = ('carrier-outage cloud-silence connected-drop ingest-errors ingest-delay authentication cloud-gap cloud-rejects '
             'certificate-batch missing-ca wrong-build rollback-storm radio-noise scale-lot store-wifi store-silent '
             'access-point below-target off-premises').split()
    os.makedirs(account, mode=0o700, exist_ok=True)
    with open(os.path.join(account, 'rules'), 'w') as f:
        for word in words:
            name = word.replace('-', '_')
            f.write('[%s]\n' % word)
            f.write('raise-minutes=0\nseverity=%s\ntold=agent;lead\n' % severities[name] if name in severities
                    else 'enabled=false\n')


# ---- the program ------------------------------------------------------------------------------------------------

def start(**environment):
    err = open(os.path.join(home, 'err-%d' % len(processes)), 'w+')
    env = dict(os.environ, GSETTINGS_BACKEND='keyfile', **environment)
    process = subprocess.Popen([CORRAL, '--demo'], stdout=subprocess.DEVNULL, stderr=err, env=env)
    process.err = err
    processes.append(process)
    return process


def noise(process):
    process.err.seek(0)
    return outside.noise(process.err.read())


def application(process):
    return outside.application_of(process.pid, windows=False)


def windows(process):
    root = application(process)
    return root.get_child_count() if root else 0


def find(process, words, role=None):
    return outside.find_shown(process, words, role)


def close_window(process):
    button = wait(lambda: find(process, '^Close$', 'push button'))
    if button is None:
        return False
    button.do_action(0)
    return bool(wait(lambda: windows(process) == 0 or process.poll() is not None))


def activate(action, target=''):
    return subprocess.run(['gdbus', 'call', '--session', '--dest', NAME, '--object-path', '/org/cartcorral/Corral',
                           '--method', 'org.gtk.Actions.Activate', action, '[%s]' % target, '{}'],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


# ---- arrival, words, the click, its end ----------------------------------------------------------------------------

check('the notification daemon runs', [] if start_daemon() else ['dunst does not answer'])
set_settings(watch_in_background='true', notice_severity="'act'")
set_rules(carrier_outage='act', scale_lot='watch')
corral = start()

notice = wait(lambda: told('^Carrier outage$'))
problems = []
if not notice:
    problems.append('no notice of the outage came: %s' % (open(notes).read() if os.path.exists(notes) else 'none at all'))
else:
    if not re.search(r'^Carrier \S+.*: \d+ carts in \d+ stores silent since .*\(UTC\)\.', notice[1]):
        problems.append('it says: %s' % notice[1])
    if 'inc-' in ''.join(notice) or '{' in ''.join(notice):
        problems.append('words of machines: %s' % notice)
check('an outage is told on the desktop', problems)

dunst('action', '0')
check('its notice leads to the incident',
      [] if wait(lambda: find(corral, '^What the stores should be told$')) else ['the incident is not shown'])
# A click with the mouse closes it; dunstctl's does not.
dunst('close-all')

# ---- without a window ---------------------------------------------------------------------------------------------

problems = [] if close_window(corral) else ['the window does not close']
if not wait(lambda: told('^Corral goes on watching$')):
    problems.append('nobody says that it goes on')
if corral.poll() is not None:
    problems.append('it ended, with %s' % corral.returncode)
check('it goes on with the window closed, and says so', problems)

problems = []
if told('^Scales of one lot off$'):
    problems.append('what is only to be watched was told')
set_settings(watch_in_background='true', background_said='true', notice_severity="'watch'")
notice = wait(lambda: told('^Scales of one lot off$'))
if not notice:
    problems.append('nothing was told: %s' % open(notes).read())
elif not re.match(r'Lot \S+: the scales of \d+ carts are mis-calibrated\.', notice[1]):
    problems.append('it says: %s' % notice[1])
check('without a window an incident is told as well, and preferences take effect at once', problems)


def noted(rule):
    """The id of the incident that was told of @rule, once it is written down."""
    db = sqlite3.connect('file:%s?mode=ro' % os.path.join(account, 'watch.db'), uri=True)
    try:
        row = db.execute('SELECT incident FROM notice WHERE rule = ?', (rule,)).fetchone()
    finally:
        db.close()
    return row[0] if row else None


problems = [] if displayed() == 2 else ['%d notices are there' % displayed()]
incident = wait(lambda: noted('scale-lot'))
activate('incident', "<'%s'>" % incident)
if not wait(lambda: find(corral, '^Lot .* mis-calibrated')):
    problems.append('the incident is not shown')
if not wait(lambda: displayed() == 0):
    problems.append('%d notices are still there' % displayed())
check('the window comes back, and what was looked at is no notice any more', problems)

before = count_told()
problems = [] if close_window(corral) else ['the window does not close']
time.sleep(1)
if count_told() != before:
    problems.append('it was said twice')
if corral.poll() is not None:
    problems.append('it ended')
activate('quit')
if wait(lambda: corral.poll() is not None) is None:
    problems.append('it does not end')
elif corral.returncode != 0:
    problems.append('it ended with %s' % corral.returncode)
check('it is said once, and Quit ends it', problems + noise(corral))

# ---- the next start ---------------------------------------------------------------------------------------------------

before = count_told()
set_settings(watch_in_background='false')
corral = start()
problems = [] if wait(lambda: find(corral, '^Incidents')) else ['no window']
time.sleep(12)
if count_told() != before:
    problems.append('told again: %s' % open(notes).read())
if not close_window(corral):
    problems.append('the window does not close')
if wait(lambda: corral.poll() is not None) is None:
    problems.append('it does not end with its window')
check('a start tells nothing twice, and without the wish it ends with its window', problems + noise(corral))

# ---- locked -------------------------------------------------------------------------------------------------------------

def count_of(words):
    with open(notes) as f:
        return sum(1 for line in f if re.search(words, line.split('|')[0]))


shutil.rmtree(account)
dunst('close-all')
outages = count_of('^Carrier outage$')
set_settings(background_said='true', notice_severity="'act'")
set_rules(carrier_outage='act', scale_lot='watch')
corral = start()
problems = [] if wait(lambda: count_of('^Carrier outage$') > outages) else ['no notice of the outage came']
scales = count_of('^Scales')
activate('lock')
# What stands on the desktop names stores and carts.
if not wait(lambda: displayed() == 0):
    problems.append('%d notices with names are still there' % displayed())
set_settings(background_said='true', notice_severity="'watch'")
notice = wait(lambda: told('^Something needs somebody$'))
if not notice:
    problems.append('locked, nothing is told: %s' % open(notes).read())
elif notice[1].strip() != 'Corral is locked. Unlock it to see what it is.':
    problems.append('it says: %s' % notice[1])
if count_of('^Scales') != scales:
    problems.append('locked, it is told by name')
dunst('action', '0')
if not wait(lambda: find(corral, '^Corral Is Locked$')):
    problems.append('its notice does not lead to the lock')
activate('quit')
if wait(lambda: corral.poll() is not None) is None:
    problems.append('it does not end')
check('locked, notices name nothing, and those that did are gone', problems + noise(corral))

# ---- in a sandbox: the portals ------------------------------------------------------------------------------------------

PORTAL = '''<node>
<interface name="org.freedesktop.portal.Background"><method name="RequestBackground">
<arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method></interface>
<interface name="org.freedesktop.portal.Notification">
<method name="AddNotification"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/></method>
<method name="RemoveNotification"><arg type="s" direction="in"/></method></interface>
</node>'''
asked = []
passed_on = []
bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)


def called(connection, sender, path, interface, method, parameters, invocation):
    if method == 'RequestBackground':
        parent, options = parameters.unpack()
        asked.append(options)
        request = '/org/freedesktop/portal/desktop/request/%s/%s' % (sender[1:].replace('.', '_'), options['handle_token'])
        invocation.return_value(GLib.Variant('(o)', (request,)))
        connection.emit_signal(sender, request, 'org.freedesktop.portal.Request', 'Response',
                               GLib.Variant('(ua{sv})', (0, {'background': GLib.Variant('b', False)})))
        return
    if method == 'AddNotification':
        passed_on.append(parameters.unpack())
    invocation.return_value(None)


for interface in Gio.DBusNodeInfo.new_for_xml(PORTAL).interfaces:
    bus.register_object('/org/freedesktop/portal/desktop', interface, called, None, None)
Gio.bus_own_name_on_connection(bus, 'org.freedesktop.portal.Desktop', Gio.BusNameOwnerFlags.NONE, None, None)

shutil.rmtree(account, ignore_errors=True)
set_settings(watch_in_background='true')
set_rules(carrier_outage='act')
corral = start(GTK_USE_PORTAL='1')
problems = []
if not wait(lambda: asked):
    problems.append('the desktop was not asked for leave')
elif 'watches' not in asked[0].get('reason', ''):
    problems.append('without a reason: %s' % asked[0])
if not wait(lambda: any('may not go on' in n['title'] for _, n in passed_on)):
    problems.append('the refusal is not told: %s' % passed_on)
if not wait(lambda: 'watch-in-background=false' in open(keyfile).read()):
    problems.append('the wish stands: %s' % open(keyfile).read())
if not wait(lambda: any(n['title'] == 'Carrier outage' and n.get('default-action') == 'app.incident' for _, n in passed_on)):
    problems.append('the outage did not come by the portal: %s' % passed_on)
if not close_window(corral):
    problems.append('the window does not close')
if wait(lambda: corral.poll() is not None) is None:
    problems.append('it goes on without leave')
check('in a sandbox notices come by the portal, and without leave it ends with its window', problems)

for process in processes:
    if process.poll() is None:
        process.terminate()
outside.finish()
