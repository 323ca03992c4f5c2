using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>What the connections of one client have carried since it was made. Owned by its loop.</summary>
internal sealed class RpcTraffic(EventLoop loop)
{
    private readonly SortedDictionary<ApiKey, RpcApiTraffic> _apis = [];

    public IReadOnlyCollection<RpcApiTraffic> Apis => _apis.Values;

    /// <summary>How long requests take, for those who listen.</summary>
    public LoopDurations? Durations { get; set; }

    /// <summary>A request is on its way.</summary>
    /// <returns>When it left, where somebody wants to know how long it takes; -1 otherwise.</returns>
    public long Sent(ApiKey key, int bytes)
    {
        var api = Of(key);
        api.Requests++;
        api.BytesOut += bytes;
        return Durations is { AreWanted: true } ? loop.Clock.GetTimestamp() : -1;
    }

    /// <summary>Its answer is there.</summary>
    /// <param name="key">What was asked.</param>
    /// <param name="bytes">How large it is.</param>
    /// <param name="sentAt">What <see cref="Sent"/> gave.</param>
    public void Answered(ApiKey key, int bytes, long sentAt)
    {
        var api = Of(key);
        api.BytesIn += bytes;
        if (sentAt >= 0)
        {
            Durations!.Tell(api.Name, loop.Clock.GetElapsedTime(sentAt));
        }
    }

    /// <summary>It gets no answer, or not in time.</summary>
    public void Failed(ApiKey key) => Of(key).Failures++;

    private RpcApiTraffic Of(ApiKey key)
    {
        if (!_apis.TryGetValue(key, out var api))
        {
            _apis.Add(key, api = new RpcApiTraffic(ApiCatalog.Get(key).Name));
        }

        return api;
    }
}

/// <summary>The requests of one API.</summary>
internal sealed class RpcApiTraffic(string name)
{
    public string Name => name;

    public long Requests { get; set; }

    /// <summary>Those that got no answer, or not in time.</summary>
    public long Failures { get; set; }

    public long BytesOut { get; set; }

    public long BytesIn { get; set; }
}
