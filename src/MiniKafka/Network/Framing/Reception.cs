namespace MiniKafka.Network.Framing;

/// <summary>What became of an attempt to receive.</summary>
internal enum Reception
{
    /// <summary>Bytes were handed over, and there may be more.</summary>
    Received,

    /// <summary>There is nothing yet; it is told when there is.</summary>
    Waits,

    /// <summary>Nothing more will come, which the cutter was told, and nothing more may be asked for.</summary>
    Over,
}
