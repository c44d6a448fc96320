#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an account may see, looked for from outside: somebody with every store works (looks, is on a call, has written a
handover, is told of incidents), and while the program runs the account becomes that of one store's manager. From then on no
word of another store or chain is in the window's title, the desktop's search, notices, the last places, the call, the
handover, the tool's reports, or in a file that the page for reviewers does not name. (What is in the window: test-scope.c.)

Such words are first seen to be there, so that what is looked for could be found. Prints TAP. Run under
tests/support/headless.

    test-scope-outside.py CORRAL CORRAL_CLI
"""
import atexit
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

from gi.repository import Gio, GLib

APP = 'org.cartcorral.Corral'
DEADLINE_S = 60

if sys.argv[1] == '--notices':
    # A desktop's notices, one line each time they change: what is shown now.
    shown = {}
    out = open(sys.argv[2], 'a', buffering=1)

    def called(connection, sender, path, interface, method, parameters, invocation):
        if method == 'GetCapabilities':
            invocation.return_value(GLib.Variant('(as)', (['body', 'actions', 'persistence'],)))
        elif method == 'GetServerInformation':
            invocation.return_value(GLib.Variant('(ssss)', ('test', 'test', '1', '1.2')))
        elif method == 'Notify':
            values = parameters.unpack()
            number = values[1] or len(shown) + 1 + called.closed
            shown[number] = values[3] + ' ' + values[4]
            out.write(json.dumps(list(shown.values())) + '\n')
            invocation.return_value(GLib.Variant('(u)', (number,)))
        else:
            called.closed += shown.pop(parameters.unpack()[0], None) is not None
            out.write(json.dumps(list(shown.values())) + '\n')
            invocation.return_value(None)
    called.closed = 0
    INTERFACE = '''<node><interface name="org.freedesktop.Notifications">
      <method name="GetCapabilities"><arg type="as" direction="out"/></method>
      <method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
        <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
      <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
        <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
        <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
      <method name="CloseNotification"><arg type="u" direction="in"/></method></interface></node>'''
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.register_object('/org/freedesktop/Notifications', Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], called,
                        None, None)
    Gio.bus_own_name_on_connection(bus, 'org.freedesktop.Notifications', Gio.BusNameOwnerFlags.NONE, None, None)
    GLib.MainLoop().run()

CORRAL, CLI = sys.argv[1:]
home = os.environ['HOME']
keyfile = os.path.join(os.environ['XDG_CONFIG_HOME'], 'glib-2.0', 'settings', 'keyfile')
notices = os.path.join(home, 'notices')
results = []
started = []
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


@atexit.register
def end_all():
    """Whatever happens: a test that fell must not leave a program behind that the others wait for."""
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def check(name, problems):
    results.append(not problems)
    print('%s %d - %s' % ('not ok' if problems else 'ok', len(results), name), flush=True)
    for problem in problems[:30]:
        print('# ' + str(problem).replace('\n', '\n# '), flush=True)


def wait(condition, seconds=DEADLINE_S):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except GLib.Error:
            pass
        time.sleep(0.1)
    return None


# ---- the cloud ----------------------------------------------------------------------------------------------------

def start_cloud(port, *arguments):
    process = subprocess.Popen([CLI, 'demo-cloud', '--carts', '240', '--stores', '24', '--port', str(port), *arguments],
                               stdout=subprocess.PIPE, text=True)
    started.append(process)
    told = json.loads(process.stdout.readline())
    return process, told['api'], told['token']


def get(path):
    request = urllib.request.Request(api + path, headers={'Authorization': 'Bearer ' + token})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def everything(tenant, collection):
    rows, cursor = [], ''
    while True:
        page = get('/v1/tenants/%s/snapshots/%s?limit=500%s' % (tenant, collection, cursor))
        rows += page['items']
        if not page.get('next'):
            return rows
        cursor = '&cursor=' + page['next']


cloud, api, token = start_cloud(0)
PORT = api.rsplit(':', 1)[1]
chains = {t['id']: t['name'] for t in get('/v1/me')['tenants']}
stores = [(chain, row) for chain in chains for row in everything(chain, 'store')]
carts = [(chain, row) for chain in chains for row in everything(chain, 'cart')]
flags = [(chain, row) for chain in chains for row in everything(chain, 'flag')]

# ---- the desk -----------------------------------------------------------------------------------------------------

daemon = subprocess.Popen([sys.executable, __file__, '--notices', notices])
started.append(daemon)
def call(path, interface, method, parameters):
    return bus.call_sync(APP, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE, 20000, None).unpack()


PROVIDER = '/org/cartcorral/Corral/SearchProvider'


def found(*terms):
    return call(PROVIDER, 'org.gnome.Shell.SearchProvider2', 'GetInitialResultSet', GLib.Variant('(as)', (terms,)))[0]


def described(links):
    metas = call(PROVIDER, 'org.gnome.Shell.SearchProvider2', 'GetResultMetas', GLib.Variant('(as)', (links,)))[0]
    return ' '.join('%s %s' % (meta['name'], meta['description']) for meta in metas)


def go(link):
    call('/org/cartcorral/Corral', 'org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', ([link], {})))


def title():
    done = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Corral', 'getwindowname'], capture_output=True,
                          text=True, check=False)
    return done.stdout.strip()


def words_in(text, words):
    low = text.lower()
    return sorted(word for word in words if re.search(r'(?<![\w-])' + re.escape(word.lower()) + r'(?![\w-])', low))


def kept_settings():
    with open(keyfile, encoding='utf-8') as file:
        return ''.join(line for line in file if not line.startswith('cloud='))


def files_of(*names):
    found_text = {}
    for name in names:
        path = os.path.join(account, name)
        if os.path.exists(path):
            with open(path, encoding='utf-8', errors='replace') as file:
                found_text[name] = file.read()
    return found_text


def shown_notices():
    if not os.path.exists(notices):
        return []
    with open(notices, encoding='utf-8') as file:
        lines = file.read().splitlines()
    return json.loads(lines[-1]) if lines else []


# Whose store it will be: the first of the first chain, as the demo's cloud has it of a store's manager.
probe, api_there, _ = start_cloud(0, '--role', 'store_manager')
api_here, api = api, api_there
mine = [(t['id'], t['stores'][0]) for t in get('/v1/me')['tenants']]
api = api_here
probe.terminate()
probe.wait()
check('the store of a manager is one', [] if len(mine) == 1 else [mine])
my_chain, my_store = mine[0]
my_words = ' '.join(str(value) for chain, row in stores if (chain, row['id']) == (my_chain, my_store) for value in row.values())
my_words += ' ' + chains[my_chain]
other = set()
for chain, row in stores:
    if (chain, row['id']) != (my_chain, my_store):
        other |= {row['name'], row['id']}
for chain, row in carts:
    if (chain, row['store']) != (my_chain, my_store):
        other |= {row['serial'], row['id']}
for chain, name in chains.items():
    if chain != my_chain:
        other |= {name}
other = {word for word in other if word and word.lower() not in my_words.lower()}
# One of the same chain, and one of another.
near = next(row for chain, row in stores if chain == my_chain and row['id'] != my_store and row['name'] in other)
far_chain, far = next((chain, row) for chain, row in stores if chain != my_chain and row['name'] in other)
near_cart = next(row for chain, row in carts if chain == my_chain and row['store'] == near['id'])
far_cart = next(row for chain, row in carts if chain == far_chain and row['store'] == far['id'])
near_flag = next((row for chain, row in flags if chain == my_chain and row['store'] == near['id']), None)
gone_links = ['corral://%s/store/%s' % (my_chain, near['number']), 'corral://%s/store/%s' % (far_chain, far['number']),
              'corral://%s/cart/%s' % (my_chain, near_cart['serial']), 'corral://%s/cart/%s' % (far_chain, far_cart['serial']),
              'corral://%s/call/cart/%s' % (my_chain, near_cart['serial']), 'corral://%s' % far_chain,
              'corral://%s/loss/%s' % (my_chain, near['number']), 'corral:carts?store=%s' % near['id'],
              'corral:audit', 'corral:handover?since=week']
if near_flag:
    gone_links.append('corral://%s/flag/%s' % (my_chain, near_flag['id']))

# ---- somebody works here, who has every store ---------------------------------------------------------------------

with open(os.path.join(home, 'token'), 'w') as file:
    file.write(token)
account = os.path.join(os.environ['XDG_DATA_HOME'], 'corral', '127.0.0.1_' + PORT)
os.makedirs(account, mode=0o700)
RULES = ('carrier-outage cloud-silence connected-drop ingest-errors ingest-delay authentication cloud-gap cloud-rejects '
         'certificate-batch missing-ca wrong-build rollback-storm radio-noise scale-lot store-wifi store-silent '
         'access-point below-target off-premises').split()
with open(os.path.join(account, 'rules'), 'w') as file:
    for rule in RULES:
        file.write('[%s]\nraise-minutes=0\nseverity=act\ntold=agent;lead;manager\n' % rule)
os.makedirs(os.path.dirname(keyfile), exist_ok=True)
with open(keyfile, 'w') as file:
    file.write("[org/cartcorral/Corral/accounts/%s]\nnotice-severity='watch'\nplace='corral://%s/cart/%s'\nrecent-finds=%s\n" % (
        os.path.basename(account), my_chain, near_cart['serial'], ['corral://%s/store/%s' % (far_chain, far['number']), 'corral:carts?store=%s' % near['id'],
                                        'corral://%s/cart/%s' % (far_chain, far_cart['serial'])]))
with open(os.path.join(account, 'call'), 'w') as file:
    file.write('corral-call 1\nabout cart %s %s\nbegun %d\nname %s, %s\nend\n' % (
        my_chain, near_cart['serial'], time.time() * 1000, near_cart['label'], near['name']))
with open(os.path.join(account, 'handover'), 'w') as file:
    file.write('Cart %s of %s is to be fetched.' % (near_cart['serial'], near['name']))
errors = open(os.path.join(home, 'errors'), 'w+')
corral = subprocess.Popen([CORRAL, '--api', api, '--token-file', os.path.join(home, 'token'), '--size', '1280x800'],
                          stdout=subprocess.DEVNULL, stderr=errors, env=dict(os.environ, GSETTINGS_BACKEND='keyfile'))
started.append(corral)


problems = []
if not wait(lambda: found(far_cart['serial']) and found(near_cart['serial'])):
    problems.append('the fleet is not there')
go('corral://%s/store/%s' % (far_chain, far['number']))
if not wait(lambda: far['name'] in title()):
    problems.append('the title does not say where one is: %s' % title())
metas = described(found(*near['name'].split()[:2]) + found(far_cart['serial']))
if not words_in(metas, other):
    problems.append('the desktop’s search has none: %s' % metas)
if not wait(lambda: words_in(' '.join(shown_notices()), other)):
    problems.append('no notice names one: %s' % shown_notices())
for text in [kept_settings(), *files_of('call', 'handover').values()]:
    if not words_in(text, other):
        problems.append('nothing to lose: %s' % text)
check('all stores are seen before', problems)

# ---- the account is another's from now on --------------------------------------------------------------------------

cloud.terminate()
cloud.wait()
time.sleep(1)
cloud, api, token = start_cloud(PORT, '--role', 'store_manager')
problems = []
if not wait(lambda: not found(far_cart['serial']) and not found(near_cart['serial']), 150):
    problems.append('the desktop’s search still has them')
wait(lambda: not words_in(title(), other), 10)
problems += ['in the title: ' + word for word in words_in(title(), other)]
if not wait(lambda: not words_in(' '.join(shown_notices()), other), 20):
    problems += ['in a notice: ' + word for word in words_in(' '.join(shown_notices()), other)]
check('the title and the notices go while the program runs', problems)

problems = []
wait(lambda: not words_in(kept_settings(), other) and not files_of('call') and not files_of('handover'), 10)
problems += ['in the settings: ' + word for word in words_in(kept_settings(), other)]
for name, text in files_of('call', 'handover', 'rules').items():
    problems += ['in the file %s: %s' % (name, word) for word in words_in(text, other)]
check('the last places, the call and the handover are forgotten', problems)

problems = []
for link in gone_links:
    go(link)
    time.sleep(1)
    # What somebody follows they know already; nothing more of it is told.
    problems += ['%s: %s' % (link, word) for word in words_in(title(), other) if word.lower() not in link.lower()]
    if link != 'corral:audit' and words_in(kept_settings(), other):
        problems.append('%s: it is kept' % link)
check('links to what is gone tell nothing of it', problems)

problems = []
for word in (near['name'], far['name'], near['name'].split()[-1], far['city'], near_cart['serial'], near_cart['serial'][-4:],
             near_cart['label'], far_cart['label'], chains[far_chain], 'C-'):
    links = found(*word.split())
    text = described(links) + ' '.join(links)
    problems += ['desktop, %s: %s' % (word, leak) for leak in words_in(text, other)]
check('the desktop’s search finds nothing of them', problems)

# The tool takes one folder.
cached = os.path.join(os.environ['XDG_CACHE_HOME'], 'corral', '127.0.0.1_' + PORT)
problems = []
for what in ('fleet', 'stores', 'carts', 'alerts', 'flags'):
    for form in ('table', 'csv', 'json'):
        done = subprocess.run([CLI, 'report', what, '--data', cached, '--format', form] + (['--all'] if what in ('alerts', 'flags') else []),
                              capture_output=True, text=True, check=False)
        if done.returncode != 0 and form == 'table':
            problems.append('%s: %s' % (what, done.stderr))
        problems += ['%s as %s: %s' % (what, form, word) for word in words_in(done.stdout + done.stderr, other)]
for word in (near['name'], near_cart['serial']):
    done = subprocess.run([CLI, 'find', '--data', cached, word], capture_output=True, text=True, check=False)
    problems += ['find %s: %s' % (word, leak) for leak in words_in(done.stdout, other)]
check('the tool reports and finds nothing of them', problems)

# What somebody did and looked at stays by design (data/doc/security.md, "What is stored"); nothing else does.
corral.send_signal(signal.SIGTERM)
try:
    corral.wait(30)
except subprocess.TimeoutExpired:
    corral.kill()
    corral.wait()
problems = []
for place in (os.environ['XDG_DATA_HOME'], os.environ['XDG_CACHE_HOME'], os.environ['XDG_CONFIG_HOME'], os.environ['XDG_RUNTIME_DIR']):
    for where, _, names in os.walk(place):
        for name in names:
            path = os.path.join(where, name)
            if name.startswith(('audit.db', 'outbox.db')) or not os.path.isfile(path):
                continue
            with open(path, 'rb') as file:
                contents = file.read()
            problems += ['%s: %s' % (name, word) for word in sorted(other) if word.encode() in contents]
check('nothing of them is in a file that has no business with it', problems)

errors.seek(0)
check('without a complaint of the program', [line for line in errors if re.search(r'(WARNING|CRITICAL|ERROR) \*\*|assertion', line)])
cloud.terminate()
cloud.wait()
daemon.terminate()
daemon.wait()
print('1..%d' % len(results))
sys.exit(0 if all(results) else 1)
