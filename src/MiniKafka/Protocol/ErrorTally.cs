using MiniKafka.Model;

namespace MiniKafka.Protocol;

/// <summary>How often each error stands in an answer; what went well is not counted.</summary>
internal sealed class ErrorTally
{
    private readonly SortedDictionary<ErrorCode, int> _counts = [];

    public IReadOnlyDictionary<ErrorCode, int> Counts => _counts;

    public void Add(ErrorCode error)
    {
        if (error != ErrorCode.None)
        {
            _counts[error] = _counts.GetValueOrDefault(error) + 1;
        }
    }

    public void Clear() => _counts.Clear();
}
