using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Participation;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum;

/// <summary>What a leader tells of its quorum.</summary>
public sealed class QuorumDescriptionTests
{
    [Theory]
    [InlineData(KRaftVersion.Static)]
    [InlineData(KRaftVersion.Reconfigurable)]
    public void Voters_that_are_fixed_in_the_configuration_are_shown_without_directories(short version)
    {
        var files = new MemoryFileSystem(new ManualTime());
        if (version == KRaftVersion.Static)
        {
            // A log that is there, and says nothing of voters, is not formatted.
            files.CreateDirectory(Path.Combine(QuorumFixture.LogDirectory, "__cluster_metadata-0"));
            files.Open(Path.Combine(QuorumFixture.LogDirectory, "__cluster_metadata-0", "00000000000000000000.log"), FileOpening.Empty).Dispose();
        }

        var leader = new PureReplica(1, 3, files);
        leader.Win();
        Assert.Equal(version, leader.Log.KRaftVersion);

        var request = new DescribeQuorumRequest { Topics = [new() { TopicName = MetadataTopic.Name, Partitions = [new()] }] };
        var described = QuorumDescription.Describe(
            request, leader.Replica, QuorumFixture.Options(1, QuorumFixture.Voters(3)), new QuorumClock(leader.Time)).Topics[0].Partitions[0];

        Assert.Equal(
            Enumerable.Range(1, 3).Select(id => version == KRaftVersion.Static ? Uuid.Zero : QuorumFixture.Key(id).DirectoryId),
            described.CurrentVoters.Select(voter => voter.ReplicaDirectoryId));
    }
}
