"""The process: a port for each upstream, one book for both."""

import argparse
import threading
from http.server import ThreadingHTTPServer

from local_stack import processes
from local_stack.fault_proxy.book import Book
from local_stack.fault_proxy.proxy import Proxy


class Port(ThreadingHTTPServer):
    """A port of the proxy."""

    daemon_threads = True
    # Many functions make many calls at once: a queue of the usual five resets some of their connections.
    request_queue_size = 512


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", type=int, nargs=2, required=True, help="a port for each upstream")
    parser.add_argument("--upstream", type=int, nargs=2, required=True, help="AWS, simulator")
    parser.add_argument("--group", type=int, required=True, help="process group of the functions")
    arguments = parser.parse_args()
    book = Book()
    servers = []
    for port, upstream in zip(arguments.listen, arguments.upstream, strict=True):
        handler = type("Handler", (Proxy,), {"book": book, "upstream": upstream, "group": arguments.group})
        servers.append(Port((processes.LOOPBACK, port), handler))
    threading.Thread(target=servers[1].serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main()
