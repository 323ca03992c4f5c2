using System.Reflection;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>A cluster with a client of each kind, and a call of every asynchronous method that users have.</summary>
internal sealed class AsynchronousCalls(KafkaCluster kafka)
{
    private static readonly TopicPartition Orders = new("orders", 0);
    private readonly AdminClient _admin = kafka.CreateAdmin(new AdminConfig { Retries = 0 });
    private readonly Producer<string, string> _producer = kafka.CreateProducer<string, string>();
    private readonly Consumer<string, string> _consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "g", EnableAutoCommit = false });

    /// <summary>Cancelled when calls that wait for nothing that could be held may be done.</summary>
    public CancellationToken Release { get; set; } = new(canceled: true);

    /// <summary>Every public asynchronous method of the library's classes: the class, its name and what it is told, but for the token.</summary>
    public static IReadOnlyList<string> Methods { get; } =
    [
        .. from type in typeof(KafkaCluster).Assembly.GetExportedTypes()
           where !type.IsInterface
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name is "ValueTask" or "ValueTask`1" or "IAsyncEnumerable`1"
           let told = method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken))
           let name = $"{type.Name.Split('`')[0]}.{method.Name}({string.Join(", ", told.Select(parameter => parameter.Name))})"
           orderby name
           select name,
    ];

    /// <summary>One call of each; those that end something come last.</summary>
    public IReadOnlyList<(string Method, Func<CancellationToken, Task> Call)> All => [.. Admin(), .. Producer(), .. Consumer(), .. Cluster(), .. Ends()];

    private IEnumerable<(string Method, Func<CancellationToken, Task> Call)> Admin() =>
    [
        ("AdminClient.AddRaftVoterAsync(nodeId, directoryId, endpoints)", token => _admin.AddRaftVoterAsync(7, new Uuid(1, 2), [new RaftVoterEndpoint("CONTROLLER", "localhost", 9)], token)),
        ("AdminClient.AlterClientQuotasAsync(alterations, validateOnly)", token => _admin.AlterClientQuotasAsync([], cancellationToken: token)),
        ("AdminClient.AlterGroupOffsetsAsync(groupId, offsets)", token => _admin.AlterGroupOffsetsAsync("other", [new TopicPartitionOffset(Orders, 0)], token)),
        ("AdminClient.AlterPartitionReassignmentsAsync(replicas)", token => _admin.AlterPartitionReassignmentsAsync([], token)),
        ("AdminClient.AlterReplicaLogDirsAsync(nodeId, directories)", token => _admin.AlterReplicaLogDirsAsync(0, new Dictionary<TopicPartition, string>(), token)),
        ("AdminClient.AlterUserScramCredentialsAsync(alterations)", token => _admin.AlterUserScramCredentialsAsync(
            [new ScramCredentialAlteration("u", ScramMechanism.ScramSha256, "p"), new ScramCredentialAlteration("u", ScramMechanism.ScramSha512, "p")], token)),
        ("AdminClient.CreatePartitionsAsync(topic, totalCount)", token => _admin.CreatePartitionsAsync("orders", 2, token)),
        ("AdminClient.CreateTopicAsync(name, partitions, replicationFactor)", token => _admin.CreateTopicAsync("bills", cancellationToken: token)),
        ("AdminClient.CreateTopicsAsync(topics, validateOnly)", token => _admin.CreateTopicsAsync([new NewTopic("notes")], cancellationToken: token)),
        ("AdminClient.DeleteGroupAsync(groupId)", token => _admin.DeleteGroupAsync("other", token)),
        ("AdminClient.DeleteGroupOffsetsAsync(groupId, partitions)", token => _admin.DeleteGroupOffsetsAsync("other", [Orders], token)),
        ("AdminClient.DeleteRecordsAsync(before)", token => _admin.DeleteRecordsAsync(new TopicPartitionOffset(Orders, 0), token)),
        ("AdminClient.DeleteTopicsAsync(topics)", token => _admin.DeleteTopicsAsync(["bills"], token)),
        ("AdminClient.DescribeClientQuotasAsync(filters, strict)", token => _admin.DescribeClientQuotasAsync(cancellationToken: token)),
        ("AdminClient.DescribeClusterAsync()", _admin.DescribeClusterAsync),
        ("AdminClient.DescribeConfigsAsync(resource, includeDetails)", token => _admin.DescribeConfigsAsync(ConfigResource.Broker(0), cancellationToken: token)),
        ("AdminClient.DescribeFeaturesAsync()", _admin.DescribeFeaturesAsync),
        ("AdminClient.DescribeGroupAsync(groupId)", token => _admin.DescribeGroupAsync("g", token)),
        ("AdminClient.DescribeLogDirsAsync(nodeId)", token => _admin.DescribeLogDirsAsync(0, token)),
        ("AdminClient.DescribeMetadataQuorumAsync()", _admin.DescribeMetadataQuorumAsync),
        ("AdminClient.DescribeProducersAsync(partition)", token => _admin.DescribeProducersAsync(Orders, token)),
        ("AdminClient.DescribeTopicsAsync(topics)", token => _admin.DescribeTopicsAsync(["orders"], token)),
        ("AdminClient.DescribeUserScramCredentialsAsync(users)", token => _admin.DescribeUserScramCredentialsAsync(cancellationToken: token)),
        ("AdminClient.ElectLeadersAsync(type, partitions)", token => _admin.ElectLeadersAsync(cancellationToken: token)),
        ("AdminClient.IncrementalAlterConfigsAsync(resource, changes, validateOnly)", token => _admin.IncrementalAlterConfigsAsync(ConfigResource.Topic("orders"), [], cancellationToken: token)),
        ("AdminClient.ListConfigResourcesAsync(types)", token => _admin.ListConfigResourcesAsync(cancellationToken: token)),
        ("AdminClient.ListGroupOffsetsAsync(groupId)", token => _admin.ListGroupOffsetsAsync("g", token)),
        ("AdminClient.ListGroupsAsync()", _admin.ListGroupsAsync),
        ("AdminClient.ListOffsetsAsync(partitions, isolationLevel)", token => _admin.ListOffsetsAsync([Orders], cancellationToken: token)),
        ("AdminClient.ListOffsetsAsync(times, isolationLevel)", token => _admin.ListOffsetsAsync([KeyValuePair.Create(Orders, DateTimeOffset.UnixEpoch)], cancellationToken: token)),
        ("AdminClient.ListPartitionReassignmentsAsync()", _admin.ListPartitionReassignmentsAsync),
        ("AdminClient.ListTopicsAsync(includeInternal)", token => _admin.ListTopicsAsync(cancellationToken: token)),
        ("AdminClient.RemoveGroupMembersAsync(groupId, groupInstanceIds)", token => _admin.RemoveGroupMembersAsync("g", ["nobody"], token)),
        ("AdminClient.RemoveRaftVoterAsync(nodeId, directoryId)", token => _admin.RemoveRaftVoterAsync(7, new Uuid(1, 2), token)),
        ("AdminClient.UnregisterBrokerAsync(nodeId)", token => _admin.UnregisterBrokerAsync(7, token)),
        ("AdminClient.UpdateFeaturesAsync(updates, validateOnly)", token => _admin.UpdateFeaturesAsync([], cancellationToken: token)),
    ];

    private IEnumerable<(string Method, Func<CancellationToken, Task> Call)> Producer() =>
    [
        ("Producer.ProduceAsync(topic, message)", token => _producer.ProduceAsync("orders", new Message<string, string> { Value = "a" }, token)),
        ("Producer.ProduceAsync(partition, message)", token => _producer.ProduceAsync(Orders, new Message<string, string> { Value = "b" }, token)),
        ("Producer.ProduceAsync(topic, key, value)", token => _producer.ProduceAsync("orders", "k", "c", token)),
        ("Producer.ProduceAsync(partition, key, value)", token => _producer.ProduceAsync(Orders, "k", "d", token)),
        ("Producer.ProduceAllAsync(topic, messages)", token => _producer.ProduceAllAsync("orders", [new() { Value = "e" }], token)),
        ("Producer.FlushAsync()", token =>
        {
            _producer.Produce(Orders, new Message<string, string> { Value = "c" });
            return _producer.FlushAsync(token);
        }),
    ];

    private IEnumerable<(string Method, Func<CancellationToken, Task> Call)> Consumer() =>
    [
        ("Consumer.ConsumeAsync()", token =>
        {
            _consumer.Assign(new TopicPartitionOffset(Orders, 0));
            return _consumer.ConsumeAsync(token).GetAsyncEnumerator(token).MoveNextAsync().AsTask();
        }),
        ("Consumer.ConsumeBatchAsync(maxRecords)", token =>
        {
            _consumer.Seek(new TopicPartitionOffset(Orders, 0));
            return _consumer.ConsumeBatchAsync(2, token);
        }),
        ("Consumer.CommitAsync(timeout)", token => _consumer.CommitAsync(cancellationToken: token)),
        ("Consumer.CommitAsync(result, timeout)", token => _consumer.CommitAsync(new ConsumeResult<string, string>(Orders, 1, new()), cancellationToken: token)),
        ("Consumer.CommitAsync(offsets, timeout)", token => _consumer.CommitAsync([new TopicPartitionOffset(Orders, 1)], cancellationToken: token)),
        ("Consumer.CommittedAsync(partitions, timeout)", token => _consumer.CommittedAsync([Orders], cancellationToken: token)),
        ("Consumer.OffsetsForTimesAsync(times, timeout)", token => _consumer.OffsetsForTimesAsync([new(Orders, DateTimeOffset.UnixEpoch)], cancellationToken: token)),
        ("Consumer.QueryWatermarkOffsetsAsync(partition, timeout)", token => _consumer.QueryWatermarkOffsetsAsync(Orders, cancellationToken: token)),
    ];

    private IEnumerable<(string Method, Func<CancellationToken, Task> Call)> Cluster() =>
    [
        ("KafkaCluster.StartAsync(configure)", async token =>
        {
            var starting = KafkaCluster.StartAsync(
                options => options.TransportOf = (_, transport) =>
                {
                    Release.WaitHandle.WaitOne();
                    return transport;
                },
                token);
            await (await starting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }),
        ("KafkaCluster.AddBrokerAsync()", kafka.AddBrokerAsync),
        ("KafkaCluster.FlushAsync()", kafka.FlushAsync),
        ("KafkaCluster.WaitForCommittedAsync(groupId, topic, partition, offset, timeout)", token => kafka.WaitForCommittedAsync("g", "orders", 0, 1, cancellationToken: token)),
        ("KafkaCluster.WaitForCommittedAsync(groupId, topic, timeout)", token => kafka.WaitForCommittedAsync("none", "empty", cancellationToken: token)),
        ("KafkaCluster.WaitForControllerAsync(otherThan, timeout)", token => kafka.WaitForControllerAsync(cancellationToken: token)),
        ("KafkaCluster.WaitForGroupAsync(groupId, stable, members, timeout)", token => kafka.WaitForGroupAsync("g", members: 0, cancellationToken: token)),
        ("KafkaCluster.WaitForIsrAsync(topic, partition, brokers, timeout)", token => kafka.WaitForIsrAsync("orders", 0, [kafka.Brokers[0]], cancellationToken: token)),
        ("KafkaCluster.WaitForIsrAsync(topic, partition, count, timeout)", token => kafka.WaitForIsrAsync("orders", 0, 1, cancellationToken: token)),
        ("KafkaCluster.WaitForLeaderAsync(topic, partition, otherThan, timeout)", token => kafka.WaitForLeaderAsync("orders", 0, cancellationToken: token)),
        ("KafkaCluster.WaitForRecordsAsync(topic, count, timeout)", token => kafka.WaitForRecordsAsync("orders", 1, cancellationToken: token)),
        ("KafkaBroker.DescribeReplicasAsync(topics)", token => kafka.Brokers[0].DescribeReplicasAsync(cancellationToken: token)),
        ("KafkaBroker.DescribeSegmentsAsync(partition)", token => kafka.Brokers[0].DescribeSegmentsAsync(Orders, token)),
        ("KafkaBroker.WaitForFailureAsync()", async token =>
        {
            try
            {
                await kafka.Brokers[0].WaitForFailureAsync(token.IsCancellationRequested ? token : Release).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
            }
        }),
    ];

    private IEnumerable<(string Method, Func<CancellationToken, Task> Call)> Ends() =>
    [
        ("AdminClient.DisposeAsync()", _ => _admin.DisposeAsync().AsTask()),
        ("Producer.DisposeAsync()", _ =>
        {
            _producer.Produce(Orders, new Message<string, string> { Value = "d" });
            return _producer.DisposeAsync().AsTask();
        }),
        ("Consumer.DisposeAsync()", _ => _consumer.DisposeAsync().AsTask()),
        ("KafkaBroker.PauseAsync()", kafka.Brokers[0].PauseAsync),
        ("KafkaBroker.KillAsync()", kafka.Brokers[0].KillAsync),
        ("KafkaBroker.StartAsync()", kafka.Brokers[0].StartAsync),
        ("KafkaBroker.StopAsync()", kafka.Brokers[0].StopAsync),
        ("KafkaCluster.DisposeAsync()", _ => kafka.DisposeAsync().AsTask()),
    ];
}
