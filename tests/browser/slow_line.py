"""A line that gets slow: a TCP proxy on which what browsers send crawls, and arrives when the test says so."""

import socket
import threading
import time
from contextlib import suppress

PIECE = 64  # bytes
PIECE_SECONDS = 0.004  # a few hundred bytes take a noticeable while, and none arrives out of turn


class SlowLine:
    """Listens on `port` and passes on both ways. While it is slow, requests crawl and their last byte is held back."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._target = 0
        self._slow = threading.Event()
        self._held = threading.Event()
        self._arrived = threading.Event()
        self.sockets: list[socket.socket] = []

    def lead_to(self, port: int) -> None:
        """Begin to pass on to this port of the machine."""
        self._target = port
        threading.Thread(target=self._accept, daemon=True).start()

    def get_slow(self) -> None:
        """From now on requests crawl, and do not arrive."""
        self._held.clear()
        self._arrived.clear()
        self._slow.set()

    def wait_until_sent(self) -> None:
        """Wait until a request has left the browser, all but its last byte has passed, and that is held back."""
        assert self._held.wait(20), "nothing was sent"

    def let_arrive(self) -> None:
        """Let what is held back arrive, and be fast again."""
        self._slow.clear()
        self._arrived.set()

    def close(self) -> None:
        for one in [self._listener, *self.sockets]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self.sockets += [browser, server]
                threading.Thread(target=self._pass_up, args=(browser, server), daemon=True).start()
                threading.Thread(target=self._pass_down, args=(server, browser), daemon=True).start()

    def _pass_up(self, browser: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := browser.recv(65_536):
                self._crawl(server, data) if self._slow.is_set() else server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    def _crawl(self, server: socket.socket, data: bytes) -> None:
        for start in range(0, len(data) - 1, PIECE):
            server.sendall(data[start : min(start + PIECE, len(data) - 1)])
            time.sleep(PIECE_SECONDS)
        self._held.set()
        self._arrived.wait(60)
        server.sendall(data[-1:])

    def _pass_down(self, server: socket.socket, browser: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                browser.sendall(data)
            browser.shutdown(socket.SHUT_WR)
