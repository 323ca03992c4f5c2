namespace MiniKafka.Configuration;

/// <summary>
/// Names that librdkafka, and with it Confluent.Kafka, gives to what Kafka's own clients and this library call otherwise or do not have: whoever
/// brings them along is told so.
/// </summary>
internal static class LibrdkafkaKeys
{
    private static readonly SortedDictionary<string, string?> NameHere = new(StringComparer.Ordinal)
    {
        ["metadata.broker.list"] = "bootstrap.servers",
        ["message.max.bytes"] = "max.request.size",
        ["max.in.flight"] = "max.in.flight.requests.per.connection",
        ["topic.metadata.refresh.interval.ms"] = "metadata.max.age.ms",
        ["socket.timeout.ms"] = "request.timeout.ms",
        ["socket.send.buffer.bytes"] = "send.buffer.bytes",
        ["socket.receive.buffer.bytes"] = "receive.buffer.bytes",
        ["queue.buffering.max.kbytes"] = "buffer.memory",
        ["queue.buffering.max.messages"] = "buffer.memory",
        ["queue.buffering.max.ms"] = "linger.ms",
        ["message.send.max.retries"] = "retries",
        ["message.timeout.ms"] = "delivery.timeout.ms",
        ["request.required.acks"] = "acks",
        ["batch.num.messages"] = "batch.size",
        ["compression.codec"] = "compression.type",
        ["fetch.wait.max.ms"] = "fetch.max.wait.ms",
        ["fetch.message.max.bytes"] = "max.partition.fetch.bytes",
        ["auto.commit.enable"] = "enable.auto.commit",
        ["sasl.mechanisms"] = "sasl.mechanism",
        ["sasl.username"] = "sasl.jaas.config",
        ["sasl.password"] = "sasl.jaas.config",
        ["ssl.ca.location"] = "ssl.truststore.location",
        ["ssl.ca.pem"] = "ssl.truststore.certificates",
        ["ssl.certificate.location"] = "ssl.keystore.location",
        ["ssl.certificate.pem"] = "ssl.keystore.certificate.chain",
        ["ssl.key.location"] = "ssl.keystore.location",
        ["ssl.key.pem"] = "ssl.keystore.key",
        ["api.version.request"] = null,
        ["api.version.request.timeout.ms"] = null,
        ["api.version.fallback.ms"] = null,
        ["broker.address.family"] = null,
        ["broker.address.ttl"] = null,
        ["broker.version.fallback"] = null,
        ["builtin.features"] = null,
        ["consume.callback.max.messages"] = null,
        ["debug"] = null,
        ["delivery.report.only.error"] = null,
        ["enable.gapless.guarantee"] = null,
        ["fetch.error.backoff.ms"] = null,
        ["fetch.queue.backoff.ms"] = null,
        ["log_level"] = null,
        ["log.connection.close"] = null,
        ["log.queue"] = null,
        ["log.thread.name"] = null,
        ["message.copy.max.bytes"] = null,
        ["msg_order_cmp"] = null,
        ["offset.store.method"] = null,
        ["plugin.library.paths"] = null,
        ["queue.buffering.backpressure.threshold"] = null,
        ["queued.max.messages.kbytes"] = null,
        ["queued.min.messages"] = null,
        ["receive.message.max.bytes"] = null,
        ["socket.keepalive.enable"] = null,
        ["socket.max.fails"] = null,
        ["socket.nagle.disable"] = null,
        ["statistics.interval.ms"] = null,
        ["sticky.partitioning.linger.ms"] = null,
        ["topic.blacklist"] = null,
        ["topic.metadata.propagation.max.ms"] = null,
        ["topic.metadata.refresh.fast.interval.ms"] = null,
        ["topic.metadata.refresh.sparse"] = null,
    };

    public static IReadOnlyCollection<string> Names => NameHere.Keys;

    /// <summary>Whether librdkafka has the key, and what it is called here; null when it is nothing here.</summary>
    public static bool TryGet(string name, out string? here) => NameHere.TryGetValue(name, out here);
}
