namespace MiniKafka.Hosting;

/// <summary>What the program says of the cluster, beside its configuration.</summary>
internal sealed record ClusterChange(Action<KafkaClusterOptions> Configure);
