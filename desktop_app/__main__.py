"""Entry point: runs a command, the demo exchange, or the program with its window."""

from __future__ import annotations

import argparse
import sys
import uuid

from desktop_app.cli.parser import parser, without_link
from desktop_app.runtime.streams import make_streams_safe


def main(argv: list[str] | None = None) -> int:
    """Parse the arguments, run what they name and return the exit code: 0 done, 1 refused, 2 usage, 3 not known."""
    make_streams_safe()
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["demo-pbx"]:
        from desktop_app.config.paths import resources
        from desktop_app.demo.__main__ import main as demo_main

        return demo_main(arguments[1:], resources() / "speech")
    arguments, link = without_link(arguments)
    # The two options that are valid both before and after a command have no default of their own: argparse would
    # overwrite a value given before the command with the subparser's default.
    options = parser().parse_args(arguments, argparse.Namespace(profile=None, demo=False))
    options.link, options.start_id = link, uuid.uuid4().hex
    if options.command:
        from desktop_app.cli.run import main as command

        return command(options)
    from desktop_app.app.gui import main as program

    return program(options)


if __name__ == "__main__":
    raise SystemExit(main())
