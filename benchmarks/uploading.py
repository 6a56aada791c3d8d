"""A visitor who uploads a table of their own, again and again, and waits until it can be looked at."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from io import StringIO
from time import perf_counter
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs, FileURLsRequest, UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from benchmarks.serving import Server
from benchmarks.visitor import Stepper, VisitError, Visitor
from ui.limits import LIMITS

OWN = "Your own table"
"""What the menu of the data calls it."""

COLUMNS, ROWS = 40, 500


@dataclass
class Seen(Stepper):
    """What the page has that a table is uploaded by."""

    menu: str = ""
    uploader: str = ""
    dialog: str = ""
    is_read: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def see(self, delta: Delta) -> None:
        """Look whether this is it."""
        super().see(delta)
        element = delta.new_element
        if element.selectbox.id.endswith("-setup.source"):
            self.menu = element.selectbox.id
        if element.file_uploader.id:
            self.uploader, self.dialog = element.file_uploader.id, delta.fragment_id
        self.is_read = self.is_read or element.button.label == "Use this"


def largest_table() -> bytes:
    """Numbers and a label, nearly as many bytes as are allowed."""
    random, text = np.random.default_rng(0), StringIO()
    text.write(",".join([*(f"x{n}" for n in range(COLUMNS)), "label"]) + "\n")
    while text.tell() < 0.98 * LIMITS.max_upload_bytes:
        for row in random.normal(size=(ROWS, COLUMNS)):
            text.write(",".join(f"{value:.5f}" for value in row) + f",{'abc'[random.integers(3)]}\n")
    return text.getvalue().encode()


async def upload_until(server: Server, table: bytes, until: float, into: list[float]) -> None:
    """Each time on a page of its own, as another student would; the seconds until it could be looked at."""
    while perf_counter() < until:
        began = perf_counter()
        await upload(server, table)
        into.append(perf_counter() - began)


async def upload(server: Server, table: bytes) -> None:
    """Open the page, choose one's own table, and upload it."""
    seen = Seen()
    visitor, _run = await Visitor.open(server.stream, seen)
    own = WidgetState(id=seen.menu, string_value=OWN)
    await visitor.run(ClientState(widget_states=WidgetStates(widgets=[own])))
    place = await _place(visitor)
    await asyncio.to_thread(put, server, place.upload_url, table)
    files = FileUploaderState(
        uploaded_file_info=[UploadedFileInfo(file_id=place.file_id, name="a.csv", size=len(table), file_urls=place)]
    )
    given = WidgetState(id=seen.uploader, file_uploader_state_value=files)
    await visitor.run(ClientState(widget_states=WidgetStates(widgets=[own, given]), fragment_id=seen.dialog))
    await visitor.close()
    if not seen.is_read:
        raise VisitError("the table was not shown")


async def _place(visitor: Visitor) -> FileURLs:
    """Where the server wants a file."""
    asked = FileURLsRequest(request_id="1", file_names=["a.csv"], session_id=visitor.session)
    await visitor.socket.send(BackMsg(file_urls_request=asked).SerializeToString())
    while True:
        message = ForwardMsg.FromString(await visitor.socket.recv(decode=False))
        if message.WhichOneof("type") == "file_urls_response":
            place: FileURLs = message.file_urls_response.file_urls[0]
            return place


def put(server: Server, path: str, data: bytes) -> int:
    """Send a file as a browser does; the status, 0 where it was refused before all of it was sent."""
    with urlopen(f"{server.url}_stcore/health") as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    edge = "edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Cookie": cookie,
        "X-Xsrftoken": cookie.partition("=")[2],
    }
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    try:
        with urlopen(Request(f"{server.url}{path.lstrip('/')}", body, headers, method="PUT"), timeout=60) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except URLError:
        return 0
