using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.CompatibilityTests.KafkaTools;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.CompatibilityTests.OwnClients;

/// <summary>Our own producer on Apache Kafka's brokers, as on ours.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class OwnProducerTests(RunningApacheKafka kafka, OurBrokers ours) : IClassFixture<OurBrokers>
{
    private const int Records = 2_000;

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Records_of_every_codec_come_back_as_they_went_in(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync();
        var codecs = Enum.GetValues<CompressionType>();
        foreach (var codec in codecs)
        {
            var producer = cluster.Producer(config => config.CompressionType = codec);
            var message = new Message<string?, string?> { Key = "schlüssel", Value = $"{codec} " + new string('v', 10_000), Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123), Headers = [] };
            message.Headers.Add("a", [1, 2]);
            message.Headers.Add("a", []);
            message.Headers.Add("none", null);
            await producer.ProduceAsync(new TopicPartition(topic, 0), message);
            await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Key = null, Value = null });
        }

        var records = cluster.Read(new TopicPartition(topic, 0), 2 * codecs.Length);

        for (var i = 0; i < codecs.Length; i++)
        {
            var (full, empty) = (records[2 * i].Message, records[(2 * i) + 1].Message);
            Assert.Equal(("schlüssel", $"{codecs[i]} " + new string('v', 10_000), 1_700_000_000_123), (full.Key, full.Value, full.Timestamp!.Value.ToUnixTimeMilliseconds()));
            Assert.Equal(["a", "a", "none"], full.Headers!.Select(header => header.Key));
            Assert.Equal([[1, 2], [], null], full.Headers!.Select(header => header.Value?.ToArray()));
            Assert.Equal((null, null), (empty.Key, empty.Value));
        }
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task Keys_and_values_alone_and_many_messages_at_once_go_past_the_interceptors(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync();
        var interceptor = new Counting();
        await using (var producer = new Producer<string?, string?>(new ProducerConfig { BootstrapServers = cluster.BootstrapServers }, Serdes.Utf8, Serdes.Utf8, [interceptor]))
        {
            await producer.ProduceAsync(topic, "k", "first");
            var delivered = await producer.ProduceAllAsync(topic, Enumerable.Range(0, 100).Select(i => new Message<string?, string?> { Value = $"{i}" }));
            Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), delivered.Select(one => one.Offset));
        }

        Assert.Equal((101, 101), (interceptor.Sent, interceptor.Acknowledged));
        Assert.Equal(["first", .. Enumerable.Range(0, 100).Select(i => $"{i}")], cluster.Read(new TopicPartition(topic, 0), 101).Select(record => record.Value));
        var first = new TopicPartition(topic, 0);
        Assert.Equal(0, (await cluster.Admin().ListOffsetsAsync([KeyValuePair.Create(first, DateTimeOffset.UnixEpoch)]))[first]);
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka, Acks.All)]
    [InlineData(Peer.OneApacheKafka, Acks.All)]
    [InlineData(Peer.ThreeApacheKafkas, Acks.All)]
    [InlineData(Peer.ThreeApacheKafkas, Acks.Leader)]
    public async Task Many_records_in_flight_arrive_once_and_in_order(Peer peer, Acks acks)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync();
        var producer = cluster.Producer(config =>
        {
            config.Acks = acks;
            config.EnableIdempotence = acks == Acks.All;
            config.LingerMs = 1;
        });
        var sent = Enumerable.Range(0, Records).Select(i => producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Value = $"{i}" })).ToList();

        var delivered = await Task.WhenAll(sent);

        Assert.Equal(Enumerable.Range(0, Records).Select(i => (long)i), delivered.Select(result => result.Offset));
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"{i}"), cluster.Read(new TopicPartition(topic, 0), Records).Select(record => record.Value));
    }

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    [InlineData(Peer.ThreeApacheKafkas)]
    public async Task What_a_broker_refuses_fails_with_its_error_and_the_rest_goes_on(Peer peer)
    {
        await using var cluster = await PeerCluster.OfAsync(peer, kafka, ours);
        var topic = await cluster.MakeTopicAsync(1, ("max.message.bytes", "2000"), ("cleanup.policy", "compact"));
        var producer = cluster.Producer(config => config.DeliveryTimeoutMs = 31_000);
        var partition = new TopicPartition(topic, 0);
        await producer.ProduceAsync(partition, new Message<string?, string?> { Key = "k", Value = "first" });

        var large = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync(partition, new Message<string?, string?> { Key = "k", Value = new string('v', 3_000) }));
        var keyless = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync(partition, new Message<string?, string?> { Value = "no key" }));
        var last = await producer.ProduceAsync(partition, new Message<string?, string?> { Key = "k", Value = "last" });

        Assert.Equal((ErrorCode.MessageTooLarge, ErrorCode.InvalidRecord), (large.Code, keyless.Code));
        Assert.Equal(1, last.Offset);
    }

    [ApacheKafkaFact]
    public async Task Nothing_is_lost_repeated_or_reordered_while_a_leader_of_Apache_Kafka_is_killed()
    {
        var three = await kafka.ThreeAsync();
        await using var cluster = await PeerCluster.OfAsync(Peer.ThreeApacheKafkas, kafka, ours);
        var topic = await cluster.MakeTopicAsync(1, ("min.insync.replicas", "2"));
        var partition = new TopicPartition(topic, 0);
        var leader = (await cluster.Admin().DescribeTopicsAsync([topic]))[0].Partitions[0].Leader;
        var producer = cluster.Producer();
        var sent = Enumerable.Range(0, Records).Select(Send).ToList();
        await sent[Records / 2];

        await three.KillAsync(leader);
        sent.AddRange(Enumerable.Range(Records, Records).Select(Send));
        var delivered = await Task.WhenAll(sent);
        await three.StartNodeAsync(leader);

        Assert.Equal(Enumerable.Range(0, 2 * Records).Select(i => (long)i), delivered.Select(result => result.Offset));
        Assert.Equal(Enumerable.Range(0, 2 * Records).Select(i => $"{i}"), cluster.Read(partition, 2 * Records).Select(record => record.Value));

        Task<DeliveryResult<string?, string?>> Send(int i) => producer.ProduceAsync(partition, new Message<string?, string?> { Value = $"{i}" });
    }

    private sealed class Counting : IProducerInterceptor<string?, string?>
    {
        public int Sent { get; private set; }

        public int Acknowledged { get; private set; }

        public Message<string?, string?> OnSend(string topic, Message<string?, string?> message)
        {
            Sent++;
            return message;
        }

        public void OnAcknowledgement(DeliveryReport<string?, string?> report) => Acknowledged += report.Error is null ? 1 : 0;
    }
}
