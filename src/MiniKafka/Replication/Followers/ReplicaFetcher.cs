using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Replication.Followers;

/// <summary>
/// Follows the leaders on one other broker: one fetch after the other for all partitions it leads. Owned by the broker's loop. A partition that
/// fails rests for a while; neither one that is new nor one that has rested waits for the fetch under way.
/// </summary>
internal sealed class ReplicaFetcher(ILeaderEndpoint endpoint, FollowerSettings settings, EventLoop loop) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestRestForNews = TimeSpan.FromMilliseconds(10);

    private readonly SortedDictionary<TopicPartition, Followed> _partitions = [];
    private readonly List<Followed> _ready = [];
    private readonly List<(TopicIdPartition Partition, FetchPartition Request)> _wanted = [];
    private TaskCompletionSource _changed = loop.CreateCompletion();
    private long _round;
    private bool _isFetching;
    private bool _isInterrupted;
    private bool _isOver;

    public void Follow(Partition partition)
    {
        _partitions[partition.Id.TopicPartition] = new Followed(partition, partition.State.LeaderEpoch);
        Wake();
    }

    public void Forget(TopicPartition partition) => _partitions.Remove(partition);

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        _partitions.Clear();
        Wake();
        await endpoint.DisposeAsync();
    }

    /// <summary>Runs until it is disposed of.</summary>
    public async Task RunAsync()
    {
        while (!_isOver)
        {
            var nextMs = FindReady();
            if (_ready.Count == 0)
            {
                await WaitAsync(nextMs);
                continue;
            }

            if (!await TryFetchAsync(nextMs))
            {
                await BackOffAsync();
            }
        }
    }

    /// <summary>One round, which leaves the leader no longer to wait than until the next partition has rested; false when the broker could not be asked.</summary>
    private async Task<bool> TryFetchAsync(long? nextMs)
    {
        (_isFetching, _isInterrupted) = (true, false);
        var longest = nextMs is { } next ? TimeSpan.FromMilliseconds(Math.Max(1, next - NowMs)) : (TimeSpan?)null;
        try
        {
            using (var answer = await endpoint.FetchAsync(_wanted, longest))
            {
                _isFetching = false;
                foreach (var (id, result) in answer.Results)
                {
                    if (id.Topic is not null && _partitions.TryGetValue(id.TopicPartition, out var followed) && WasAsked(followed, id) && IsCurrent(followed))
                    {
                        Take(followed, result);
                    }
                }
            }

            foreach (var followed in _ready)
            {
                if (followed.IsOutOfRange && IsCurrent(followed))
                {
                    await RealignAsync(followed);
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or KafkaException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _isFetching = false;
        }
    }

    private void Take(Followed followed, in FetchPartitionResult result)
    {
        var error = result.ErrorCode == ErrorCode.None ? FollowerLog.Take(followed.Partition, result) : result.ErrorCode;
        settings.Quota?.Count(followed.Partition.Id.TopicPartition, result.Records.Length);
        followed.IsCaughtUp = error == ErrorCode.None && followed.Partition.Log.LogEndOffset >= result.HighWatermark;
        if (error == ErrorCode.OffsetOutOfRange)
        {
            followed.IsOutOfRange = true;
        }
        else if (IsNews(error))
        {
            followed.RestForNews = followed.RestForNews == TimeSpan.Zero ? ShortestRest : TimeSpan.FromTicks(Math.Min(2 * followed.RestForNews.Ticks, LongestRestForNews.Ticks));
            Rest(followed, followed.RestForNews);
        }
        else if (error != ErrorCode.None)
        {
            Rest(followed, settings.Backoff);
        }
        else
        {
            followed.RestForNews = TimeSpan.Zero;
            if (result.DivergingEpoch is not null)
            {
                RestWhileForced(followed);
            }
        }
    }

    /// <summary>While a worker forces the log nothing was cut, and the leader's answer would be the same at once.</summary>
    private void RestWhileForced(Followed followed)
    {
        if (!followed.Partition.Log.Jobs.IsIdle)
        {
            Rest(followed, ShortestRest);
        }
    }

    /// <summary>The other broker has not heard of the election yet that this one acts upon.</summary>
    private static bool IsNews(ErrorCode error) =>
        error is ErrorCode.UnknownLeaderEpoch or ErrorCode.NotLeaderOrFollower or ErrorCode.UnknownTopicId or ErrorCode.UnknownTopicOrPartition;

    private async Task RealignAsync(Followed followed)
    {
        followed.IsOutOfRange = false;
        var log = followed.Partition.Log;
        var offsets = await endpoint.OffsetsAsync(followed.Partition.Id, followed.LeaderEpoch);
        var before = (log.LogStartOffset, log.LogEndOffset);
        if (offsets.ErrorCode != ErrorCode.None || !IsCurrent(followed) || !FollowerLog.Realign(followed.Partition, offsets))
        {
            Rest(followed, settings.Backoff);
        }
        else if (before == (log.LogStartOffset, log.LogEndOffset))
        {
            // The same question would have the same answer.
            Rest(followed, log.Jobs.IsIdle ? settings.Backoff : ShortestRest);
        }
    }

    /// <summary>An answer counts only while the partition is followed here, under the epoch it was asked for.</summary>
    private bool IsCurrent(Followed followed) =>
        _partitions.TryGetValue(followed.Partition.Id.TopicPartition, out var now)
        && ReferenceEquals(now, followed)
        && followed.Partition.State.LeaderEpoch == followed.LeaderEpoch
        && !followed.Partition.IsLeader
        && !followed.Partition.Log.IsOffline;

    private bool WasAsked(Followed followed, TopicIdPartition id) => followed.Round == _round && followed.Partition.Id.TopicId == id.TopicId;

    /// <summary>Gathers who has not to rest, and what to ask for them; tells when the next one has rested.</summary>
    private long? FindReady()
    {
        var now = NowMs;
        long? nextMs = null;
        _round++;
        _ready.Clear();
        _wanted.Clear();
        foreach (var followed in _partitions.Values)
        {
            if (followed.RestsUntilMs <= now && !followed.IsCaughtUp && settings.Quota?.HoldsBack(followed.Partition.Id.TopicPartition) == true)
            {
                // It has got more than its rate; who has everything is not slowed down.
                Rest(followed, settings.Backoff);
            }

            if (followed.RestsUntilMs <= now)
            {
                followed.Round = _round;
                _ready.Add(followed);
                _wanted.Add((followed.Partition.Id, FollowerLog.Request(followed.Partition, settings.MaxBytesPerPartition)));
            }
            else
            {
                nextMs = Math.Min(nextMs ?? long.MaxValue, followed.RestsUntilMs);
            }
        }

        return nextMs;
    }

    private long NowMs => loop.Clock.GetTimestamp() * 1000 / loop.Clock.TimestampFrequency;

    private void Rest(Followed followed, TimeSpan time) => followed.RestsUntilMs = NowMs + (long)time.TotalMilliseconds;

    /// <summary>
    /// The broker could not be asked; when the fetch was cut short on purpose the next one follows at once. A partition that is
    /// new does not wait for it either: that the broker was elected says that it is there again.
    /// </summary>
    private Task BackOffAsync() => _isInterrupted ? Task.CompletedTask : WaitAsync(NowMs + (long)settings.Backoff.TotalMilliseconds);

    private async Task WaitAsync(long? untilMs)
    {
        var changed = _changed = loop.CreateCompletion();
        if (_isOver)
        {
            return;
        }

        if (untilMs is { } until)
        {
            await using var timer = loop.Clock.CreateTimer(
                static state => ((TaskCompletionSource)state!).TrySetResult(), changed, TimeSpan.FromMilliseconds(Math.Max(1, until - NowMs)), Timeout.InfiniteTimeSpan);
            await changed.Task;
        }
        else
        {
            await changed.Task;
        }
    }

    private void Wake()
    {
        _changed.TrySetResult();
        if (_isFetching && !_isInterrupted)
        {
            _isInterrupted = true;
            endpoint.Interrupt();
        }
    }

    private sealed class Followed(Partition partition, int leaderEpoch)
    {
        public Partition Partition { get; } = partition;

        public int LeaderEpoch { get; } = leaderEpoch;

        public long RestsUntilMs { get; set; } = long.MinValue;

        /// <summary>How long it rested when its leader had not heard of the election the last time; zero when it had.</summary>
        public TimeSpan RestForNews { get; set; }

        /// <summary>The round in which it was asked for last.</summary>
        public long Round { get; set; }

        public bool IsOutOfRange { get; set; }

        /// <summary>It had all that was committed when the leader answered last.</summary>
        public bool IsCaughtUp { get; set; }
    }
}
