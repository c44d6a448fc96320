#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sources make is what the other tests look at: each window and popover that some file makes is in the list of
tests/ui/dialog-tour.c, or is found by walking over the pages; and nothing of ours moves by itself. Prints TAP.

    test-source-lists.py SOURCE_ROOT
"""
import os
import re
import sys

sys.dont_write_bytecode = True  # the sources stay as they are
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../support'))
import outside
from outside import check

root = sys.argv[1]

MAKER = re.compile(r'\b(?:adw_window_new|gtk_window_new|adw_message_dialog_new|corral_message_new|gtk_dialog_new|'
                   r'gtk_message_dialog_new|adw_alert_dialog_new|adw_dialog_new|adw_preferences_window_new|corral_compat_show_about|'
                   r'gtk_shortcuts_window\w*|gtk_popover_new|gtk_popover_menu_new\w*) \(|'
                   r'\b(?:ADW_TYPE_WINDOW|ADW_TYPE_APPLICATION_WINDOW|GTK_TYPE_WINDOW|GTK_TYPE_DIALOG|ADW_TYPE_DIALOG|'
                   r'corral_message_get_type|CORRAL_TYPE_MESSAGE|GTK_TYPE_POPOVER)\b')
# The window itself, and popovers of buttons: whoever walks over the pages presses every one.
WALKED = {
    'app/corral-window.c',
    'pages/corral-compare-button.c',
    'pages/corral-rules-page.c',
    'widgets/corral-filter-chip.c',
    'widgets/corral-table-menu.c',
}
# What asks before an act is opened from the table of acts.
ASKED = {'pages/corral-case-dialog.c', 'pages/corral-lot-dialog.c', 'pages/corral-report-dialog.c'}
# A frame at a time until something is done, then no more (test-ease.c sees to it).
TICKS = {'widgets/corral-table.c', 'widgets/corral-table-cells.c', 'pages/corral-flag-scans.c'}
MOTION = re.compile(r'adw_(?:timed|spring)_animation_new|gtk_(?:stack|revealer)_set_transition_(?:type|duration) '
                    r'\([^;]*?(?!\w*NONE)\b(?:GTK_\w+_TRANSITION_TYPE_(?!NONE)\w+|[1-9]\d*)\)|adw_\w+_set_reveal_params|'
                    r'gtk_progress_bar_pulse')
STYLE = re.compile(r'\b(?:transition|animation)[\w-]*\s*:|@keyframes')


def sources():
    for folder, _, names in os.walk(os.path.join(root, 'src')):
        for name in sorted(names):
            if name.endswith('.c'):
                path = os.path.join(folder, name)
                text = re.sub(r'/\*.*?\*/', '', open(path, encoding='utf-8').read(), flags=re.S)
                yield os.path.relpath(path, os.path.join(root, 'src')), text


tour = open(os.path.join(root, 'tests/ui/dialog-tour.c'), encoding='utf-8').read()
listed = re.findall(r'^  \{ "[\w-]+", "([\w/.-]+\.c)", \w+ \},$', tour, re.M)
everything = dict(sources())

problems = ['only %d files, %d in the list' % (len(everything), len(listed))] if len(everything) < 200 or len(listed) < 15 else []
for name, text in everything.items():
    made = [m.group().rstrip(' ()') for m in MAKER.finditer(text) if not re.search(r'IS_$', text[:m.start()])]
    # Looking for one is not making one.
    made = [m for m in made if not m.endswith('GTK_TYPE_POPOVER') and not m.endswith('GTK_TYPE_WINDOW')]
    if name.startswith('compat/') or name in WALKED | ASKED or not made:
        continue
    if len(made) > listed.count(name):
        problems.append('%s makes %s, and the list has %d of it' % (name, ', '.join(made), listed.count(name)))
problems += ['%s makes nothing' % name for name in sorted(WALKED | ASKED | set(listed)) if name not in everything]
check('every window and popover is in the tour', problems)

problems = []
for name, text in everything.items():
    problems += ['%s: %s' % (name, ' '.join(m.group().split())) for m in MOTION.finditer(text)]
    if 'gtk_widget_add_tick_callback' in text and name not in TICKS:
        problems.append('%s draws frame by frame' % name)
for name in sorted(os.listdir(os.path.join(root, 'ui'))):
    if name.endswith('.css'):
        text = re.sub(r'/\*.*?\*/', '', open(os.path.join(root, 'ui', name), encoding='utf-8').read(), flags=re.S)
        problems += ['%s: %s' % (name, m.group()) for m in STYLE.finditer(text)]
check('nothing of ours moves by itself', problems)
outside.finish()
