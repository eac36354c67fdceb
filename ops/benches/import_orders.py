"""Writes a file of orders to the standard output, the same for the same number of lines: import_orders.py LINES."""
import random
import sys

COLUMNS = ["order_id", "line_id", "ordered_at", "contact_id", "contact_email", "contact_first_name", "contact_last_name",
           "channel", "status", "show_id", "show_name", "performance_id", "performance_at", "quantity", "amount",
           "currency", "holder_id"]


def lines(wanted):
    """Five lines for two orders, three contacts for four orders, 250 shows of eight performances."""
    chance = random.Random(7)
    contacts = max(1, wanted * 3 // 10)
    written, order = 0, 0
    while written < wanted:
        order += 1
        buyer, performance = chance.randrange(contacts), chance.randrange(2_000)
        at = (f"202{chance.randrange(3, 7)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
              f"T{chance.randrange(8, 23):02}:{chance.randrange(60):02}:00+01:00")
        channel, show = chance.choice(("INTERNET", "INTERNET", "OTHERS", "B2B")), performance // 8
        for line in range(1, min(chance.choice((1, 2, 2, 2, 3, 5)), wanted - written) + 1):
            holder = f"C{chance.randrange(contacts)}" if chance.random() < 0.05 else ""
            yield (f"O{order},{line},{at},C{buyer},c{buyer}@example.org,Prénom{buyer % 997},Nom{buyer % 9973},{channel},"
                   f"{'sold' if chance.random() < 0.95 else 'refunded'},S{show},Spectacle {show},P{performance},"
                   f"202{3 + performance % 4}-{1 + performance % 12:02}-{1 + performance % 28:02}T20:30,1,"
                   f"{chance.randrange(8, 60)}.{chance.choice(('00', '50'))},EUR,{holder}\n")
            written += 1


sys.stdout.write(",".join(COLUMNS) + "\n")
sys.stdout.writelines(lines(int(sys.argv[1])))
