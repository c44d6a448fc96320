#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the man pages to the programs: every command and every option that a program names in its help stands in its
page, and none that it does not have. Prints TAP.

Usage: test-man.py SOURCE_DIR CORRAL_CLI [CORRAL]
"""
import pathlib
import re
import subprocess
import sys

SOURCE, CLI = pathlib.Path(sys.argv[1]), sys.argv[2]
count = failed = 0


def check(name, problems):
    global count, failed
    count += 1
    failed += bool(problems)
    print('%sok %d - %s' % ('not ' if problems else '', count, name))
    for problem in problems:
        print('#   %s' % problem)


def page(name):
    text = (SOURCE / 'data/man' / name).read_text(encoding='utf-8')
    return re.sub(r'\\f[A-Z]', '', text).replace('\\-', '-').replace('\\ ', ' ')


def options(text):
    return set(re.findall(r'(?<![\w-])--([a-z][a-z-]+)', text)) - {'help', 'help-all', 'version'}


def helped(*arguments):
    return subprocess.run([CLI, *arguments, '--help'], stdout=subprocess.PIPE, text=True, env={'LC_ALL': 'C.UTF-8'},
                          check=True).stdout


cli = page('corral-cli.1')
commands = re.findall(r'^  ([a-z-]+) ', helped().split('Commands:')[1].split('Options:')[0], re.M)
sections = dict(re.findall(r'^\.SS ([a-z-]+)(.*?)(?=^\.S[SH] )', cli, re.M | re.S))
check('every command has its section', sorted(set(commands) ^ set(sections)))

shared = options(cli)
for command in commands:
    has = options(helped(command).split('Options:')[-1])
    # What several commands take is told once, where it is first met.
    missing = has - options(sections.get(command, '')) - shared
    check('%s: its options are told' % command, sorted(missing))
    check('%s: no option is told that it has not' % command, sorted(options(sections.get(command, '')) - has))

source = (SOURCE / 'src/app/corral-command-line.c').read_text(encoding='utf-8')
entries = set(re.findall(r'^  \{ "([a-z-]+)", (?:0|\'.\'), ', source, re.M)) - {'version'}
check('corral has options', [] if entries else ['none were found in the source'])
check('corral: its options are told', sorted(entries ^ options(page('corral.1'))))

for name in ('corral.1', 'corral-cli.1'):
    lint = subprocess.run(['man', '--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', str(SOURCE / 'data/man' / name)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) if \
        subprocess.run(['sh', '-c', 'command -v man'], stdout=subprocess.DEVNULL).returncode == 0 else None
    if lint is None:
        count += 1
        print('ok %d - %s: read by man # SKIP there is no man here' % (count, name))
    else:
        check('%s: read by man without a warning' % name, lint.stderr.splitlines())
print('1..%d' % count)
sys.exit(bool(failed))
