"""Where the project lies, and Karpathy's micrograd, where somebody has put it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEER = Path(os.environ.get("MICROGRAD_PEER") or ROOT / "benchmarks" / ".peer")
