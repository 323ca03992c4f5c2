"""A group member for the tests: python3 SCRIPT BOOTSTRAP TOPIC GROUP [key=value ...]; stops when standard input ends.
Prints "assigned P P ..." with all it owns after each change, and "record PARTITION OFFSET" for each record."""
import sys
import threading

from confluent_kafka import Consumer

bootstrap, topic, group = sys.argv[1:4]
owned = set()


def show():
    print("assigned", *sorted(owned), flush=True)


def assigned(_, partitions):
    owned.update(p.partition for p in partitions)
    show()


def revoked(_, partitions):
    owned.difference_update(p.partition for p in partitions)
    show()


stopping = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopping.set()), daemon=True).start()
member = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest", **dict(a.split("=", 1) for a in sys.argv[4:])})
member.subscribe([topic], on_assign=assigned, on_revoke=revoked)
while not stopping.is_set():
    message = member.poll(0.05)
    if message is not None and message.error() is None:
        print("record", message.partition(), message.offset(), flush=True)
member.close()
