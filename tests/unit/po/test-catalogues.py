#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the catalogues to the sources: every file with words is searched for them, the template is up to date, and
every language is complete, correct and installed where the program looks. Prints TAP.

Usage: test-catalogues.py SOURCE_DIR BUILD_DIR CORRAL_CLI XGETTEXT MSGFMT -- XGETTEXT_ARGUMENT…
"""
import gettext
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HOW = "ninja -C BUILD corral-pot corral-update-po, then fill in po/*.po"
MARKED = re.compile(r'(?<![A-Za-z0-9_])(?:_|N_|C_|NC_|ngettext)\s*\(\s*"')
CODE = re.compile(r'/\*.*?\*/|//[^\n]*|("(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')', re.S)
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
# What g_date_time_format() knows of what stands in our sentences.
CONVERSION = re.compile(r"%[-_0EO]*[a-zA-Z%]")


class Entry:
    """One message of a .po file."""

    def __init__(self, flags, context, msgid, plural, texts, where):
        self.flags, self.context, self.msgid, self.plural, self.texts, self.where = (
            flags, context, msgid, plural, texts, where)

    @property
    def key(self):
        return self.context, self.msgid, self.plural

    def __str__(self):
        return repr(self.msgid if self.context is None else f"{self.context}: {self.msgid}")


def unquote(lines):
    escapes = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
    return "".join(re.sub(r"\\(.)", lambda m: escapes[m[1]], line.strip()[1:-1]) for line in lines)


def read_catalogue(path):
    """Returns the entries, and how many obsolete ones there are."""
    text = path.read_text(encoding="utf-8")
    entries = []
    for number, block in enumerate(re.split(r"\n[ \t]*\n", text)):
        fields, flags, name = {}, [], None
        for line in block.splitlines():
            if line.startswith("#,"):
                flags += [flag.strip() for flag in line[2:].split(",")]
            elif line.startswith("#"):
                continue
            elif line.startswith('"'):
                fields[name].append(line)
            elif line.strip():
                name, rest = line.split(" ", 1)
                fields[name] = [rest]
        if "msgid" not in fields:
            continue
        entries.append(Entry(flags, unquote(fields["msgctxt"]) if "msgctxt" in fields else None,
                             unquote(fields["msgid"]),
                             unquote(fields["msgid_plural"]) if "msgid_plural" in fields else None,
                             [unquote(value) for key, value in fields.items() if key.startswith("msgstr")],
                             f"{path.name}, block {number}"))
    return entries, len(re.findall(r"(?m)^#~ msgid ", text))


class Tests:
    def __init__(self, source, build, cli, xgettext, msgfmt, arguments):
        self.source, self.build, self.cli = pathlib.Path(source), pathlib.Path(build), cli
        self.xgettext, self.msgfmt, self.arguments = xgettext, msgfmt, arguments
        self.po = self.source / "po"
        self.languages = [line for line in (self.po / "LINGUAS").read_text().split("\n")
                          if line and not line.startswith("#")]

    def listed(self):
        return [line for line in (self.po / "POTFILES.in").read_text().splitlines() if line and line[0] != "#"]

    # Each test yields what is wrong, one line each.

    def test_every_file_with_words_is_listed(self):
        def has_words(path):
            text = path.read_text(encoding="utf-8")
            return MARKED.search(CODE.sub(lambda m: m[1] or " ", text)) is not None

        data = self.source / "data"
        expected = {path for path in (self.source / "src").rglob("*.[ch]") if has_words(path)}
        expected |= {path for end in ("desktop.in", "metainfo.xml.in", "gschema.xml") for path in data.rglob(f"*.{end}")}
        expected = sorted(str(path.relative_to(self.source)) for path in expected)
        listed = self.listed()
        yield from (f"POTFILES.in misses {path}" for path in expected if path not in listed)
        yield from (f"POTFILES.in lists {path}, which has no words or does not exist"
                    for path in listed if path not in expected)
        if listed != sorted(set(listed)):
            yield "POTFILES.in is not sorted, or lists a file twice"
        if not expected:
            yield "no file with words was found at all"

    def test_the_template_is_up_to_date(self):
        with tempfile.TemporaryDirectory() as directory:
            fresh = pathlib.Path(directory) / "fresh.pot"
            result = subprocess.run(
                [self.xgettext, f"--directory={self.source}", f"--files-from={self.po / 'POTFILES.in'}",
                 f"--output={fresh}", *self.arguments], capture_output=True, text=True, check=False)
            yield from (line for line in result.stderr.splitlines() if "warning" in line or result.returncode != 0)
            if result.returncode != 0:
                return
            wanted = {entry.key: entry for entry in read_catalogue(fresh)[0]}
        found = {entry.key: entry for entry in read_catalogue(self.po / "corral.pot")[0]}
        yield from (f"corral.pot misses {wanted[key]}; {HOW}" for key in wanted.keys() - found.keys())
        yield from (f"corral.pot still has {found[key]}; {HOW}" for key in found.keys() - wanted.keys())
        yield from (f"corral.pot has other flags for {wanted[key]}; {HOW}" for key in wanted.keys() & found.keys()
                    if key[1] and sorted(wanted[key].flags) != sorted(found[key].flags))

    def test_names_stand_apart_in_what_is_read_from_the_right(self):
        checked = [str(self.po / f"{language}.po") for language in self.languages if language in RIGHT_TO_LEFT]
        result = subprocess.run([sys.executable, self.po / "isolate_bidi.py", "--check", *checked], capture_output=True,
                                text=True, check=False)
        yield from (f"{line}; po/isolate_bidi.py mends it" for line in result.stdout.splitlines())
        yield from result.stderr.splitlines()

    def test_names_are_put_apart(self):
        sys.path.insert(0, str(self.po))
        from isolate_bidi import isolate  # pylint: disable=import-outside-toplevel
        for given, wanted in (
                ("%s صامتة", "\u200f\u2068%s\u2069 صامتة"), ("صامت: %1$s (%d)", "صامت: \u2068%1$s\u2069 (%d)"),
                ("%s dBm", "\u2068%s\u2069 dBm"), ("%s %s", "\u2068%s %s\u2069"),
                ("%s · %s", "\u200f\u2068%s\u2069 · \u2068%s\u2069"), ("corral-%s.pdf", "corral-%s.pdf"),
                ('<a href=\\"%s\\">%s</a> صامتة', '\u200f<a href=\\"%s\\">\u2068%s\u2069</a> صامتة'),
                ("{store}: صامت", "\u200f\u2068{store}\u2069: صامت"), ("%d عربة", "%d عربة"), ("صامت", "صامت")):
            once = isolate(given)
            if once != wanted:
                yield f"{given!r} became {once!r}, not {wanted!r}"
            if isolate(once) != once:
                yield f"{once!r} is changed again"

    def test_the_list_of_languages_is_right(self):
        files = sorted(path.stem for path in self.po.glob("*.po"))
        if files != sorted(self.languages):
            yield f"LINGUAS has {self.languages}, the folder has {files}"
        if "de" not in self.languages:
            yield "German is missing"

    def test_every_language_is_complete(self):
        template = {entry.key: entry for entry in read_catalogue(self.po / "corral.pot")[0] if entry.msgid}
        for language in self.languages:
            entries, obsolete = read_catalogue(self.po / f"{language}.po")
            found = {entry.key: entry for entry in entries if entry.msgid}
            header = next((entry.texts[0] for entry in entries if not entry.msgid), "")
            if f"\nLanguage: {language}\n" not in header:
                yield f"{language}.po: its header names another language"
            plurals = re.search(r"nplurals=(\d+)", header)
            if plurals is None:
                yield f"{language}.po: its header has no plural forms"
                continue
            if obsolete:
                yield f"{language}.po: {obsolete} obsolete entries; {HOW}"
            yield from (f"{language}.po misses {template[key]}; {HOW}" for key in template.keys() - found.keys())
            yield from (f"{language}.po has {found[key]}, which is not in the template; {HOW}"
                        for key in found.keys() - template.keys())
            for entry in found.values():
                if "fuzzy" in entry.flags:
                    yield f"{language}.po: fuzzy: {entry}"
                if not all(entry.texts):
                    yield f"{language}.po: not translated: {entry}"
                if len(entry.texts) != (int(plurals[1]) if entry.plural is not None else 1):
                    yield f"{language}.po: not as many plural forms as the language has: {entry}"

    def test_every_language_is_correct(self):
        for language in self.languages:
            path = self.po / f"{language}.po"
            result = subprocess.run(
                [self.msgfmt, "--check", "--check-accelerators=_", "--output-file=/dev/null", str(path)],
                capture_output=True, text=True, check=False)
            yield from result.stderr.splitlines() if result.returncode != 0 else []
            for entry in read_catalogue(path)[0]:
                for text in entry.texts if entry.msgid else []:
                    # A no-break space before a colon is French, not an oversight.
                    for pattern in (r"^[ \n\t]*", r"[ \n\t]*$"):
                        if re.search(pattern, text)[0] != re.search(pattern, entry.msgid)[0]:
                            yield f"{language}.po: other spaces at an end than in {entry}"
                    # Times are not of C's formats, so msgfmt does not look at them.
                    if "%H" in entry.msgid or "%b" in entry.msgid:
                        # A weekday may be said in full: shortened it is one letter in some languages, which may be a unit's too.
                        kinds = [sorted({found[-1].replace("A", "a") for found in CONVERSION.findall(words)})
                                 for words in (entry.msgid, text)]
                        if kinds[0] != kinds[1] or "%" in CONVERSION.sub("", text):
                            yield f"{language}.po: says another time than {entry}: {text!r}"

    def test_every_language_is_where_the_program_looks(self):
        for language in self.languages:
            path = self.build / "po" / language / "LC_MESSAGES" / "corral.mo"
            if not path.exists():
                yield f"there is no {path}"
                continue
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)
            for entry in read_catalogue(self.po / f"{language}.po")[0]:
                if entry.msgid and entry.plural is None and entry.context is None:
                    if catalogue.gettext(entry.msgid) != entry.texts[0]:
                        yield f"{path} is not made from {language}.po: {entry}"

    def test_the_tool_speaks_german(self):
        # The C library may speak German without a German locale (ask "gettext"); otherwise one is made here, from
        # the sources in Debian's package "locales".
        with tempfile.TemporaryDirectory() as directory:
            environment = {**os.environ, "LANGUAGE": "de", "LC_ALL": "C.UTF-8",
                           "TEXTDOMAIN": "corral", "TEXTDOMAINDIR": str(self.build / "po"),
                           "CORRAL_LOCALE_DIR": str(self.build / "po")}
            probe = subprocess.run(["gettext", "Usage:"], env=environment, capture_output=True, text=True, check=False)
            if probe.stdout == "Usage:":
                localedef = shutil.which("localedef")
                if localedef is None or not pathlib.Path("/usr/share/i18n/locales/de_DE").exists():
                    raise NotImplementedError("the sources of a German locale are not installed")
                subprocess.run([localedef, "-i", "de_DE", "-f", "UTF-8", f"{directory}/de_DE.UTF-8"], check=False,
                               capture_output=True)
                environment |= {"LOCPATH": directory, "LC_ALL": "de_DE.UTF-8"}
            said = subprocess.run([self.cli, "--help"], env=environment, capture_output=True, text=True,
                                  encoding="utf-8", check=False)
        with (self.build / "po/de/LC_MESSAGES/corral.mo").open("rb") as file:
            german = gettext.GNUTranslations(file).gettext
        for word in ("Usage:", "Commands:", "Finds carts by label, serial or its end, and stores by number, name or city."):
            if german(word) == word or german(word) not in said.stdout:
                yield f"corral-cli --help does not say {german(word)!r}: {said.stdout!r} {said.stderr!r}"


def main():
    split = sys.argv.index("--")
    tests = Tests(*sys.argv[1:split], sys.argv[split + 1:])
    names = [name for name in dir(tests) if name.startswith("test_")]
    failed = False
    print(f"1..{len(names)}")
    for number, name in enumerate(names, 1):
        point = f"{number} - {name[5:].replace('_', ' ')}"
        try:
            wrong = list(getattr(tests, name)())
        except NotImplementedError as reason:
            print(f"ok {point} # SKIP {reason}")
            continue
        failed = failed or bool(wrong)
        for line in wrong:
            print("#", line)
        print("not ok" if wrong else "ok", point, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
