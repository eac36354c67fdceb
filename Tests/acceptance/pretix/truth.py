"""What pretix itself says was sold: from its ledger of transactions and from its tables, not from its API."""
from collections import defaultdict

from django.db.models import Q
from pretix.base.models import Order, OrderPosition, Transaction

from theatre import Theatre as house


def cents(amount):
    return int(amount.scaleb(2).to_integral_exact())


def by_order():
    """Each order with what it has: its positions by id, and the tickets and cents that are sold and reserved.

    The ledger of pretix must say the same as its positions, or this is no truth to hold anybody to."""
    orders = Order.objects.filter(event__organizer=house.organizer, testmode=False).select_related("event")
    answer = {order.pk: {"order": f"{order.event.slug}-{order.code}", "sold": [0, 0], "reserved": [0, 0], "positions": {}}
              for order in orders}
    in_ledger = defaultdict(lambda: [0, 0])
    for entry in Transaction.objects.filter(Q(fee_type="") | Q(fee_type__isnull=True), order__in=answer):
        in_ledger[entry.order_id][0] += entry.count
        in_ledger[entry.order_id][1] += cents(entry.count * entry.price)
    for position in OrderPosition.all.filter(order__in=answer).select_related("order__event", "item"):
        order = answer[position.order_id]
        kind = None if position.canceled else {"p": "sold", "n": "reserved"}.get(position.order.status)
        if kind:
            order[kind][0] += 1
            order[kind][1] += cents(position.price)
        slug = position.order.event.slug
        performance = f"{slug}:{position.subevent_id}" if position.subevent_id else slug
        order["positions"][str(position.pk)] = [
            kind or "gone", cents(position.price), performance if position.item.admission else None]
    for pk, order in answer.items():
        both = [order["sold"][0] + order["reserved"][0], order["sold"][1] + order["reserved"][1]]
        assert in_ledger[pk] == both, (order, in_ledger[pk])
    return {order.pop("order"): order for order in answer.values()}


def secrets():
    """What opens a door or an order, none of which may be anywhere else; and the orders that are trials."""
    orders = Order.objects.filter(event__organizer=house.organizer)
    positions = OrderPosition.all.filter(order__in=orders)
    found = [*positions.values_list("secret", flat=True), *positions.values_list("web_secret", flat=True),
             *orders.values_list("secret", flat=True)]
    return {"secrets": [secret for secret in found if secret], "trials": [
        f"{event}-{code}" for event, code in orders.filter(testmode=True).values_list("event__slug", "code")]}


def performances():
    return {f"cyrano:{subevent.pk}": subevent.date_from.isoformat() for subevent in house.series.subevents.all()}


COMMANDS = {"by_order": by_order, "secrets": secrets, "performances": performances}
