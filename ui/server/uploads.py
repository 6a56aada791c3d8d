"""How much all uploads together may take, and those of one page: ASGI middleware."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from ui.limits import LIMITS

PATH = "/_stcore/upload_file/"
FILES_OF_PAGE = 2
"""Of the largest allowed: one that is used, and the next one."""


def held(page: str | None = None) -> int:
    """Bytes of the uploads that are kept, of a page or of all."""
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return 0
    files = manager.file_storage
    pages = list(files.values()) if page is None else [files.get(page, {})]
    return sum(len(file.data) for of_page in pages for file in list(of_page.values()))


class Uploads:
    """Refuses an upload for which there is no room; what is under way counts as what it says it is."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(PATH):
            await self.app(scope, receive, send)
            return
        size = self._size(scope)
        page = scope["path"].removeprefix(PATH).partition("/")[0]
        if held(page) + size > FILES_OF_PAGE * LIMITS.max_upload_bytes:
            await PlainTextResponse("this page has uploaded enough: reload it", 413)(scope, receive, send)
        elif held() + self.under_way + size > self.most:
            await PlainTextResponse("too many uploads: try again later", 503)(scope, receive, send)
        else:
            self.under_way += size
            try:
                await self.app(scope, receive, send)
            finally:
                self.under_way -= size

    @staticmethod
    def _size(scope: Scope) -> int:
        said = Headers(scope=scope).get("content-length", "")
        return int(said) if said.isdecimal() and len(said) < 16 else LIMITS.max_upload_bytes
