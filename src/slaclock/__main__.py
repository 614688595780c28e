"""The command line as a module: `python -m slaclock`."""

from __future__ import annotations

import sys

from slaclock.cli import main

if __name__ == "__main__":
    sys.exit(main())
