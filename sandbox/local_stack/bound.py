"""Becomes another program that the kernel ends when its parent ends (Linux; elsewhere it only becomes the program).

`python -m local_stack.bound PARENT PROGRAM ARGUMENT...`. A function run in the child between fork and exec would do the same,
but is not safe in a process with threads.
"""

import os
import sys

from local_stack import processes


def command(program: list[str]) -> list[str]:
    """The command that starts a program bound to this process. It needs `PYTHONPATH` as this process has it."""
    return [sys.executable, "-m", "local_stack.bound", str(os.getpid()), *program]


def main() -> None:
    parent, program = int(sys.argv[1]), sys.argv[2:]
    processes.die_with_parent()
    if os.getppid() == parent:
        os.execvp(program[0], program)


if __name__ == "__main__":
    main()
