"""A line with faults: a TCP proxy on which what browsers send crawls, or on which what servers answer is lost."""

import socket
import threading
import time
from contextlib import suppress

PIECE = 64  # bytes
PIECE_SECONDS = 0.004  # a few hundred bytes take a noticeable while, and none arrives out of turn


class FaultyLine:
    """Listens on `port` and passes on both ways. While it is slow, requests crawl and their last byte is held back.

    While it loses, each POST reaches the server and its answer is lost: the connection ends instead.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._target = 0
        self._slow = threading.Event()
        self._held = threading.Event()
        self._arrived = threading.Event()
        self._losing = threading.Event()
        self._sockets: list[socket.socket] = []
        self._lost: set[socket.socket] = set()  # browsers' ends whose next answer is lost
        self.answers_lost = 0

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

    def lose_answers(self) -> None:
        """From now on the answers to POSTs are lost."""
        self.answers_lost = 0
        self._losing.set()

    def lose_no_more(self) -> None:
        self._losing.clear()

    def close(self) -> None:
        for one in [self._listener, *self._sockets]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [browser, server]
                threading.Thread(target=self._pass_up, args=(browser, server), daemon=True).start()
                threading.Thread(target=self._pass_down, args=(server, browser), daemon=True).start()

    def _pass_up(self, browser: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := browser.recv(65_536):
                if self._losing.is_set() and data.startswith(b"POST"):
                    self._lost.add(browser)
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
                if browser in self._lost:
                    self.answers_lost += 1
                    break
                browser.sendall(data)
            browser.shutdown(socket.SHUT_RDWR)
