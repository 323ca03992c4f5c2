namespace MiniKafka.Model;

/// <summary>Offsets that are not a place in a partition but say how to find one, under the numbers Kafka's clients use.</summary>
public static class Offset
{
    /// <summary>The oldest record that is kept.</summary>
    public const long Beginning = -2;

    /// <summary>Behind the newest record.</summary>
    public const long End = -1;

    /// <summary>Where the group has committed.</summary>
    public const long Stored = -1000;

    /// <summary>Not known, or not set.</summary>
    public const long Unset = -1001;
}
