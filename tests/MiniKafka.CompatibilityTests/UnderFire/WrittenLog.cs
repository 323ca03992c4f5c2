using System.Globalization;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.UnderFire;

using Confluent.Kafka;

/// <summary>What a topic holds in the end, read by a consumer that nobody disturbs.</summary>
internal sealed class WrittenLog
{
    private readonly SortedDictionary<int, List<(long Offset, long Number)>> _partitions = [];

    /// <summary>The offset after the last record, by partition.</summary>
    public SortedDictionary<int, long> Ends { get; } = [];

    public static WrittenLog Read(string bootstrapServers, string topic, int partitions)
    {
        var log = new WrittenLog();
        using var consumer = ConfluentClients.Consumer(bootstrapServers, config => config.EnablePartitionEof = true);
        for (var partition = 0; partition < partitions; partition++)
        {
            var id = new TopicPartition(topic, partition);
            var (low, high) = consumer.Watermarks(id);
            Assert.Equal(0, low);
            log.Ends[partition] = high;
            log._partitions[partition] = [];
            consumer.Assign(new TopicPartitionOffset(id, Offset.Beginning));
            while (log._partitions[partition].Count < high)
            {
                var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{id} ends before {high}");
                if (result.IsPartitionEOF)
                {
                    break;
                }

                log._partitions[partition].Add((result.Offset.Value, long.Parse(result.Message.Value, CultureInfo.InvariantCulture)));
            }
        }

        return log;
    }

    /// <summary>
    /// Every acknowledged record is where it was said to be, no record is there twice, and their order is the producer's. An
    /// acknowledgement without an offset, which the client gives for a batch that it knows to be in the log from later answers,
    /// promises only that the record is there.
    /// </summary>
    public void AssertHolds(IReadOnlyDictionary<(int Partition, long Number), long> acknowledged)
    {
        var problems = new List<string>();
        foreach (var (partition, records) in _partitions)
        {
            for (var i = 0; i < records.Count; i++)
            {
                var (offset, number) = records[i];
                if (offset != i)
                {
                    problems.Add($"partition {partition} has offset {offset} after {i - 1}");
                }

                if (i > 0 && number <= records[i - 1].Number)
                {
                    problems.Add($"partition {partition} has number {number} at {offset} after {records[i - 1].Number}");
                }
            }
        }

        var held = _partitions.ToDictionary(partition => partition.Key, partition => partition.Value.Select(record => record.Number).ToHashSet());
        foreach (var ((partition, number), offset) in acknowledged)
        {
            if (offset < 0 ? !held[partition].Contains(number) : offset >= _partitions[partition].Count || _partitions[partition][(int)offset].Number != number)
            {
                problems.Add($"partition {partition} does not have number {number} at {offset}");
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} problems: {string.Join("; ", problems.Take(20))}");
    }
}
