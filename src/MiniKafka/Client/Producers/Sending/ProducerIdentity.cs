namespace MiniKafka.Client.Producers.Sending;

/// <summary>A producer id and its epoch, as a broker handed them out.</summary>
internal sealed record ProducerIdentity(long Id, short Epoch);
