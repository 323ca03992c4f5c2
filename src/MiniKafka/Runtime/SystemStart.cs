namespace MiniKafka.Runtime;

/// <summary>When the system that the process runs on came up. Any thread may ask.</summary>
internal static class SystemStart
{
    /// <summary>Clocks are corrected by a little from time to time.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>
    /// It was up at this time already, and has been since. Time that it slept may count as time before it came up.
    /// </summary>
    public static DateTime AtLatest => DateTime.UtcNow - TimeSpan.FromMilliseconds(Environment.TickCount64) + Tolerance;
}
