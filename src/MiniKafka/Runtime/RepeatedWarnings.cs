using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Runtime;

/// <summary>
/// Warns of each thing once and counts it from then on, since those who do something wrong do it again and again. The count is told at
/// information, less and less often. Remembers a limited number of things; those beyond are counted together. Owned by one loop.
/// </summary>
internal sealed class RepeatedWarnings(ILogger logger)
{
    private const int MostThings = 1000;

    private readonly Dictionary<string, long> _times = new(StringComparer.Ordinal);
    private long _beyond;

    /// <summary>Counts one more time; true when it is the first and the caller is to warn of it.</summary>
    /// <param name="what">What is warned of, with what makes it another thing than the next.</param>
    public bool IsFirst(string what)
    {
        if (_times.TryGetValue(what, out var times))
        {
            _times[what] = ++times;
        }
        else if (_times.Count < MostThings)
        {
            _times[what] = 1;
            return true;
        }
        else
        {
            times = ++_beyond;
            what = "Others";
        }

        if (IsPowerOfTen(times))
        {
            RuntimeLog.WarningRepeated(logger, what, times);
        }

        return false;
    }

    private static bool IsPowerOfTen(long times)
    {
        while (times % 10 == 0 && times > 0)
        {
            times /= 10;
        }

        return times == 1;
    }
}
