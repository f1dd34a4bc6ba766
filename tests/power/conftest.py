"""The catalogue is checked by default; what takes minutes only on request, `pytest tests/power -m power`."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "contract")]
