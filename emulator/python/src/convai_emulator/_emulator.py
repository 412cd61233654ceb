"""A running emulator."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional, Union
from urllib.parse import urlencode, urlsplit

from ._program import program

if TYPE_CHECKING:
    import convai

#: The path of a turn.
TURN = "/character/getResponse"

#: How long the program may take to exit by itself, in seconds.
EXIT_TIMEOUT = 10


class EmulatorError(Exception):
    """The emulator did not start, or refused a request to its control routes."""


class Emulator:
    """An emulator that runs until `stop` is called, until the `with` block ends, or until this process ends.

    Args:
        config: The path of an npc.toml. Without it, there is one character: Pell the Lamplighter.
        args: Further options of the program, such as `["--unmatched", "fail"]`.
        api_key: The API key for the program under test. The emulator accepts any, unless its configuration names one.
        cwd: The folder in which the program runs.

    Raises:
        EmulatorError: The program did not start. The message is what it printed.
        FileNotFoundError: The program is not installed.
    """

    def __init__(
        self,
        config: Union[str, os.PathLike[str], None] = None,
        args: Sequence[str] = (),
        *,
        api_key: str = "emulator-key",
        cwd: Union[str, os.PathLike[str], None] = None,
    ) -> None:
        self.config = None if config is None else os.fspath(config)
        self.api_key = api_key
        self._client: Optional[convai.Client] = None
        command = self._command(args)
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (it is open as long as the program)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            cwd=cwd,
            # Ctrl-C ends the tests, which still read the journal, and not the emulator.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdout is not None
        words = self._process.stdout.readline().decode().split()
        self.url = words[-1] if words else ""
        if not self.url.startswith("http://"):
            secure = self.url.startswith("https://")
            self.stop()
            raise EmulatorError(
                "The emulator serves HTTPS, which its fixture does not support: remove `tls` from the configuration."
                if secure
                else f"The emulator did not start: {self.printed() or f'exit status {self._process.returncode}'}"
            )

    def _command(self, args: Sequence[str]) -> list[str]:
        command = [program(), "--until-stdin-closes", "--exit-with-parent"]
        # These win over the file, whose port can be in use and whose address can need a key.
        for option, value in (("--port", "0"), ("--listen", "127.0.0.1")):
            if not any(each.partition("=")[0] == option for each in args):
                command += [option, value]
        if self.config is not None:
            command += ["--config", self.config]
        elif "--voice" not in args:
            command += ["--voice", "builtin"]
        return [*command, *args]

    def printed(self) -> str:
        """Returns what the program wrote to its standard error."""
        if not self._stderr.closed:
            # The program writes to the same file, at a position of its own.
            self._stderr.seek(0)
            self._errors = self._stderr.read().decode(errors="replace").strip()
        return self._errors

    @property
    def running(self) -> bool:
        """Whether the program runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def client(self) -> convai.Client:
        """A client of the package convai-native for this emulator. It is closed when the test ends.

        Raises:
            ImportError: The package is not installed.
        """
        if self._client is None:
            try:
                import convai
            except ImportError as error:
                raise ImportError("The client is in another package: pip install convai-native") from error
            self._client = convai.Client(self.api_key, base_url=self.url, proxy="direct")
        return self._client

    def close_client(self) -> None:
        """Closes the client, if there is one. The next use of `client` makes another."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def control(self, method: str, route: str, body: Any = None, **query: Any) -> Any:
        """Calls a control route, such as `control("POST", "clock", {"advance_ms": 1000})`, and returns its JSON.

        Raises:
            EmulatorError: The emulator refused the request.
            OSError: The emulator does not run.
        """
        path = f"/_emulator/{route}" + (f"?{urlencode(query)}" if query else "")
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        try:
            # The key chooses the world, with `--worlds per-key`.
            headers = {"CONVAI-API-KEY": self.api_key, "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise EmulatorError(f"{method} {path}: {text.decode(errors='replace')}")
        return json.loads(text) if text else None

    def journal(self, **filters: Any) -> list[dict[str, Any]]:
        """Returns the requests that arrived, the oldest first, such as `journal(path="/character/get", status=400)`."""
        entries: list[dict[str, Any]] = self.control("GET", "journal", **filters)
        return entries

    def turns(self) -> list[dict[str, Any]]:
        """Returns the turns that arrived. `turn["values"]["userText"]` is what the player said."""
        return self.journal(path=TURN)

    def said(self) -> list[str]:
        """Returns the texts that the player said, "" for a recording."""
        return [turn["values"].get("userText", "") for turn in self.turns()]

    def unused_scripts(self) -> list[dict[str, Any]]:
        """Returns the scripts that answered no turn, each as `{"number": 1, "hits": 0, "script": {...}}`."""
        scripts: list[dict[str, Any]] = self.control("GET", "scripts/unused")
        return scripts

    def script(self, **keys: Any) -> None:
        """Adds a script, such as `script(text="open the door", reply="There you go.")`."""
        self.control("POST", "scripts", keys)

    def fault(self, **keys: Any) -> None:
        """Makes the next turn fail, such as `fault(status=429)`. `path` and `count` choose other requests."""
        self.control("POST", "faults", {"path": TURN, **keys})

    def settings(self, **keys: Any) -> None:
        """Changes settings, such as `settings(latency_ms=800)`."""
        self.control("POST", "settings", keys)

    def reset(self) -> None:
        """Returns everything to its state after the start."""
        self.control("POST", "reset", {})

    def stop(self) -> None:
        """Ends the program."""
        self.close_client()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(EXIT_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.printed()
        self._stderr.close()

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Emulator {self.url} {self.config or 'without a configuration'}>"
