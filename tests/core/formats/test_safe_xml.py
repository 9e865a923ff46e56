"""XML from outside: nothing in it is fetched, repeated without end, or nested without end."""

import socket
import threading
import time

import pytest

from course.core.formats.questions_in import FileRefused
from course.core.formats.safe_xml import DEPTH_MAX, line_of, read_xml


@pytest.fixture
def listener():
    """Return the port of a server that notes who comes, and the list of those who came."""
    came: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    stop = threading.Event()

    def wait() -> None:
        while not stop.is_set():
            try:
                caller, address = server.accept()
            except TimeoutError:
                continue
            came.append(address)
            caller.close()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    yield server.getsockname()[1], came
    stop.set()
    thread.join(1)
    server.close()


CORPUS = [
    '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:{port}/x.dtd"><quiz/>',
    '<!DOCTYPE quiz PUBLIC "-//X" "http://127.0.0.1:{port}/x.dtd"><quiz/>',
    '<!DOCTYPE q [<!ENTITY e SYSTEM "http://127.0.0.1:{port}/e">]><quiz>&e;</quiz>',
    '<!DOCTYPE q [<!ENTITY e SYSTEM "file:///etc/passwd">]><quiz>&e;</quiz>',
    '<!DOCTYPE q [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p">%p;]><quiz/>',
    '<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><quiz>&b;</quiz>',
    '<!DOCTYPE q [<!ENTITY a "{long}">]><quiz>&a;&a;&a;&a;&a;</quiz>',
    "<!DOCTYPE quiz><quiz/>",
    '<quiz xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="http://127.0.0.1:{port}/x"/></quiz>',
    '<?xml-stylesheet href="http://127.0.0.1:{port}/x.xsl" type="text/xsl"?><quiz/>',
    '<quiz xmlns:xsi="urn:xsi" xsi:schemaLocation="a http://127.0.0.1:{port}/x.xsd"/>',
]


def test_no_file_makes_the_reader_call_anybody_or_read_another_file(listener):
    port, came = listener

    for text in CORPUS:
        said = text.replace("{port}", str(port)).replace("{long}", "x" * 100_000)
        if "DOCTYPE" in said:
            with pytest.raises(FileRefused, match="entities or a document type"):
                read_xml(said)
        else:
            assert "".join(read_xml(said).itertext()) == ""
    time.sleep(0.15)
    assert came == []


def test_what_is_nested_too_deeply_is_refused():
    with pytest.raises(FileRefused, match="nested"):
        read_xml("<a>" * (DEPTH_MAX + 1) + "</a>" * (DEPTH_MAX + 1))


def test_prefixes_go_and_lines_stay():
    root = read_xml('<?xml version="1.0"\n encoding="UTF-16"?>\n<m:a xmlns:m="urn:m">\n<m:b m:c="d"/></m:a>')

    assert (root.tag, root[0].tag, root[0].get("c")) == ("a", "b", "d")
    assert (line_of(root), line_of(root[0])) == (3, 4)


def test_what_is_no_xml_is_refused_with_its_line():
    with pytest.raises(FileRefused, match="line 2"):
        read_xml("<a>\n</b>")
