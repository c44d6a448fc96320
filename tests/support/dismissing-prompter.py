#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who closes every question that the keyring asks: the prompter of GNOME's keyring, which answers "no". A line on
stdout says that it is there, and one more is written to FILE for each question.

    dismissing-prompter.py FILE
"""
import sys

from gi.repository import Gio, GLib

INTERFACE = '''<node><interface name="org.gnome.keyring.internal.Prompter">
  <method name="BeginPrompting"><arg type="o" direction="in"/></method>
  <method name="PerformPrompt"><arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="s" direction="in"/></method>
  <method name="StopPrompting"><arg type="o" direction="in"/></method></interface></node>'''
CALLBACK = 'org.gnome.keyring.internal.Prompter.Callback'


def called(connection, sender, path, interface, method, parameters, invocation):
    callback = parameters.unpack()[0]
    invocation.return_value(None)
    if method == 'StopPrompting':
        answer, arguments = 'PromptDone', None
    else:
        if method == 'PerformPrompt':
            with open(sys.argv[1], 'a', encoding='utf-8') as file:
                file.write(parameters.unpack()[1] + '\n')
        answer = 'PromptReady'
        arguments = GLib.Variant('(sa{sv}s)', ('' if method == 'BeginPrompting' else 'no', {}, ''))
    connection.call(sender, callback, CALLBACK, answer, arguments, None, Gio.DBusCallFlags.NONE, -1, None, None)


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object('/org/gnome/keyring/Prompter', Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], called, None, None)
Gio.bus_own_name_on_connection(bus, 'org.gnome.keyring.SystemPrompter', Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print('ready', flush=True), None)
GLib.MainLoop().run()
