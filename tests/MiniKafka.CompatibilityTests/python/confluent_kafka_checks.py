"""What confluent_kafka for Python does with one broker."""
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition, OFFSET_BEGINNING, OFFSET_END
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

from checks import equal, main

TOPIC = "from-python"
FIRST_TIMESTAMP = 1_600_000_000_000
PATIENCE = 30


def create_topic(bootstrap, partitions=1, config=None):
    admin = AdminClient({"bootstrap.servers": bootstrap})
    admin.create_topics([NewTopic(TOPIC, num_partitions=partitions, replication_factor=1, config=config or {})])[TOPIC].result(PATIENCE)
    return admin


def produce(bootstrap, records, **config):
    offsets = []

    def delivered(error, message):
        equal(None, error, "delivery error")
        offsets.append(message.offset())

    producer = Producer({"bootstrap.servers": bootstrap, **{k.replace("_", "."): v for k, v in config.items()}})
    for i in range(records):
        producer.produce(TOPIC, value=f"v{i}", key=f"k{i}", partition=0, headers={"h": str(i)}, timestamp=FIRST_TIMESTAMP + i * 1000, on_delivery=delivered)
        producer.poll(0)
    equal(0, producer.flush(PATIENCE), "records left after flush")
    equal(list(range(records)), offsets, "offsets")


def consumer(bootstrap):
    return Consumer({"bootstrap.servers": bootstrap, "group.id": "python", "enable.auto.commit": False})


def take(reader, count):
    taken = []
    while len(taken) < count:
        message = reader.poll(PATIENCE)
        if message is None:
            raise AssertionError(f"only {len(taken)} of {count} records came")
        if message.error():
            raise AssertionError(str(message.error()))
        taken.append(message)
    return taken


def creates_topics(bootstrap):
    admin = create_topic(bootstrap, partitions=3)
    equal([0, 1, 2], sorted(admin.list_topics(timeout=PATIENCE).topics[TOPIC].partitions), "partitions")
    try:
        create_topic(bootstrap)
    except KafkaException as error:
        equal(KafkaError.TOPIC_ALREADY_EXISTS, error.args[0].code(), "error of the second creation")
    else:
        raise AssertionError("the topic was created twice")


def produces_and_consumes(bootstrap):
    create_topic(bootstrap)
    produce(bootstrap, 100)
    reader = consumer(bootstrap)
    reader.assign([TopicPartition(TOPIC, 0, OFFSET_BEGINNING)])
    messages = take(reader, 100)
    equal([f"v{i}".encode() for i in range(100)], [m.value() for m in messages], "values")
    equal([f"k{i}".encode() for i in range(100)], [m.key() for m in messages], "keys")
    equal([("h", b"7")], messages[7].headers(), "headers")
    equal(FIRST_TIMESTAMP + 7000, messages[7].timestamp()[1], "timestamp")
    reader.close()


def produces_idempotently(bootstrap):
    create_topic(bootstrap)
    produce(bootstrap, 1000, enable_idempotence=True)


def seeks(bootstrap):
    create_topic(bootstrap)
    produce(bootstrap, 10)
    reader = consumer(bootstrap)
    reader.assign([TopicPartition(TOPIC, 0, OFFSET_BEGINNING)])
    equal([0], [m.offset() for m in take(reader, 1)], "first")
    reader.seek(TopicPartition(TOPIC, 0, 8))
    equal([8, 9], [m.offset() for m in take(reader, 2)], "after seeking forward")
    reader.seek(TopicPartition(TOPIC, 0, 2))
    equal([2, 3], [m.offset() for m in take(reader, 2)], "after seeking back")
    reader.close()


def reads_watermarks_and_offsets_for_times(bootstrap):
    create_topic(bootstrap)
    produce(bootstrap, 10)
    reader = consumer(bootstrap)
    equal((0, 10), reader.get_watermark_offsets(TopicPartition(TOPIC, 0), timeout=PATIENCE), "watermarks")
    for milliseconds, offset in ((-1, 0), (4000, 4), (4001, 5), (9001, OFFSET_END)):
        found = reader.offsets_for_times([TopicPartition(TOPIC, 0, FIRST_TIMESTAMP + milliseconds)], timeout=PATIENCE)
        equal(offset, found[0].offset, f"offset for {milliseconds} ms")
    reader.close()


def describes_and_alters_configs(bootstrap):
    admin = create_topic(bootstrap, config={"retention.ms": "60000"})

    def described():
        resource = ConfigResource(ConfigResource.Type.TOPIC, TOPIC)
        return admin.describe_configs([resource])[resource].result(PATIENCE)

    equal("60000", described()["retention.ms"].value, "retention.ms")
    changed = ConfigResource(ConfigResource.Type.TOPIC, TOPIC, set_config={"segment.bytes": "1048576"})
    admin.alter_configs([changed])[changed].result(PATIENCE)
    equal("1048576", described()["segment.bytes"].value, "segment.bytes")
    equal("604800000", described()["retention.ms"].value, "retention.ms after a change that left it out")


def adds_partitions_and_deletes_topics(bootstrap):
    admin = create_topic(bootstrap)
    admin.create_partitions([NewPartitions(TOPIC, 4)])[TOPIC].result(PATIENCE)
    equal(4, len(admin.list_topics(TOPIC, timeout=PATIENCE).topics[TOPIC].partitions), "partitions")
    admin.delete_topics([TOPIC])[TOPIC].result(PATIENCE)
    equal(False, TOPIC in admin.list_topics(timeout=PATIENCE).topics, "listed after deletion")


main([creates_topics, produces_and_consumes, produces_idempotently, seeks, reads_watermarks_and_offsets_for_times,
      describes_and_alters_configs, adds_partitions_and_deletes_topics])
