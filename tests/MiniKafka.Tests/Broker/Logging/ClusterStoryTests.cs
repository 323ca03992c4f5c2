using System.Collections.Immutable;
using MiniKafka.Broker.Logging;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Metadata;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Broker.Logging;

/// <summary>However many partitions a change touches, it is one line.</summary>
public sealed class ClusterStoryTests
{
    private readonly ListLogger _log = new();

    [Fact]
    public void In_sync_replicas_that_change_one_partition_after_the_other_are_told_together()
    {
        var host = new SimulatedLoopHost(1);
        var loop = host.CreateLoop("broker 1");
        host.Run(() => loop.InvokeAsync(async () =>
        {
            var story = new ClusterStory(1, loop, _log);
            var image = ImageOf(partitions: 30, [1, 2, 3]);
            for (var partition = 0; partition < 30; partition++)
            {
                var before = image;
                image = With(image, partition, [1, 2]);
                story.TellOwn(new ImageChanges(before, image));
            }

            var last = With(image, 7, [1, 2, 3]);
            story.TellOwn(new ImageChanges(image, last));
            await Task.Delay(TimeSpan.FromSeconds(1), loop.Clock);
        }));
        Assert.Equal("Information: In-sync replicas [1,2,3] -> [1,2]: t-0, t-1, t-10, t-11, t-12, t-13, t-14, t-15, t-16, t-17 and 19 more.", Assert.Single(_log.Lines));
    }

    [Fact]
    public void Leadership_of_many_partitions_is_one_line()
    {
        var host = new SimulatedLoopHost(1);
        new ClusterStory(1, host.CreateLoop("broker 1"), _log).TellOwn(new ImageChanges(ClusterImage.Empty, ImageOf(partitions: 12, [1])));
        Assert.StartsWith("Information: Leads now: t-0 (epoch 0, in sync [1]), t-1 (epoch 0, in sync [1]), t-2", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.EndsWith(" and 2 more.", _log.Lines[0], StringComparison.Ordinal);
    }

    private static ClusterImage ImageOf(int partitions, ImmutableArray<int> isr)
    {
        var cluster = new TestCluster(1);
        cluster.Create("t");
        var topic = cluster.Image.Topics["t"];
        var partition = topic.Partitions[0] with { Leader = 1, LeaderEpoch = 0, Isr = isr };
        return cluster.Image with
        {
            Topics = cluster.Image.Topics.SetItem("t", topic with
            {
                Partitions = Enumerable.Range(0, partitions).ToImmutableSortedDictionary(id => id, id => partition with { PartitionId = id }),
            }),
        };
    }

    private static ClusterImage With(ClusterImage image, int partition, ImmutableArray<int> isr)
    {
        var topic = image.Topics["t"];
        return image with
        {
            Topics = image.Topics.SetItem("t", topic with { Partitions = topic.Partitions.SetItem(partition, topic.Partitions[partition] with { Isr = isr }) }),
        };
    }
}
