using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;
using StrictReplay;

namespace MiniKafka.Tests.Metadata.Control;

/// <summary>What is written while the cluster's metadata.version is older than this software: each record is judged as it is made.</summary>
public class MetadataLevelTests
{
    public static TheoryData<short> Levels { get; } = [.. Enumerable.Range(7, 24).Select(level => (short)level)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Records_are_written_in_versions_that_the_level_has_and_are_all_that_is_known_later(short level)
    {
        var cluster = new TestCluster(4, level: level);
        cluster.Assigned("t", [1, 2, 3], [2, 3, 1]);
        Assert.Equal(ErrorCode.None, cluster.Create("placed", partitions: 3, replicationFactor: 2).Outcome.Code);
        cluster.Do(cluster.Controller.Directories.Assign(cluster.Image, 1, cluster.Image.Brokers[1].Epoch, [(cluster.Image.Topics["t"].Id, 0, new Uuid(9, 9))]));
        cluster.Fence(2);
        cluster.Beat(3, wantsShutDown: true);
        cluster.Unfence(2);
        cluster.Register(4);
        cluster.Do(cluster.Controller.Reassignments.Alter(cluster.Image, [new Reassignment("t", 0, [1, 2, 4])], allowReplicationFactorChange: true));

        var snapshot = ImageSnapshot.Write(cluster.Image)
            .Select((record, index) => new Entry(index, MetadataRecordSerde.Decode(MetadataRecordSerde.Encode(record.Value, record.Version)).Record, record.Version)).ToList();
        new StrictCluster().ReplaySnapshot(snapshot);
        Assert.Equal(TestCluster.Bytes(cluster.Image), TestCluster.Bytes(ImageBuilder.Apply(ClusterImage.Empty, snapshot.Select(entry => entry.Record))));
        Assert.Equal(level >= 17, cluster.Image.Brokers.Values.All(broker => broker.LogDirs.Length > 0));
    }

    [Theory]
    [InlineData(11, 1)]
    [InlineData(12, 0)]
    public void Replica_that_leaves_the_ISR_begins_a_leader_epoch_at_old_levels(short level, int epochs)
    {
        var cluster = new TestCluster(3, level: level);
        cluster.Assigned("t", [1, 2, 3]);
        cluster.Fence(3);
        Assert.Equal((1, epochs), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderEpoch));
    }

    [Theory]
    [InlineData(10, ErrorCode.UnsupportedVersion)]
    [InlineData(11, ErrorCode.None)]
    public void Credentials_of_users_need_a_level_that_has_them(short level, ErrorCode expected)
    {
        var cluster = new TestCluster(1, level: level);
        var altered = cluster.Do(ScramControl.Alter(cluster.Image, [], [new ScramUpsertion("u", 1, 4096, [1], new byte[32])]));
        Assert.Equal(expected, altered[0].Outcome.Code);
    }

    [Theory]
    [InlineData(22, ErrorCode.InvalidUpdateVersion)]
    [InlineData(23, ErrorCode.None)]
    public void Eligible_leaders_need_a_level_that_has_them(short level, ErrorCode expected)
    {
        var cluster = new TestCluster(1, level: level);
        var update = new FeatureUpdate(ClusterFeatures.EligibleLeaderReplicas, 1, 1);
        Assert.Equal(expected, cluster.Do(cluster.Controller.Features.Update(cluster.Image, 1, 1, [update], validateOnly: true)).Code);
        var together = cluster.Controller.Features.Update(cluster.Image, 1, 1, [update, new FeatureUpdate(ClusterFeatures.MetadataVersion, 30, 1)], validateOnly: false);
        Assert.Equal(ErrorCode.None, cluster.Do(together).Code);
    }
}
