#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A language that nobody speaks: every string of the template in Arabic letters and 40 % longer, so that what is cut, and
what is not translatable, shows before a translator finds it. Formats, markup and placeholders stay.

    pseudo-language.py TEMPLATE.pot FOLDER STAMP      writes FOLDER/ar/LC_MESSAGES/corral.mo, and STAMP when that is done

It is called Arabic, so that GTK lays windows out from right to left, and reads its own words in Arabic.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the sources stay as they are
# Beside the catalogues that it is for.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../po'))
from isolate_bidi import isolate

LETTERS = dict(zip('abcdefghijklmnopqrstuvwxyz', 'ابثدهفجحيزكلمنوبقرستضوعخغظ'))
KEPT = re.compile(r'%[-0-9$\'+# .*]*(?:l|ll|h|z|[A-Z]\w+)?[a-zA-Z%]|\{[\w-]+\}|<[^>]*>|&\w+;|\\.|\b(?:https?|corral):\S*|[\w.]+@\S+')
HEADER = '''msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: ar\\n"
"Plural-Forms: nplurals=2; plural=n != 1;\\n"

'''


def lengthen(word):
    """As many letters more as make it 40 % longer, like a language of long words."""
    letters = ''.join(LETTERS.get(c, c) for c in word.group().lower())
    return letters + letters[:round(len(letters) * 0.4)]


def pseudo(text):
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [re.sub(r'[A-Za-z]+', lengthen, text[at:kept.start()].replace('_', '')), kept.group()]
        at = kept.end()
    return ''.join(parts) + re.sub(r'[A-Za-z]+', lengthen, text[at:].replace('_', ''))


def strings(entry):
    """The keywords of an entry of a PO file, each with its text as it is written there."""
    found, keyword = {}, None
    for line in entry.splitlines():
        match = re.match(r'(?:(msg\w+(?:\[\d\])?) )?"(.*)"$', line)
        if match:
            keyword = match.group(1) or keyword
            found[keyword] = found.get(keyword, '') + match.group(2)
    return found


def main(template, folder, stamp):
    with open(template, encoding='utf-8') as file:
        entries = file.read().split('\n\n')
    with tempfile.NamedTemporaryFile('w', suffix='.po', encoding='utf-8') as out:
        out.write(HEADER)
        for entry in entries[1:]:
            said = strings(entry)
            if not said.get('msgid') or '\n#~' in '\n' + entry:
                continue
            # A remark of formats lets msgfmt see that they are kept.
            out.writelines(line + '\n' for line in entry.splitlines() if line.startswith('#,'))
            if 'msgctxt' in said:
                out.write('msgctxt "%s"\n' % said['msgctxt'])
            out.write('msgid "%s"\n' % said['msgid'])
            if 'msgid_plural' in said:
                out.write('msgid_plural "%s"\nmsgstr[0] "%s"\nmsgstr[1] "%s"\n\n' % (
                    said['msgid_plural'], isolate(pseudo(said['msgid'])), isolate(pseudo(said['msgid_plural']))))
            else:
                out.write('msgstr "%s"\n\n' % isolate(pseudo(said['msgid'])))
        out.flush()
        where = os.path.join(folder, 'ar', 'LC_MESSAGES')
        os.makedirs(where, exist_ok=True)
        subprocess.run(['msgfmt', '--check-format', '-o', os.path.join(where, 'corral.mo'), out.name], check=True)
    with open(stamp, 'w', encoding='utf-8'):
        pass


main(*sys.argv[1:4])
