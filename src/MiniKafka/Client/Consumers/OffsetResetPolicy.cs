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
            (now - XmlConvert.ToTimeSpan(text[Duration.Length..])).ToUnixTimeMilliseconds(),
        _ => OffsetLookup.Latest,
    };
}
