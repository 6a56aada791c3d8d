"""The configuration of nginx for several processes: a browser stays with the one that it talks to.

python -m deploy.nginx -n 2 --port 8501 > nginx.conf        # for an nginx of one's own
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ui.limits import LIMITS
from ui.server.door import COOKIE

TEMPLATE = Path(__file__).with_name("nginx.conf.in")


class Slot(NamedTuple):
    """Where a process listens, and what it is called."""

    name: str
    port: int


def configuration(slots: Sequence[Slot], address: str, port: int, home: Path) -> str:
    """``nginx.conf``.

    Parameters
    ----------
    slots : sequence of Slot
        Where there may be a process; one that is not there costs nothing.
    address, port
        Where nginx listens.
    home : Path
        Where it may write.
    """
    values = {
        "HOME": str(home),
        "LISTEN": f"{address}:{port}",
        "COOKIE": COOKIE,
        "LARGEST": str(LIMITS.max_upload_bytes + 100_000),
        "NAMES": "\n".join(f"        {slot.name} process_{slot.name};" for slot in slots),
        "UPSTREAMS": "\n".join(f"    upstream process_{slot.name} {{ {server(slot)} }}" for slot in slots),
        "SERVERS": "\n".join(f"        {server(slot)}" for slot in slots),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def command(slots: Sequence[Slot], address: str, port: int, home: Path) -> list[str]:
    """What starts nginx in the foreground; its configuration is written into ``home``."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise SystemExit("nginx is needed: on Debian or Ubuntu, apt-get install nginx-light")
    home.chmod(0o711)  # started by root, nginx writes as somebody else
    path = home / "nginx.conf"
    path.write_text(configuration(slots, address, port, home), encoding="utf-8")
    return [program, "-p", str(home), "-c", str(path), "-e", "stderr"]


def server(slot: Slot) -> str:
    """A process as nginx names it.

    None counts as failed: nginx would then send it one page every few seconds until one of them has *ended*, and a page
    stays for hours. To try one that is not there takes less than a millisecond on the same machine.
    """
    return f"server 127.0.0.1:{slot.port} max_fails=0;"


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=2, help="processes")
    parser.add_argument("--port", type=int, default=8501, help="of nginx; the processes have the ones after it")
    parser.add_argument("--address", default="0.0.0.0", help="of nginx")  # noqa: S104
    parser.add_argument("--home", type=Path, default=Path("/tmp"), help="where it may write")  # noqa: S108
    options = parser.parse_args()
    slots = [Slot(str(number), options.port + number) for number in range(1, options.n + 2)]
    sys.stdout.write(configuration(slots, options.address, options.port, options.home))


if __name__ == "__main__":
    main()
