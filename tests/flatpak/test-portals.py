#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak and the dialogs of the desktop, worked from the program's own buttons: a list is saved and a sheet is
printed through the portals, or not, because somebody thinks better of it, the desktop forbids it, its dialog breaks down, or it
has none; then it is said, and nothing is written anywhere. And it goes on without a window where the desktop lets it. Prints
TAP. Run as that person on a desktop: flatpak/own-room, flatpak/desktop.
"""
import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import installed
from installed import APP, HOME, ITS, end, find, find_last, focus, start, titled, titles, wait
import outside
from outside import Atspi, GLib, check
from gi.repository import Gio

DESKTOP = 'xdg-desktop-portal-gtk'
NO_PRINTING, NO_SAVING, NO_DIALOG = ('It could not be printed: ', 'could not be saved: ', 'This desktop has no dialog for it')
FORBIDDEN, CLOSED = 'This desktop does not allow it', 'The dialog was closed before a place was chosen'
PORTALS = '/usr/share/xdg-desktop-portal/portals'
# What Flatpak builds and keeps in a home.
KEPT = ('corral', 'builder', 'files', 'repo', '.local', '.cache', '.flatpak-builder', '.var')
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
made = tempfile.mkdtemp(prefix='portals-', dir=HOME)


# ---- a desktop with these portals ---------------------------------------------------------------------------------

def ask_bus(method, arguments):
    return bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method, arguments, None, 0, -1,
                         None)


def stop_service(name):
    try:
        pid = ask_bus('GetConnectionUnixProcessID', GLib.Variant('(s)', (name,))).unpack()[0]
    except GLib.Error:
        return
    os.kill(pid, signal.SIGTERM)
    wait(lambda: not ask_bus('NameHasOwner', GLib.Variant('(s)', (name,))).unpack()[0])


def desktop_with(backends, forbidden=()):
    """Portals of @backends: interfaces by the name on the bus that has them, and with those settings of an administrator
    (org.gnome.desktop.lockdown)."""
    folder = tempfile.mkdtemp(dir=made)
    for name, interfaces in backends.items():
        with open(os.path.join(folder, name + '.portal'), 'w', encoding='utf-8') as file:
            file.write('[portal]\nDBusName=%s\nInterfaces=%s;\nUseIn=gnome\n'
                       % (name, ';'.join('org.freedesktop.impl.portal.' + i for i in interfaces)))
    settings = os.path.join(HOME, '.config', 'glib-2.0', 'settings')
    os.makedirs(settings, exist_ok=True)
    with open(os.path.join(settings, 'keyfile'), 'w', encoding='utf-8') as file:
        file.write('[org/gnome/desktop/lockdown]\n' + ''.join('%s=true\n' % key for key in forbidden))
    ask_bus('UpdateActivationEnvironment',
            GLib.Variant('(a{ss})', ({'XDG_DESKTOP_PORTAL_DIR': folder, 'GSETTINGS_BACKEND': 'keyfile'},)))
    for name in ('org.freedesktop.portal.Desktop', 'org.freedesktop.impl.portal.desktop.gtk'):
        stop_service(name)


def real_interfaces():
    with open(os.path.join(PORTALS, 'gtk.portal'), encoding='utf-8') as file:
        listed = re.search(r'^Interfaces=(.*)$', file.read(), re.M)[1]
    return [name.rsplit('.', 1)[1] for name in listed.split(';') if name]


REAL = {'org.freedesktop.impl.portal.desktop.gtk': real_interfaces()}


def without(*interfaces):
    return {name: [i for i in own if i not in interfaces] for name, own in REAL.items()}


# ---- the program and the dialogs ------------------------------------------------------------------------------------

def choose_first(button):
    """Presses the first in the menu of a button; whether it is there. GTK 4.24 has no names for what is in menus."""
    focus(' – Corral$')
    menu = wait(lambda: find(button, ('toggle button',)), 20)
    if menu is None:
        return False
    menu.do_action(0)
    entry = wait(lambda: find('', ('menu item',)), 20)
    if entry is None:
        return False
    entry.do_action(0)
    return True


def press_print():
    """Of the handover, which has a button of its own for it."""
    focus(' – Corral$')
    button = wait(lambda: find(r'^Print…$', ('push button',)), 20)
    if button is not None:
        button.do_action(0)
    return button is not None


def press_save():
    return choose_first(r'^Save this list as a file')


def in_dialog(name, role):
    return wait(lambda: find(name, role, DESKTOP), 30)


def press_in_dialog(name):
    button = in_dialog('^%s$' % name, ('push button',))
    if button is not None:
        button.do_action(0)
    return button is not None and wait(lambda: not find('^%s$' % name, ('push button',), DESKTOP), 20)


def go(page, title):
    second = start('corral:' + page)
    return wait(lambda: titled(title)) and wait(lambda: second.poll() is not None) is not None


def written():
    """Files that somebody may find: in the home, and in what the sandbox has for one."""
    found = set()
    for top in (HOME, ITS):
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if folder != HOME or name not in KEPT]
            found.update(os.path.join(folder, name) for name in names if re.search(r'\.(csv|pdf)$', name))
    return found


def said(words):
    return find_last(re.escape(words))


def check_said(name, press, words):
    before = written()
    problems = [] if press() else ['there is no such button']
    if not wait(lambda: said(words), 40):
        problems.append('it does not say “%s”' % words)
    new = written() - before
    if new:
        problems.append('written all the same: %s' % new)
    if find('', ('text',), DESKTOP):
        problems.append('the desktop still asks')
    check(name, problems)


def run_program(page, title, name):
    # What is set is kept, as on a desktop; its own runs here need not.
    program = start('--demo', '--carts', '150', '--stores', '6', '--page', page, environment={'GSETTINGS_BACKEND': 'keyfile'})
    check(name, [] if wait(lambda: titled(title)) else titles())
    return program


# ---- the desktop as it is -----------------------------------------------------------------------------------------

def check_saved():
    where = os.path.join(tempfile.mkdtemp(dir=made), 'carts.csv')
    problems = [] if press_save() else ['there is no such button']
    entry = in_dialog('', ('text',))
    offered = Atspi.Text.get_text(entry, 0, Atspi.Text.get_character_count(entry)) if entry else None
    if not offered or not re.fullmatch(r'carts-[\d-]+\.csv', offered):
        problems.append('the dialog offers %r' % offered)
    if entry:
        Atspi.EditableText.set_text_contents(entry, where)
        save = in_dialog('^Save$', ('push button',))
        if save is not None:
            save.do_action(0)  # what is said then is said for some seconds only
    if wait(lambda: find_last(r'rows saved as carts\.csv$'), 30) is None:
        problems.append('it does not say that it is saved')
    try:
        with open(where, encoding='utf-8-sig', newline='') as file:
            rows = list(csv.reader(file))
        if len(rows) != 151 or len({len(row) for row in rows}) != 1:
            problems.append('%d lines' % len(rows))
    except OSError as error:
        problems.append(error)
    check('all rows of a list are saved where the person says', problems)


def check_save_cancelled():
    before = written()
    problems = [] if press_save() else ['there is no such button']
    if not in_dialog('', ('text',)) or not press_in_dialog('Cancel'):
        problems.append('the dialog does not come, or stays')
    if wait(lambda: said(NO_SAVING), 3):
        problems.append('it complains')
    problems += written() - before
    check('who cancels the dialog hears no more of it', problems)


def check_printed():
    before = written()
    problems = [] if press_print() else ['there is no such button']
    # No printer is chosen yet.
    printer = in_dialog('^Print to File$', ('table cell',))
    if printer is not None:
        place = printer.get_extents(Atspi.CoordType.SCREEN)
        subprocess.run(['xdotool', 'mousemove', str(place.x + place.width // 2), str(place.y + place.height // 2), 'click', '1'],
                       check=True)
        wait(lambda: outside.has_state(in_dialog('^Print$', ('push button',)), Atspi.StateType.SENSITIVE), 20)
    if not press_in_dialog('Print'):
        problems.append('the dialog does not come, or stays')
    new = wait(lambda: [path for path in written() - before if os.path.getsize(path) > 0], 30)
    text = ''
    # Whoever writes it may not have come to its end.
    if new and wait(lambda: subprocess.run(['pdftotext', new[0], os.path.join(made, 'text')], stderr=subprocess.DEVNULL,
                                           check=False).returncode == 0, 20):
        with open(os.path.join(made, 'text'), encoding='utf-8') as file:
            text = file.read()
    if 'Handover' not in text or 'Corral' not in text:
        problems.append('printed: %s, %s' % (new, text[:200]))
    for path in new or ():
        os.remove(path)
    check('a sheet is printed by the desktop’s dialog', problems)


def check_print_cancelled():
    before = written()
    problems = [] if press_print() else ['there is no such button']
    if not press_in_dialog('Cancel'):
        problems.append('the dialog does not come, or stays')
    if wait(lambda: said(NO_PRINTING), 3):
        problems.append('it complains')
    problems += written() - before
    check('who cancels printing hears no more of it', problems)


# ---- without a window -----------------------------------------------------------------------------------------------

BACKGROUND = '''<node><interface name="org.freedesktop.impl.portal.Background">
<method name="GetAppState"><arg type="a{sv}" direction="out"/></method>
<method name="NotifyBackground"><arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
 <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
<method name="EnableAutostart"><arg type="s" direction="in"/><arg type="b" direction="in"/><arg type="as" direction="in"/>
 <arg type="u" direction="in"/><arg type="b" direction="out"/></method>
<signal name="RunningApplicationsChanged"/></interface></node>'''
STAND_IN = 'org.cartcorral.StandIn'


def background_called(connection, sender, path, interface, method, arguments, invocation):
    """What a desktop answers that knows of no windows and forbids nobody."""
    invocation.return_value({'GetAppState': GLib.Variant('(a{sv})', ({},)),
                             'NotifyBackground': GLib.Variant('(ua{sv})', (0, {'result': GLib.Variant('u', 1)})),
                             'EnableAutostart': GLib.Variant('(b)', (False,))}[method])


def wish_for_background():
    keyfile = os.path.join(ITS, 'config', 'glib-2.0', 'settings', 'keyfile')
    os.makedirs(os.path.dirname(keyfile), exist_ok=True)
    with open(keyfile, 'w', encoding='utf-8') as file:
        file.write('[org/cartcorral/Corral]\nwatch-in-background=true\n')
    return keyfile


def close_window():
    button = wait(lambda: find('^Close$', ('push button', 'button')), 20)
    if button is not None:
        button.do_action(0)
    return button is not None


def check_background(notices):
    """The portal has no backend among Debian's that runs without its own desktop; its frontend and its question are real."""
    bus.register_object('/org/freedesktop/portal/desktop', Gio.DBusNodeInfo.new_for_xml(BACKGROUND).interfaces[0],
                        background_called, None, None)
    Gio.bus_own_name_on_connection(bus, STAND_IN, 0, None, None)
    for answer in ('yes', 'no'):
        desktop_with(dict(REAL, **{STAND_IN: ['Background']}))
        subprocess.run(['flatpak', 'permission-set', 'background', 'background', APP, answer], check=True)
        keyfile = wish_for_background()
        notices.shown.clear()
        program = run_program('fleet', '^Fleet ', 'it starts where the desktop says %s to going on without a window' % answer)
        problems = []
        if answer == 'no':
            if not wait(lambda: notices.find('Corral may not go on without a window'), 30):
                problems.append('told: %s' % [n[3] for n in notices.shown])
            with open(keyfile, encoding='utf-8') as file:
                if 'watch-in-background=false' not in file.read():
                    problems.append('the wish stands')
        # The answer is waited for before the window goes.
        elif wait(lambda: notices.find('Corral may not go on without a window'), 3):
            problems.append('it was refused')
        if not close_window():
            problems.append('the window does not close')
        if answer == 'yes':
            if not wait(lambda: notices.find('Corral goes on watching'), 30):
                problems.append('nobody says that it goes on: %s' % [n[3] for n in notices.shown])
            if program.poll() is not None:
                problems.append('it ended with %d' % program.returncode)
            second = start(environment={'GSETTINGS_BACKEND': 'keyfile'})
            if not wait(lambda: titled('^Fleet ')):
                problems.append('its window does not come back')
            wait(lambda: second.poll() is not None)
            problems += end(program)
        elif wait(lambda: program.poll() is not None, 30) is None:
            problems.append('it does not end with its window')
        installed.kill(program)
        check('it goes on without a window, and comes back' if answer == 'yes' else
              'refused, it says so and ends with its window', problems)
    os.remove(keyfile)


