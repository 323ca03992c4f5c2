using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Metrics;

/// <summary>The requests that a broker has served since it started. Owned by its loop.</summary>
internal sealed class RequestCounts
{
    private readonly SortedDictionary<ApiKey, ApiCounts> _apis = [];

    public IReadOnlyCollection<ApiCounts> Apis => _apis.Values;

    /// <summary>Those that are not answered yet.</summary>
    public int Unanswered { get; set; }

    /// <summary>The counts of a request's API.</summary>
    public ApiCounts Of(Api api)
    {
        if (!_apis.TryGetValue(api.Key, out var counts))
        {
            _apis.Add(api.Key, counts = new ApiCounts(api.Name));
        }

        return counts;
    }
}

/// <summary>The requests of one API.</summary>
internal sealed class ApiCounts(string name)
{
    public string Name => name;

    public long Requests { get; set; }

    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    /// <summary>The errors in answers, from when somebody first wanted to know.</summary>
    public ErrorTally Errors { get; } = new();
}
