"""The paths of the project, and of Karpathy's micrograd if it is installed somewhere."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEER = Path(os.environ.get("MICROGRAD_PEER") or ROOT / "benchmarks" / ".peer")
