using System.Diagnostics;
using System.Globalization;

namespace Campaigns;

/// <summary>
/// The seeds of a campaign, one after another: so many from a first one on, or as many as fit into a time. Several threads may take
/// from it; each seed that was taken is to be run to its end.
/// </summary>
internal sealed class SeedSource(int first, int count, TimeSpan time)
{
    /// <summary>The trait of tests that take their seeds from here, so that they can be run alone: Kind=Campaign.</summary>
    public const string Kind = nameof(Kind);

    public const string Campaign = nameof(Campaign);

    private readonly long _started = Stopwatch.GetTimestamp();
    private int _taken;

    public static TimeSpan NoLimit => Timeout.InfiniteTimeSpan;

    public int First => first;

    /// <summary>How many were given out.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>
    /// What a campaign runs as a test: its usual seeds; but MINIKAFKA_FIRST_SEED asks for others, MINIKAFKA_SEEDS for more or fewer, and
    /// MINIKAFKA_CAMPAIGN_SECONDS for as many as fit into that time.
    /// </summary>
    public static SeedSource OfTest(int usualFirst, int usualCount)
    {
        var first = Number("MINIKAFKA_FIRST_SEED") ?? usualFirst;
        return Number("MINIKAFKA_CAMPAIGN_SECONDS") is { } seconds
            ? new SeedSource(first, int.MaxValue, TimeSpan.FromSeconds(seconds))
            : new SeedSource(first, Number("MINIKAFKA_SEEDS") ?? usualCount, NoLimit);
    }

    /// <summary>The next seed; false when there are no more, or the time is over. The first is always there.</summary>
    public bool TryTake(out int seed)
    {
        var taken = Interlocked.Increment(ref _taken) - 1;
        seed = first + taken;
        if (taken < count && (taken == 0 || time == NoLimit || Stopwatch.GetElapsedTime(_started) < time))
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>All of them, for a campaign on one thread.</summary>
    public IEnumerable<int> All()
    {
        while (TryTake(out var seed))
        {
            yield return seed;
        }
    }

    public override string ToString() => $"{Taken} seeds from {first} on";

    private static int? Number(string variable)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
