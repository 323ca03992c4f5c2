using System.Runtime.CompilerServices;
using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Serialization;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.OwnClients;

/// <summary>
/// What our own administrative client asks of a cluster that nobody else uses, since it changes its voters, features or directories: Apache
/// Kafka's and ours answer the same.
/// </summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class OwnAdminAloneTests : IDisposable
{
    private const int MostLooks = 1500;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ApacheKafkaTheory]
    [InlineData(Peer.MiniKafka)]
    [InlineData(Peer.OneApacheKafka)]
    public async Task Features_rise_and_fall_and_replicas_move_between_directories(Peer peer)
    {
        string[] directories = [_folder.File("first"), _folder.File("second")];
        await using var cluster = await AloneAsync(peer, directories);
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = cluster.Servers });
        await FeaturesAsync(admin);
        await DirectoriesAsync(admin, cluster.Servers, directories);
    }

    [ApacheKafkaFact]
    public async Task Controller_of_Apache_Kafka_gets_a_vote_and_loses_it_again()
    {
        var nodes = ApacheKafkaNode.InFolder(_folder.File("nodes"), 2);
        var settings = new Dictionary<string, string> { ["controller.quorum.voters"] = "", ["controller.quorum.bootstrap.servers"] = $"127.0.0.1:{nodes[0].ControllerPort}" };
        await using var first = await ApacheKafkaCluster.StartAsync([nodes[0]], settings, $"{ApacheKafkaCluster.FormatOf43} --standalone");
        await using var second = await ApacheKafkaCluster.StartAsync([nodes[1]], settings, $"{ApacheKafkaCluster.FormatOf43} --no-initial-controllers");
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = first.BootstrapServers });
        QuorumReplica? observer = null;
        await EventuallyAsync(async () => (observer = (await admin.DescribeMetadataQuorumAsync()).Observers.FirstOrDefault(node => node.NodeId == 2)) is not null);
        RaftVoterEndpoint[] endpoints = [new("CONTROLLER", "127.0.0.1", nodes[1].ControllerPort)];

        await admin.AddRaftVoterAsync(2, observer!.DirectoryId, endpoints);
        Assert.Equal([1, 2], (await admin.DescribeMetadataQuorumAsync()).Voters.Select(voter => voter.NodeId));
        await ThrowsAsync(ErrorCode.DuplicateVoter, () => admin.AddRaftVoterAsync(2, observer.DirectoryId, endpoints));
        await admin.RemoveRaftVoterAsync(2, observer.DirectoryId);
        Assert.Equal([1], (await admin.DescribeMetadataQuorumAsync()).Voters.Select(voter => voter.NodeId));
        await ThrowsAsync(ErrorCode.VoterNotFound, () => admin.RemoveRaftVoterAsync(2, observer.DirectoryId));
    }

    private static async Task FeaturesAsync(AdminClient admin)
    {
        const string transactions = "transaction.version";
        await EventuallyAsync(async () => (await admin.DescribeFeaturesAsync())[transactions].Finalized == 2);
        await ThrowsAsync(ErrorCode.InvalidUpdateVersion, () => admin.UpdateFeaturesAsync([new(transactions, 1)]));
        await ThrowsAsync(ErrorCode.InvalidUpdateVersion, () => admin.UpdateFeaturesAsync([new(transactions, 99)]));
        await ThrowsAsync(ErrorCode.InvalidUpdateVersion, () => admin.UpdateFeaturesAsync([new("no.such.version", 1)]));
        await ThrowsAsync(ErrorCode.InvalidUpdateVersion, () => admin.UpdateFeaturesAsync([new("metadata.version", 22, FeatureUpgradeType.SafeDowngrade)]));
        await admin.UpdateFeaturesAsync([new(transactions, 1, FeatureUpgradeType.SafeDowngrade)], validateOnly: true);
        await admin.UpdateFeaturesAsync([new(transactions, 1, FeatureUpgradeType.SafeDowngrade)]);
        await EventuallyAsync(async () => (await admin.DescribeFeaturesAsync())[transactions].Finalized == 1);
        await admin.UpdateFeaturesAsync([new(transactions, 2)]);
        await EventuallyAsync(async () => (await admin.DescribeFeaturesAsync())[transactions].Finalized == 2);
    }

    private static async Task DirectoriesAsync(AdminClient admin, string servers, string[] directories)
    {
        var partition = new TopicPartition("moving", 0);
        await admin.CreateTopicAsync(partition.Topic, 1, 1);
        await using (var producer = new Producer<string?, string?>(new ProducerConfig { BootstrapServers = servers }, Serdes.Utf8, Serdes.Utf8))
        {
            await producer.ProduceAsync(partition, new Message<string?, string?> { Value = "v" });
        }

        for (var moves = 0; moves < 2; moves++)
        {
            var from = await PlaceAsync();
            var to = directories.Single(directory => directory != from);
            await admin.AlterReplicaLogDirsAsync(1, new Dictionary<TopicPartition, string> { [partition] = to });
            await EventuallyAsync(async () => await PlaceAsync() == to);
        }

        await ThrowsAsync(ErrorCode.LogDirNotFound, () => admin.AlterReplicaLogDirsAsync(1, new Dictionary<TopicPartition, string> { [partition] = directories[0] + "-elsewhere" }));
        await ThrowsAsync(ErrorCode.UnknownTopicOrPartition, () => admin.AlterReplicaLogDirsAsync(1, new Dictionary<TopicPartition, string> { [new("nowhere", 0)] = directories[0] }));

        // Null while two directories have it.
        async Task<string?> PlaceAsync() =>
            (await admin.DescribeLogDirsAsync(1)).Where(directory => directory.Replicas.Any(replica => replica.TopicPartition == partition)).ToList() is [var one] ? one.Path : null;
    }

    private static async Task<Alone> AloneAsync(Peer peer, string[] directories)
    {
        if (peer == Peer.MiniKafka)
        {
            var ours = await KafkaCluster.StartAsync(options =>
            {
                options.Listen();
                options.Properties["node.id"] = "1";
                options.Properties["log.dirs"] = string.Join(',', directories);
            });
            return new Alone(ours, ours.BootstrapServers!);
        }

        var nodes = ApacheKafkaNode.InFolder(directories[0] + "-node", 1);
        var theirs = await ApacheKafkaCluster.StartAsync(nodes, new Dictionary<string, string> { ["log.dirs"] = string.Join(',', directories) }, ApacheKafkaCluster.FormatOf43);
        return new Alone(theirs, theirs.BootstrapServers);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var looks = 0; !await holds(); looks++)
        {
            Assert.True(looks < MostLooks, what);
            await look.WaitForNextTickAsync();
        }
    }

    private static async Task ThrowsAsync(ErrorCode code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<KafkaException>(call)).Code);

    /// <summary>A cluster that is gone after the test.</summary>
    private sealed record Alone(IAsyncDisposable Cluster, string Servers) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
