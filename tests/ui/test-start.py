#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts of the real program that cannot go well: each says one clear sentence and ends, or goes on, as it should;
and a second start hands its link to the first. Prints TAP. Run under tests/support/headless.

    test-start.py CORRAL
"""
import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

CORRAL = sys.argv[1]
DEADLINE_S = 30
folder = tempfile.mkdtemp(prefix='corral-start-')
token = os.path.join(folder, 'token')
with open(token, 'w') as f:
    f.write('not-a-secret\n')
results = []


def run(*arguments, environment=None, timeout=DEADLINE_S):
    """Exit code and standard error of a run that ends by itself."""
    env = dict(os.environ, **(environment or {}))
    for name in [n for n, value in env.items() if value is None]:
        del env[name]
    try:
        done = subprocess.run([CORRAL, *arguments], env=env, timeout=timeout, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
    except subprocess.TimeoutExpired:
        return None, 'it did not end within %d s' % timeout, ''
    return done.returncode, done.stderr, done.stdout


def check(name, problems):
    results.append(not problems)
    print('%s %d - %s' % ('not ok' if problems else 'ok', len(results), name), flush=True)
    for problem in problems:
        for line in str(problem).splitlines():
            print('# ' + line, flush=True)


def noise(stderr):
    """What GLib and GTK complain of; a program has no business to."""
    return [line for line in stderr.splitlines() if re.search(r'(WARNING|CRITICAL|ERROR) \*\*|Gtk-|assertion', line)]


def complaint(arguments, code, words, environment=None):
    """One line on standard error with these words, that exit code."""
    status, stderr, _ = run(*arguments, environment=environment)
    lines = [line for line in stderr.splitlines() if line.strip()]
    problems = []
    if status != code:
        problems.append('exit code %s instead of %s' % (status, code))
    if not any(words in line for line in lines):
        problems.append('nobody says "%s": %s' % (words, lines))
    if len(lines) > 2:
        problems.append('more than a sentence: %s' % lines)
    return problems + noise(stderr)


# ---- command lines ------------------------------------------------------------------------------------------

for arguments, code, words in (
        (['--page', 'nonsense'], 2, 'nonsense'),
        (['--page', 'corral://chain/ticket/1'], 2, 'not a place'),
        (['--size', 'x'], 2, '--size takes'),
        (['--size', '10x10'], 2, '--size takes'),
        (['--carts', '0'], 2, '--carts takes'),
        (['--carts', 'many'], 2, '--carts takes'),
        (['--stores', '-3'], 2, '--stores takes'),
        (['--no-such-option'], 1, 'no-such-option'),
        (['--api', 'http://127.0.0.1:1', '--token-file', os.path.join(folder, 'none')], 2, 'token file'),
        (['--api', 'http://127.0.0.1:1', '--token-file', folder], 2, 'token file'),
        (['--api', 'nonsense'], 2, 'address'),
        (['--api', 'ftp://127.0.0.1/'], 2, 'address'),
        (['--api', ''], 2, 'address'),
):
    check('command line: ' + ' '.join(os.path.basename(a) if a.startswith('/') else a for a in arguments),
          complaint(arguments, code, words))

status, stderr, stdout = run('--version', environment={'DISPLAY': None})
check('--version needs no display', [] if status == 0 and stdout.startswith('Corral ') else [status, stdout, stderr])
status, stderr, stdout = run('--help', environment={'DISPLAY': None})
check('--help needs no display', [] if status == 0 and '--token-file' in stdout else [status, stdout, stderr])
check('no display', complaint(['--demo', '--data', os.path.join(folder, 'd')], 1, 'isplay', {'DISPLAY': None}))


# ---- clouds that are none -------------------------------------------------------------------------------------

class Html(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'<!DOCTYPE html><title>Hotel Wi-Fi</title><p>Please log in'
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Refusing(Html):
    def do_GET(self):
        self.send_response(401)
        self.send_header('Content-Length', '0')
        self.end_headers()


def serve(handler):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, 'http://127.0.0.1:%d' % server.server_port


html, html_address = serve(Html)
refusing, refusing_address = serve(Refusing)
with socket.socket() as s:
    s.bind(('127.0.0.1', 0))
    closed_port = s.getsockname()[1]

for name, address in (
        ('refused', 'http://127.0.0.1:%d' % closed_port),
        ('https, nobody there', 'https://127.0.0.1:%d' % closed_port),
        ('https to a server that speaks http', html_address.replace('http:', 'https:')),
        ('a log-in page', html_address),
        ('token not accepted', refusing_address),
):
    picture = os.path.join(folder, 'picture.png')
    if os.path.exists(picture):
        os.unlink(picture)
    status, stderr, _ = run('--api', address, '--token-file', token, '--data', os.path.join(folder, 'cloud'),
                            '--picture', picture, environment={'G_DEBUG': 'fatal-criticals'})
    # What the notice says is for test-window; here: it starts, shows a window, and does not fall.
    problems = noise(stderr)
    if status not in (0, 1):
        problems.append('exit code %s: %s' % (status, stderr))
    if status == 0 and not os.path.exists(picture):
        problems.append('no picture')
    if 'not everything came in time' in stderr:
        problems.append('it never came to rest')
    check('cloud: ' + name, problems)
html.shutdown()
refusing.shutdown()

# ---- a whole walk without a critical -----------------------------------------------------------------------------

for page in ('fleet', 'stores', 'carts', 'alerts', 'flags', 'carts?state=offline', 'corral://gruenhain/store/1',
             'corral://gruenhain/cart/SC-B7-0031002'):
    # A folder for each page: a cloud that was started anew may bid us wait before all is fetched afresh.
    walks = '-%d' % len(results)
    for more in ((), ('--dark', '--offline')):
        picture = os.path.join(folder, 'walk.png')
        status, stderr, _ = run('--demo', '--carts', '150', '--stores', '6', '--data', os.path.join(folder, 'walk' + walks),
                                '--page', page, '--picture', picture, '--size', '1024x768', *more,
                                environment={'G_DEBUG': 'fatal-warnings'})
        check('walk: %s %s' % (page, ' '.join(more)),
              noise(stderr) + ([] if status == 0 and os.path.getsize(picture) > 5000 else [status, stderr]))

# ---- the one instance ---------------------------------------------------------------------------------------------


def windows(title):
    found = subprocess.run(['xdotool', 'search', '--name', title], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                           text=True)
    return found.stdout.split()


def wait_for(condition):
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


with open(os.path.join(folder, 'first.err'), 'w+') as err:
    first = subprocess.Popen([CORRAL, '--demo', '--carts', '150', '--stores', '6'], stdout=subprocess.DEVNULL, stderr=err)
    problems = []
    if not wait_for(lambda: windows('^Fleet .*Corral$')):
        problems.append('the first start shows no window')
    status, stderr, _ = run('corral:alerts')
    if status != 0 or noise(stderr):
        problems.append('the second start: %s %s' % (status, stderr))
    if not wait_for(lambda: windows('^Alerts .*Corral$')):
        problems.append('the link did not reach the first')
    status, stderr, _ = run('--page', 'stores')
    if status != 0 or noise(stderr):
        problems.append('a second start with --page: %s %s' % (status, stderr))
    if not wait_for(lambda: windows('^Stores .*Corral$')):
        problems.append('--page did not reach the first')
    # With a dialog before it, which then is the window that is worked in.
    subprocess.run(['xdotool', 'search', '--name', '^Stores .*Corral$', 'windowfocus', 'key', 'ctrl+comma'],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if not wait_for(lambda: windows('^Preferences$')):
        problems.append('no dialog came')
    subprocess.run(['xdotool', 'search', '--name', '^Preferences$', 'windowfocus', '--sync'], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    status, stderr, _ = run('corral:carts')
    if status != 0 or noise(stderr):
        problems.append('a second start beside a dialog: %s %s' % (status, stderr))
    if not wait_for(lambda: windows('^Carts .*Corral$')):
        problems.append('the link did not reach the window behind the dialog')
    if first.poll() is not None:
        problems.append('the first is gone: %s' % first.returncode)
    first.send_signal(signal.SIGTERM)
    first.wait(DEADLINE_S)
    err.seek(0)
    check('a second start hands its link to the first', problems + noise(err.read()))

shutil.rmtree(folder)
print('1..%d' % len(results))
sys.exit(0 if all(results) else 1)
