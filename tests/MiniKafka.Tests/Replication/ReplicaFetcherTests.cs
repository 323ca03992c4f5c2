using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Replication;

public class ReplicaFetcherTests
{
    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_partition_that_is_new_does_not_wait_until_a_failed_fetch_may_be_tried_again()
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(async () =>
        {
            var loop = host.CreateLoop("follower");
            await loop.InvokeAsync(async () =>
            {
                var endpoint = new UnreachableEndpoint();
                var fetcher = new ReplicaFetcher(endpoint, new FollowerSettings(1024, Backoff), loop);
                fetcher.Follow(Followed("first"));
                loop.Start(fetcher.RunAsync);
                await Task.Delay(Backoff / 10, loop.Clock);
                Assert.Equal(["first"], endpoint.Asked);

                fetcher.Follow(Followed("second"));
                await Task.Delay(Backoff / 10, loop.Clock);
                Assert.Equal(["first", "first,second"], endpoint.Asked);

                await Task.Delay(Backoff / 2, loop.Clock);
                Assert.Equal(2, endpoint.Asked.Count);
                await Task.Delay(Backoff, loop.Clock);
                Assert.Equal(3, endpoint.Asked.Count);
                await fetcher.DisposeAsync();
            });
        });
    }

    private static Partition Followed(string topic) => new(
        new TopicIdPartition(new Uuid(1, (ulong)topic.Length), topic, 0), 1, TestLog.Create().Log, new PartitionState(2, 0, 0, [2, 1], [2, 1]));

    /// <summary>A broker that refuses every connection, and what it was asked for.</summary>
    private sealed class UnreachableEndpoint : ILeaderEndpoint
    {
        public List<string> Asked { get; } = [];

        public Task<FollowerFetchAnswer> FetchAsync(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions)
        {
            Asked.Add(string.Join(',', partitions.Select(partition => partition.Partition.Topic)));
            return Task.FromException<FollowerFetchAnswer>(new IOException("Nobody listens."));
        }

        public Task<LeaderOffsets> OffsetsAsync(TopicIdPartition partition, int leaderEpoch) => throw new NotSupportedException();

        public void Interrupt()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
