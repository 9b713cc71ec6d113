"""The program that lays pictures out: Graphviz's own `dot` if it is installed, else the graphviz-pure wheel."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from graphviz.backend import dot_command

MISSING = (
    "Pictures are laid out by Graphviz, and none was found. Install it with `pip install graphviz-pure` "
    "(Linux, macOS, Windows; nothing else is needed) or with `conda install graphviz`, then restart the kernel."
)


def program():
    """Return the path of the layout program; raise RuntimeError with what to install if there is none.

    The environment variable GRAPHVIZ_DOT, a name or a path, overrides the choice.
    """
    wanted = os.environ.get("GRAPHVIZ_DOT")
    for name in [wanted] if wanted else ["dot", "graphviz-pure"]:
        # The wheel's program lies beside the interpreter, which need not be on a kernel's PATH.
        found = shutil.which(name) or shutil.which(name, path=_scripts())
        if found:
            return Path(found)
    raise RuntimeError(f"GRAPHVIZ_DOT names {wanted!r}, and there is no such program." if wanted else MISSING)


def use_program():
    """Make the graphviz package run the program found here, even in code that has never heard of this course."""
    dot_command.DOT_BINARY = program()


def _scripts():
    user = sysconfig.get_path("scripts", f"{os.name}_user") if os.name in ("nt", "posix") else ""
    return os.pathsep.join([str(Path(sys.executable).parent), sysconfig.get_path("scripts"), user])
