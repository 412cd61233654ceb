"""Pieces of a streamed reply: their order, and that they are the reply."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import convai
import pytest

from support import Emulator, until

#: Deterministic replies, so that a streamed turn and another one can be compared.
SAID = "What is your name, and where do you live?"

SHAPES = ["glued", "crlf", "no_final_blank_line", "comments", "data_lines", "split_chunks", "done", "session_once"]
AUDIO = ["wav", "wav_then_samples", "unknown_sizes", "odd_chunk"]


def joined(pieces: list[convai.Piece]) -> tuple[str, bytes]:
    """The text and the samples of all pieces, which must follow each other."""
    frames = 0
    for piece in pieces:
        assert piece.first_frame == frames
        frames += piece.audio.frames if piece.audio else 0
    return "".join(piece.text for piece in pieces), b"".join(piece.audio.pcm for piece in pieces if piece.audio)


def whole(reply: convai.Reply) -> tuple[str, bytes]:
    return reply.text, bytes(reply.voice.pcm)


@pytest.mark.parametrize("shape", [*SHAPES, *AUDIO])
def test_the_pieces_joined_are_the_reply_sample_by_sample(
    client: convai.Client, raymond: convai.Character, emulator: Emulator, shape: str
) -> None:
    emulator.settings(stream_pace=0)
    plain = client.get_response(raymond, SAID, voice=True)
    emulator.settings(**({"stream_audio": shape} if shape in AUDIO else {"stream_shapes": [shape]}))
    with client.start_get_response(raymond, SAID, voice=True, stream=True) as turn:
        pieces = list(turn)
        reply = turn.result()
    assert len(pieces) > 3
    assert joined(pieces) == whole(reply) == whole(plain)
    assert {piece.session_id for piece in pieces} == {reply.session_id}
    spoken = next(piece.audio for piece in pieces if piece.audio)
    assert (spoken.sample_rate, spoken.channels) == (plain.voice.sample_rate, plain.voice.channels)
    assert convai.Audio.from_wav(spoken.wav).pcm == spoken.pcm
    blocking = client.get_response(raymond, SAID, voice=True, stream=True)
    assert whole(blocking) == whole(plain)


def test_a_piece_can_be_read_before_the_next_one_is_sent(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    emulator.settings(stream_pace=60)  # a word each second, of a clock that stands still
    emulator.ask("POST", "/clock", {"freeze": True})
    with client.start_get_response(raymond, SAID, stream=True) as turn:
        texts, ended = [], []
        while (piece := turn.next_piece(timeout=60)) is not None:
            assert turn.next_piece() is None, "the emulator sends the next word in a second"
            texts.append(piece.text)
            ended.append(turn.done)
            emulator.ask("POST", "/clock", {"advance_ms": 1000})
        assert turn.result().text == "".join(texts)
        assert len(texts) > 3
        assert not any(ended[:-1])


def test_a_turn_without_stream_has_one_piece(client: convai.Client, raymond: convai.Character) -> None:
    with client.start_get_response(raymond, SAID, voice=True) as turn:
        pieces = list(turn)
        assert turn.done
        assert len(pieces) == 1
        assert joined(pieces) == whole(turn.result())
        assert turn.next_piece() is None


def test_a_server_that_ignores_the_flag_gives_one_piece(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    emulator.settings(ignore_stream=True)
    with client.start_get_response(raymond, SAID, voice=True, stream=True) as turn:
        assert joined(list(turn)) == whole(turn.result())


def test_a_turn_that_fails_midway_keeps_what_came(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.settings(stream_pace=0)
    emulator.fault(stream="cut", pieces=3)
    with chat.start_say(SAID, voice=True, stream=True) as turn:
        pieces = list(turn)
        with pytest.raises(convai.NetworkError) as failed:
            turn.result()
    assert len(pieces) == 3
    assert failed.value.reply is not None
    assert joined(pieces) == whole(failed.value.reply)


def test_a_pause_is_bounded_by_the_idle_timeout(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    emulator.settings(stream_pace=0)
    emulator.fault(stream="stall", pieces=2)
    with client.start_get_response(raymond, SAID, stream=True, idle_timeout=0.1) as turn:
        assert len(list(turn)) == 2
        with pytest.raises(convai.TimeoutError):
            turn.result()
    with convai.Client(idle_timeout=0.1) as impatient:
        emulator.fault(stream="stall", pieces=1)
        with pytest.raises(convai.TimeoutError):
            impatient.get_response(raymond, SAID, stream=True)


def test_events_of_pieces_do_not_end_a_turn(
    client: convai.Client, raymond: convai.Character, emulator: Emulator
) -> None:
    emulator.settings(stream_pace=0)
    turns = [client.start_get_response(raymond, SAID, stream=True) for _ in range(10)]
    finished = [client.next_finished(timeout=60) for _ in turns]
    assert {id(turn) for turn in finished} == {id(turn) for turn in turns}
    assert client.next_finished() is None
    for turn in turns:
        assert joined(list(turn))[0] == turn.result().text
        turn.close()


def test_closing_a_turn_ends_the_loop_over_its_pieces(chat: convai.Conversation, emulator: Emulator) -> None:
    emulator.settings(stream_pace=0)
    emulator.fault(stream="stall", pieces=1)
    turn = chat.start_say(SAID, stream=True)
    read: list[Any] = []

    def loop() -> None:
        try:
            read.extend(turn)
        except convai.ClosedError as error:
            read.append(error)

    thread = threading.Thread(target=loop)
    thread.start()
    assert until(lambda: read or turn.progress().bytes_received)
    turn.close()
    thread.join(60)
    assert not thread.is_alive()


def test_asyncio_reads_pieces(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.settings(stream_pace=0)

    async def pieces_of(chat: convai.AsyncConversation) -> int:
        async with chat.start_say(SAID, voice=True, stream=True) as turn:
            pieces = [piece async for piece in turn]
            reply = await turn.result()
            assert await turn.result() is reply
        assert joined(pieces) == whole(reply)
        return len(pieces)

    async def main() -> None:
        async with convai.AsyncClient() as client:
            counts = await asyncio.gather(*(pieces_of(client.conversation(raymond)) for _ in range(5)))
            assert min(counts) > 3
            async with client.start_get_response(raymond, SAID) as turn:
                assert len([piece async for piece in turn]) == 1
                assert turn.done

    asyncio.run(main(), debug=True)


def test_an_event_loop_reads_a_piece_before_the_next_one_is_sent(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.settings(stream_pace=60)
    emulator.ask("POST", "/clock", {"freeze": True})

    async def main() -> None:
        async with convai.AsyncClient() as client:
            async with client.start_get_response(raymond, SAID, stream=True) as turn:
                texts, ended = [], []
                async for piece in turn:
                    texts.append(piece.text)
                    ended.append(turn.done)
                    emulator.ask("POST", "/clock", {"advance_ms": 1000})
                assert "".join(texts) == (await turn.result()).text
                assert len(texts) > 3
                assert not any(ended[:-1])

    asyncio.run(main())


def test_a_task_that_is_cancelled_cancels_its_turn(raymond: convai.Character, emulator: Emulator) -> None:
    emulator.settings(stream_pace=0)
    emulator.fault(stream="stall", pieces=1)

    async def read(client: convai.AsyncClient, first: asyncio.Event) -> None:
        async with client.start_get_response(raymond, SAID, stream=True) as turn:
            async for _ in turn:
                first.set()

    async def main() -> None:
        async with convai.AsyncClient() as client:
            first = asyncio.Event()
            task = asyncio.ensure_future(read(client, first))
            await first.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            turn = client.start_get_response(raymond, SAID)
            turn.close()
            turn.close()
            with pytest.raises(convai.ClosedError):
                await turn.result()
            with pytest.raises(convai.ClosedError):
                await turn.__anext__()
            with pytest.raises(convai.ConfigurationError):
                client.start_get_response(raymond, "")

    asyncio.run(main())
    assert until(lambda: emulator.turns()[0]["outcome"] == "aborted")


def test_an_unclosed_turn_is_closed_with_its_last_reference(raymond: convai.Character) -> None:
    async def main() -> None:
        async with convai.AsyncClient() as client:
            turn = client.start_get_response(raymond, SAID, stream=True)
            assert "running" in repr(turn)
            reply = await turn.result()
            assert reply.ok
            assert "finished" in repr(turn)

    asyncio.run(main())
