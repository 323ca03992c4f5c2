using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>How much is fetched and how long brokers may wait; named after Kafka's keys.</summary>
internal sealed record FetcherOptions
{
    public int MinBytes { get; init; } = 1;

    /// <summary>Also the bound of all that is fetched ahead.</summary>
    public int MaxBytes { get; init; } = 52_428_800;

    public int MaxPartitionBytes { get; init; } = 1_048_576;

    public int MaxWaitMs { get; init; } = 500;

    /// <summary>Where the client is, so that the leader can name a replica that is nearer; empty when unknown.</summary>
    public string Rack { get; init; } = "";

    public IsolationLevel Isolation { get; init; }

    /// <summary>The application wants to hear of ends too, not only of records.</summary>
    public bool TellEnds { get; init; }
}
