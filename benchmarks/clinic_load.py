"""The clinic beside a class that steps: how long a verdict and a check take, and how long the others wait meanwhile.

python -m benchmarks.clinic_load [--sessions 20] [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from time import perf_counter
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLsRequest, UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from backprop import Network, trace
from backprop.clinic.mistakes import planted
from benchmarks.serving import Server, serving_a_class
from benchmarks.visitor import Run, Stepper, Visitor

ROOT = Path(__file__).resolve().parent.parent
EVERY = 1.0
"""Seconds between two steps of one visitor."""

PAUSE = 0.5
"""Seconds between two things done in the clinic."""


class Fields(Stepper):
    """The uploader of the Clinic page, its button to look for the mistake, and the dtype of its check."""

    upload = search = dtype = ""

    def see(self, delta: Delta) -> None:
        """Look whether this is one of them."""
        element = delta.new_element
        if element.file_uploader.id.endswith("-clinic-upload"):
            self.upload = element.file_uploader.id
        if element.button.id.endswith("-clinic-diagnose"):
            self.search = element.button.id
        if "clinic.dtype" in element.button_group.id:
            self.dtype = element.button_group.id


@dataclass
class Patient(Visitor):
    """Who brings arrays to the Clinic page."""

    files: FileUploaderState = field(default_factory=FileUploaderState)

    async def arrive(self, query: str = "") -> Run:
        """Ask for the page, at a link."""
        return await self.run(ClientState(query_string=query, page_name="clinic"))

    async def bring(self, server: Server, content: bytes) -> Run:
        """Upload a file, and wait for the verdict."""
        await self.socket.send(
            BackMsg(
                file_urls_request=FileURLsRequest(request_id="1", file_names=["mine.npz"], session_id=self.session)
            ).SerializeToString()
        )
        urls = None
        while urls is None:
            message = ForwardMsg.FromString(await self.socket.recv(decode=False))
            if message.WhichOneof("type") == "file_urls_response":
                urls = message.file_urls_response.file_urls[0]
        await asyncio.to_thread(put, server, urls.upload_url, content)
        info = UploadedFileInfo(file_id=urls.file_id, name="mine.npz", size=len(content), file_urls=urls)
        self.files = FileUploaderState(uploaded_file_info=[info])
        return await self.run(self._told())

    async def search(self) -> Run:
        """Look for the mistake."""
        return await self.run(self._told(WidgetState(id=self.fields.search, trigger_value=True)))

    async def check(self, dtype: str) -> Run:
        """Check every entry of the network on Explore anew, in another dtype."""
        chosen = WidgetState(id=self.fields.dtype)
        chosen.string_array_value.data.append(dtype)
        return await self.run(ClientState(widget_states=WidgetStates(widgets=[chosen])))

    @property
    def fields(self) -> Fields:
        """What was seen of the page."""
        fields: Fields = self.stepper  # type: ignore[assignment]  # it is opened with them
        return fields

    def _told(self, *more: WidgetState) -> ClientState:
        uploaded = WidgetState(id=self.fields.upload, file_uploader_state_value=self.files)
        return ClientState(widget_states=WidgetStates(widgets=[uploaded, *more]))


def put(server: Server, path: str, content: bytes) -> None:
    """Upload a file as a browser does, with its token."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    with opener.open(urljoin(server.url, "_stcore/health"), timeout=10):
        token = next((cookie.value or "" for cookie in jar if "xsrf" in cookie.name), "")
    edge = "arrays"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="mine.npz"\r\n\r\n'
    request = Request(
        urljoin(server.url, path),
        head.encode() + content + f"\r\n--{edge}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={edge}", "X-Xsrftoken": token},
        method="PUT",
    )
    with opener.open(request, timeout=30):
        pass


def large(number: int) -> bytes:
    """Arrays of 784-512-256-10 with 256 rows and a mistake, a little different each time."""
    rng = np.random.default_rng(number)
    net = Network((784, 512, 256, 10), "relu", reduction="mean")
    W, X, y = net.init_weights(dtype="float32"), rng.standard_normal((256, 784)), rng.integers(0, 10, 256)
    plant = next(plant for plant in planted(net, 256) if plant.mistake.key == "slope_left_out")
    wrong = trace(net, W, X, y, plant.rules())
    file = io.BytesIO()
    arrays = {f"W{i}": W[i] for i in W} | {f"dW{i}": wrong["dW", i] for i in (3, 2, 1)}
    np.savez(file, allow_pickle=False, X=wrong["X"], y=y, **arrays)
    return file.getvalue()


async def step(visitor: Visitor, into: list[float], until: float) -> None:
    """Step once a second."""
    while perf_counter() < until:
        run = await visitor.step()
        into.append(run.seconds)
        await asyncio.sleep(max(0.0, EVERY - run.seconds))


Work = Callable[[], Awaitable[Run]]


async def beside(visitors: list[Visitor], seconds: float, work: Work | None) -> list[list[float]]:
    """Seconds that the others waited for each step, and that the work took, done again and again."""
    waits: list[float] = []
    took: list[float] = []
    until = perf_counter() + seconds

    async def busy() -> None:
        while work and perf_counter() < until:
            took.append((await work()).seconds)
            await asyncio.sleep(PAUSE)

    async def late(n: int, visitor: Visitor) -> None:
        await asyncio.sleep(EVERY * n / len(visitors))
        await step(visitor, waits, until)

    await asyncio.gather(busy(), *(late(n, visitor) for n, visitor in enumerate(visitors)))
    return [waits, took]


async def measure(server: Server, sessions: int, seconds: float) -> None:
    """Measure one thing after the other, and print a line of the table for each."""
    visitors = [(await Visitor.open(server.stream))[0] for _ in range(sessions)]
    patient = (await Patient.open(server.stream, Fields()))[0]
    other = (await Patient.open(server.stream, Fields(), query="clinic=check"))[0]
    numbers, files = count(), [large(number) for number in range(3)]

    async def check() -> Run:
        return await other.check(("float32", "float64")[next(numbers) % 2])

    async def verdict() -> Run:
        return await patient.bring(server, files[next(numbers) % len(files)])

    async def search() -> Run:
        await verdict()
        return await patient.search()

    await check()  # imports what its page needs
    tasks: dict[str, Work | None] = {"nothing": None, "check": check, "verdict": verdict, "search": search}
    for name, work in tasks.items():
        waits, took = await beside(visitors, seconds, work)
        shares = [f"{1000 * share:,.0f}" for share in np.percentile(waits, [50, 95, 100])]
        times = [f"{np.median(took):.2f}", f"{max(took):.2f}"] if took else ["", ""]
        print(f"| {name} | {len(took) or ''} | {' | '.join([*times, *shares])} |", flush=True)
    for one in (*visitors, patient, other):
        await one.close()


def main() -> None:
    """Print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sessions", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=20.0)
    options = arguments.parse_args()
    print("| done in the clinic | times | p50, s | max, s | others wait p50, ms | p95, ms | max, ms |")
    print("|---|---|---|---|---|---|---|")
    with serving_a_class(ROOT) as server:
        asyncio.run(measure(server, min(options.sessions, 100), min(options.seconds, 120)))


if __name__ == "__main__":
    main()
