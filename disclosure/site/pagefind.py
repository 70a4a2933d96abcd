"""Talking to Pagefind, the program that makes a search index: its ``--service`` takes and gives one message each.

A message is base64 of a JSON object, ended by a comma. The Python wrapper that Pagefind offers waits a tenth of a
second for every answer, which makes a minute of a second's work; that is why it is not used here.
"""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64decode, b64encode
from contextlib import suppress
from importlib.metadata import version
from threading import Timer
from typing import TYPE_CHECKING, Any, Self

from pagefind_bin_extended import get_executable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

#: The language of every record: Pagefind cuts Chinese texts into words with its own dictionary.
LANGUAGE = "zh"

#: Left alone it starts hundreds of threads, each with a dictionary of its own; one does the same in half the time.
_ONE_THREAD = {"TOKIO_WORKER_THREADS": "1", "RAYON_NUM_THREADS": "1"}

_PATIENCE = 300  # seconds one index may take
_CHUNK = 1 << 16
_END = b","


class PagefindError(RuntimeError):
    """The program did not do what it was asked."""


def pagefind_version() -> str:
    """Return the version of the program; another one writes another form of index."""
    return version("pagefind-bin-extended")


class Pagefind:
    """The running program: started by the first index it makes, ended with the context."""

    def __init__(self, *, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            with suppress(BrokenPipeError):
                self._process.communicate()

    def write_index(self, records: Iterable[Mapping[str, Any]], folder: Path) -> None:
        """Write the index of ``records`` to ``folder``.

        The files are taken over the pipe and written here: the program answers before its own are whole on the disk.

        :raise PagefindError: the program refuses, dies or takes too long.
        :raise OSError: it cannot be started.
        """
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - the program that came with the locked library
                [get_executable(), "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **_ONE_THREAD},
            )
        watch = Timer(self._patience, self._process.kill)
        watch.start()
        try:
            index = self._ask(type="NewIndex", config={"force_language": LANGUAGE})["index_id"]
            for record in records:
                self._ask(type="AddRecord", index_id=index, language=LANGUAGE, **record)
            files = self._ask(type="GetFiles", index_id=index)["files"]
            self._ask(type="DeleteIndex", index_id=index)
        finally:
            watch.cancel()
        for file in files:
            path = folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b64decode(file["content"]))

    def _ask(self, **payload: Any) -> Mapping[str, Any]:
        """Send one message and return the answer to it."""
        assert self._process is not None  # noqa: S101 - tells the type checker what write_index did
        assert self._process.stdin is not None  # noqa: S101
        self._asked += 1
        message = json.dumps({"message_id": self._asked, "payload": payload}).encode()
        with suppress(BrokenPipeError):  # reading finds the end and says so
            self._process.stdin.write(b64encode(message) + _END)
            self._process.stdin.flush()
        answer: Mapping[str, Any] = json.loads(b64decode(self._read(self._process.stdout)))["payload"]
        if answer["type"] == "Error":
            raise PagefindError(answer["message"])
        return answer

    def _read(self, answers: Any) -> bytes:
        while _END not in self._unread:
            more = answers.read1(_CHUNK)
            if not more:
                raise PagefindError("the program ended before it was done")
            self._unread += more
        answer, _, self._unread = self._unread.partition(_END)
        return answer
