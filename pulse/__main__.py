"""`python -m pulse`: the operator's commands."""

import sys

from pulse.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
