namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>The programs that take turns on one directory.</summary>
public enum Program
{
    /// <summary>MiniKafka's server.</summary>
    MiniKafka,

    /// <summary>Apache Kafka itself.</summary>
    ApacheKafka,
}

/// <summary>How a turn ends.</summary>
public enum TurnEnd
{
    /// <summary>It is asked to stop, and stops cleanly.</summary>
    Stop,

    /// <summary>SIGKILL, while records are being written.</summary>
    Kill,
}
