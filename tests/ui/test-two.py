#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two of us on one folder of data: the first writes, the others read and say so; when the first ends, however it ends,
a second takes over. Real processes, looked at as a screen reader does. Prints TAP. Run under tests/support/headless
with A11Y=1.

    test-two.py CORRAL CORRAL_CLI
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import check
from outside import find_shown as find

CORRAL, CLI = sys.argv[1:]
DEADLINE_S = 30
folder = tempfile.mkdtemp(prefix='corral-two-')
data = os.path.join(folder, 'data')


def wait(condition):
    return outside.wait(condition, DEADLINE_S)


def application(process):
    return outside.application_of(process.pid)


def start(*arguments):
    err = open(os.path.join(folder, 'err-%d' % len(os.listdir(folder))), 'w+')
    process = subprocess.Popen([CORRAL, *arguments], stdout=subprocess.DEVNULL, stderr=err)
    process.err = err
    return process


def noise(process):
    process.err.seek(0)
    return outside.noise(process.err.read())


def tool(*arguments):
    done = subprocess.run([CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=DEADLINE_S)
    return done.returncode, done.stdout, done.stderr


def window_title(process):
    root = application(process)
    return root.get_child_at_index(0).get_name() if root else ''


def writes(process):
    """Whether @process holds the lock of the files. The tool would not do to ask: it takes a lock that nobody has, and
    whoever wants it in that moment finds it taken."""
    try:
        with open('/proc/locks') as locks:
            return any(line.split()[1] == 'FLOCK' and line.split()[4] == str(process.pid) for line in locks)
    except FileNotFoundError:  # a kernel that does not tell: then the offer that goes away has to do
        return not find(process, '^Take over$')


def press(node):
    for i in range(node.get_n_actions()):
        node.do_action(i)
        return True
    return False


demo = ('--demo', '--carts', '150', '--stores', '6', '--data', data)

# ---- the first writes; the others read --------------------------------------------------------------------------

first = start(*demo)
problems = []
if not wait(lambda: find(first, 'Fleet')):
    problems.append('the first shows no window')
carts = wait(lambda: json.loads(tool('report', 'carts', '--data', data, '--format', 'json')[1] or '[]'))
if not carts or len(carts) != 150:
    problems.append('the first did not fetch the fleet: %s' % (carts and len(carts)))
check('the first keeps the data', problems)

cart = 'cart/' + carts[0]['serial'] if carts else 'cart/x'
problems = []
status, out, err = tool('do', 'note.add', '--target', cart, '--param', 'text=Beside', '--data', data)
if status != 1 or 'Another Corral' not in err or out:
    problems.append('do beside a window: %s %s %s' % (status, out, err))
status, out, err = tool('outbox', '--json', '--data', data)
if status != 0 or json.loads(out)['entries']:
    problems.append('outbox beside a window: %s %s %s' % (status, out, err))
status, out, err = tool('outbox', 'discard', 'whichever', '--yes', '--data', data)
if status != 1 or 'Another Corral' not in err:
    problems.append('outbox discard beside a window: %s %s %s' % (status, out, err))
# Another path to the same folder, as a sandbox has it: what counts is the file.
other_path = os.path.join(folder, 'same')
os.symlink(data, other_path)
status, out, err = tool('do', 'note.add', '--target', cart, '--param', 'text=Beside', '--data', other_path)
if status != 1 or 'Another Corral' not in err:
    problems.append('do by another path: %s %s %s' % (status, out, err))
check('beside a window the tool reads, and does nothing', problems)

second = start(*demo, '--page', 'alerts')
problems = []
if not wait(lambda: find(second, 'Another Corral on this PC is already')):
    problems.append('the second does not say that another one writes')
if find(second, '^Take over$'):
    problems.append('the second offers to take over although the first runs')
check('a second window on the same folder reads, and says so', problems)

# ---- the first is gone ------------------------------------------------------------------------------------------

first.kill()
first.wait()
problems = []
button = wait(lambda: find(second, '^Take over$'))
if not button:
    problems.append('the second does not notice that the first was killed')
elif not press(button):
    problems.append('there is nothing to press')
if not wait(lambda: writes(second)):
    problems.append('the second does not write')
# For the tool it is the other one.
if 'Another Corral' not in tool('outbox', 'discard', 'whichever', '--yes', '--data', data)[2]:
    problems.append('the tool writes beside the second')
if not wait(lambda: find(second, 'Alerts') and not find(second, '^Take over$')):
    problems.append('the offer stays')
if 'Alerts' not in (window_title(second) or ''):
    problems.append('it is at another place: %s' % window_title(second))
if second.poll() is not None:
    problems.append('it is gone: %s' % second.returncode)
check('when the first is killed the second takes over, at the same place', problems + noise(first))

# ---- everybody is gone ------------------------------------------------------------------------------------------

second.send_signal(signal.SIGTERM)
second.wait(DEADLINE_S)
status, out, err = tool('do', 'note.add', '--target', cart, '--param', 'text=Alone', '--data', data, '--now')
check('when nobody writes the tool does', ([] if status == 0 and len(out.strip()) == 36 else [status, out, err]) + noise(second))

third = start(*demo, '--page', 'carts')
problems = []
# The demo's cloud is a new one; what was done before is sent to it.
if not wait(lambda: not json.loads(tool('outbox', '--json', '--data', data)[1])['waiting']):
    problems.append('what the tool did was not sent: %s' % tool('outbox', '--data', data)[1])
states = [e['state'] for e in json.loads(tool('outbox', '--json', '--all', '--data', data)[1])['entries']]
if states != ['applied']:
    problems.append('it ended as %s' % states)
third.send_signal(signal.SIGTERM)
third.wait(DEADLINE_S)
check('what the tool did is sent by the next window', problems + noise(third))

shutil.rmtree(folder)
outside.finish()
