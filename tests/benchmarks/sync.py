"""Memory growth during a sync of a million billing records over HTTP, with client, archive and indexes.

The exchange is another process that generates its answers and truncates them at its limit.
"""

from __future__ import annotations

import asyncio
import http.server
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from desktop_app.archive.store import Archive
from desktop_app.pbx.records import CDR_LIMIT
from desktop_app.pbx.rest import RestClient
from desktop_app.services.archive_sync import ArchiveSync
from tests.benchmarks.archive import office, wire
from tests.benchmarks.memory import pss_mib

FIRST = date(2024, 1, 1)
A_DAY = 4_000


class Exchange(http.server.BaseHTTPRequestHandler):
    """An HTTP server with a fixed number of records for each day and no recordings."""

    days = 1
    kinds: list[dict[str, object]] = []

    def do_GET(self) -> None:
        """Answer requests for both lists."""
        asked = urlsplit(self.path)
        query = parse_qs(asked.query)
        first, last = (date.fromisoformat(query[name][0]) for name in ("datestart", "datestop"))
        body = self._records(first, last) if asked.path == "/cdr" else b"[]"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _records(self, first: date, last: date) -> bytes:
        begin = max((first - FIRST).days, 0) * A_DAY
        end = min((last - FIRST).days + 1, self.days) * A_DAY
        records = []
        for place in range(begin, min(end, begin + CDR_LIMIT)):
            at = datetime.combine(FIRST + timedelta(days=place // A_DAY), datetime.min.time(), UTC)
            at += timedelta(hours=7, seconds=place % A_DAY * 8)
            when = {"calldate": at.strftime("%Y-%m-%d %H:%M:%S"), "uniqueid": f"{int(at.timestamp())}.{place}"}
            records.append(self.kinds[place % len(self.kinds)] | when)
        return json.dumps(records).encode()

    def log_message(self, format: str, *args: object) -> None:
        """Print no access log."""


async def grown(count: int, port: int) -> dict[str, float]:
    """Measure a sync of `count` records, after a first month that makes all one-time allocations."""
    days = count // A_DAY
    last = FIRST + timedelta(days=days - 1)
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "archive.db", bytes(32))
        await archive.open()
        client = RestClient([f"http://127.0.0.1:{port}"], "key")
        sync = ArchiveSync(client, archive, "X", lambda: datetime.combine(last, datetime.min.time(), UTC))
        await sync.refresh(last - timedelta(days=5), last)
        before, begun = pss_mib(), time.perf_counter()
        most = before
        for back in range(0, days, 31):
            report = await sync.refresh(last - timedelta(days=back + 30), last - timedelta(days=back))
            assert not report.cut_days
            most = max(most, pss_mib())
        seconds = time.perf_counter() - begun
        records = await archive.run(lambda db: db.execute("SELECT count(*) FROM calls").get)
        assert records == days * A_DAY
        await client.aclose()
        await archive.close()
    return {"grown_mib": most - before, "seconds": seconds, "records": days * A_DAY}


def serve(count: int) -> None:
    """Run the exchange until the process is stopped, and print its port."""
    Exchange.days, Exchange.kinds = count // A_DAY, json.loads(wire(office()(0)))
    server = http.server.HTTPServer(("127.0.0.1", 0), Exchange)
    print(server.server_port, flush=True)
    server.serve_forever()


def main() -> None:
    count = int(sys.argv[1])
    command = [sys.executable, "-m", "tests.benchmarks.sync", str(count), "serve"]
    exchange = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert exchange.stdout is not None
        print(json.dumps(asyncio.run(grown(count, int(exchange.stdout.readline())))))
    finally:
        exchange.kill()
        exchange.wait()


if __name__ == "__main__":
    serve(int(sys.argv[1])) if len(sys.argv) > 2 else main()
