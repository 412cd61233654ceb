"""The client for asyncio under anyio and trio."""

from __future__ import annotations

import anyio
import convai
import pytest
import trio


def test_anyio_on_asyncio_works(raymond: convai.Character) -> None:
    async def main() -> str:
        async with convai.AsyncClient() as client:
            with anyio.fail_after(60):
                return (await client.get_response(raymond, "What is your name?")).text

    assert "Raymond" in anyio.run(main)


def test_trio_is_refused_with_what_to_do_instead(client: convai.Client, raymond: convai.Character) -> None:
    async def main() -> str:
        asynchronous = convai.AsyncClient()
        try:
            with pytest.raises(RuntimeError, match=r"runs in trio: use a convai.Client on a thread, .*run_sync"):
                await asynchronous.characters.get(raymond)
            with pytest.raises(RuntimeError, match="runs in trio"):
                asynchronous.start_voices()
        finally:
            assert await asynchronous.aclose()
        return (await trio.to_thread.run_sync(client.characters.get, raymond)).name or ""

    assert trio.run(main) == "Raymond"
    assert anyio.run(main, backend="trio") == "Raymond"
