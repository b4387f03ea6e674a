"""The process: a port for each upstream, one book for both."""

import argparse
import threading
from http.server import ThreadingHTTPServer

from local_stack import processes
from local_stack.fault_proxy.book import Book
from local_stack.fault_proxy.proxy import Proxy


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", type=int, nargs=2, required=True, help="a port for each upstream")
    parser.add_argument("--upstream", type=int, nargs=2, required=True, help="AWS, simulator")
    parser.add_argument("--group", type=int, required=True, help="process group of the functions")
    arguments = parser.parse_args()
    book = Book()
    servers = []
    for port, upstream in zip(arguments.listen, arguments.upstream, strict=True):
        handler = type("Port", (Proxy,), {"book": book, "upstream": upstream, "group": arguments.group})
        server = ThreadingHTTPServer((processes.LOOPBACK, port), handler)
        server.daemon_threads = True
        servers.append(server)
    threading.Thread(target=servers[1].serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main()
