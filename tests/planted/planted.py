#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Whether anything that the tests planted (marks) stands in a file that they made.
#
#   planted.py run LIBRARY SCRATCH COMMAND…   runs COMMAND with its temporary files in SCRATCH, and looks into each file
#                                             before it is removed
#   planted.py check LIBRARY PLACE…           tells what was found then, and looks through what is left in SCRATCH, which
#                                             CORRAL_PLANTED_SCRATCH names, and PLACE…: as TAP, a line a kind of place; and
#                                             first proves that it finds what was planted
import base64
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def read_marks():
    with open(os.path.join(HERE, 'marks'), encoding='utf-8') as file:
        return [line.strip() for line in file if line.strip() and not line.startswith('#')]


def ways_to_write(mark):
    """What is looked for: the mark as it is, and as programs and people write it."""
    yield mark
    if mark.isdigit():
        for separator in ' -.':
            yield separator.join(mark[i:i + 4] for i in range(0, len(mark), 4))
        return
    yield mark.encode().hex()
    # Base64 of a text that has the mark in it, at any of its three offsets: without the ends, which depend on neighbours.
    for offset in range(3):
        text = base64.b64encode(b'\0' * offset + mark.encode()).decode()
        yield text[(4, 4, 4)[offset] if offset else 0:len(text) // 4 * 4 - 4]


def patterns():
    return sorted({way for mark in read_marks() for way in ways_to_write(mark)})


def paths(scratch):
    return os.path.join(scratch, '.marks'), os.path.join(scratch, '.report'), os.path.join(scratch, 'made')


def prepare(library, scratch):
    marks, report, made = paths(scratch)
    os.makedirs(made, exist_ok=True)
    # As /tmp is: some tests become somebody else.
    os.chmod(scratch, 0o755)
    os.chmod(made, 0o1777)
    with open(marks, 'w', encoding='utf-8') as file:
        file.write('\n'.join(patterns()) + '\n')
    return dict(os.environ, TMPDIR=made, LD_PRELOAD=os.path.abspath(library), CORRAL_PLANTED_MARKS=marks, CORRAL_PLANTED_REPORT=report)


def files_below(place):
    if os.path.isfile(place):
        yield place
    for folder, _, names in os.walk(place):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def look_into(path, wanted):
    try:
        with open(path, 'rb') as file:
            contents = file.read()
    except OSError:
        return []
    return [text for text in wanted if text.encode() in contents]


def told(text):
    """So that it is known, and the report does not become what the next look finds."""
    return f'what begins with {text[:max(3, len(text) // 2)]}'


def reported(scratch):
    """What was found in files that are gone, by path."""
    _, report, _ = paths(scratch)
    wanted = patterns()
    if not os.path.exists(report):
        return []
    with open(report, encoding='utf-8', errors='replace') as file:
        lines = [line.rstrip('\n').split(' ', 1) for line in file]
    return [(path, wanted[int(number)]) for number, path in lines]


def journal():
    """What this system's journal took from Corral in the last hour; empty where there is none."""
    try:
        return subprocess.run(['journalctl', '--since', '-1h', '-o', 'cat', '_COMM=corral', '+', '_COMM=corral-cli'],
                              capture_output=True, timeout=60, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return b''


class Report:
    def __init__(self):
        self.number = 0
        self.failed = False

    def line(self, name, found):
        self.number += 1
        self.failed = self.failed or bool(found)
        print(f"{'not ok' if found else 'ok'} {self.number} - {name}")
        for text in found[:40]:
            print(f'# {text}')


def prove(library):
    """A check that finds nothing proves nothing: each mark, in each way to write it, in a file that is removed and in one
    that stays; and not in one that has none."""
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        environment = prepare(library, scratch)
        made = environment['TMPDIR']
        for number, mark in enumerate(read_marks()):
            for kind, text in enumerate(ways_to_write('%s' % mark)):
                for ending in ('gone', 'stays', 'over'):
                    with open(os.path.join(made, f'{number}-{kind}-{ending}'), 'wb') as file:
                        file.write(b'\0' * 5000 + text.encode() + b'rest')
        # A base64 that was not made by the code that looks for it.
        for offset in range(3):
            with open(os.path.join(made, f'base64-{offset}-gone'), 'wb') as file:
                file.write(base64.b64encode(b'x' * (30 + offset) + b'planted-' + b'secret-1234' + b'y' * 30))
        with open(os.path.join(made, 'clean-gone'), 'w', encoding='utf-8') as file:
            file.write('nothing of it')
        subprocess.run(['sh', '-c', 'cd "$1" && for f in *-over; do echo > new && mv new "$f"; done && rm ./*-gone', 'sh', made],
                       env=environment, check=True)
        gone = {os.path.basename(path.split(' (')[0]) for path, _ in reported(scratch)}
        for number, mark in enumerate(read_marks()):
            for kind, text in enumerate(ways_to_write(mark)):
                for ending in ('gone', 'over'):
                    if f'{number}-{kind}-{ending}' not in gone:
                        wrong.append(f'{told(text)} was not found in a file that went ({ending})')
                if text not in look_into(os.path.join(made, f'{number}-{kind}-stays'), patterns()):
                    wrong.append(f'{told(text)} was not found in a file that stays')
        wrong += [f'base64 at offset {offset} was not found' for offset in range(3) if f'base64-{offset}-gone' not in gone]
        if 'clean-gone' in gone:
            wrong.append('something was found where nothing is')
    return wrong


def check(library, scratch, places):
    wanted = patterns()
    report = Report()
    print('1..%d' % (4 + len(places)))
    report.line('what is planted is found', prove(library))
    report.line('nothing planted in what the tests made and removed', [f'{told(text)} stood in {path}' for path, text in reported(scratch)])
    made = paths(scratch)[2]
    for place, name in [(made, 'nothing planted in what the tests made and left')] + [
            (place, f'nothing planted in {os.path.basename(place)}') for place in places]:
        report.line(name, [f'{told(text)} stands in {path}' for path in files_below(place) for text in look_into(path, wanted)])
    kept = journal()
    report.line('nothing planted in the journal', [told(text) for text in wanted if text.encode() in kept])
    return 1 if report.failed else 0


def main():
    command, library, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
    if command == 'check' and 'CORRAL_PLANTED_SCRATCH' not in os.environ:
        with tempfile.TemporaryDirectory() as scratch:
            return check(library, scratch, rest)
    scratch = os.environ['CORRAL_PLANTED_SCRATCH'] if command == 'check' else rest.pop(0)
    if command == 'run':
        return subprocess.run(rest, env=prepare(library, scratch), check=False).returncode
    return check(library, scratch, rest)


if __name__ == '__main__':
    sys.exit(main())
