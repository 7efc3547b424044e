"""A connection to PostgreSQL that can be lost at the worst moment: between a COMMIT and its answer."""

import asyncio
from urllib.parse import parse_qs, urlsplit

COMMIT = b"COMMIT\0"


class Lossy:
    """Passes everything on. While `loses` is above zero, each COMMIT is passed on and its answer is not."""

    def __init__(self) -> None:
        self.loses = self.lost = 0
        self._server: asyncio.Server | None = None
        self._clients: dict[asyncio.StreamWriter, asyncio.Event] = {}
        self._socket = ""

    async def start(self, url: str) -> str:
        """Stand before the database of this url; gives the url to use instead."""
        there = urlsplit(url)
        self._socket = f"{parse_qs(there.query)['host'][0]}/.s.PGSQL.5432"
        self._server = await asyncio.start_server(self._link, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return f"postgresql://{there.username}@127.0.0.1:{port}{there.path}?sslmode=disable"

    async def stop(self) -> None:
        """Let everybody go."""
        assert self._server
        self._server.close()
        for back, gone in list(self._clients.items()):
            back.close()
            await gone.wait()

    async def _link(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._clients[back] = asyncio.Event()
        server, forth = await asyncio.open_unix_connection(self._socket)
        answers = asyncio.create_task(_pass_on(server, back))
        try:
            while said := await client.read(65536):
                loses = COMMIT in said and self.loses > 0
                if loses:
                    self.loses -= 1
                    answers.cancel()
                    await asyncio.gather(answers, return_exceptions=True)
                forth.write(said)
                if loses:
                    await server.read(65536)  # it is committed
                    self.lost += 1
                    break
        finally:
            answers.cancel()
            back.close()
            forth.close()
            self._clients.pop(back).set()


async def _pass_on(server: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
    while said := await server.read(65536):
        back.write(said)
    back.close()
