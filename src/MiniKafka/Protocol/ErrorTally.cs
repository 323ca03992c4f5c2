using MiniKafka.Model;

namespace MiniKafka.Protocol;

/// <summary>How often each error stood in answers; what went well is not counted.</summary>
internal sealed class ErrorTally
{
    private readonly SortedDictionary<ErrorCode, long> _counts = [];

    public SortedDictionary<ErrorCode, long> Counts => _counts;

    public void Add(ErrorCode error)
    {
        if (error != ErrorCode.None)
        {
            _counts[error] = _counts.GetValueOrDefault(error) + 1;
        }
    }
}
