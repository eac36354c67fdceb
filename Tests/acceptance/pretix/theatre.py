"""What a theatre has in pretix: a series, a single event, seats by category and tariff, goods, vouchers, customers."""
from datetime import timedelta
from decimal import Decimal

from django.utils.timezone import now
from pretix.api.models import WebHook
from pretix.base.models import (
    Customer, Discount, Event, Item, ItemVariation, Organizer, Quota, SalesChannel, TaxRule, Team, Voucher,
)

WEBHOOK_ACTIONS = [
    "pretix.event.order.placed", "pretix.event.order.paid", "pretix.event.order.canceled",
    "pretix.event.order.reactivated", "pretix.event.order.expired", "pretix.event.order.modified",
    "pretix.event.order.changed.*", "pretix.event.order.refund.created", "pretix.event.order.refund.done",
    "pretix.event.order.payment.confirmed", "pretix.subevent.changed",
]
PLUGINS = "pretix.plugins.banktransfer,pretix.plugins.manualpayment"


class Theatre:
    organizer = series = gala = token = None


def make(port):
    house = Theatre
    house.port = port
    house.organizer = organizer = Organizer.objects.create(name="Théâtre", slug="theatre")
    organizer.settings.customer_accounts = True
    team = Team.objects.create(
        organizer=organizer, name="API", all_events=True, all_event_permissions=True, all_organizer_permissions=True)
    house.token = team.tokens.create(name="Tests").token
    # No more than docs/connectors.md asks for.
    reader = Team.objects.create(
        organizer=organizer, name="Sicstine", all_events=True, limit_event_permissions={"event.orders:read": True},
        limit_organizer_permissions={"organizer.customers:read": True})
    house.reader = reader.tokens.create(name="Sicstine").token
    SalesChannel.objects.create(organizer=organizer, type="api", identifier="api.ce", label="Comités d'entreprise")
    house.series = make_series(organizer)
    house.gala = make_gala(organizer)
    house.customers = [Customer.objects.create(
        organizer=organizer, identifier=f"CUST{number}", email=f"client{number}@example.org",
        name_parts={"_scheme": "given_family", "given_name": f"Prénom{number}", "family_name": f"Nom{number}"},
        locale="fr") for number in range(6)]
    return house


def make_series(organizer):
    event = Event.objects.create(
        organizer=organizer, name={"fr": "Cyrano de Bergerac", "en": "Cyrano"}, slug="cyrano", has_subevents=True,
        live=True, plugins=PLUGINS, date_from=now() + timedelta(days=20), currency="EUR")
    configure(event)
    tax = TaxRule.objects.create(event=event, rate=Decimal("2.10"), name="Spectacle")
    seats = event.categories.create(name="Places")
    first = Item.objects.create(event=event, category=seats, name="Catégorie 1", default_price=30, tax_rule=tax, admission=True)
    variations = [ItemVariation.objects.create(item=first, value=value, default_price=Decimal(price))
                  for value, price in (("Plein", "30.00"), ("Réduit", "18.00"), ("Exonéré", "0.00"))]
    second = Item.objects.create(
        event=event, category=seats, name="Catégorie 2", default_price=Decimal("19.90"), tax_rule=tax, admission=True)
    booklet = Item.objects.create(event=event, name="Programme", default_price=5, admission=False)
    for day in range(4):
        subevent = event.subevents.create(
            name={"fr": f"Cyrano {day + 1}"}, active=True, date_from=now() + timedelta(days=20 + day),
            location={"fr": "Grande salle"})
        quota = Quota.objects.create(event=event, subevent=subevent, name="Salle", size=5000)
        quota.items.set([first, second, booklet])
        quota.variations.set(variations)
    Voucher.objects.create(event=event, code="MOITIE", price_mode="percent", value=50, max_usages=100000)
    Discount.objects.create(event=event, internal_name="Famille", condition_min_count=4, benefit_discount_matching_percent=10)
    return event


def make_gala(organizer):
    event = Event.objects.create(
        organizer=organizer, name={"fr": "Gala"}, slug="gala", live=True, plugins=PLUGINS,
        date_from=now() + timedelta(days=40), currency="EUR")
    configure(event)
    place = Item.objects.create(event=event, name="Place de gala", default_price=Decimal("55.50"), admission=True)
    quota = Quota.objects.create(event=event, name="Gala", size=5000)
    quota.items.add(place)
    return event


def configure(event):
    event.settings.payment_manual__enabled = True
    event.settings.timezone = "Europe/Paris"
    event.settings.locales = ["fr", "en"]
    event.settings.locale = "fr"
    event.settings.attendee_names_asked = True
    event.settings.mail_send_order_placed_attendee = False


def facts(house):
    return {"organizer": house.organizer.slug, "token": house.reader, "token_of_all": house.token}


def set_webhook(url):
    """Has pretix post its webhooks there; nowhere, without an address."""
    WebHook.objects.all().delete()
    if not url:
        return
    hook = WebHook.objects.create(organizer=Theatre.organizer, target_url=url, all_events=True, enabled=True)
    for action in WEBHOOK_ACTIONS:
        hook.listeners.create(action_type=action)


COMMANDS = {"set_webhook": set_webhook}
