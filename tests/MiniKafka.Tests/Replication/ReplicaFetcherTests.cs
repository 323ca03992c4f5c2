using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;
using MiniKafka.Runtime;
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

    [Fact]
    public void A_partition_that_rests_bounds_the_wait_of_the_fetch_that_goes_on_without_it()
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(async () =>
        {
            var loop = host.CreateLoop("follower");
            await loop.InvokeAsync(async () =>
            {
                var endpoint = new IdleEndpoint(loop, unknown: "second");
                var fetcher = new ReplicaFetcher(endpoint, new FollowerSettings(1024, Backoff), loop);
                fetcher.Follow(Followed("first"));
                fetcher.Follow(Followed("second"));
                loop.Start(fetcher.RunAsync);
                await Task.Delay(TimeSpan.FromMilliseconds(60), loop.Clock);

                // The leader may hear of the partition at any time, so it is asked soon, then less often.
                Assert.Equal([0, 1, 3, 7, 15, 25, 35, 45, 55], endpoint.Asked.Where(asked => asked.Topics.Contains("second")).Select(asked => (int)asked.At.TotalMilliseconds));
                Assert.All(endpoint.Asked.Where(asked => asked.Topics == "first"), asked => Assert.InRange(asked.Longest!.Value.TotalMilliseconds, 1, 10));
                endpoint.Unknown = "";
                await Task.Delay(Backoff, loop.Clock);
                Assert.Equal(("first,second", null), (endpoint.Asked[^1].Topics, endpoint.Asked[^1].Longest));
                await fetcher.DisposeAsync();
            });
        });
    }

    private static Partition Followed(string topic) => new(
        new TopicIdPartition(new Uuid(1, (ulong)topic.Length), topic, 0), 1, TestLog.Create().Log, new PartitionState(2, 0, 0, [2, 1], [2, 1]));

    /// <summary>A leader that has nothing new, and has not heard of one topic.</summary>
    private sealed class IdleEndpoint(EventLoop loop, string unknown) : ILeaderEndpoint
    {
        private static readonly TimeSpan UsualWait = TimeSpan.FromMilliseconds(500);
        private readonly long _start = loop.Clock.GetTimestamp();

        public List<(TimeSpan At, string Topics, TimeSpan? Longest)> Asked { get; } = [];

        public string Unknown { get; set; } = unknown;

        public async Task<FollowerFetchAnswer> FetchAsync(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions, TimeSpan? longest)
        {
            Asked.Add((loop.Clock.GetElapsedTime(_start), string.Join(',', partitions.Select(partition => partition.Partition.Topic)), longest));
            if (partitions.All(partition => partition.Partition.Topic != Unknown))
            {
                await Task.Delay(longest < UsualWait ? longest.Value : UsualWait, loop.Clock);
            }

            return new FollowerFetchAnswer(
                [
                    .. partitions.Select(partition => new FollowerFetchResult(
                        partition.Partition,
                        partition.Partition.Topic == Unknown
                            ? FetchPartitionResult.Error(ErrorCode.UnknownTopicId)
                            : new FetchPartitionResult { HighWatermark = 0, LogStartOffset = 0 })),
                ],
                new MemoryStream());
        }

        public Task<LeaderOffsets> OffsetsAsync(TopicIdPartition partition, int leaderEpoch) => throw new NotSupportedException();

        public void Interrupt()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A broker that refuses every connection, and what it was asked for.</summary>
    private sealed class UnreachableEndpoint : ILeaderEndpoint
    {
        public List<string> Asked { get; } = [];

        public Task<FollowerFetchAnswer> FetchAsync(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions, TimeSpan? longest)
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
