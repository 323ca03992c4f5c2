namespace ApacheKafka;

/// <summary>A broker that is a controller too: who it is, where its data is, and where it listens.</summary>
public sealed record ApacheKafkaNode(int Id, string Directory, int Port, int ControllerPort)
{
    /// <summary>Nodes with ids from <paramref name="firstId"/> on, on free ports that follow each other, each with a directory in the folder.</summary>
    public static IReadOnlyList<ApacheKafkaNode> InFolder(string folder, int count, int firstId = 1)
    {
        var port = FreePorts.TakeRow(2 * count);
        return [.. Enumerable.Range(0, count).Select(i => new ApacheKafkaNode(firstId + i, Path.Combine(folder, $"{firstId + i}"), port + i, port + count + i))];
    }

    /// <summary>Its <c>server.properties</c> in a cluster of these nodes, small enough for a test; the settings go before.</summary>
    internal SortedDictionary<string, string> Properties(IReadOnlyCollection<ApacheKafkaNode> cluster, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var replicas = $"{Math.Min(3, cluster.Count)}";
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["process.roles"] = "broker,controller",
            ["node.id"] = $"{Id}",
            ["controller.quorum.voters"] = string.Join(',', cluster.Select(node => $"{node.Id}@127.0.0.1:{node.ControllerPort}")),
            ["listeners"] = $"PLAINTEXT://127.0.0.1:{Port},CONTROLLER://127.0.0.1:{ControllerPort}",
            ["advertised.listeners"] = $"PLAINTEXT://127.0.0.1:{Port}",
            ["controller.listener.names"] = "CONTROLLER",
            ["inter.broker.listener.name"] = "PLAINTEXT",
            ["log.dirs"] = Directory,
            ["offsets.topic.replication.factor"] = replicas,
            ["offsets.topic.num.partitions"] = "3",
            ["transaction.state.log.replication.factor"] = replicas,
            ["transaction.state.log.min.isr"] = "1",
            ["transaction.state.log.num.partitions"] = "3",
            ["share.coordinator.state.topic.replication.factor"] = replicas,
            ["share.coordinator.state.topic.min.isr"] = "1",
            ["share.coordinator.state.topic.num.partitions"] = "3",
            ["group.initial.rebalance.delay.ms"] = "0",
            ["log.cleaner.dedupe.buffer.size"] = "4194304",
            ["num.io.threads"] = "2",
            ["num.network.threads"] = "1",
        };
        foreach (var (key, value) in settings)
        {
            properties[key] = value;
        }

        return properties;
    }
}
