#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's side of Corral: its search finds carts and stores and opens them, links and the icon start the program
over the bus, and a program that was started for a search alone ends by itself. The bus starts the real program by the
service file that is installed. Prints TAP. Run under tests/support/headless.

    test-desktop-search.py CORRAL DATA-BUILD-FOLDER DATA-SOURCE-FOLDER
"""
import configparser
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import GLib, check
from gi.repository import Gio

CORRAL, BUILT, SOURCES = sys.argv[1:]
APP = 'org.cartcorral.Corral'
DEADLINE_S = 60
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


def wait(condition, deadline_s=DEADLINE_S):
    return outside.wait(condition, deadline_s, 0.1, gone=())


def call(path, interface, method, parameters, name=APP):
    return bus.call_sync(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE, DEADLINE_S * 1000,
                         None).unpack()


def runs():
    return bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
                         GLib.Variant('(s)', (APP,)), None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]


def titled(pattern):
    return subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', pattern], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True).stdout.strip()


# ---- what is installed ----------------------------------------------------------------------------------------

provider = configparser.ConfigParser()
provider.optionxform = str
provider.read(os.path.join(SOURCES, APP + '.search-provider.ini'))
asked = provider['Shell Search Provider']
service = configparser.ConfigParser()
service.optionxform = str
service.read(os.path.join(BUILT, APP + '.service'))
started = service['D-BUS Service']
desktop = configparser.ConfigParser(interpolation=None)
desktop.optionxform = str
desktop.read(os.path.join(BUILT, APP + '.desktop'))
entry = desktop['Desktop Entry']
problems = []
if asked['DesktopId'] != APP + '.desktop' or asked['BusName'] != started['Name'] or started['Name'] != APP:
    problems.append('names: %s %s' % (dict(asked), dict(started)))
if asked['Version'] != '2':
    problems.append('version ' + asked['Version'])
if not re.fullmatch(r'/\S+/corral --gapplication-service', started['Exec']):
    problems.append('started by ' + started['Exec'])
if entry.get('DBusActivatable') != 'true' or 'x-scheme-handler/corral;' not in entry['MimeType']:
    problems.append('desktop entry: %s' % dict(entry))
check('the files that are installed name each other', problems)

metainfo = xml.etree.ElementTree.parse(os.path.join(BUILT, APP + '.metainfo.xml')).getroot()
version = subprocess.run([CORRAL, '--version'], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1]
problems = []
for image in metainfo.findall('./screenshots/screenshot/image'):
    if not os.path.exists(os.path.join(SOURCES, 'pictures', os.path.basename(image.text))):
        problems.append('no such picture: ' + image.text)
if len(metainfo.findall('./screenshots/screenshot')) < 3:
    problems.append('fewer than three pictures')
if metainfo.find('./releases/release').get('version') != version:
    problems.append('the newest release is not %s' % version)
for kind in ('light', 'dark'):
    if metainfo.find("./branding/color[@scheme_preference='%s']" % kind) is None:
        problems.append('no colour for ' + kind)
if metainfo.find('content_rating') is None or metainfo.find('id').text != APP:
    problems.append('no content rating, or another id')
check('what software centres show is there', problems)

# The same service file, with the program of the build folder, on a small demo.
with open(os.path.join(os.environ['HOME'], 'services', APP + '.service'), 'w') as file:
    file.write('[D-BUS Service]\nName=%s\nExec=%s\n' % (
        APP, started['Exec'].replace(started['Exec'].split()[0], CORRAL) + ' --demo --carts 150 --stores 6'))
bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ReloadConfig', None, None,
              Gio.DBusCallFlags.NONE, -1, None)


def find(*terms):
    return call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'GetInitialResultSet',
                GLib.Variant('(as)', (terms,)))[0]


def find_further(former, *terms):
    return call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'GetSubsearchResultSet',
                GLib.Variant('(asas)', (former, terms)))[0]


def describe(*links):
    return call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'GetResultMetas', GLib.Variant('(as)', (links,)))[0]


# ---- searching ------------------------------------------------------------------------------------------------

check('nothing runs', ['it does'] if runs() else [])
# The very first search has nothing stored to look through; the demo arrives while one types.
found = wait(lambda: find('SC-B7-0031002'))
check('a serial starts the program and finds the cart',
      [] if found and len(found) == 1 and re.fullmatch(r'corral://\w+/cart/SC-B7-0031002', found[0]) else [found])
check('without a window', [titled('Corral')] if titled('Corral') else [])
said = describe(*found)
check('it is described in words', [] if len(said) == 1 and said[0]['id'] == found[0]
      and re.fullmatch(r'Cart \d{4}', said[0]['name']) and 'SC-B7-0031002' in said[0]['description'] else [said])
store = find('linden')
told = describe(*store[:1])
check('a store is found by the beginning of its name',
      [] if store and '/store/' in store[0] and 'Lindenhof' in told[0]['name'] else [store, told])
both = find('0701', 'lindenhof')
check('several words narrow', [] if both and find_further(find('0701'), '0701', 'lindenhof') == both
      and len(both) <= len(find('0701')) and all('/cart/' in link for link in both) else [both, find('0701')])
check('no link twice', [] if len(set(find('lindenhof'))) == len(find('lindenhof')) else [find('lindenhof')])
nothing = {terms: find(*terms) for terms in ((), ('',), ('x',), (' ', ' '), ('firefox',), ('lindenhoff',), ('ü' * 5000,),
                                             ("'; DROP TABLE cart; --",))}
check('what is not ours, or nearly ours, is not guessed at',
      ['%s: %s' % (terms, links) for terms, links in nothing.items() if links])
odd = ['corral://nobody/cart/1', 'no link', '', found[0], 'corral:carts?state=nonsense']
metas = describe(*odd)
check('what is no longer there has a line all the same',
      [] if [m['id'] for m in metas] == odd and all(m['name'] and 'corral:' not in m['name'] for m in metas) else [metas])

# ---- opening ----------------------------------------------------------------------------------------------------

call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'ActivateResult',
     GLib.Variant('(sasu)', (found[0], ['SC-B7-0031002'], 0)))
check('a result opens its page', [] if wait(lambda: titled('^Cart [0-9]{4} – Corral$')) else [titled('Corral')])
call('/org/cartcorral/Corral', 'org.freedesktop.Application', 'Open',
     GLib.Variant('(asa{sv})', ([store[0]], {})))
check('a link opens its page in the same window',
      [] if wait(lambda: titled('Lindenhof') and len(titled(' – Corral$').split()) == 1) else [titled('Corral')])
call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'LaunchSearch', GLib.Variant('(asu)', (['sc-b7', '0031002'], 0)))
time.sleep(0.5)
subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', ' – Corral$', 'windowfocus'], stdout=subprocess.DEVNULL,
               check=False)
subprocess.run(['xdotool', 'key', 'Return'], check=True)
check('the program’s own search goes on with the words',
      [] if wait(lambda: titled('^Cart [0-9]{4} – Corral$')) else [titled('Corral')])
call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'ActivateResult', GLib.Variant('(sasu)', ('no link', [], 0)))
check('a result that is none does no harm', [] if runs() and find('linden') else ['it is gone'])

# ---- locked -----------------------------------------------------------------------------------------------------

call('/org/cartcorral/Corral', 'org.freedesktop.Application', 'ActivateAction', GLib.Variant('(sava{sv})', ('lock', [], {})))
problems = []
if not wait(lambda: titled('^Locked – Corral$') and len(titled('Corral$').split()) == 1):
    problems.append('the windows: %s' % titled('Corral'))
if find('linden') or find('SC-B7-0031002'):
    problems.append('it is searched')
metas = call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'GetResultMetas', GLib.Variant('(as)', (found,)))[0]
if any(meta['name'] != 'Corral is locked' or 'description' in meta for meta in metas):
    problems.append('of what was found before it says: %s' % metas)
call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'ActivateResult', GLib.Variant('(sasu)', (found[0], [], 0)))
call(asked['ObjectPath'], 'org.gnome.Shell.SearchProvider2', 'LaunchSearch', GLib.Variant('(asu)', (['linden'], 0)))
call('/org/cartcorral/Corral', 'org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', ([store[0]], {})))
time.sleep(1)
if not titled('^Locked – Corral$') or len(titled('Corral$').split()) != 1:
    problems.append('something leads past it: %s' % titled('Corral'))
check('locked, nothing is found, and no result nor link leads past it', problems)

call('/org/cartcorral/Corral', 'org.freedesktop.Application', 'ActivateAction',
     GLib.Variant('(sava{sv})', ('quit', [], {})))
check('it ends', [] if wait(lambda: not runs()) else ['it does not'])

# ---- again, with what is stored by now ---------------------------------------------------------------------------

check('the next search waits for what is stored, and is answered at once',
      [] if find('SC-B7-0031002') == found else [find('SC-B7-0031002')])
check('a program that was started for a search ends by itself', [] if wait(lambda: not runs()) else ['it goes on'])

# ---- nobody is signed in -----------------------------------------------------------------------------------------

with open(os.path.join(os.environ['HOME'], 'services', APP + '.service'), 'w') as file:
    file.write('[D-BUS Service]\nName=%s\nExec=%s\n' % (APP, started['Exec'].replace(started['Exec'].split()[0], CORRAL)))
bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ReloadConfig', None, None,
              Gio.DBusCallFlags.NONE, -1, None)
try:
    answer = find('SC-B7-0031002')
except GLib.Error as error:
    answer = error.message
check('where nobody is signed in nobody waits: nothing is found', [] if answer == [] else [answer])
check('and it ends by itself', [] if wait(lambda: not runs()) else ['it goes on'])
outside.finish()
