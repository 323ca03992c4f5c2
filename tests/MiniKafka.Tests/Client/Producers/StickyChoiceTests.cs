using System.Collections.Immutable;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Client.Producers.Partitioning;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>Which partition records without a key go to next, by how many batches wait for each.</summary>
public sealed class StickyChoiceTests
{
    private const int Draws = 7_000;
    private readonly SimulatedLoopHost _host = new(1);

    [Fact]
    public void Adaptive_weights_prefer_partitions_with_fewer_batches_waiting()
    {
        // Queues of 0, 2 and 3 weigh 4, 2 and 1.
        var counts = Draw(adaptive: true, (0, true), (2, true), (3, true));
        Assert.Equal(4_000, counts[0], 250.0);
        Assert.Equal(2_000, counts[1], 250.0);
        Assert.Equal(1_000, counts[2], 250.0);
    }

    [Fact]
    public void Without_adaptive_weights_all_partitions_are_alike()
    {
        var counts = Draw(adaptive: false, (0, true), (2, true), (3, true));
        Assert.All(counts, count => Assert.Equal(Draws / 3, count, 250.0));
    }

    [Fact]
    public void Partitions_without_a_leader_are_left_out_unless_none_has_one()
    {
        Assert.Equal([0, Draws, 0], Draw(adaptive: true, (0, false), (3, true), (0, false)));
        Assert.DoesNotContain(0, Draw(adaptive: true, (0, false), (0, false)));
    }

    private int[] Draw(bool adaptive, params (int Queued, bool HasLeader)[] partitions)
    {
        var choice = new StickyChoice(new Random(11), adaptive);
        var metadata = partitions.Select((partition, index) => new PartitionMetadata(index, partition.HasLeader ? 1 : -1, 0, ErrorCode.None)).ToImmutableArray();
        var buffers = partitions.Select((partition, index) => Buffer(index, partition.Queued)).ToList();
        var counts = new int[partitions.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[choice.Next(metadata, buffers)]++;
        }

        return counts;
    }

    /// <summary>A batch takes one record, so that each record is one more batch that waits.</summary>
    private PartitionBuffer Buffer(int partition, int batches)
    {
        var buffer = new PartitionBuffer(
            new TopicPartition("t", partition), new AccumulatorLimits(1, 0, null), new ProducerMemory(long.MaxValue, 1, _host.CreateLoop("memory")), new IncompleteBatches(), _host.Clock);
        for (var i = 0; i < batches; i++)
        {
            buffer.TryAppend(new RecordToSend { Value = "v"u8, Timestamp = 0 }, null);
        }

        Assert.Equal(batches, buffer.QueuedBatches);
        return buffer;
    }
}
