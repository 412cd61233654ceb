"""The calls about auth tokens. `Tokens` and `AsyncTokens` run them."""

from __future__ import annotations

from typing import Union

from . import _check
from ._loader import library
from ._native import Call, CallOptions, NativeClient
from .models import Token, take_result, take_token

#: A token, or its text.
TokenLike = Union[str, Token]


def _text(token: TokenLike) -> bytes:
    text = token.token if isinstance(token, Token) else token
    if not isinstance(text, str):
        raise _check.wrong_type("token", "a str or a Token", text)
    return _check.text("token", text)


def create(client: NativeClient, options: CallOptions) -> Call[Token]:
    """POST /user/connect."""
    handle = client.handle()
    return Call(
        lambda native, error: library().convai_token_create_async(handle, native, error),
        take_token,
        options,
    )


def extend(client: NativeClient, token: TokenLike, options: CallOptions) -> Call[Token]:
    """POST /user/extend-token."""
    handle, text = client.handle(), _text(token)
    return Call(
        lambda native, error: library().convai_token_extend_async(handle, text, native, error),
        take_token,
        options,
    )


def revoke(client: NativeClient, token: TokenLike, options: CallOptions) -> Call[None]:
    """POST /user/revoke-token."""
    handle, text = client.handle(), _text(token)
    return Call(
        lambda native, error: library().convai_token_revoke_async(handle, text, native, error),
        take_result,
        options,
    )
