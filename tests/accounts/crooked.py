"""A real identity provider as a program of its own, in front of which somebody may tamper with what it says.

    python -m tests.accounts.crooked

prints its port and serves oidc-provider-mock. It also insists on PKCE, which the mock does not check itself. What is
PUT to /tamper changes the claims of every identity token from then on, or how it is signed.
"""

import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
USERS = {
    "lena": {"email": "lena@acme.example", "email_verified": True},
    "hanna": {"email": "Hanna@ACME.example", "email_verified": True},
    "unverified": {"email": "hanna@acme.example", "email_verified": False},
    "silent": {"email": "hanna@acme.example"},
    "nameless": {"email_verified": True},
    "rep": {"email": "rep1@acme.example", "email_verified": True},
}
SECRETS = {"with the shared secret": b"a secret shared with the provider", "with the public key as a secret": b""}


class Crooked:
    """The provider, and somebody in between."""

    def __init__(self, provider: WSGI) -> None:
        self.provider = provider
        self.tampering: dict[str, Any] = {}
        self.challenges: dict[str, str] = {}
        self.own_key, self.foreign_key = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
        self.own_key.ensure_kid()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        return self.answer(request)(environ, start_response)

    def answer(self, request: Request) -> Response:
        if request.path == "/tamper":
            self.tampering = request.get_json()
            return Response(status=204)
        if request.path.startswith(("/moved/", "/new/")):
            return self.moved(request)
        form = request.form.to_dict() if request.path == "/oauth2/token" else {}
        if form and not self.proves_itself(form):
            return Response(json.dumps({"error": "invalid_grant"}), 400, mimetype="application/json")
        return self.tampered(request, self.passed_on(request, form))

    def moved(self, request: Request) -> Response:
        """A provider that sends whoever asks about it somewhere else, where somebody speaks in its name."""
        if request.path.startswith("/moved/"):
            return redirect(request.path.replace("/moved/", "/new/"))
        said = {"issuer": f"{request.host_url}moved", "authorization_endpoint": f"{request.host_url}oauth2/authorize"}
        return Response(json.dumps(said), mimetype="application/json")

    def passed_on(self, request: Request, form: dict[str, str]) -> Response:
        environ = dict(request.environ)
        if form:  # the body was read to check it
            environ["wsgi.input"] = BytesIO(urlencode(form).encode())
        return Response(*run_wsgi_app(self.provider, environ, buffered=True))

    def proves_itself(self, form: dict[str, str]) -> bool:
        challenge = _encoded(sha256(form.get("code_verifier", "").encode()).digest())
        return self.challenges.pop(form.get("code", ""), None) == challenge

    def tampered(self, request: Request, response: Response) -> Response:
        if request.path == "/oauth2/authorize" and request.method == "POST" and response.location:
            self.note_challenge(request, response.location)
        if request.path == "/jwks" and self.tampering:
            response.set_data(json.dumps(KeySet([self.own_key]).as_dict(private=False)))
        if request.path == "/oauth2/token" and self.tampering and response.status_code == 200:
            said = json.loads(response.get_data())
            said["id_token"] = self.forged(said["id_token"])
            response.set_data(json.dumps(said))
        return response

    def note_challenge(self, request: Request, location: str) -> None:
        code = parse_qs(urlsplit(location).query).get("code", [""])[0]
        if request.args.get("code_challenge_method") == "S256":
            self.challenges[code] = request.args["code_challenge"]

    def forged(self, token: str) -> str:
        claims = json.loads(_decoded(token.split(".")[1])) | self.tampering.get("claims", {})
        claims |= {name: int(time()) + seconds for name, seconds in self.tampering.get("from_now", {}).items()}
        claims = {name: value for name, value in claims.items() if value is not None}
        how = self.tampering.get("signed", "by the provider")
        if how == "not at all":
            return _written({"alg": "none", "typ": "JWT"}, claims) + "."
        if how in SECRETS:
            text = _written({"alg": "HS256", "kid": self.own_key.kid}, claims)
            secret = SECRETS[how] or self.own_key.as_pem(private=False)
            return f"{text}.{_encoded(hmac.digest(secret, text.encode(), 'sha256'))}"
        key = self.foreign_key if how == "by somebody else" else self.own_key
        return jwt.encode({"alg": "RS256", "kid": self.own_key.kid}, claims, key)


def _written(head: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    return f"{_encoded(json.dumps(head).encode())}.{_encoded(json.dumps(claims).encode())}"


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def main() -> None:
    """Serve on a free port until the process ends."""
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in USERS.items()]
    server = make_server("localhost", 0, Crooked(oidc_provider_mock.app(user_claims=users)), threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    main()
