"""Swift sources told apart into code, comments and string literals, for the checks beside this file."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Alternatives in the order a reader meets them: what opens first wins, so a quote in a comment opens nothing.
_PIECES = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<string>(?P<hashes>#*)"""(?:\\.|[^\\])*?"""(?P=hashes)|(?P<raw>#+)"[^\n]*?"(?P=raw)|"(?:\\.|[^"\\\n])*")',
    re.DOTALL)


def swift_files(*folders):
    """Every Swift file below these folders of the project, with its path in the project and its text."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.swift")):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def code(text):
    """The text with comments and the insides of strings blanked; lines keep their numbers."""
    return _PIECES.sub(lambda piece: re.sub(r"[^\n]", " ", piece.group()), text)


def strings(text):
    """Each string literal with the number of the line it begins on."""
    for piece in _PIECES.finditer(text):
        if piece.group("string"):
            yield line_of(text, piece.start()), piece.group("string")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def finish(faults):
    """Prints the faults, one a line, and ends the check with 1 if there is any."""
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)
