"""Programs with a fault put in on purpose: they show that the accounting of the fault tests turns red.

One statement is replaced in a copy of one module's sources. The module is compiled, and a program linked, with the very
commands of the last debug build, which stand in the build directory as a plan; all else is linked as it is there. This
takes seconds where a build of its own would take minutes, and no fault is ever part of the product.

SICSTINE_TEST_BUILD names another build directory than .build."""
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from stack import ROOT

SCRATCH = Path(os.environ.get("SICSTINE_TEST_BUILD", ROOT / ".build"))
BUILD = SCRATCH / "debug"
PLAN = SCRATCH / "debug.yaml"
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
    "sicstine-ingest", "IngestService/Collecting.swift",
    "try await writer.write(rows, of: collecting.venue)",
    "Task { try await writer.write(rows, of: collecting.venue) }")
NO_MARKS = Sabotage(
    "sicstine-api", "Store/Ticketing/OrderWriting.swift",
    "try await run(MarkContactsOfOrder(order: id, at: instant))", "")

QUEUE = "sicstine-queue-bench"
ACKNOWLEDGE_BEFORE_WORK = Sabotage(
    QUEUE, "JobQueue/Worker/JobWorker+performing.swift",
    "ending = .returned(try await job.run(pointer, context: context))",
    "await keeper.settle(lease, .finish); ending = .returned(try await job.run(pointer, context: context))")
NO_FENCE_IN_REDIS = Sabotage(
    QUEUE, "JobQueue/Scripts/finish.swift", "if ref == ARGV[2 * i + 1] and is_running(state) then",
    "if is_running(state) then")
NO_FENCE_IN_POSTGRES = Sabotage(
    QUEUE, f"{QUEUE}/TrialStatements.swift", "WHERE id = $1 AND attempts = $2 AND state = 'pending'",
    "WHERE id = $1 AND $2::bigint > 0 AND state = 'pending'")
BOUNDED_LINE = Sabotage(
    QUEUE, "JobQueue/Scripts/Script+vocabulary.swift",
    "if redis.call('RPUSH', prefix .. ':line:' .. line, pointer) == 1 then",
    "local length = redis.call('RPUSH', prefix .. ':line:' .. line, pointer)\n"
    "redis.call('LTRIM', prefix .. ':line:' .. line, -1000, -1)\n"
    "if length == 1 then")
SETTLE_IN_MULTI = Sabotage(
    QUEUE, "JobQueue/DurableQueue+settlement.swift",
    "late += try await evaluate(.finish, Array(part)).integer ?? 0",
    """let script: [Argument] = ["EVAL", Argument(Script.finish.source), "0", Argument(settings.prefix)]
    _ = try await pool.pipeline([Command("MULTI"), Command(script + part), Command("EXEC")])""")


def build(directory, sabotage):
    """Makes a directory of programs, one of them sabotaged: its path."""
    sources, objects, programs = (directory / name for name in ("sources", "objects", "programs"))
    for made in (objects, programs):
        made.mkdir(parents=True)
    shutil.copytree(ROOT / "Sources" / sabotage.module, sources / sabotage.module)
    file = sources / sabotage.file
    lines = file.read_text().splitlines(keepends=True)
    found = [at for at, line in enumerate(lines) if sabotage.statement in line]
    assert len(found) == 1, f"{sabotage.file} no longer holds the statement to sabotage"
    line = lines[found[0]]
    # A statement of several lines stays within the indentation of the text it is part of.
    indentation = line[:len(line) - len(line.lstrip())]
    lines[found[0]] = line.replace(sabotage.statement, sabotage.replacement.replace("\n", f"\n{indentation}"))
    file.write_text("".join(lines))
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
    # What the build writes itself, such as resources embedded in the program, is of the module too.
    derived = (BUILD / f"{module}.build" / "DerivedSources").glob("*.swift")
    files = sorted(str(path) for path in [*sources.rglob("*.swift"), *derived])
    run([*kept, "-whole-module-optimization", "-o", str(objects / f"{module}.o"), *files], objects)


def link(program, module, objects, output):
    """Links the program as the build does, with the sabotaged object for those of the module."""
    original = BUILD / f"{program}.product/Objects.LinkFileList"
    directory = f"/{module.replace('-', '_')}.build/"
    lines = [line for line in original.read_text().splitlines() if directory not in line]
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
