"""HTTP that no client library would send: where a request ends is never a matter of opinion."""
import socket
from urllib.parse import urlsplit

import pytest

# What nobody must ever answer: only this request would be answered with 404.
SMUGGLED = b"GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(params=["SICSTINE_API_URL", "SICSTINE_INGEST_URL"], ids=["api", "ingest"])
def service(request, stack):
    url = urlsplit(stack.env[request.param])
    return url.hostname, url.port


def exchange(service, *pieces, quiet_seconds=2):
    """Sends the pieces and reads until the server closes or is quiet: what it said, and whether it closed."""
    answer = b""
    with socket.create_connection(service, timeout=10) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            line.settimeout(quiet_seconds)
            while received := line.recv(65_536):
                answer += received
        except TimeoutError:
            return statuses(answer), False
        except (BrokenPipeError, ConnectionResetError):
            pass
    return statuses(answer), True


def statuses(answer):
    return [int(part.split(b" ", 1)[0]) for part in answer.split(b"HTTP/1.1 ")[1:]]


def post(*headers, body=b""):
    """A request that both services have a route for, under another name: neither answers it with 404."""
    return b"\r\n".join([b"POST PATH HTTP/1.1", b"Host: x", b"Content-Type: application/json", *headers, b"", body])


def on(service, message, stack):
    """The message with an address of this service."""
    api = urlsplit(stack.env["SICSTINE_API_URL"]).port
    return message.replace(b"PATH", b"/v1/institutions" if service[1] == api else b"/v1/batch")


@pytest.mark.parametrize("message", [
    post(b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: chunked", b"Content-Length: 4", body=b"0\r\n\r\n" + SMUGGLED),
    post(b"Content-Length: 0", b"Content-Length: %d" % len(SMUGGLED), body=SMUGGLED),
    post(b"Content-Length: 0, %d" % len(SMUGGLED), body=SMUGGLED),
    post(b"Content-Length: +2", body=b"{}"), post(b"Content-Length: -1", body=b"{}"),
    post(b"Content-Length: 0x2", body=b"{}"), post(b"Content-Length: 2 2", body=b"{}"),
    post(b"Content-Length: 99999999999999999999", body=b"{}"),
    post(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: x", body=b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: chunked", body=b"zz\r\n{}\r\n0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: chunked", body=b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n" + SMUGGLED),
    post(b"X: a\x00b", b"Content-Length: 0"), post(b"no colon", b"Content-Length: 0"),
    post(b" folded: x", b"Content-Length: 0"),
    b"GET PATH HTTP/9.9\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"GET  PATH\r\n\r\n", b"nonsense\r\n\r\n",
])
def test_an_ambiguous_or_broken_request_is_refused_and_the_connection_ends(service, stack, message):
    answers, closed = exchange(service, on(service, message, stack))
    # A fault in the body can show after the header was answered: 401, then the end of the connection.
    assert answers in ([], [400], [401, 400]) and closed, (answers, closed)


def test_a_request_without_a_host_is_refused(service, stack):
    answers, _ = exchange(service, on(service, b"POST PATH HTTP/1.1\r\nContent-Length: 0\r\n\r\n", stack))
    assert answers == [400]


def test_headers_without_measure_are_refused(service, stack):
    for message in (post(b"X: " + b"x" * 200_000), post(*(b"X-%d: x" % number for number in range(2_000)))):
        answers, closed = exchange(service, on(service, message, stack))
        assert answers in ([], [400], [431]) and closed, (answers, closed)


def test_two_requests_in_one_packet_have_two_answers(service, stack):
    one = on(service, post(b"Content-Length: 1", body=b"{"), stack)
    assert exchange(service, one + one)[0] in ([400, 400], [401, 401])


def test_a_request_in_single_bytes_is_understood(service, stack):
    message = on(service, post(b"Content-Length: 2", body=b"{}"), stack)
    assert exchange(service, *(message[place:place + 1] for place in range(len(message))))[0] == [401]
