"""Signing in through the identity provider: setting out, and coming back."""

from datetime import timedelta
from secrets import token_urlsafe

from flask import Blueprint, current_app, request, url_for
from werkzeug.wrappers import Response

from pulse.accounts import queries, ways
from pulse.accounts.access import signed_in
from pulse.accounts.browsers import browser_secret, has_entered, let_in, local_path, made_known
from pulse.accounts.operations import Entrance
from pulse.accounts.vouching import SKEW, Client, ProviderRefused, Voucher
from pulse.accounts.ways import Way
from pulse.errors import NotFound, Refusal
from pulse.web import house, page

pages = Blueprint("provider", __name__)


class NotOfStaff(Refusal):
    """The provider vouches for somebody who has nothing to sign in for."""

    status = 403
    sentence = "Your company account is in order, but its mail address has no access to these pages of Pulse."


@pages.post("/provider")
def set_out() -> str:
    return _sent(local_path(request.form.get("next", "/")), proves_anew=False)


@pages.post("/prove/provider")
def prove() -> str:
    signed_in()
    return _sent(url_for("accounts.proving.carry_on"), proves_anew=True)


@pages.get("/provider/return")
def come_back() -> Response:
    client, state = _client(), request.args.get("state", "")
    with house().databases.office.writing() as office:
        way = ways.come_back(office, state, browser_secret(), house().clock())
    try:
        voucher = _voucher(client, state)
        if way.proves_anew and not _is_new(voucher, way):
            raise ProviderRefused("it did not ask anew who somebody is")
    except ProviderRefused as refused:
        current_app.logger.warning("sign-in through the provider failed: %s", refused.reason)
        raise
    return let_in(_entrance(voucher, way))


def _sent(return_to: str, *, proves_anew: bool) -> str:
    """Send the browser off by a page of ours: a form may lead to our own pages alone."""
    from pulse.accounts.provider import way_there

    client, state, way = _client(), token_urlsafe(32), Way(return_to, proves_anew, house().clock())
    with house().databases.office.writing() as office:
        ways.set_out(office, way, state, made_known(), entered_before=has_entered())
    return page("accounts/going.html", address=way_there(client, state, proves_anew=proves_anew))


def _voucher(client: Client, state: str) -> Voucher:
    from pulse.accounts.provider import vouched_for

    if request.args.get("iss", client.issuer) != client.issuer:
        raise ProviderRefused("another provider answered")
    if "code" not in request.args:
        raise ProviderRefused("it sent no code")
    return vouched_for(client, state, request.args["code"], house().clock())


def _is_new(voucher: Voucher, way: Way) -> bool:
    return voucher.proved_at is not None and voucher.proved_at >= way.since - timedelta(seconds=SKEW)


def _entrance(voucher: Voucher, way: Way) -> Entrance:
    with house().databases.office.reading() as office:
        person = queries.staff(office, voucher.email)
    if person is None:
        raise NotOfStaff
    return Entrance(person, way.return_to, voucher.proved_at)


def _client() -> Client:
    settings = house().settings
    if not settings.oidc_issuer:
        raise NotFound
    return Client(
        issuer=settings.oidc_issuer,
        id=settings.oidc_client_id,
        secret=settings.oidc_client_secret.get_secret_value(),
        return_to=settings.base_url + url_for("accounts.provider.come_back"),
        key=settings.secret_key.get_secret_value().encode(),
        silence_is_verified=settings.oidc_mail_verified == "if said",
    )
