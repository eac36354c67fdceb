"""Answers that say what is wrong, as the tests read them."""


def problem(response, status, code):
    """Asserts an RFC 9457 answer with this status and code: its body."""
    said = f"{response.request.method} {response.url}: {response.status_code} {response.text[:500]}"
    assert response.status_code == status, said
    assert response.headers["Content-Type"] == "application/problem+json", said
    body = response.json()
    assert (body["status"], body["code"]) == (status, code), said
    assert body["type"] == f"urn:sicstine:problem:{code}" and body["title"] and body["detail"], said
    assert body["request_id"] == response.headers["X-Request-Id"], said
    return body


def faults(response):
    """What `errors` of an invalid request lists: {pointer: code}."""
    body = problem(response, 400, "invalid_request")
    assert all(fault["detail"] for fault in body["errors"])
    return {fault["pointer"]: fault["code"] for fault in body["errors"]}


def unnamed(response):
    """Everything of an answer that could tell it from another, without what names the request and the moment."""
    body = response.json()
    body.pop("request_id", None)
    headers = {name: value for name, value in response.headers.items() if name not in ("X-Request-Id", "Date")}
    return response.status_code, headers, body
