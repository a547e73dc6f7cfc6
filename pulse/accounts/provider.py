"""The conversation with the identity provider, OpenID Connect with PKCE; imported when there is one to talk to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from pulse.accounts.vouching import SKEW, Client, ProviderAway, ProviderRefused, Voucher

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519", "EdDSA")
"""Signatures by a key that only the provider has: neither none nor one made with the shared secret."""
SCOPE = "openid email"
TIMEOUT = 5
DISCOVERY = "/.well-known/openid-configuration"


def way_there(client: Client, state: str, *, proves_anew: bool) -> str:
    """Return the provider's address to send the browser to. Raises ProviderAway."""
    with _conversation(client) as (http, known):
        anew = {"prompt": "login", "max_age": 0} if proves_anew else {}
        verifier, nonce = client.verifier(state), client.nonce(state)
        endpoint = _endpoint(client, known, "authorization_endpoint")
        url, _ = http.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier, **anew)
    return str(url)


def vouched_for(client: Client, state: str, code: str, now: datetime) -> Voucher:
    """Redeem the code of a way and check what comes for it. Raises ProviderRefused or ProviderAway."""
    with _conversation(client) as (http, known):
        token = http.fetch_token(
            _endpoint(client, known, "token_endpoint"),
            grant_type="authorization_code",
            code=code,
            code_verifier=client.verifier(state),
            timeout=TIMEOUT,
        )
        keys = _json(http, _endpoint(client, known, "jwks_uri"))
        claims = _checked(client, token, KeySet.import_key_set(keys), client.nonce(state), now)
        if "email" not in claims and "userinfo_endpoint" in known:
            claims |= _more(http, _endpoint(client, known, "userinfo_endpoint"), claims)
    return Voucher(_verified_address(client, claims), _proved_at(claims, now))


@contextmanager
def _conversation(client: Client) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Talk to the provider; whatever goes wrong is one of our refusals."""
    with OAuth2Session(client.id, client.secret, scope=SCOPE, redirect_uri=client.return_to) as http:
        http.code_challenge_method = "S256"
        http.max_redirects = 0  # its addresses are those it told us
        try:
            known = _json(http, client.issuer.rstrip("/") + DISCOVERY)
            if known.get("issuer") != client.issuer:
                raise ProviderAway("it calls itself by another name than oidc_issuer")
            http.token_endpoint_auth_method = _way_to_prove_ourselves(known)
            yield http, known
        except (AuthlibBaseError, JoseError) as error:
            raise ProviderRefused(f"{type(error).__name__} {error.error}") from None
        except (RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProviderAway(type(error).__name__) from None


def _json(http: Any, address: str) -> Any:
    response = http.get(address, withhold_token=True, timeout=TIMEOUT)
    response.raise_for_status()
    return response.json()


def _endpoint(client: Client, known: Mapping[str, Any], name: str) -> str:
    address = str(known[name])
    if client.issuer.startswith("https://") and not address.startswith("https://"):
        raise ProviderAway(f"its {name} is not encrypted")
    return address


def _way_to_prove_ourselves(known: Mapping[str, Any]) -> str:
    offered = known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return "client_secret_post" if "client_secret_basic" not in offered else "client_secret_basic"


def _checked(client: Client, token: Mapping[str, Any], keys: KeySet, nonce: str, now: datetime) -> dict[str, Any]:
    """Return the claims of the identity token. Raises JoseError for any that is not meant for us, here and now."""
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    read = jwt.decode(token["id_token"], keys, registry=registry)
    expected = {name: {"essential": True, "value": value} for name, value in _expected(client).items()}
    params = {"nonce": nonce, "client_id": client.id, "access_token": token.get("access_token")}
    claims = CodeIDToken(read.claims, read.header, expected, params)
    claims.validate(now=int(now.timestamp()), leeway=SKEW)
    if claims["aud"] not in (client.id, [client.id]):
        raise ProviderRefused("the token is meant for others too")
    return dict(claims)


def _expected(client: Client) -> dict[str, str]:
    return {"iss": client.issuer, "aud": client.id}


def _more(http: Any, address: str, claims: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what the identity token leaves out; the answer must be about the same person."""
    response = http.get(address, timeout=TIMEOUT)
    response.raise_for_status()
    found = response.json()
    if found.get("sub") != claims["sub"]:
        raise ProviderRefused("userinfo is about somebody else")
    return {name: found[name] for name in ("email", "email_verified") if name in found}


def _verified_address(client: Client, claims: Mapping[str, Any]) -> str:
    email, verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(email, str) or "@" not in email:
        raise ProviderRefused("it named no mail address")
    # Some providers write the word instead of the truth value.
    if verified not in (True, "true") and not (verified is None and client.silence_is_verified):
        raise ProviderRefused("it did not verify the mail address")
    # Addresses are compared in lower case, where a Kelvin sign is a k: it would be somebody else's address.
    if any(letter.lower().isascii() for letter in email if not letter.isascii()):
        raise ProviderRefused("a letter of its mail address turns into another one")
    return email


def _proved_at(claims: Mapping[str, Any], now: datetime) -> datetime | None:
    said = claims.get("auth_time")
    return min(datetime.fromtimestamp(said, UTC), now) if isinstance(said, int | float) else None
