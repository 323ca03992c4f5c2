using System.Text;
using MiniKafka.Model;
using MiniKafka.Records.Checksums;

namespace MiniKafka.Broker.Telemetry;

/// <summary>
/// One client that asked what metrics are wanted of it: what it was told, and when it asked and pushed last. Owned by the
/// broker's loop.
/// </summary>
internal sealed class ClientInstance
{
    private const string AllMetrics = "*";
    private const int LongestIntervalMs = 300_000;

    private readonly TimeProvider _clock;
    private long? _lastGet;
    private long? _lastPush;

    public ClientInstance(Uuid id, IReadOnlyDictionary<string, string> client, IEnumerable<MetricsSubscription> subscriptions, int version, TimeProvider clock)
    {
        (Id, Client, Version, _clock) = (id, client, version, clock);
        var meant = subscriptions.Where(subscription => subscription.IsMeant(client)).ToList();
        var metrics = new SortedSet<string>(meant.SelectMany(subscription => subscription.Metrics), StringComparer.Ordinal);
        Metrics = metrics.Contains(AllMetrics) ? [AllMetrics] : [.. metrics];
        PushIntervalMs = meant.Select(subscription => subscription.IntervalMs).Append(LongestIntervalMs).Min();

        // Other metrics or another interval give another id, and so do other clients.
        var told = Crc32C.Compute(Encoding.UTF8.GetBytes($"{string.Join(',', Metrics)} {PushIntervalMs}"));
        var mixed = id.High ^ id.Low;
        SubscriptionId = (int)told ^ (int)(mixed >> 32) ^ (int)mixed;
    }

    public Uuid Id { get; }

    /// <summary>What subscriptions may match: the client's id, software and address.</summary>
    public IReadOnlyDictionary<string, string> Client { get; }

    /// <summary>Which state of the subscriptions this was told from.</summary>
    public int Version { get; }

    public int SubscriptionId { get; }

    public IReadOnlyList<string> Metrics { get; }

    public int PushIntervalMs { get; }

    /// <summary>The client said that it pushes no more.</summary>
    public bool IsTerminating { get; set; }

    /// <summary>How its last request ended.</summary>
    public ErrorCode LastError { get; set; }

    /// <summary>When it was heard from last.</summary>
    public long LastSeen { get; set; }

    /// <summary>Whether it may ask now: not again before the interval is over, unless it was just told that what it knows is no longer right.</summary>
    public bool TryGet()
    {
        var isDue = IsOver(_lastGet) && IsOver(_lastPush);
        _lastGet = isDue ? _clock.GetTimestamp() : _lastGet;
        return isDue || LastError is ErrorCode.UnknownSubscriptionId or ErrorCode.UnsupportedCompressionType;
    }

    /// <summary>Whether it may push now: once right after it asked, then once an interval.</summary>
    public bool TryPush()
    {
        var isDue = IsOver(_lastPush) || _lastGet > _lastPush;
        _lastPush = isDue ? _clock.GetTimestamp() : _lastPush;
        return isDue;
    }

    private bool IsOver(long? since) => since is not { } began || _clock.GetElapsedTime(began).TotalMilliseconds >= PushIntervalMs;
}
