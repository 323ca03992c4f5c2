namespace MiniKafka.Client;

/// <summary>How the 64 bits of milliseconds that a record carries, and that any client may have written, become a time and back.</summary>
internal static class RecordTime
{
    /// <summary>What a record without a time carries.</summary>
    public const long None = -1;

    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The time, or the nearest one that can be shown: a client that wrote microseconds is no reason to throw in a getter.</summary>
    public static DateTimeOffset? Show(long milliseconds) =>
        milliseconds == None ? null : DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, First, Last));

    /// <summary>The milliseconds a record carries for a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The one millisecond that means none.</exception>
    public static long Carry(DateTimeOffset time, string argument)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        return milliseconds != None ? milliseconds : throw new ArgumentOutOfRangeException(
            argument, time, "A record cannot carry the last millisecond of 1969: it is how a record says that it has no time. Give another time, or none.");
    }

    /// <summary>A time that the log can be asked for: brokers take negative ones for questions of other kinds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is before 1970.</exception>
    public static long Ask(DateTimeOffset time, string argument) => time >= DateTimeOffset.UnixEpoch
        ? time.ToUnixTimeMilliseconds()
        : throw new ArgumentOutOfRangeException(argument, time, "Offsets can be found for times from 1970 on.");
}
