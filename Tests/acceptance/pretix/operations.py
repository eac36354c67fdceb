"""What happens in a box office, at random: done through pretix's own services, as its own pages do it."""
import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from pretix.base.models import Order, OrderPayment, OrderRefund
from pretix.base.services.orders import (
    OrderChangeManager, OrderError, _cancel_order, mark_order_expired, reactivate_order,
)
from rest_framework.test import APIClient

from theatre import Theatre as house

PENDING, PAID, EXPIRED, CANCELED = "n", "p", "e", "c"


class Nothing(Exception):
    """There is no order this can be done to, or pretix does not allow it."""


def orders(*states, testmode=False):
    return Order.objects.filter(event__organizer=house.organizer, testmode=testmode, status__in=states or ["n", "p", "e", "c"])


def one(chance, *states):
    found = list(orders(*states).order_by("pk"))
    if not found:
        raise Nothing
    return chance.choice(found)


def position_of(chance, order, least=1):
    found = list(order.positions.order_by("pk"))
    if len(found) < least:
        raise Nothing
    return chance.choice(found)


def offer(chance, event):
    item = chance.choice(list(event.items.order_by("pk")))
    variations = list(item.variations.order_by("pk"))
    return item, chance.choice(variations) if variations else None


def place(chance, testmode=False, status=None, positions=None, **more):
    event = chance.choice([house.series, house.series, house.gala])
    client = APIClient(HTTP_HOST=f"127.0.0.1:{house.port}")
    client.credentials(HTTP_AUTHORIZATION=f"Token {house.token}")
    count, positions = positions or chance.randint(1, 4), []
    for _ in range(count):
        item, variation = offer(chance, event)
        position = {"item": item.pk, "variation": variation and variation.pk, "answers": []}
        if event.has_subevents:
            position["subevent"] = chance.choice(list(event.subevents.order_by("pk"))).pk
            if chance.random() < 0.15:
                position["voucher"] = "MOITIE"
        if chance.random() < 0.4:
            person = chance.randrange(30)
            position["attendee_name_parts"] = {"_scheme": "full", "full_name": f"Spectateur {person}"}
            if chance.random() < 0.5:
                position["attendee_email"] = f"Spectateur{person}@Example.org"
        positions.append(position)
    body = {"positions": positions, "status": status or chance.choice("nnp"), "payment_provider": "manual", "testmode": testmode,
            "locale": "fr", "sales_channel": chance.choice(["web", "web", "web", "api.ce"]), "send_email": False, **more}
    if chance.random() < 0.4:
        body["customer"] = chance.choice(house.customers).identifier
    if chance.random() < 0.9:
        body["email"] = f"acheteur{chance.randrange(20)}@example.org"
    if chance.random() < 0.3:
        body["invoice_address"] = {"is_business": False, "name_parts": {
            "_scheme": "given_family", "given_name": "Anne", "family_name": f"Durand{chance.randrange(20)}"}, "country": "FR"}
    if chance.random() < 0.3:
        body["fees"] = [{"fee_type": "shipping", "value": "3.50", "description": "Envoi"}]
    answer = client.post(f"/api/v1/organizers/{house.organizer.slug}/events/{event.slug}/orders/", body, format="json")
    if answer.status_code == 400:
        raise Nothing
    assert answer.status_code == 201, answer.content
    return Order.objects.get(code=answer.json()["code"], event=event)


def pay(chance, part=None):
    order = one(chance, PENDING, EXPIRED)
    due = order.pending_sum
    if due <= 0:
        raise Nothing
    amount = (due / 2).quantize(Decimal("0.01")) if part else due
    payment = order.payments.create(provider="manual", amount=amount, state=OrderPayment.PAYMENT_STATE_CREATED)
    payment.confirm(send_mail=False, force=True, count_waitinglist=False)


def cancel(chance):
    order = one(chance, PENDING, PAID)
    fee = None
    if order.status == PAID and order.total > 2 and chance.random() < 0.3:
        fee = Decimal("2.00")
    _cancel_order(order, send_mail=False, cancellation_fee=fee)


def cancel_position(chance):
    order = one(chance, PENDING, PAID)
    with change(order) as manager:
        manager.cancel(position_of(chance, order, least=2))


def refund(chance, order, amount):
    if amount <= 0:
        raise Nothing
    payment = order.payments.filter(state__in=["confirmed", "refunded"]).first()
    if chance.random() < 0.3 and payment:
        payment.create_external_refund(amount=amount)
        return
    made = order.refunds.create(
        provider="manual", amount=amount, payment=payment, state=OrderRefund.REFUND_STATE_CREATED, source="admin")
    if chance.random() < 0.8:
        made.done()


def refund_whole(chance):
    order = one(chance, PAID)
    paid = order.payment_refund_sum
    _cancel_order(order, send_mail=False)
    order.refresh_from_db()
    refund(chance, order, paid)


