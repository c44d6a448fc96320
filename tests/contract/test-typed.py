#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every field of the window that somebody types a text into, and why nothing private stays behind: a row each, found by how
such fields are made in the sources. One that is added without a row fails, and so does a row without a field. Prints TAP.

    test-typed.py SOURCE-FOLDER
"""
import os
import re
import sys

SOURCES = os.path.join(sys.argv[1], 'src')
MAKERS = (r'gtk_entry_new|gtk_entry_new_with_buffer|gtk_text_view_new(?:_with_buffer)?|gtk_text_new|gtk_search_entry_new|'
          r'gtk_password_entry_new|gtk_editable_label_new|adw_entry_row_new|adw_password_entry_row_new|corral_free_text_new')

# SCANNED: the field refuses what is private, and the outbox would, too (sync-free-texts).
# NOT KEPT: what is typed there finds something and is gone; what a find leaves is its link (corral-recent-finds.c).
SCANNED = 'scanned'
NOT_KEPT = 'not kept'
FIELDS = {
    ('app/corral-search-box.c', 'gtk_search_entry_new'): NOT_KEPT,
    ('app/corral-sign-in-view.c', 'adw_entry_row_new'): 'the cloud’s address: a host and no more (corral_api_check_address)',
    ('pages/corral-form-outcome.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-form-cart.c', 'gtk_search_entry_new'): NOT_KEPT,
    ('pages/corral-case-dialog.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-lot-dialog.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-form-window.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-call-end.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-form-reason.c', 'gtk_entry_new'): 'a number that proves the cart is meant; compared, and gone',
    ('pages/corral-form-reason.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-compare-button.c', 'gtk_entry_new'): NOT_KEPT,
    ('pages/corral-help-page.c', 'gtk_search_entry_new'): NOT_KEPT,
    ('pages/corral-form-note.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-form-cause.c', 'corral_free_text_new'): SCANNED,
    ('pages/corral-handover-page.c', 'corral_free_text_new'): SCANNED,
    ('widgets/corral-filter-chip.c', 'gtk_search_entry_new'): NOT_KEPT,
    ('widgets/corral-free-text.c', 'gtk_text_view_new'): SCANNED,
    ('widgets/corral-choice-list.c', 'gtk_search_entry_new'): NOT_KEPT,
}

results = []


def check(name, problems):
    results.append(not problems)
    print('%s %d - %s' % ('not ok' if problems else 'ok', len(results), name))
    for problem in problems:
        print('# ' + problem)


made = set()
texts = {}
for where, _, names in os.walk(SOURCES):
    for name in names:
        if not name.endswith('.c'):
            continue
        path = os.path.relpath(os.path.join(where, name), SOURCES)
        with open(os.path.join(where, name), encoding='utf-8') as file:
            texts[path] = file.read()
        # A call, not the function's own beginning.
        for maker in re.findall(r'(?m)^(?!corral_free_text_new)[^\n]*\b(%s) \(' % MAKERS, texts[path]):
            made.add((path, maker))

check('every field that takes a text has a row', ['%s: %s' % field for field in sorted(made - FIELDS.keys())])
check('every row has a field', ['%s: %s' % field for field in sorted(FIELDS.keys() - made)])
# A scanned field whose text is taken although it is not fit would be none.
check('who takes a scanned text asks whether it is fit',
      [path for (path, maker), why in sorted(FIELDS.items())
       if maker == 'corral_free_text_new' and not re.search(r'corral_free_text_is_fit|notify::fit|"fit"', texts[path])])
check('finds keep places, not words',
      [] if 'corral_place_to_uri' in texts['pages/corral-recent-finds.c'] else ['corral-recent-finds.c keeps something else'])
print('1..%d' % len(results))
sys.exit(0 if all(results) else 1)
