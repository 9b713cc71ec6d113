"""Runs the live graph's scripts in Node.js, for a test to ask questions one after the other."""

import base64
import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import playwright

import micrograd

# Playwright brings a Node.js of its own or needs one installed, so that no test need be skipped for lack of it.
BROUGHT = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
PROGRAM = BROUGHT if BROUGHT.exists() else "node"
PAGE = Path(micrograd.__file__).parent / "live" / "page"

LOOP = """
import { createInterface } from "node:readline";
const view = (base64) => new DataView(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
const revived = (_, x) => (x?.bytes === undefined ? x : view(x.bytes));
for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(answer(JSON.parse(line, revived))));
"""


@contextmanager
def asking(script, folder):
    """Yield a function that calls `answer`, which a script beside the page's own defines, and returns its result.

    Bytes arrive there as a DataView, as a widget's do.
    """
    shutil.copytree(PAGE, folder / "page")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "script.js").write_text(script + LOOP, encoding="utf-8")
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    with subprocess.Popen([PROGRAM, "script.js"], cwd=folder, **pipes) as process:

        def ask(question):
            print(json.dumps(question, default=_sendable), file=process.stdin, flush=True)
            line = process.stdout.readline()
            assert line, "the script failed: see what Node.js wrote to the error stream"
            return json.loads(line)

        yield ask
        process.stdin.close()


def _sendable(buffer):
    return {"bytes": base64.b64encode(bytes(buffer)).decode()}
