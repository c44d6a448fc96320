#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak, as an ordinary person meets it: what its sandbox allows is what the manifest says and no more,
each portal that Corral counts on works from inside, and the program goes from its first start over a saved file to a
restart without a network. Prints TAP. Run as that person on a desktop: flatpak/own-room, flatpak/desktop.

    test-sandbox.py SOURCES
"""
import configparser
import csv
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import installed
from installed import APP, DEADLINE_S, HOME, ITS, end, find, find_last, fleet, focus, inside, keys, start, titled, titles, wait
import outside
from outside import Atspi, GLib, check
from gi.repository import Gio

SOURCES = sys.argv[1]


# ---- the sandbox ----------------------------------------------------------------------------------------------

def asked_permissions(name=APP + '.yml'):
    """The manifest's finish-args as sets by kind."""
    asked, reading = {}, False
    with open(os.path.join(SOURCES, 'flatpak', name), encoding='utf-8') as manifest:
        for line in manifest:
            if re.match(r'\S', line):
                reading = line.startswith('finish-args:')
            given = re.match(r'\s+- --(\w+[\w-]*)=(\S+)', line)
            if reading and given:
                asked.setdefault(given[1], set()).add(given[2])
    return asked


def manifest_says(key):
    with open(os.path.join(SOURCES, 'flatpak', APP + '.yml'), encoding='utf-8') as manifest:
        return re.search(r"^%s: '?([^'\n]+)'?$" % key, manifest.read(), re.M)[1]


def info(option):
    """What Flatpak knows of the installed program."""
    text = subprocess.run(['flatpak', 'info', option, APP], stdout=subprocess.PIPE, text=True, check=True).stdout
    known = configparser.ConfigParser(interpolation=None)
    known.read_string(text)
    return known


def granted_permissions():
    granted = info('--show-permissions')
    return {section: {key: {v for v in value.split(';') if v} for key, value in granted[section].items()}
            for section in granted.sections()}


def check_metadata():
    application = dict(info('--show-metadata')['Application'])
    arch = subprocess.run(['flatpak', '--default-arch'], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    wanted = {'name': manifest_says('id'), 'command': manifest_says('command')}
    for key in ('runtime', 'sdk'):
        wanted[key] = '%s/%s/%s' % (manifest_says(key), arch, manifest_says('runtime-version'))
    check('what is installed is what the manifest says', [] if application == wanted else [application, wanted])


def check_permissions():
    asked, granted = asked_permissions(), granted_permissions()
    sockets = set(asked.pop('socket', ()))
    # Flatpak takes it as both.
    if 'fallback-x11' in sockets:
        sockets.add('x11')
    wanted = {'Context': {'shared': asked.pop('share', set()), 'sockets': sockets, 'devices': asked.pop('device', set())}}
    problems = [] if granted == wanted else ['granted %s' % granted, 'the manifest says %s' % wanted]
    problems += ['this test does not know of --%s' % kind for kind in asked]
    check('the permissions are exactly those of the manifest', problems)
    check('the manifest for developers asks for the same',
          [] if asked_permissions(APP + '.Devel.yml') == asked_permissions() else [asked_permissions(APP + '.Devel.yml')])
    check('no permission that Corral needs not', [] if granted == {'Context': {
        'shared': {'network', 'ipc'}, 'sockets': {'x11', 'wayland', 'fallback-x11'}, 'devices': {'dri'}}} else [granted])


def check_walls():
    mine = os.path.join(HOME, 'nobody-elses-business')
    with open(mine, 'w', encoding='utf-8') as file:
        file.write('private')
    seen = inside('cat', mine)
    os.remove(mine)
    check('a file in the home is not to be seen', [] if seen.returncode != 0 and not seen.stdout else [seen.stdout])
    caps = inside('sed', '-n', 's/^CapEff:.//p', '/proc/self/status').stdout.strip()
    check('no privilege of the system', [] if caps and int(caps, 16) == 0 else [caps])
    asked = inside('gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path',
                   '/org/freedesktop/secrets', '--method', 'org.freedesktop.DBus.Peer.Ping')
    check('the keyring of the desktop cannot be asked directly',
          [] if 'ServiceUnknown' in asked.stderr or 'AccessDenied' in asked.stderr else [asked.stdout, asked.stderr])
    wrote = inside('sh', '-c', 'echo x > /app/bin/corral; echo x > /usr/bin/corral; test ! -w /app/bin/corral')
    check('the program cannot change itself', [] if wrote.returncode == 0 else [wrote.stderr])


# ---- what the program asks the desktop for ------------------------------------------------------------------------

def check_secret():
    """Corral keeps its sign-in with libsecret, as secret-tool does, which the Sdk has."""
    label = ('--label=A test', 'made-for', 'corral-test')
    stored = inside('sh', '-c', 'printf %s opensesame | secret-tool store "$@"', 'sh', *label, options=['--devel'])
    found = inside('secret-tool', 'lookup', 'made-for', 'corral-test', options=['--devel'])
    files = glob.glob(os.path.join(ITS, 'data', 'keyrings', '*.keyring'))
    problems = [] if stored.returncode == 0 else ['not stored: ' + stored.stderr]
    if found.stdout != 'opensesame':
        problems.append('looked up: %r %s' % (found.stdout, found.stderr))
    if not files:
        problems.append('there is no keyring of its own in %s' % os.listdir(os.path.join(ITS, 'data')))
    problems += ['it stands there as it is: ' + f for f in files if b'opensesame' in open(f, 'rb').read()]
    problems += ['others may read ' + f for f in files if os.stat(f).st_mode & 0o077]
    check('a secret is kept through the portal, in a keyring of its own, encrypted', problems)
    for file in files:
        os.remove(file)


def check_notification(notices):
    asked = inside('gdbus', 'call', '--session', '--dest', 'org.freedesktop.portal.Desktop', '--object-path',
                   '/org/freedesktop/portal/desktop', '--method', 'org.freedesktop.portal.Notification.AddNotification',
                   'store-118', "{'title': <'118 Riverside'>, 'body': <'The store’s Wi-Fi is down.'>}")
    shown = wait(lambda: notices.find('118 Riverside'), 20)
    problems = [] if shown else ['shown: %s' % notices.shown, asked.stderr]
    if shown and shown[4] != 'The store’s Wi-Fi is down.':
        problems.append('it says %s' % shown[4])
    check('a notification reaches the desktop', problems)


# ---- the program ----------------------------------------------------------------------------------------------------

def check_save():
    """The saving of a cart's story as CSV, through the desktop's own dialog."""
    focus(' – Corral$')
    menu = wait(lambda: find('^More with what is shown$', ('toggle button',)), 20)
    if menu:
        menu.do_action(0)
        wait(lambda: find('', ('menu item',)), 20)
        # The last of the menu is "Save as CSV".
        keys('Up', 'Return')
    entry = wait(lambda: find('', ('text',), 'xdg-desktop-portal-gtk'), 30)
    offered = Atspi.Text.get_text(entry, 0, Atspi.Text.get_character_count(entry)) if entry else None
    where = os.path.join(tempfile.mkdtemp(prefix='saved-', dir=HOME), 'story.csv')
    problems = [] if offered and re.fullmatch(r'cart-.*\.csv', offered) else ['the dialog offers %r' % offered]
    if entry:
        Atspi.EditableText.set_text_contents(entry, where)
        save = wait(lambda: find('^Save$', ('push button',), 'xdg-desktop-portal-gtk'), 10)
        if save:
            save.do_action(0)
        saved = wait(lambda: os.path.exists(where) and os.path.getsize(where) > 0, 20)
        if not saved:
            problems.append('there is no file')
        else:
            with open(where, encoding='utf-8-sig', newline='') as file:
                rows = list(csv.reader(file))
            if len(rows) < 2 or len({len(row) for row in rows}) != 1:
                problems.append('no table: %s' % rows[:3])
        if not wait(lambda: find_last('^Saved as story.csv'), 10):
            problems.append('the program does not say that it was saved')
    check('a file is saved where the person says, through the desktop’s dialog', problems)
    shutil.rmtree(os.path.dirname(where))


def search(*terms):
    """What the desktop's search is answered by the program that the bus starts in its sandbox."""
    return Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        APP, '/org/cartcorral/Corral/SearchProvider', 'org.gnome.Shell.SearchProvider2', 'GetInitialResultSet',
        GLib.Variant('(as)', (terms,)), None, Gio.DBusCallFlags.NONE, DEADLINE_S * 1000, None).unpack()[0]


