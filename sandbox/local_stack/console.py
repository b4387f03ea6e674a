"""What a person sees while something runs: one line a step with its time, and signs of life on the long ones."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

# Where nothing can be repainted, what runs is said again after so long without any line.
SILENT_SECONDS = 4.0
REPAINT_SECONDS = 0.2

COLOURS = {"dim": "2", "bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
# Replaces the title of what runs; another title counts its seconds anew.
Retitle = Callable[[str], None]

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Console:
    """Writes lines to a terminal with colours and one live line at the bottom, or plain lines anywhere else."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._lock = threading.RLock()
        self._started = time.monotonic()
        self._running: dict[int, tuple[str, float]] = {}
        self._spoke = self._started
        self._painted = False
        self._painter: threading.Thread | None = None

    def elapsed(self) -> float:
        """Seconds since this console was made."""
        return time.monotonic() - self._started

    def colour(self, text: str, name: str) -> str:
        return f"\x1b[{COLOURS[name]}m{text}\x1b[0m" if self._terminal else text

    def line(self, text: str = "") -> None:
        with self._lock:
            self._erase()
            print(text, file=self._stream, flush=True)
            self._spoke = time.monotonic()

    def timed(self, text: str) -> None:
        """A line with the time since the start in front of it."""
        self.line(f"{self.colour(f'{self.elapsed():7.1f} s', 'dim')}  {text}")

    def heading(self, text: str) -> None:
        self.line(self.colour(text, "bold"))

    @contextmanager
    def step(self, title: str) -> Iterator[Retitle]:
        """Runs a step and says how it ended; the value lets it say how far it is or what came out."""
        began = time.monotonic()
        with self.live(title) as retitle:
            last = [title]

            def remember(text: str) -> None:
                last[0] = text
                retitle(text)

            try:
                yield remember
            except BaseException as failure:
                sign = "interrupted" if isinstance(failure, KeyboardInterrupt) else "failed"
                self._end(last[0], self.colour(sign, "red"), began)
                raise
            self._end(last[0], self.colour("ok", "green"), began)

    @contextmanager
    def live(self, title: str) -> Iterator[Retitle]:
        """Signs of life while something runs, and nothing after it."""
        key = self._begin(title)

        def retitle(text: str) -> None:
            with self._lock:
                before, since = self._running[key]
                self._running[key] = (text, since if text == before else time.monotonic())

        try:
            yield retitle
        finally:
            with self._lock:
                del self._running[key]
                self._erase()

    def _begin(self, title: str) -> int:
        with self._lock:
            key = max(self._running, default=0) + 1
            self._running[key] = (title, time.monotonic())
            if self._painter is None:
                self._painter = threading.Thread(target=self._paint_forever, daemon=True)
                self._painter.start()
            return key

    def _end(self, title: str, sign: str, began: float) -> None:
        self.timed(f"{title}: {sign} ({time.monotonic() - began:.1f} s)")

    def _paint_forever(self) -> None:
        while True:
            time.sleep(REPAINT_SECONDS)
            with self._lock:
                if self._terminal:
                    self._paint()
                else:
                    self._announce()

    def _paint(self) -> None:
        self._erase()
        if self._running:
            sign = SPINNER[int(time.monotonic() / REPAINT_SECONDS) % len(SPINNER)]
            shown = " | ".join(f"{title} {time.monotonic() - began:.0f} s" for title, began in self._running.values())
            self._stream.write(f"{sign} {shown}"[:110])
            self._stream.flush()
            self._painted = True

    def _erase(self) -> None:
        if self._painted:
            self._stream.write("\r\x1b[2K")
            self._painted = False

    def _announce(self) -> None:
        if self._running and time.monotonic() - self._spoke > SILENT_SECONDS:
            self.timed(" | ".join(f"{title} ..." for title, _ in self._running.values()))
