"""`demo`, which `make run` calls."""

from argparse import Namespace
from pathlib import Path

from pulse.cli.arguments import Commands, command


def add_to(commands: Commands) -> None:
    """Declare `demo`."""
    declared = command(
        commands,
        "demo",
        _demo,
        purpose="build a believable organisation under var/ and serve it on this machine",
        example="demo --web-port 9000",
    )
    for name, port in (("web", 8000), ("smtp", 1025), ("inbox", 8025)):
        declared.add_argument(f"--{name}-port", type=int, default=port, metavar="PORT", help=f"{port} if not given")
    declared.add_argument("--folder", type=Path, default=Path("var"), metavar="FOLDER", help="var if not given")


def _demo(options: Namespace) -> None:
    # The demo brings the whole web along; no other command, the worker least of all, should load and hold that.
    from pulse.demo.serve import Ports, demo

    demo(Ports(options.web_port, options.smtp_port, options.inbox_port), options.folder)
