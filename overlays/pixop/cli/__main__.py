"""`python -m pixop.cli`."""

import sys

from pixop.cli import main

if __name__ == "__main__":
    sys.exit(main())
