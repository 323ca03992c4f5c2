using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Tests.Storage.Golden;
using StrictReplay;

namespace MiniKafka.Tests.Metadata.Replay;

/// <summary>What judges the logs of all other tests: it takes what Apache Kafka wrote and refuses what Apache Kafka would refuse.</summary>
public class StrictReplayTests
{
    private static readonly Uuid Topic = new(5, 5);

    /// <summary>Records that come next in a log in which broker 1 has epoch 10 and holds topic t, and why they are refused.</summary>
    public static TheoryData<string, object> Refused => new()
    {
        { "is not the epoch 10 of broker 1", new BrokerRegistrationChangeRecord { BrokerId = 1, BrokerEpoch = 9, Fenced = 1 } },
        { "is not registered", new BrokerRegistrationChangeRecord { BrokerId = 2, BrokerEpoch = 9, Fenced = 1 } },
        { "is fenced by 2", new BrokerRegistrationChangeRecord { BrokerId = 1, BrokerEpoch = 10, Fenced = 2 } },
        { "is in shutdown by -1", new BrokerRegistrationChangeRecord { BrokerId = 1, BrokerEpoch = 10, InControlledShutdown = -1 } },
        { "is not the epoch", new UnregisterBrokerRecord { BrokerId = 1, BrokerEpoch = 9 } },
        { "amends its registration", Registration(1, epoch: 11, incarnation: 1) },
        { "falls from 10 to 9", Registration(1, epoch: 9, incarnation: 2) },
        { "has epoch 101 at offset 100", Registration(1, epoch: 101, incarnation: 2) },
        { "another broker has a log directory", Registration(2, epoch: 11, incarnation: 2) },
        { "the leader is fenced", new BrokerRegistrationChangeRecord { BrokerId = 1, BrokerEpoch = 10, Fenced = 1 } },
        { "there is a topic t", new TopicRecord { Name = "t", TopicId = new Uuid(6, 6) } },
        { "has no partition", new TopicRecord { Name = "u", TopicId = new Uuid(6, 6) } },
        { "there is no topic", new RemoveTopicRecord { TopicId = new Uuid(6, 6) } },
        { "there is no topic", new PartitionChangeRecord { TopicId = new Uuid(6, 6), PartitionId = 0, Isr = [1] } },
        { "there is no partition t-1", new PartitionChangeRecord { TopicId = Topic, PartitionId = 1, Isr = [1] } },
        { "there is a partition t-0", Partition(0) },
        { "are not numbered from 0 on", Partition(2) },
        { "begins with the epochs 0 and 3", Partition(1, partitionEpoch: 3) },
        { "the leader is not in the ISR", new PartitionChangeRecord { TopicId = Topic, PartitionId = 0, Isr = [] } },
        { "the ISR is not of its replicas", new PartitionChangeRecord { TopicId = Topic, PartitionId = 0, Isr = [1, 2] } },
        { "without their directories", new PartitionChangeRecord { TopicId = Topic, PartitionId = 0, Replicas = [1, 2] } },
        { "is changed in nothing", new PartitionChangeRecord { TopicId = Topic, PartitionId = 0 } },
        { "there is no topic u", new ClearElrRecord { TopicName = "u" } },
        { "which does not exist", new ConfigRecord { ResourceType = 2, ResourceName = "u", Name = "retention.ms", Value = "1" } },
        { "was not set", new ConfigRecord { ResourceType = 2, ResourceName = "t", Name = "retention.ms", Value = null } },
        { "which is not registered", new ConfigRecord { ResourceType = 4, ResourceName = "7", Name = "log.retention.ms", Value = "1" } },
        { "goes from 0 to 2, not to 3", new FeatureLevelRecord { Name = "transaction.version", FeatureLevel = 3 } },
        { "is no feature that records finalize", new FeatureLevelRecord { Name = "kraft.version", FeatureLevel = 1 } },
        { "is not the epoch", new ProducerIdsRecord { BrokerId = 1, BrokerEpoch = 9, NextProducerId = 2000 } },
        { "falls from 1000 to 1000", new ProducerIdsRecord { BrokerId = 1, BrokerEpoch = 10, NextProducerId = 1000 } },
        { "was not set", new ClientQuotaRecord { Entity = [new ClientQuotaRecord.EntityData { EntityType = "user" }], Key = "producer_byte_rate", Remove = true } },
        { "has no credential", new RemoveUserScramCredentialRecord { Name = "alice", Mechanism = 1 } },
        { "was not there", new RemoveAccessControlEntryRecord { Id = new Uuid(1, 1) } },
        { "was not there", new RemoveDelegationTokenRecord { TokenId = "none" } },
        { "ends that did not begin", new EndTransactionRecord() },
        { "is aborted that did not begin", new AbortTransactionRecord() },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_record_whose_preconditions_do_not_hold_is_refused(string why, object record)
    {
        var cluster = Begun();
        var refused = Assert.Throws<RefusedRecordException>(() => cluster.Replay([Entry(100, (IPersistedRecord)record)]));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_a_version_that_the_level_of_the_metadata_does_not_have_is_refused()
    {
        var refused = Assert.Throws<RefusedRecordException>(() => Begun().Replay([new Entry(100, Registration(1, epoch: 100, incarnation: 2), 3)]));
        Assert.Contains("version 3 stands where metadata.version 30 wants 4", refused.Message, StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData("clean")]
    [InlineData("crashed")]
    public void Everything_that_Apache_Kafka_wrote_is_taken(string name)
    {
        using var golden = new GoldenDirectory(name);
        MetadataJudge.CheckFolder(golden.Data);
    }

    private static StrictCluster Begun()
    {
        var cluster = new StrictCluster();
        cluster.Replay(FeatureControl.Bootstrap(ClusterFeatures.OfNewCluster, 1).Select((record, offset) => Entry(offset, record)));
        cluster.Replay(
        [
            Entry(10, Registration(1, epoch: 10, incarnation: 1)),
            Entry(11, new BrokerRegistrationChangeRecord { BrokerId = 1, BrokerEpoch = 10, Fenced = -1 }),
            Entry(12, new TopicRecord { Name = "t", TopicId = Topic }),
            Entry(13, Partition(0)),
            Entry(14, new ProducerIdsRecord { BrokerId = 1, BrokerEpoch = 10, NextProducerId = 1000 }),
        ]);
        return cluster;
    }

    private static Entry Entry(long offset, IPersistedRecord record) => new(offset, record, MetadataRecord.Of(record, ClusterFeatures.OfNewCluster[ClusterFeatures.MetadataVersion]).Version);

    private static RegisterBrokerRecord Registration(int id, long epoch, ulong incarnation) => new BrokerRegistration
    {
        Id = id,
        Epoch = epoch,
        IncarnationId = new Uuid(1, incarnation),
        Endpoints = [new ListenerEndpoint("PLAINTEXT", "localhost", 9092, 0)],
        Features = ClusterFeatures.Supported,
        LogDirs = [new Uuid(7, 7)],
    }.ToRecord();

    private static PartitionRecord Partition(int id, int partitionEpoch = 0) => new()
    {
        TopicId = Topic, PartitionId = id, Replicas = [1], Isr = [1], Leader = 1, LeaderEpoch = 0, PartitionEpoch = partitionEpoch, Directories = [new Uuid(7, 7)],
    };
}
