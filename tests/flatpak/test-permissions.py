#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each permission of the installed Flatpak is one that it uses: what works with it, and what does not without. Prints TAP. Run as
that person on a desktop: flatpak/own-room, flatpak/desktop.

    test-permissions.py SOURCES
"""
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import installed
from installed import APP, HOME, ITS, end, find, fleet, inside, start, titles, wait
import outside
from outside import check

MANIFEST = os.path.join(sys.argv[1], 'flatpak', APP + '.yml')
DEMO = ('--demo', '--carts', '150', '--stores', '6')
checked = set()


def ended(program, seconds=30):
    return wait(lambda: program.poll() is not None, seconds) is not None


def check_use(permission, problems):
    checked.add(permission)
    check('%s is used' % permission, problems)


def check_no_window(program, problems, words):
    """It has no display, and says so rather than hang."""
    if not ended(program):
        problems.append('it does not end without a display')
        installed.kill(program)
    elif program.returncode == 0:
        problems.append('it ends as if all were well')
    if not any('there is no display to open a window on' in line for line in installed.noise()):
        problems.append(words)
    installed.errors.seek(0)
    installed.errors.truncate()


# ---- the network: a cloud outside of the sandbox ------------------------------------------------------------------

def check_network():
    cloud = subprocess.Popen(['flatpak', 'run', '--command=corral-cli', APP, 'demo-cloud', '--carts', '150', '--stores', '6'],
                             stdout=subprocess.PIPE, stderr=installed.errors, text=True)
    problems = []
    try:
        told = json.loads(cloud.stdout.readline())
        token = os.path.join(ITS, 'data', 'token')
        os.makedirs(os.path.dirname(token), exist_ok=True)
        with os.fdopen(os.open(token, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
            file.write(told['token'])
        to_it = ('--api', told['api'], '--token-file', token, '--data', os.path.join(ITS, 'data', 'network'))
        program = start(*to_it, options=['--unshare=network'])
        if not wait(lambda: find('could not be reached|Not connected|Nothing answers'), 40):
            problems.append('without, it does not say that the cloud is out of reach: %s' % titles())
        if find('^Live'):
            problems.append('without, it is live')
        problems += end(program)
        program = start(*to_it)
        if not wait(fleet) or not wait(lambda: find('^Live')):
            problems.append('with, it does not reach the cloud: %s' % titles())
        problems += end(program)
    finally:
        cloud.send_signal(signal.SIGTERM)
        subprocess.run(['flatpak', 'kill', APP], stderr=subprocess.DEVNULL, check=False)
        cloud.wait()
    check_use('--share=network', problems)


# ---- the window ------------------------------------------------------------------------------------------------------

def check_wayland():
    """A compositor without a screen; no X server is known to the program."""
    name = 'wayland-corral'
    compositor = subprocess.Popen(['weston', '--backend=headless-backend.so', '--socket=' + name, '--width=1280', '--height=800',
                                   '--idle-time=0', '--log=' + os.path.join(HOME, 'weston.log')],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    display = os.environ.pop('DISPLAY')
    os.environ['WAYLAND_DISPLAY'] = name
    problems = []
    try:
        if not wait(lambda: os.path.exists(os.path.join(os.environ['XDG_RUNTIME_DIR'], name)), 20):
            problems.append('there is no compositor')
        program = start(*DEMO)
        if not wait(fleet):
            problems.append('with, there is no window: %s' % titles())
        subprocess.run(['gdbus', 'call', '--session', '--dest', APP, '--object-path', '/org/cartcorral/Corral', '--method',
                        'org.gtk.Actions.Activate', 'quit', '[]', '{}'], stdout=subprocess.DEVNULL, check=False)
        if not ended(program):
            problems.append('it does not end')
            installed.kill(program)
        check_no_window(start(*DEMO, options=['--nosocket=wayland']), problems, 'without, it does not say that it has no display')
    finally:
        os.environ['DISPLAY'] = display
        del os.environ['WAYLAND_DISPLAY']
        compositor.terminate()
        compositor.wait()
    check_use('--socket=wayland', problems)


def count_shared():
    """Pieces of memory that the program shares with the X server: both have them open."""
    mine = str(pwd.getpwnam('corral').pw_uid)
    with open('/proc/sysvipc/shm', encoding='ascii') as file:
        rows = [line.split() for line in file.read().splitlines()]
    uid, attached = rows[0].index('uid'), rows[0].index('nattch')
    return sum(1 for row in rows[1:] if row[uid] == mine and int(row[attached]) >= 2)


def check_x11():
    problems = []
    program = start(*DEMO)
    if not wait(fleet):
        problems.append('with, there is no window: %s' % titles())
    shared = wait(count_shared, 20)
    problems += end(program)
    check_no_window(start(*DEMO, options=['--nosocket=fallback-x11', '--nosocket=x11']), problems,
                    'without, it does not say that it has no display')
    check_use('--socket=fallback-x11', problems)

    problems = [] if shared else ['with, it shares no memory with the X server']
    program = start(*DEMO, options=['--unshare=ipc'])
    if not wait(fleet):
        problems.append('without, there is no window: %s' % titles())
    if count_shared():
        problems.append('without, it shares memory with the X server all the same')
    problems += end(program)
    check_use('--share=ipc', problems)


def check_dri():
    """3D, where the machine has any; without, it is drawn by the processor, as all of these tests are."""
    permission = '--device=dri'
    if not os.path.isdir('/dev/dri'):
        checked.add(permission)
        check('%s is used # SKIP this machine has no /dev/dri' % permission)
        return
    problems = [] if inside('ls', '/dev/dri').stdout else ['with, there is no /dev/dri in the sandbox']
    if inside('ls', '/dev/dri', options=['--nodevice=dri']).stdout:
        problems.append('without, it is there all the same')
    check_use(permission, problems)


shutil.rmtree(ITS, ignore_errors=True)
try:
    check_network()
    check_wayland()
    check_x11()
    check_dri()
finally:
    subprocess.run(['flatpak', 'kill', APP], stderr=subprocess.DEVNULL, check=False)
with open(MANIFEST, encoding='utf-8') as file:
    asked = set(re.findall(r'^  - (--\S+)$', re.search(r'^finish-args:\n(.*?)^\S', file.read(), re.M | re.S)[1], re.M))
check('each of the manifest’s permissions was looked at', [] if asked == checked else [asked ^ checked])
check('nothing else on standard error', installed.noise())
outside.finish()
