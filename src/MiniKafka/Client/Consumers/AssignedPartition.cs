using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// One partition a consumer reads. The application's thread owns what it has seen (<see cref="Position"/>,
/// <see cref="Stored"/>), the client's loop owns what is fetched; the version tells whether what was fetched is still
/// wanted: every seek and the end of the assignment raise it, and what carries an older one is dropped.
/// </summary>
internal sealed class AssignedPartition(TopicPartition topicPartition)
{
    private long _position = Offset.Unset;
    private long _stored = Offset.Unset;
    private long _highWatermark = Offset.Unset;
    private long _lastStableOffset = Offset.Unset;
    private long _logStartOffset = Offset.Unset;
    private int _version;
    private int _storedEpoch = -1;
    private bool _isPaused;
    private bool _isEndTold;

    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>What was consumed of its topic, by this consumer.</summary>
    public required ConsumedTopic Consumed { get; init; }

    /// <summary>Raised by both threads, never lowered.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>The offset of the record the application gets next.</summary>
    public long Position
    {
        get => Volatile.Read(ref _position);
        set
        {
            _isEndTold = false;
            Volatile.Write(ref _position, value);
        }
    }

    /// <summary>Behind the last record the application is done with: what the next commit in the background writes.</summary>
    public long Stored => Volatile.Read(ref _stored);

    /// <summary>The leader epoch of the last record the application is done with.</summary>
    public int StoredEpoch => Volatile.Read(ref _storedEpoch);

    /// <summary>Set by the application, heeded by the loop.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref _isPaused);
        set => Volatile.Write(ref _isPaused, value);
    }

    /// <summary>Application: true once, when its position is the end that the last fetch saw.</summary>
    public bool TryTellEnd(IsolationLevel isolation)
    {
        var isTold = _isEndTold;
        _isEndTold = isTold || (Position >= 0 && EndFor(isolation) is >= 0 and var end && Position >= end);
        return _isEndTold && !isTold;
    }

    /// <summary>The end for those who read so far.</summary>
    public long EndFor(IsolationLevel isolation) => isolation == IsolationLevel.ReadCommitted && LastStableOffset >= 0 ? LastStableOffset : HighWatermark;

    public long HighWatermark => Volatile.Read(ref _highWatermark);

    public long LastStableOffset => Volatile.Read(ref _lastStableOffset);

    public long LogStartOffset => Volatile.Read(ref _logStartOffset);

    /// <summary>Loop: where the next fetch begins, or one of the constants of <see cref="Offset"/> that has to be looked up first.</summary>
    public long FetchOffset { get; set; } = Offset.Stored;

    /// <summary>Loop: the leader epoch of the record before <see cref="FetchOffset"/>, -1 when unknown.</summary>
    public int LastFetchedEpoch { get; set; } = -1;

    /// <summary>Loop: a fetch that asks for this partition is on its way.</summary>
    public bool IsFetching { get; set; }

    /// <summary>Loop: where that fetch, or the last one, begins.</summary>
    public long AskedOffset { get; private set; }

    /// <summary>Loop: the version for which that fetch, or the last one, asks.</summary>
    public int AskedVersion { get; private set; }

    /// <summary>What that fetch brings is still wanted.</summary>
    public bool IsFetchWanted => AskedVersion == Version;

    /// <summary>Loop: the place to begin is being looked up.</summary>
    public bool IsLookedUp { get; set; }

    /// <summary>Loop: nothing is fetched until a failure has been heard of by the application, which then seeks.</summary>
    public bool IsFailed { get; set; }

    /// <summary>Loop: bytes fetched and not used up yet.</summary>
    public int BufferedBytes { get; set; }

    /// <summary>Loop: a fetch failed and is not tried again before this timestamp.</summary>
    public long NotBefore { get; set; }

    /// <summary>Loop: what the last commit in the background wrote.</summary>
    public long CommittedInBackground { get; set; } = Offset.Unset;

    /// <summary>Loop: what the last commit wrote, in the background or not.</summary>
    public long Committed { get; set; } = Offset.Unset;

    /// <summary>Loop: fetches that failed one after the other.</summary>
    public int Failures { get; set; }

    /// <summary>Loop: it was asked for without waiting, and there was nothing; the next waiting fetch takes it along.</summary>
    public bool IsAskedAtOnce { get; set; }

    /// <summary>Loop: the application was told that it does not exist.</summary>
    public bool IsReportedMissing { get; set; }

    /// <summary>Loop: the replica that the leader named as nearer (KIP-392); -1 for the leader itself.</summary>
    public int PreferredReplica { get; private set; } = -1;

    /// <summary>Loop: the timestamp at which the leader is asked again.</summary>
    public long PreferredUntil { get; private set; }

    /// <summary>Loop: a fetch asks for it, waiting or at once.</summary>
    public void BeginFetch(bool atOnce)
    {
        IsFetching = true;
        IsAskedAtOnce = atOnce;
        AskedOffset = FetchOffset;
        AskedVersion = Version;
    }

    public void Prefer(int replica, long until)
    {
        PreferredReplica = replica;
        PreferredUntil = until;
    }

    /// <summary>What was fetched so far is no longer wanted.</summary>
    public int RaiseVersion() => Interlocked.Increment(ref _version);

    public void Store(long offset, int leaderEpoch)
    {
        Volatile.Write(ref _storedEpoch, leaderEpoch);
        Volatile.Write(ref _stored, offset);
    }

    /// <summary>The place to begin was found: it is the position unless the application has seen something already.</summary>
    public void BeginAt(long offset)
    {
        FetchOffset = offset;
        Interlocked.CompareExchange(ref _position, offset, Offset.Unset);
    }

    public void SeeWatermarks(long logStartOffset, long highWatermark, long lastStableOffset)
    {
        Volatile.Write(ref _logStartOffset, logStartOffset);
        Volatile.Write(ref _lastStableOffset, lastStableOffset);
        Volatile.Write(ref _highWatermark, highWatermark);
    }
}
