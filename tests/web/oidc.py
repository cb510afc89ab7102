"""A sign-in service of our own, as small as OpenID Connect allows: it says of whoever comes what the test tells."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


class Service(ThreadingHTTPServer):
    """`claims` is what the service tells of the person; `asked` the last request to each path."""

    claims: dict[str, Any]
    asked: dict[str, dict[str, list[str]]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """Discovery, authorisation, token and user information."""

    server: Service

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.server.asked[url.path] = asked = parse_qs(url.query)
        if url.path == "/authorize":
            back = urlencode({"code": "a-code", "state": asked["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri'][0]}?{back}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif url.path == "/userinfo":
            self._json(self.server.claims)
        else:
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            ends = {f"{name}_endpoint": f"{self.server.url}/{path}" for name, path in names.items()}
            self._json({"issuer": self.server.url, "jwks_uri": f"{self.server.url}/keys", **ends})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked[self.path] = parse_qs(body)
        self._json({"access_token": "a-token", "token_type": "Bearer", "expires_in": 60})

    def _json(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: Any) -> None:
        """Silence."""


@contextmanager
def sign_in_service() -> Iterator[Service]:
    """Runs until the block ends."""
    service = Service(("127.0.0.1", 0), Answers)
    service.claims, service.asked = {}, {}
    thread = threading.Thread(target=service.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        thread.join()
        service.server_close()
