"""
A way to a bucket on which things go wrong: each request meets the next fault, if any.

    "503", "500", "429", "409", "501"   refused with this status before it gets there
    "lost"                              it gets there, but the answer does not come back
    "failed"                            200, and in the body that it failed after all
    "held"                              kept waiting until it is released
    ""                                  none
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from storage.bucketurl import BucketUrl

CODES = {
    "503": "SlowDown",
    "500": "InternalError",
    "429": "TooManyRequests",
    "409": "ConditionalRequestConflict",
    "501": "NotImplemented",
}
ERROR = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{}</Code></Error>'


@dataclass
class FlakyBucket:
    """
    Hands requests on to a bucket, if no fault is next.

    Attributes:
        behind: The bucket.
        faults: What goes wrong, one for each request to come; empty: nothing does.
        met: The faults that requests met.
        asked: Method and path of each request, as they came over the wire.
        held: Set as soon as a request is kept waiting.
        released: Set it to let it go on.
    """

    behind: BucketUrl
    faults: deque[str] = field(default_factory=deque)
    met: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    url: BucketUrl = field(init=False)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listen until the block ends; ``url`` names the bucket by this way."""
        app = web.Application(client_max_size=0)
        app.router.add_route("*", "/{any:.*}", self._answer)
        async with (
            aiohttp.ClientSession(auto_decompress=False) as self._client,
            TestServer(app) as server,
        ):
            endpoint = str(server.make_url("")).rstrip("/")
            self.url = replace(self.behind, endpoint=endpoint)
            try:
                yield
            finally:
                self.released.set()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.raw_path}")
        fault = self.faults.popleft() if self.faults else ""
        if fault:
            self.met.append(fault)
        if fault in CODES:
            told = ERROR.format(CODES[fault])
            return web.Response(status=int(fault), text=told)
        if fault == "held":
            self.held.set()
            await self.released.wait()
            return web.Response(status=500)
        if fault == "failed":
            return web.Response(text=ERROR.format("InternalError"))
        status, headers, body = await self._behind(request)
        if fault == "lost":
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=status, headers=headers, body=body)

    async def _behind(self, request: web.Request) -> tuple[int, dict[str, str], bytes]:
        address = URL(f"{self.behind.endpoint}{request.raw_path}", encoded=True)
        async with self._client.request(
            request.method,
            address,
            headers=request.headers,  # with Host: it is a part of the signature
            data=await request.read(),
        ) as answer:
            kept = ["ETag", "Last-Modified", "Content-Type"]
            if request.method == "HEAD":
                kept.append("Content-Length")
            known = answer.headers
            headers = {name: known[name] for name in kept if name in known}
            return answer.status, headers, await answer.read()