def check_search():
    """The desktop's search asks the program that runs, in its sandbox."""
    found = wait(lambda: search('SC-B7-0031002'))
    check('the desktop’s search finds a cart in the sandbox',
          [] if found and found[0].endswith('/cart/SC-B7-0031002') else [found])


def check_activation():
    """The bus knows the program by what Flatpak exported, and starts it. Nobody is signed in there, and a demo is begun by
    hand: it finds nothing, and says so at once."""
    exported = [os.path.join(HOME, '.local/share/flatpak/exports/share', *path) for path in (
        ('dbus-1', 'services', APP + '.service'), ('gnome-shell', 'search-providers', APP + '.search-provider.ini'),
        ('applications', APP + '.desktop'), ('metainfo', APP + '.metainfo.xml'))]
    problems = ['not exported: ' + path for path in exported if not os.path.exists(path)]
    try:
        answer = search('SC-B7-0031002')
        problems += [] if answer == [] else [answer]
    except GLib.Error as error:
        problems.append(error.message)
    check('the desktop’s search starts it in its sandbox, and it answers', problems)
    subprocess.run(['flatpak', 'kill', APP], check=False)


shutil.rmtree(ITS, ignore_errors=True)
check_metadata()
check_permissions()
check_walls()
bus_notices = installed.Notices()
check_notification(bus_notices)
check_secret()

program = start('--demo', '--carts', '150', '--stores', '6')
try:
    check('a first start shows the fleet', [] if wait(fleet) else titles())
    check('and it is live', [] if wait(lambda: find('^Live')) else ['it never says so'])
    second = start('corral:carts')
    check('a link goes to the window that is there',
          [] if wait(lambda: titled('^Carts ')) and wait(lambda: second.poll() is not None) is not None else titles())
    focus(' – Corral$')
    keys('ctrl+k')
    subprocess.run(['xdotool', 'type', '--delay', '30', 'SC-B7-0031002'], check=True)
    wait(lambda: find('Cart.*SC-B7-0031002'))
    keys('Return')
    check('a cart is found by its serial', [] if wait(lambda: titled('^Cart ')) else titles())
    check_search()
    check_save()
    keys('ctrl+1')
    wait(lambda: titled('^Fleet '))
    check('it ends', end(program))

    kept = glob.glob(os.path.join(ITS, '*', 'corral', '**', '*.db'), recursive=True)
    check('what it keeps is in its own folder', [] if kept else ['no database in ' + ITS])
    program = start('--demo', '--carts', '150', '--stores', '6', '--offline', options=['--unshare=network'])
    check('without a network the same fleet is there', [] if wait(fleet) else titles())
    said = wait(lambda: find('You are working offline'))
    check('and it says that it is offline', [] if said else ['it does not'])
    check('it ends again', end(program))
    check_activation()
finally:
    installed.kill(program)
check('nothing else on standard error', installed.noise())
outside.finish()
