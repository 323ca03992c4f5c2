"""A group member for the tests: python3 SCRIPT BOOTSTRAP TOPIC GROUP [key=value ...]; stops when standard input ends.
Prints "assigned P P ..." with all it owns after each change, and "record PARTITION OFFSET" for each record."""
import sys
import threading

from kafka import ConsumerRebalanceListener, KafkaConsumer
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor

ASSIGNORS = {"range": RangePartitionAssignor, "roundrobin": RoundRobinPartitionAssignor}
bootstrap, topic, group = sys.argv[1:4]
settings = dict(a.split("=", 1) for a in sys.argv[4:])


class Shown(ConsumerRebalanceListener):
    def on_partitions_assigned(self, assigned):
        print("assigned", *sorted(p.partition for p in assigned), flush=True)

    def on_partitions_revoked(self, revoked):
        print("assigned", flush=True)


stopping = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopping.set()), daemon=True).start()
member = KafkaConsumer(
    # Its own patience for the first answer, 2 s, is short for a machine that starts other clients too.
    bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", api_version_auto_timeout_ms=30_000,
    session_timeout_ms=int(settings["session.timeout.ms"]), heartbeat_interval_ms=int(settings["heartbeat.interval.ms"]),
    partition_assignment_strategy=[ASSIGNORS[settings["partition.assignment.strategy"]]])
member.subscribe([topic], listener=Shown())
while not stopping.is_set():
    for records in member.poll(50).values():
        for record in records:
            print("record", record.partition, record.offset, flush=True)
member.close()
