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

    [Fact]
    public void A_log_that_cannot_be_cut_while_a_worker_forces_it_rests_before_the_leader_is_asked_again() => Run(async loop =>
    {
        var endpoint = new PartedEndpoint(loop, new FetchPartitionResult { DivergingEpoch = new EpochEndOffset(0, 1) });
        var followed = Followed("first", records: 3);
        await using var fetcher = Start(endpoint, followed, loop);
        followed.Log.Jobs.Begin();
        await Task.Delay(TimeSpan.FromMilliseconds(6), loop.Clock);
        Assert.Equal([0, 1, 2, 3, 4, 5], endpoint.AskedAtMs.Take(6));
        Assert.Equal(3, followed.Log.LogEndOffset);

        endpoint.IsPatient = true;
        followed.Log.Jobs.End();
        await Task.Delay(TimeSpan.FromMilliseconds(2), loop.Clock);
        Assert.Equal(1, followed.Log.LogEndOffset);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_log_that_is_out_of_range_and_yet_within_the_leaders_offsets_rests_before_the_leader_is_asked_again(bool isForced) => Run(async loop =>
    {
        var endpoint = new PartedEndpoint(loop, FetchPartitionResult.Error(ErrorCode.OffsetOutOfRange));
        var followed = Followed("first", records: 3);
        await using var fetcher = Start(endpoint, followed, loop);
        if (isForced)
        {
            followed.Log.Jobs.Begin();
        }

        await Task.Delay(isForced ? TimeSpan.FromMilliseconds(3) : 3 * Backoff, loop.Clock);
        Assert.Equal(isForced ? [0, 1, 2] : [0, 1000, 2000], endpoint.AskedAtMs.Take(3));
    });

    private static void Run(Func<EventLoop, Task> test)
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(() =>
        {
            var loop = host.CreateLoop("follower");
            return loop.InvokeAsync(() => test(loop));
        });
    }

    private static ReplicaFetcher Start(ILeaderEndpoint endpoint, Partition followed, EventLoop loop)
    {
        var fetcher = new ReplicaFetcher(endpoint, new FollowerSettings(1024, Backoff), loop);
        fetcher.Follow(followed);
        loop.Start(fetcher.RunAsync);
        return fetcher;
    }

    private static Partition Followed(string topic, int records)
    {
        var log = TestLog.Create();
        for (var i = 0; i < records; i++)
        {
            log.Append($"{i}");
        }

        return Followed(topic, log);
    }

    private static Partition Followed(string topic) => Followed(topic, TestLog.Create());

    private static Partition Followed(string topic, TestLog log) => new(
        new TopicIdPartition(new Uuid(1, (ulong)topic.Length), topic, 0), 1, log.Log, new PartitionState(2, 0, 0, [2, 1], [2, 1]));

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

    /// <summary>
    /// A leader whose log parted from the follower's, and which has the same answer every time. One that is asked without a rest in between
    /// fails, since virtual time would stand still.
    /// </summary>
    private sealed class PartedEndpoint(EventLoop loop, FetchPartitionResult answer) : ILeaderEndpoint
    {
        private const int Most = 100;
        private readonly long _start = loop.Clock.GetTimestamp();
        private bool _isSilent;

        public List<int> AskedAtMs { get; } = [];

        /// <summary>It answers once more, and then waits for ever.</summary>
        public bool IsPatient { get; set; }

        public Task<FollowerFetchAnswer> FetchAsync(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions, TimeSpan? longest)
        {
            if (_isSilent)
            {
                return loop.CreateCompletion<FollowerFetchAnswer>().Task;
            }

            _isSilent = IsPatient;
            Assert.True(AskedAtMs.Count < Most, "asked again and again at once");
            AskedAtMs.Add((int)loop.Clock.GetElapsedTime(_start).TotalMilliseconds);
            return Task.FromResult(new FollowerFetchAnswer([.. partitions.Select(partition => new FollowerFetchResult(partition.Partition, answer))], new MemoryStream()));
        }

        public Task<LeaderOffsets> OffsetsAsync(TopicIdPartition partition, int leaderEpoch) => Task.FromResult(new LeaderOffsets(ErrorCode.None, 0, 10));

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
