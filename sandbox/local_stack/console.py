"""What a person sees while something runs: one line a step with its time, and signs of life on the long ones."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

QUIET_SECONDS = 2.0
REPEAT_SECONDS = 10.0
REPAINT_SECONDS = 0.2

COLOURS = {"dim": "2", "bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Console:
    """Writes lines to a terminal with colours and one live line at the bottom, or plain lines anywhere else."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._lock = threading.RLock()
        self._started = time.monotonic()
        self._running: dict[int, tuple[str, float]] = {}
        self._announced: dict[int, float] = {}
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

    def timed(self, text: str) -> None:
        """A line with the time since the start in front of it."""
        self.line(f"{self.colour(f'{self.elapsed():7.1f} s', 'dim')}  {text}")

    def heading(self, text: str) -> None:
        self.line(self.colour(text, "bold"))

    @contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        """Runs a step; the value replaces the step's title, so that it can say how far it is or what came out."""
        began = time.monotonic()
        key = self._begin(title)

        def retitle(text: str) -> None:
            with self._lock:
                self._running[key] = (text, self._running[key][1])

        try:
            yield retitle
        except BaseException as failure:
            sign = "interrupted" if isinstance(failure, KeyboardInterrupt) else "failed"
            self._end(key, self.colour(sign, "red"), began)
            raise
        self._end(key, self.colour("ok", "green"), began)

    def _begin(self, title: str) -> int:
        with self._lock:
            key = max(self._running, default=0) + 1
            self._running[key] = (title, time.monotonic())
            if self._painter is None:
                self._painter = threading.Thread(target=self._paint_forever, daemon=True)
                self._painter.start()
            return key

    def _end(self, key: int, sign: str, began: float) -> None:
        with self._lock:
            title, _ = self._running.pop(key)
            self._announced.pop(key, None)
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
        now = time.monotonic()
        for key, (title, began) in self._running.items():
            last = self._announced.get(key)
            if (last is None and now - began > QUIET_SECONDS) or (last is not None and now - last > REPEAT_SECONDS):
                self._announced[key] = now
                self.timed(f"{title} ...")
