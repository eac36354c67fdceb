"""Programs with a fault put in on purpose: they show that the accounting of the fault tests turns red.

One statement is replaced in a copy of one module's sources. The module is compiled, and a program linked, with the very
commands of the last debug build, which stand in the build directory as a plan; all else is linked as it is there. This
takes seconds where a build of its own would take minutes, and no fault is ever part of the product."""
import json
import os
import shutil
import subprocess
from dataclasses import dataclass

from stack import ROOT

BUILD = ROOT / ".build/debug"
PLAN = ROOT / ".build/debug.yaml"
PROGRAMS = ["sicstine-api", "sicstine-ingest", "sicstine-worker", "sicstine"]


@dataclass
class Sabotage:
    """What is replaced where, and in which program it counts. The interface of the module stays as it is."""
    program: str
    file: str
    statement: str
    replacement: str

    @property
    def module(self):
        return self.file.split("/")[0]


ANSWER_BEFORE_COMMIT = Sabotage(
    "sicstine-ingest", "IngestService/IngestService.swift",
    "try await writer.write(reading.rows, of: collecting.venue)",
    "Task { try await writer.write(reading.rows, of: collecting.venue) }")
NO_MARKS = Sabotage(
    "sicstine-api", "Store/Ticketing/OrderWriting.swift",
    "try await run(MarkContactsOfOrder(order: id, at: instant))", "")


def build(directory, sabotage):
    """Makes a directory of programs, one of them sabotaged: its path."""
    sources, objects, programs = (directory / name for name in ("sources", "objects", "programs"))
    for made in (objects, programs):
        made.mkdir(parents=True)
    shutil.copytree(ROOT / "Sources" / sabotage.module, sources / sabotage.module)
    file = sources / sabotage.file
    text = file.read_text()
    assert text.count(sabotage.statement) == 1, f"{sabotage.file} no longer holds the statement to sabotage"
    file.write_text(text.replace(sabotage.statement, sabotage.replacement))
    compile_module(sabotage.module, sources, objects)
    link(sabotage.program, sabotage.module, objects, programs / sabotage.program)
    for program in PROGRAMS:
        if program != sabotage.program:
            (programs / program).symlink_to(BUILD / program)
    return programs


def compile_module(module, sources, objects):
    """Compiles all files of the module to one object."""
    arguments = iter(command(module, "module"))
    kept = []
    for argument in arguments:
        if argument in ("-emit-module-path", "-output-file-map", "-emit-objc-header-path", "-index-store-path"):
            next(arguments)
        elif not argument.startswith("@") and argument not in (
                "-emit-module", "-emit-objc-header", "-emit-dependencies", "-incremental", "-enable-batch-mode",
                "-serialize-diagnostics", "-parseable-output",
                "-warnings-as-errors"):
            kept.append(argument)
    files = sorted(str(path) for path in sources.rglob("*.swift"))
    run([*kept, "-whole-module-optimization", "-o", str(objects / f"{module}.o"), *files], objects)


def link(program, module, objects, output):
    """Links the program as the build does, with the sabotaged object for those of the module."""
    original = BUILD / f"{program}.product/Objects.LinkFileList"
    lines = [line for line in original.read_text().splitlines() if f"/{module}.build/" not in line]
    listed = objects / "Objects.LinkFileList"
    listed.write_text("\n".join([*lines, str(objects / f"{module}.o")]) + "\n")
    arguments = command(program, "exe")
    arguments[arguments.index("-o") + 1] = str(output)
    run([f"@{listed}" if argument.startswith("@") else argument for argument in arguments], objects)


def command(name, kind):
    """The arguments of the step of the build plan that makes this module or program."""
    step = f'  "C.{name}-{BUILD.resolve().parent.name}-debug.{kind}":'
    lines = iter(PLAN.read_text().splitlines())
    assert step in lines, f"no step {step} in {PLAN}: run ops/build debug"
    return next(json.loads(line.strip().removeprefix("args: ")) for line in lines if line.strip().startswith("args: "))


def run(arguments, directory):
    done = subprocess.run(arguments, cwd=directory, text=True, capture_output=True, timeout=300,
                          env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, f"{arguments[0]} … failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
