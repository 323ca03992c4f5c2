using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>The first record of a topic that was just made, in virtual time: only waits take any.</summary>
public sealed class FirstWriteTests
{
    private const int Rounds = 10;
    private const int TopicsPerRound = 100;
    private static readonly TimeSpan Bearable = TimeSpan.FromMilliseconds(20);

    /// <summary>Every broker hears of a topic at another moment, so that followers often know of it before their leader does.</summary>
    [Fact]
    public void No_first_record_of_a_thousand_fresh_topics_waits_for_a_fetch_that_is_under_way()
    {
        var longest = TimeSpan.Zero;
        for (var round = 0; round < Rounds; round++)
        {
            VirtualCluster.Run(round + 1, async cluster =>
            {
                await PartitionClient.CreateAsync(cluster, "there-before", [1, 2, 0]);
                cluster.Slow(0, 1 + (round % 2), TimeSpan.FromMilliseconds(round % 4));
                for (var number = 0; number < TopicsPerRound; number++)
                {
                    var took = await FirstWriteAsync(cluster, $"fresh-{number}");
                    longest = took > longest ? took : longest;
                }
            });
        }

        Assert.True(longest <= Bearable, $"The longest took {longest.TotalMilliseconds} ms.");
    }

    /// <summary>From when the topic is made to when all its replicas have the record. A client that is ahead of its leader asks again soon.</summary>
    private static async Task<TimeSpan> FirstWriteAsync(VirtualCluster cluster, string topic)
    {
        var created = await cluster.CallAsync(0, new CreateTopicsRequest
        {
            TimeoutMs = 10_000, Topics = [new() { Name = topic, NumPartitions = 1, ReplicationFactor = 3 }],
        });
        Assert.Equal(ErrorCode.None, created.Topics[0].ErrorCode);
        var start = cluster.Now;
        var client = new PartitionClient(cluster, topic);
        while (true)
        {
            var (error, _) = cluster.LeaderOf(topic) is >= 0 and var leader ? await client.ProduceAsync(leader, "first") : (ErrorCode.LeaderNotAvailable, -1);
            if (error == ErrorCode.None)
            {
                return cluster.Now - start;
            }

            Assert.Contains(error, new[] { ErrorCode.LeaderNotAvailable, ErrorCode.UnknownTopicOrPartition, ErrorCode.NotLeaderOrFollower });
            await cluster.DelayAsync(TimeSpan.FromMilliseconds(1));
        }
    }
}