def refund_position(chance):
    order = one(chance, PAID)
    position = position_of(chance, order, least=2)
    with change(order) as manager:
        manager.cancel(position)
    refund(chance, order, position.price)


def refund_money(chance):
    """Money back, tickets kept."""
    order = one(chance, PAID)
    refund(chance, order, min(order.payment_refund_sum, Decimal("1.00")))


def change_price(chance):
    order = one(chance, PENDING, PAID)
    with change(order) as manager:
        manager.change_price(position_of(chance, order), Decimal(chance.randrange(0, 6000)) / 100)


def change_item(chance):
    order = one(chance, PENDING, PAID)
    item, variation = offer(chance, order.event)
    with change(order) as manager:
        manager.change_item(position_of(chance, order), item, variation)


def change_subevent(chance):
    order = one(chance, PENDING, PAID)
    if not order.event.has_subevents:
        raise Nothing
    with change(order) as manager:
        manager.change_subevent(position_of(chance, order), chance.choice(list(order.event.subevents.order_by("pk"))))


def split(chance):
    order = one(chance, PENDING, PAID)
    with change(order) as manager:
        manager.split(position_of(chance, order, least=2))


def add_position(chance):
    order = one(chance, PENDING, PAID)
    item, variation = offer(chance, order.event)
    subevent = chance.choice(list(order.event.subevents.order_by("pk"))) if order.event.has_subevents else None
    with change(order) as manager:
        manager.add_position(item, variation, Decimal(chance.randrange(0, 4000)) / 100, subevent=subevent)


def expire(chance):
    mark_order_expired(one(chance, PENDING))


def reactivate(chance):
    reactivate_order(one(chance, CANCELED), force=True)


def test_order(chance):
    order = place(chance, testmode=True)
    if chance.random() < 0.5 and order.positions.count() > 1:
        with change(order) as manager:
            manager.cancel(position_of(chance, order, least=2))
    elif chance.random() < 0.5:
        order.gracefully_delete()


def move_subevent(chance):
    subevent = chance.choice(list(house.series.subevents.order_by("pk")))
    subevent.date_from += timedelta(hours=chance.randint(1, 30))
    subevent.save()
    subevent.log_action("pretix.subevent.changed", data={})


class change:
    """A change of an order, committed at the end."""

    def __init__(self, order):
        self.manager = OrderChangeManager(order, notify=False)

    def __enter__(self):
        return self.manager

    def __exit__(self, kind, *_):
        if kind is None:
            self.manager.commit(check_quotas=False)


OPERATIONS = {
    place: 22, pay: 14, lambda chance: pay(chance, part=True): 5, cancel: 6, cancel_position: 6, refund_whole: 5,
    refund_position: 6, refund_money: 2, change_price: 6, change_item: 5, change_subevent: 5, split: 6, add_position: 5, expire: 4,
    reactivate: 4, test_order: 3, move_subevent: 2,
}


def operate(seed, count):
    """That many operations, and how often each was done."""
    chance = random.Random(seed)
    done = Counter()
    while done.total() < count:
        operation = chance.choices(list(OPERATIONS), OPERATIONS.values())[0]
        try:
            with transaction.atomic():
                operation(chance)
        except (Nothing, OrderError):
            continue
        done["pay_part" if operation.__name__ == "<lambda>" else operation.__name__] += 1
    return dict(done)


def place_some(seed, count, **more):
    """That many new orders; answers their codes."""
    chance = random.Random(seed)
    placed = []
    while len(placed) < count:
        try:
            placed.append(place(chance, **more))
        except Nothing:
            continue
    return [f"{order.event.slug}-{order.code}" for order in placed]


def to_order(order, what):
    """One of what can be done, to one order: `cyrano-ABCDE`."""
    slug, code = order.split("-")
    found = Order.objects.get(event__slug=slug, event__organizer=house.organizer, code=code)
    first = found.positions.order_by("pk").first()
    if what == "cancel_position":
        with change(found) as manager:
            manager.cancel(first)
    elif what == "cancel":
        _cancel_order(found, send_mail=False)
    elif what == "cancel_with_fee":
        _cancel_order(found, send_mail=False, cancellation_fee=Decimal("2.00"))
    elif what == "refund":
        found.refunds.create(provider="manual", amount=first.price, state="created", source="admin").done()
    elif what == "split":
        with change(found) as manager:
            manager.split(first)
    else:
        raise ValueError(what)


def move():
    """Moves a performance to the next day; answers which."""
    subevent = house.series.subevents.order_by("pk").first()
    subevent.date_from += timedelta(days=1)
    subevent.save()
    return f"cyrano:{subevent.pk}"


COMMANDS = {"move": move, "operate": operate, "place": place_some, "to_order": to_order}