shutil.rmtree(ITS, ignore_errors=True)
bus_notices = installed.Notices()
program = None
try:
    desktop_with(REAL)
    program = run_program('carts', '^Carts ', 'it starts')
    check_saved()
    check_save_cancelled()
    check('the handover', [] if go('handover', '^Handover ') else titles())
    check_printed()
    check_print_cancelled()
    check('it ends', end(program))

    desktop_with(REAL, ['disable-save-to-disk', 'disable-printing'])
    program = run_program('carts', '^Carts ', 'it starts where nothing may be saved or printed')
    check_said('where saving is forbidden, it says so', press_save, NO_SAVING + FORBIDDEN)
    go('handover', '^Handover ')
    check_said('where printing is forbidden, it says so', press_print, NO_PRINTING + FORBIDDEN)
    check('and it goes on', [] if go('fleet', '^Fleet ') else titles())
    check('it ends there as well', end(program))

    # Nobody answers to that name: as with a dialog that breaks down.
    desktop_with(dict(without('FileChooser'), **{'org.cartcorral.Broken': ['FileChooser']}))
    program = run_program('carts', '^Carts ', 'it starts where the dialog for files breaks down')
    check_said('where the dialog breaks down, it says so', press_save, NO_SAVING + CLOSED)
    check('it ends after that', end(program))

    desktop_with(without('FileChooser', 'Print'))
    program = run_program('carts', '^Carts ', 'it starts on a desktop without dialogs')
    check_said('where there is no dialog for files, it says so', press_save, NO_SAVING + NO_DIALOG)
    go('handover', '^Handover ')
    check_said('where there is no dialog for printing, it says so', press_print, NO_PRINTING + NO_DIALOG)
    check('it ends for the last time', end(program))

    check_background(bus_notices)
finally:
    if program is not None:
        installed.kill(program)
    shutil.rmtree(made)
    os.remove(os.path.join(HOME, '.config', 'glib-2.0', 'settings', 'keyfile'))
check('nothing else on standard error', installed.noise())
outside.finish()
