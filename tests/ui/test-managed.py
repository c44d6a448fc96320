#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator sets in managed.ini, from outside: the real window, read as a screen reader reads it, and the tool.
Prints TAP. Run under tests/support/headless with A11Y=1.

    test-managed.py CORRAL CORRAL_CLI
"""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import check

CORRAL, CLI = sys.argv[1:]
DEADLINE_S = 40
folder = tempfile.mkdtemp(prefix='corral-managed-')


def wait(condition):
    return outside.wait(condition, DEADLINE_S)


def environment(text):
    """A PC whose administrator wrote @text; None: nothing."""
    config = tempfile.mkdtemp(prefix='etc-', dir=folder)
    if text is not None:
        os.mkdir(os.path.join(config, 'corral'))
        with open(os.path.join(config, 'corral', 'managed.ini'), 'w', encoding='utf-8') as file:
            file.write(text)
    return dict(os.environ, XDG_CONFIG_DIRS=config)


def start(text, *arguments):
    err = open(os.path.join(folder, 'err-%d' % len(os.listdir(folder))), 'w+')
    process = subprocess.Popen([CORRAL, *arguments], stdout=subprocess.DEVNULL, stderr=err, env=environment(text))
    process.err = err
    return process


def stop(process, how=None):
    if how:
        process.send_signal(how)
    else:
        node = find(process, '^Fleet|Corral')
        process.terminate() if node is None else quit_by_key(process)
    try:
        process.wait(DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def quit_by_key(process):
    window = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Corral'], capture_output=True, text=True, check=False).stdout.split()
    if window:
        subprocess.run(['xdotool', 'windowfocus', '--sync', window[0], 'key', 'ctrl+q'], check=False)
    else:
        process.terminate()


def tool(text, *arguments):
    done = subprocess.run([CLI, *arguments], capture_output=True, text=True, timeout=60, env=environment(text), check=False)
    return done.returncode, done.stdout, done.stderr


def application(process):
    return outside.application_of(process.pid)


def find(process, words, role=None):
    return outside.find_shown(process, words, role, 80)


def files_below(*places):
    for place in places:
        for where, _, names in os.walk(place):
            for name in names:
                yield os.path.join(where, name)


def kept():
    """What there is of Corral's in this person's folders."""
    return sorted(path for path in files_below(os.environ['XDG_DATA_HOME'], os.environ['XDG_CACHE_HOME'], os.environ['XDG_STATE_HOME'],
                                               os.environ['XDG_RUNTIME_DIR'], os.environ['HOME'])
                  if re.search(r'corral', path[len(os.environ['HOME']):], re.I))


DEMO = ('--demo', '--carts', '150', '--stores', '6')

# ---- nothing set: the same places have what is then absent --------------------------------------------------------
plain = start(None, *DEMO, '--page', 'corral:handover')
problems = []
if not wait(lambda: find(plain, '^Save as PDF|^Save as P')):
    problems.append('the handover cannot be saved on a PC that nobody manages')
stop(plain)
if not any(path.endswith('cache.db') for path in kept()):
    problems.append('nothing was kept: %s' % kept())
check('without settings files may be saved and the fleet is kept', problems)

# ---- cache off: and what was kept before goes --------------------------------------------------------------------
off = start('[Corral]\nCache=false\n', *DEMO)
problems = []
wait(lambda: find(off, r'^Fleet'))
session = wait(lambda: [path for path in files_below(os.environ['XDG_RUNTIME_DIR']) if path.endswith('cache.db')])
if not session:
    problems.append('no fleet while it runs')
elif os.stat(os.path.dirname(os.path.dirname(session[0]))).st_mode & 0o77:
    problems.append('others may look into the folder')
stop(off)
left = [path for path in kept() if not re.search(r'outbox\.db|/lock|writer\.lock|applications|settings', path)]
if left:
    problems.append('kept: %s' % left)
check('cache off: nothing is left when it ends', problems)

crashed = start('[Corral]\nCache=false\n', *DEMO)
problems = []
if not wait(lambda: [path for path in files_below(os.environ['XDG_RUNTIME_DIR']) if path.endswith('cache.db')]):
    problems.append('no fleet while it runs')
crashed.kill()
crashed.wait()
again = start('[Corral]\nCache=false\n', *DEMO)
wait(lambda: find(again, r'^Fleet'))
stop(again)
left = [path for path in files_below(os.environ['XDG_RUNTIME_DIR']) if 'corral-session' in path]
if left:
    problems.append('left by the one that was killed: %s' % left)
check('cache off: what a killed one left goes with the next', problems)

status, out, err = tool('[Corral]\nCache=false\n', 'sync', '--api', 'http://127.0.0.1:1', '--token-file', '/dev/null', '--data', folder + '/none')
problems = []
token = os.path.join(folder, 'token')
with open(token, 'w', encoding='utf-8') as file:
    file.write('demo-token')
status, out, err = tool('[Corral]\nCache=false\n', 'sync', '--api', 'http://127.0.0.1:1', '--token-file', token, '--data', folder + '/none')
if status != 1 or 'administrator' not in err or os.path.exists(folder + '/none'):
    problems.append('sync: %s %s' % (status, err))
done = subprocess.run([CORRAL, '--demo', '--data', folder + '/none'], capture_output=True, text=True, timeout=60, env=environment('[Corral]\nCache=false\n'), check=False)
if done.returncode == 0 or 'administrator' not in done.stderr or os.path.exists(folder + '/none'):
    problems.append('--data: %s %s' % (done.returncode, done.stderr))
check('cache off: neither the tool nor an option gets around it', problems)

# ---- export off --------------------------------------------------------------------------------------------------
no_export = start('[Corral]\nExport=false\nRetentionDays=30\n', *DEMO, '--page', 'corral:handover')
problems = []
if not wait(lambda: find(no_export, '^Copy as Text')):
    problems.append('no handover')
for words in ('^Save as', '^Print'):
    if find(no_export, words):
        problems.append('there is a button that exports: %s' % words)
window = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Corral'], capture_output=True, text=True, check=False).stdout.split()
subprocess.run(['xdotool', 'windowfocus', '--sync', window[0], 'key', 'ctrl+comma'], check=False)
wanted = ('^Set by Your Administrator', '^Turned off$', '^At most 30 days$')
shown = wait(lambda: all(find(no_export, words) for words in wanted))
if not shown:
    problems.append('the preferences do not say what is set: %s' % [words for words in wanted if not find(no_export, words)])
no_export.kill()
no_export.wait()
check('export off: absent, and said in the preferences', problems)

data = os.path.join(folder, 'data')
made = subprocess.run([CORRAL, *DEMO, '--data', data, '--picture', folder + '/p.png'], capture_output=True, timeout=120, check=False)
problems = []
status, out, err = tool(None, 'report', 'carts', '--data', data, '--format', 'json')
if status != 0 or not json.loads(out):
    problems.append('report of a PC that nobody manages: %s %s' % (status, err))
for form in ('json', 'csv'):
    status, out, err = tool('[Corral]\nExport=0\n', 'report', 'carts', '--data', data, '--format', form)
    if status != 1 or out or 'administrator' not in err:
        problems.append('report as %s: %s %s %s' % (form, status, out[:50], err))
status, out, err = tool('[Corral]\nExport=0\n', 'report', 'carts', '--data', data)
if status != 0 or not out:
    problems.append('a table to read is no export: %s %s' % (status, err))
check('export off: the tool makes no file for machines', problems)

# ---- clouds ------------------------------------------------------------------------------------------------------
problems = []
listed = '[Corral]\nClouds=https://a.example;https://b.example\n'
for command in (['sync', '--data', folder + '/none'], ['conformance']):
    status, out, err = tool(listed, command[0], '--api', 'http://127.0.0.1:9', '--token-file', token, *command[1:])
    if status != 1 or 'https://a.example, https://b.example' not in err:
        problems.append('%s: %s %s' % (command[0], status, err))
done = subprocess.run([CORRAL, '--api', 'http://127.0.0.1:9'], capture_output=True, text=True, timeout=60, env=environment(listed), check=False)
if done.returncode != 2 or 'https://a.example, https://b.example' not in done.stderr:
    problems.append('--api: %s %s' % (done.returncode, done.stderr))
check('a cloud that is not on the list is refused in words', problems)

welcome = start(listed)
problems = []
if not wait(lambda: find(welcome, '^Welcome')):
    problems.append('no welcome')
window = wait(lambda: subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Welcome'], capture_output=True, text=True, check=False).stdout.split())
subprocess.run(['xdotool', 'windowfocus', '--sync', window[0], 'type', '--delay', '10', 'c.example'], check=False)
subprocess.run(['xdotool', 'key', 'Return'], check=False)
if not wait(lambda: find(welcome, 'allows only certain clouds.*https://a.example, https://b.example')):
    problems.append('typed: it is not refused in words')
welcome.kill()
welcome.wait()
check('typed into the welcome it is refused in words', problems)

given = start('[Corral]\nCloud=https://a.example\n')
problems = []
if not wait(lambda: find(given, 'set by your administrator')):
    problems.append('the welcome does not say who set the address')
given.kill()
given.wait()
check('the address that is set need not be typed', problems)

# ---- a broken file -----------------------------------------------------------------------------------------------
broken = start('[Corral]\nExprot=false\nClouds=https://a.example\n', *DEMO, '--page', 'corral:handover')
problems = []
if not wait(lambda: find(broken, 'settings .*managed.ini.* cannot be read in full')):
    problems.append('it is not said')
if find(broken, '^Save as|^Print'):
    problems.append('files may be saved')
broken.kill()
broken.wait()
status, out, err = tool('\x00\x01', 'sync', '--api', 'https://a.example', '--token-file', token, '--data', folder + '/none')
if status != 1 or 'allow no cloud' not in err:
    problems.append('a file that is none: %s %s' % (status, err))
check('a broken file forbids, says so, and nothing crashes', problems)

outside.finish()
