using MiniKafka.Broker.Handlers;
using MiniKafka.Model;

namespace MiniKafka.Tests.Broker.Handlers;

public sealed class RepeatedPartitionsTests
{
    [Fact]
    public void Of_each_partition_the_last_entry_is_left_in_its_place()
    {
        List<(int Partition, string Entry)> entries = [(0, "a"), (1, "b"), (0, "c"), (2, "d"), (1, "e"), (0, "f")];
        Assert.Equal(["d", "e", "f"], RepeatedPartitions.LastOfEach(entries, entry => IdOf(entry.Partition)).Select(entry => entry.Entry));
        Assert.Equal(["a"], RepeatedPartitions.LastOfEach([(0, "a")], entry => IdOf(entry.Item1)).Select(entry => entry.Item2));
    }

    [Fact]
    public void Each_entry_is_looked_at_once()
    {
        var looks = 0;
        var left = RepeatedPartitions.LastOfEach([.. Enumerable.Range(0, 10_000).Select(number => number % 5_000)], partition =>
        {
            looks++;
            return IdOf(partition);
        });
        Assert.Equal((5_000, 10_000), (left.Count, looks));
    }

    private static TopicIdPartition IdOf(int partition) => new(Uuid.Zero, "t", partition);
}
