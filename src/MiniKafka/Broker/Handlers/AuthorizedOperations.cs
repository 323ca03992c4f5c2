namespace MiniKafka.Broker.Handlers;

/// <summary>What a client may do where nobody restricts it, as bits numbered by the protocol's operations.</summary>
internal static class AuthorizedOperations
{
    /// <summary>The request did not ask, or there is nothing to tell.</summary>
    public const int NotTold = int.MinValue;

    /// <summary>Create, alter, describe, cluster action, describe and alter configs, idempotent write.</summary>
    public const int Cluster = 0b1_1111_1010_0000;

    /// <summary>Read, write, create, delete, alter, describe, describe and alter configs.</summary>
    public const int Topic = 0b1101_1111_1000;

    /// <summary>Read, delete, describe, describe and alter configs.</summary>
    public const int Group = 0b1101_0100_1000;
}
