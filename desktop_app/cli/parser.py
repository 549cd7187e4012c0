"""The command line parser with all commands and options."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from desktop_app import __version__
from desktop_app.runtime.log_file import LEVELS

COMMANDS = ("watch", "dial", "sms", "calls", "recording", "doctor")
LINK = re.compile(r"^(?:tel|callto|sips?):", re.IGNORECASE)


def without_link(arguments: list[str]) -> tuple[list[str], str]:
    """Separate a `tel:`, `callto:` or `sip:` link, as a browser passes it, from the other arguments.

    Returns the other arguments and the link (empty if there is none), in which bytes that are not UTF-8 are replaced.
    """
    if any(one in COMMANDS for one in arguments):
        return arguments, ""  # here it is the number or text of a command
    links = [one for one in arguments if LINK.match(one)]
    link = links[0].encode("utf-8", "replace").decode() if links else ""
    return [one for one in arguments if one not in links], link


def parser() -> argparse.ArgumentParser:
    """Return the parser.  The key is never an argument: other users of the computer could read it."""
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--profile", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="keep all in DIR")
    everywhere.add_argument("--demo", action="store_true", default=argparse.SUPPRESS, help="use the demo exchange")
    root = argparse.ArgumentParser(
        prog="cloudpbx-desktop",
        parents=[everywhere],
        description="Who is free, call with one key, write a message, find and play a call.",
        epilog="Also: a tel:, callto: or sip: link, which is shown and asked about; demo-pbx, the demo exchange alone."
        "  Exit codes: 0 done, 1 refused, 2 usage, 3 not known.",
    )
    _add_window_options(root)
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    _add_watch_options(commands.add_parser("watch", parents=[everywhere], help="print what happens in the office"))
    _add_dial_options(commands.add_parser("dial", parents=[everywhere], help="ring the own phone, then call NUMBER"))
    _add_sms_options(commands.add_parser("sms", parents=[everywhere], help="send a text message"))
    _add_calls_options(
        commands.add_parser("calls", parents=[everywhere], help="list billing records, grouped into calls")
    )
    _add_recording_options(commands.add_parser("recording", parents=[everywhere], help="save one recording"))
    commands.add_parser("doctor", parents=[everywhere], help="try every part and say what works")
    return root


def _add_window_options(root: argparse.ArgumentParser) -> None:
    root.add_argument("--version", action="version", version=f"CloudPBX Desktop {__version__}")
    root.add_argument("--log-level", choices=LEVELS, default="info", metavar="LEVEL", help="what the log holds")
    root.add_argument("--minimized", action="store_true", help="start in the tray")
    root.add_argument("--tour", type=Path, metavar="DIR", help="walk through the program and write pictures to DIR")
    root.add_argument(
        "--replay", type=Path, metavar="FILE", help="show a recording of the stream instead of an exchange"
    )
    root.add_argument("--speed", type=float, default=1.0, metavar="N", help="replay N times as fast")


def _add_watch_options(watch: argparse.ArgumentParser) -> None:
    watch.add_argument("--json", action="store_true", help="a line of JSON for each change, and the office at the end")
    watch.add_argument("--seconds", type=float, metavar="N", help="stop after N seconds")
    watch.add_argument("--record", type=Path, metavar="FILE", help="write down what the stream says")
    watch.add_argument("--mask", action="store_true", help="record without numbers and names of people")
    watch.add_argument("--replay", type=Path, metavar="FILE", default=argparse.SUPPRESS, help="play back a recording")
    watch.add_argument("--speed", type=float, metavar="N", default=argparse.SUPPRESS, help="replay N times as fast")


def _add_dial_options(dial: argparse.ArgumentParser) -> None:
    dial.add_argument("number", type=_text, metavar="NUMBER")
    dial.add_argument("--yes", action="store_true", help="an emergency number is meant, or the same number again")


def _add_sms_options(sms: argparse.ArgumentParser) -> None:
    sms.add_argument("number", type=_text, metavar="NUMBER")
    sms.add_argument("text", type=_text, metavar="TEXT")
    sms.add_argument("--test", action="store_true", help="accepted, but not delivered and not charged")


def _add_calls_options(calls: argparse.ArgumentParser) -> None:
    calls.add_argument("--from", dest="first", metavar="DAY", help="first day, YYYY-MM-DD (default: today)")
    calls.add_argument("--to", dest="last", metavar="DAY", help="last day (default: the first)")
    calls.add_argument(
        "--to-call-back", action="store_true", help="only outside numbers that called in vain and were not spoken with"
    )
    how = calls.add_mutually_exclusive_group()
    how.add_argument("--csv", type=Path, metavar="FILE", help="write a table")
    how.add_argument("--json", action="store_true", help="a line of JSON for each call")


def _add_recording_options(recording: argparse.ArgumentParser) -> None:
    recording.add_argument("uniqueid", type=_text, metavar="UNIQUEID")
    recording.add_argument("file", type=Path, metavar="FILE")


def _text(argument: str) -> str:
    """Return an argument that is sent or stored.  Raises ArgumentTypeError if its bytes are not UTF-8."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("not UTF-8") from None
    return argument
