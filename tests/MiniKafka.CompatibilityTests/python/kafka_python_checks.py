"""What kafka-python does with one broker."""
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError

from checks import equal, main

TOPIC = "from-python"
PARTITION = TopicPartition(TOPIC, 0)
FIRST_TIMESTAMP = 1_600_000_000_000
PATIENCE = 30


def create_topic(bootstrap, partitions=1, configs=None):
    admin = KafkaAdminClient(bootstrap_servers=bootstrap, api_version_auto_timeout_ms=PATIENCE * 1000)
    admin.create_topics([NewTopic(TOPIC, num_partitions=partitions, replication_factor=1, topic_configs=configs or {})])
    return admin


def produce(bootstrap, records, **config):
    producer = KafkaProducer(bootstrap_servers=bootstrap, api_version_auto_timeout_ms=PATIENCE * 1000, **config)
    sent = [producer.send(TOPIC, f"v{i}".encode(), f"k{i}".encode(), [("h", b"%d" % i)], 0, FIRST_TIMESTAMP + i * 1000) for i in range(records)]
    equal(list(range(records)), [future.get(PATIENCE).offset for future in sent], "offsets")
    producer.close()


def consumer(bootstrap):
    reader = KafkaConsumer(bootstrap_servers=bootstrap, group_id=None, api_version_auto_timeout_ms=PATIENCE * 1000, consumer_timeout_ms=PATIENCE * 1000)
    reader.assign([PARTITION])
    return reader


def take(reader, count):
    return [next(reader) for _ in range(count)]


def creates_topics(bootstrap):
    admin = create_topic(bootstrap, partitions=3)
    described = admin.describe_topics([TOPIC])[0]
    equal([0, 1, 2], sorted(p["partition"] for p in described["partitions"]), "partitions")
    try:
        create_topic(bootstrap)
    except TopicAlreadyExistsError:
        return
    raise AssertionError("the topic was created twice")


def produces_and_consumes(bootstrap):
    create_topic(bootstrap)
    produce(bootstrap, 100)
    reader = consumer(bootstrap)
    reader.seek_to_beginning()
    records = take(reader, 100)
    equal([f"v{i}".encode() for i in range(100)], [r.value for r in records], "values")
    equal([f"k{i}".encode() for i in range(100)], [r.key for r in records], "keys")
    equal([("h", b"7")], records[7].headers, "headers")
    equal(FIRST_TIMESTAMP + 7000, records[7].timestamp, "timestamp")


def _produces_with(bootstrap, codec):
    create_topic(bootstrap)
    produce(bootstrap, 1000, compression_type=codec, linger_ms=5)
    reader = consumer(bootstrap)
    reader.seek_to_beginning()
    equal([f"v{i}".encode() for i in range(1000)], [r.value for r in take(reader, 1000)], "values")


def produces_and_consumes_gzip(bootstrap):
    _produces_with(bootstrap, "gzip")


def produces_and_consumes_snappy(bootstrap):
    _produces_with(bootstrap, "snappy")


def produces_and_consumes_lz4(bootstrap):
    _produces_with(bootstrap, "lz4")


def produces_and_consumes_zstd(bootstrap):
    _produces_with(bootstrap, "zstd")


def seeks(bootstrap):
    create_topic(bootstrap)
    produce(bootstrap, 10)
    reader = consumer(bootstrap)
    reader.seek(PARTITION, 8)
    equal([8, 9], [r.offset for r in take(reader, 2)], "after seeking forward")
    reader.seek(PARTITION, 2)
    equal([2, 3], [r.offset for r in take(reader, 2)], "after seeking back")
    equal(4, reader.position(PARTITION), "position")


def reads_watermarks_and_offsets_for_times(bootstrap):
    create_topic(bootstrap)
    produce(bootstrap, 10)
    reader = consumer(bootstrap)
    equal({PARTITION: 0}, reader.beginning_offsets([PARTITION]), "beginning")
    equal({PARTITION: 10}, reader.end_offsets([PARTITION]), "end")
    for milliseconds, offset in ((-1, 0), (4000, 4), (4001, 5)):
        equal(offset, reader.offsets_for_times({PARTITION: FIRST_TIMESTAMP + milliseconds})[PARTITION].offset, f"offset for {milliseconds} ms")
    equal(None, reader.offsets_for_times({PARTITION: FIRST_TIMESTAMP + 9001})[PARTITION], "offset after the last record")


def describes_and_alters_configs(bootstrap):
    admin = create_topic(bootstrap, configs={"retention.ms": "60000"})

    def described():
        answer = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC)])[0]
        return {entry[0]: entry[1] for entry in answer.resources[0][4]}

    equal("60000", described()["retention.ms"], "retention.ms")
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, TOPIC, {"segment.bytes": "1048576"})])
    equal("1048576", described()["segment.bytes"], "segment.bytes")
    equal("604800000", described()["retention.ms"], "retention.ms after a change that left it out")


def adds_partitions_and_deletes_topics(bootstrap):
    admin = create_topic(bootstrap)
    admin.create_partitions({TOPIC: NewPartitions(4)})
    equal(4, len(admin.describe_topics([TOPIC])[0]["partitions"]), "partitions")
    admin.delete_topics([TOPIC])
    equal(False, TOPIC in admin.list_topics(), "listed after deletion")


main([creates_topics, produces_and_consumes, produces_and_consumes_gzip, produces_and_consumes_snappy, produces_and_consumes_lz4,
      produces_and_consumes_zstd, seeks, reads_watermarks_and_offsets_for_times, describes_and_alters_configs, adds_partitions_and_deletes_topics])
