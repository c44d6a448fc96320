#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a catalogue of a language that is read from right to left: names and numbers that are put into a sentence stand in it as
they are, and a sentence that begins with one is read from the right all the same.

    isolate_bidi.py CATALOGUE.po…      rewrites them; running it again changes nothing
    isolate_bidi.py --check CATALOGUE.po…   names what is not so, and ends with 1

Each %s and {name} is put between U+2068 and U+2069 (first strong isolate … pop directional isolate, UAX #9), and a translation in letters
that are read from the right, but does not begin with one, gets U+200F (right-to-left mark) in front: without it Pango takes the
direction of a paragraph from the first letter of whatever name happens to stand there. Translations in Latin letters alone,
such as "%s dBm", keep their direction.
"""
import re
import subprocess
import sys
import unicodedata

FSI, PDI, RLM = '\u2068', '\u2069', '\u200f'
PLACEHOLDER = re.compile(r'%(?:\d+\$)?s|\{[\w-]+\}')
NO_LETTERS = re.compile(r'%(?:\d+\$)?[-0-9$\'+# .*]*(?:l|ll|h|z)?[a-zA-Z%]|\{[\w-]+\}|<[^>]*>|&\w+;|\\.')


def is_right(text):
    return any(unicodedata.bidirectional(c) in ('R', 'AL') for c in text)


def begins_left(text):
    """Whether what is read first may be a name, or Latin letters."""
    for part in re.finditer(NO_LETTERS.pattern + '|.', text, re.S):
        if PLACEHOLDER.fullmatch(part.group()):
            return True
        direction = unicodedata.bidirectional(part.group()) if len(part.group()) == 1 else ''
        if direction in ('R', 'AL'):
            return False
        if direction == 'L':
            return True
    return False


def isolate(text):
    """The translation @text (without quotes, escapes as in the catalogue) with marks."""
    bare = re.sub('[%s%s%s]' % (FSI, PDI, RLM), '', text)
    letters = NO_LETTERS.sub('', bare)
    several = len(PLACEHOLDER.findall(bare)) > 1
    if not PLACEHOLDER.search(bare) or not re.search(r'\s|[^\x00-\x7f]', bare.replace('%s', '')):
        # Nothing is put in, or it is a name for a file or a link, which has no words around it.
        marked = bare
    elif re.fullmatch('(?:%s|\\s)+' % PLACEHOLDER.pattern, bare):
        # Nothing but what is put in: it belongs together, such as a store's number and its name.
        return FSI + bare + PDI
    else:
        # Not within a tag, where it is a link.
        marked = re.sub('<[^>]*>|(%s)' % PLACEHOLDER.pattern, lambda m: FSI + m[1] + PDI if m[1] else m[0], bare)
    latin = re.search(r'[A-Za-z]', letters)
    if begins_left(bare) and (is_right(letters) or (several and not latin)):
        breaks = re.match(r'(?:\\n|\s)*', marked).group()
        return breaks + RLM + marked[len(breaks):]
    return marked


def rewrite(lines, found):
    """The lines of a catalogue, with every msgstr of an entry isolated; adds what was not so to @found."""
    out, at, header = [], 0, True
    while at < len(lines):
        match = re.match(r'(msgstr(?:\[\d+\])?) "(.*)"$', lines[at])
        if not match:
            out.append(lines[at])
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].startswith('"'):
            end += 1
        text = match.group(2) + ''.join(line[1:-1] for line in lines[at + 1:end])
        marked = text if header else isolate(text)
        header = False
        if marked != text:
            found.append(text)
            out.append('%s "%s"' % (match.group(1), marked))
        else:
            out.extend(lines[at:end])
        at = end
    return out


def main(arguments):
    check = arguments[:1] == ['--check']
    status = 0
    for name in arguments[check:]:
        with open(name, encoding='utf-8') as file:
            lines = file.read().split('\n')
        found = []
        after = rewrite(lines, found)
        if check:
            for text in found:
                print('%s: not isolated: %s' % (name, text))
            status = status or int(bool(found))
        elif found:
            with open(name, 'w', encoding='utf-8') as file:
                file.write('\n'.join(after))
            # Lines as long as gettext's tools make them.
            subprocess.run(['msgcat', '-o', name, name], check=True)
    return status


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
