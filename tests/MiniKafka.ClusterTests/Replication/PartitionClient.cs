using System.Buffers;
using System.Text;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>What a client asks of one partition (number 0 of a topic), request by request, of the broker the test names.</summary>
internal sealed class PartitionClient(VirtualCluster cluster, string topic)
{
    /// <summary>When every record was made, as far as it tells.</summary>
    public const long Timestamp = 1_767_225_600_000;

    /// <summary>Makes the topic with its replicas on these brokers, the first one leading, and waits until all are in sync.</summary>
    public static async Task<PartitionClient> CreateAsync(VirtualCluster cluster, string topic, int[] replicas, params (string Key, string Value)[] configs)
    {
        var created = await cluster.CallAsync(0, new CreateTopicsRequest
        {
            TimeoutMs = 10_000,
            Topics =
            [
                new()
                {
                    Name = topic,
                    NumPartitions = -1,
                    ReplicationFactor = -1,
                    Assignments = [new() { PartitionIndex = 0, BrokerIds = [.. replicas] }],
                    Configs = [.. configs.Select(config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
                },
            ],
        });
        Assert.Equal(ErrorCode.None, created.Topics[0].ErrorCode);
        await cluster.SeenAsync(topic, partition => partition.Isr.Length == replicas.Length && partition.Leader == replicas[0]);
        return new PartitionClient(cluster, topic);
    }

    /// <summary>Appends one record; with a sequence as an idempotent producer does.</summary>
    public async Task<(ErrorCode Error, long Offset)> ProduceAsync(int broker, string value, short acks = -1, int timeoutMs = 5_000, int? sequence = null)
    {
        var answer = await SendAsync(broker, value, acks, timeoutMs, sequence);
        return (answer.ErrorCode, answer.BaseOffset);
    }

    /// <summary>As above, with the whole answer.</summary>
    public async Task<ProduceResponse.PartitionProduceResponse> SendAsync(int broker, string value, short acks = -1, int timeoutMs = 5_000, int? sequence = null)
    {
        var builder = new RecordBatchBuilder();
        if (sequence is { } number)
        {
            builder.SetProducer(producerId: 7, producerEpoch: 0, number);
        }

        Assert.True(builder.TryAppend(Timestamp, NullableBytes.Null, Encoding.UTF8.GetBytes(value)));
        var produced = await cluster.CallAsync(
            broker,
            new ProduceRequest { Acks = acks, TimeoutMs = timeoutMs, TopicData = [new() { Name = topic, PartitionData = [new() { Index = 0, Records = builder.Build() }] }] },
            newestVersion: 12);
        return produced.Responses[0].PartitionResponses[0];
    }

    /// <summary>Appends with acks=all and expects it to be acknowledged.</summary>
    public async Task<long> AppendAsync(int broker, string value)
    {
        var (error, offset) = await ProduceAsync(broker, value);
        Assert.Equal(ErrorCode.None, error);
        return offset;
    }

    public async Task<FetchResponse.PartitionData> FetchAsync(int broker, long offset, int leaderEpoch = -1, int lastFetchedEpoch = -1, string rack = "")
    {
        using var fetched = await cluster.SendAsync(
            broker,
            new FetchRequest
            {
                MinBytes = 1,
                RackId = rack,
                Topics =
                [
                    new()
                    {
                        Topic = topic,
                        Partitions = [new() { FetchOffset = offset, CurrentLeaderEpoch = leaderEpoch, LastFetchedEpoch = lastFetchedEpoch, PartitionMaxBytes = 1_000_000 }],
                    },
                ],
            },
            newestVersion: 12);
        var partition = fetched.Message.Responses[0].Partitions[0];
        partition.Records = partition.Records is { } records ? new SharedBytes(records.Sequence.ToArray()) : null;
        return partition;
    }

    /// <summary>All values that a consumer reads from the start, with their offsets told by position.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(int broker, string rack = "")
    {
        var values = new List<string>();
        while (true)
        {
            var fetched = await FetchAsync(broker, values.Count, rack: rack);
            Assert.Equal(ErrorCode.None, fetched.ErrorCode);
            if (fetched.Records is not { IsEmpty: false } records)
            {
                return values;
            }

            values.AddRange(Values(records.Sequence.ToArray()));
        }
    }

    /// <summary>What ListOffsets says of the end.</summary>
    public async Task<(ErrorCode Error, long Offset)> EndAsync(int broker, int leaderEpoch = -1)
    {
        var listed = await cluster.CallAsync(
            broker,
            new ListOffsetsRequest { ReplicaId = -1, Topics = [new() { Name = topic, Partitions = [new() { CurrentLeaderEpoch = leaderEpoch, Timestamp = -1 }] }] },
            newestVersion: 7);
        return (listed.Topics[0].Partitions[0].ErrorCode, listed.Topics[0].Partitions[0].Offset);
    }

    public async Task<(ErrorCode Error, int Epoch, long EndOffset)> EpochEndAsync(int broker, int epoch, int leaderEpoch = -1)
    {
        var answer = await cluster.CallAsync(broker, new OffsetForLeaderEpochRequest
        {
            ReplicaId = -1, Topics = [new() { Topic = topic, Partitions = [new() { CurrentLeaderEpoch = leaderEpoch, LeaderEpoch = epoch }] }],
        });
        var found = answer.Topics[0].Partitions[0];
        return (found.ErrorCode, found.LeaderEpoch, found.EndOffset);
    }

    /// <summary>0 elects the preferred leader, 1 any replica that is up.</summary>
    public async Task<ErrorCode> ElectAsync(int broker, sbyte kind)
    {
        var elected = await cluster.CallAsync(broker, new ElectLeadersRequest { ElectionType = kind, TimeoutMs = 10_000, TopicPartitions = [new() { Topic = topic, Partitions = [0] }] });
        return elected.ReplicaElectionResults[0].PartitionResult[0].ErrorCode;
    }

    public async Task<ErrorCode> ReassignAsync(int broker, params int[] replicas)
    {
        var answer = await cluster.CallAsync(broker, new AlterPartitionReassignmentsRequest
        {
            TimeoutMs = 10_000, Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0, Replicas = [.. replicas] }] }],
        });
        return answer.Responses[0].Partitions[0].ErrorCode;
    }

    /// <summary>Changes a configuration key of the topic.</summary>
    public Task ConfigureAsync(int broker, string key, string value) => ConfigureAsync(broker, 2, topic, key, value);

    /// <summary>Changes a configuration key of all brokers.</summary>
    public Task ConfigureBrokersAsync(int broker, string key, string value) => ConfigureAsync(broker, 4, "", key, value);

    private async Task ConfigureAsync(int broker, sbyte type, string name, string key, string value)
    {
        var answer = await cluster.CallAsync(broker, new IncrementalAlterConfigsRequest
        {
            Resources = [new() { ResourceType = type, ResourceName = name, Configs = [new() { Name = key, ConfigOperation = 0, Value = value }] }],
        });
        Assert.Equal((ErrorCode.None, null), (answer.Responses[0].ErrorCode, answer.Responses[0].ErrorMessage));
    }

    /// <summary>The values of the records in whole batches.</summary>
    public static IEnumerable<string> Values(byte[] bytes)
    {
        var values = new List<string>();
        var batches = new RecordBatchIterator(bytes);
        while (batches.MoveNext())
        {
            Assert.Equal(RecordsStatus.Open, BatchRecords.Open(batches.Current, CompressionCodecs.Default, out var records));
            using (records)
            {
                var reader = records.GetReader();
                while (reader.MoveNext())
                {
                    values.Add(Encoding.UTF8.GetString(reader.Current.Value.Span));
                }
            }
        }

        return values;
    }
}
