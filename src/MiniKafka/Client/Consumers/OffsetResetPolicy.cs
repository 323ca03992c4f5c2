using System.Xml;

namespace MiniKafka.Client.Consumers;

/// <summary>What <c>auto.offset.reset</c> says: the time to look up, or that there is none.</summary>
internal sealed class OffsetResetPolicy(string text)
{
    private const string Duration = "by_duration:";

    /// <summary>The application decides, so it gets an exception.</summary>
    public bool IsNone => text == "none";

    /// <summary>The time to ask a leader for.</summary>
    public long TimeAt(DateTimeOffset now) => text switch
    {
        "earliest" => OffsetLookup.Earliest,
        _ when text.StartsWith(Duration, StringComparison.Ordinal) =>
            Before(now, XmlConvert.ToTimeSpan(text[Duration.Length..])),
        _ => OffsetLookup.Latest,
    };

    /// <summary>Leaders take no times before 1970; a duration that reaches further back means all records.</summary>
    private static long Before(DateTimeOffset now, TimeSpan age) =>
        age < now - DateTimeOffset.UnixEpoch ? (now - age).ToUnixTimeMilliseconds() : 0;
}
