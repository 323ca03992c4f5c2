using MiniKafka.Broker.Composition;

namespace MiniKafka;

/// <summary>A broker that takes part in the cluster, and what it knew of it at one moment.</summary>
internal sealed record Participant(KafkaBroker Broker, NodeKnowledge Knows);
