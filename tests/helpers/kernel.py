"""A real kernel, for tests to run cells in."""

import os
import sys

from jupyter_client.manager import KernelManager
from project import ROOT

WAIT = 120


class Kernel:
    """A kernel in a folder that has nothing imported; more are arguments of its own, variables its environment's."""

    def __init__(self, folder, *more, **variables):
        self.manager = KernelManager(kernel_name="python3")
        self.manager.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *more]
        env = os.environ | {"MICROGRAD_ANSWERS": "", "PYTHONPATH": str(ROOT)} | variables
        self.manager.start_kernel(env=env, cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)

    def heard(self, source):
        """Return the (type, content) of each message that a cell sends while it runs."""
        found = []

        def hear(message):
            found.append((message["msg_type"], message["content"]))

        self.client.execute_interactive(source, timeout=WAIT, output_hook=hear, stop_on_error=False)
        return found

    def run(self, source):
        """Return the error of a cell, and all that is shown of it; ("", "") if it has none."""
        errors = [content for kind, content in self.heard(source) if kind == "error"]
        return (errors[0]["ename"], "\n".join(errors[0]["traceback"])) if errors else ("", "")

    def shown(self, source):
        """Return the MIME bundles that a cell displays, and its error if it has one."""
        return [one.get("data", one) for _, one in self.heard(source) if "data" in one or "ename" in one]

    def said(self, source):
        """Return the plain text that a cell displays."""
        return "\n".join(content.get("data", {}).get("text/plain", "") for _, content in self.heard(source))

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
