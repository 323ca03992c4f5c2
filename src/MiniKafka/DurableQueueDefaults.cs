using System.Globalization;

namespace MiniKafka;

/// <summary>
/// The keys that a queue within a program needs, where Kafka's defaults are those of a cluster whose brokers copy from each other and whose
/// records are read within days. What the user gave counts instead, under whichever of the keys that say the same.
/// </summary>
internal static class DurableQueueDefaults
{
    private const int MiB = 1024 * 1024;

    private static readonly (string Key, string Value, string[] SaidBy)[] Keys =
    [
        ("log.flush.interval.messages", "1", []),
        ("log.retention.ms", "-1", ["log.retention.minutes", "log.retention.hours"]),
        ("offsets.retention.minutes", int.MaxValue.ToString(CultureInfo.InvariantCulture), []),
        ("log.segment.bytes", (16 * MiB).ToString(CultureInfo.InvariantCulture), []),
        ("offsets.topic.segment.bytes", MiB.ToString(CultureInfo.InvariantCulture), []),
    ];

    public static void AddTo(IDictionary<string, string> properties)
    {
        foreach (var (key, value, saidBy) in Keys)
        {
            if (!properties.ContainsKey(key) && !saidBy.Any(properties.ContainsKey))
            {
                properties.Add(key, value);
            }
        }
    }
}
