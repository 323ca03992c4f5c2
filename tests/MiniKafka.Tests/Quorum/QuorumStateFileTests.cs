using System.Text;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Voters;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum;

public sealed class QuorumStateFileTests
{
    private static readonly string Directory = Path.Combine("data", "__cluster_metadata-0");

    private readonly MemoryFileSystem _files = new(new ManualTime());

    public QuorumStateFileTests() => _files.CreateDirectory(Directory);

    [Fact]
    public void A_static_quorum_is_written_with_its_voters()
    {
        File().Write(new ElectionState(7, 2, ReplicaKey.None), KRaftVersion.Static, QuorumFixture.Voters(3));
        Assert.Equal(
            """{"clusterId":"","leaderId":2,"leaderEpoch":7,"votedId":-1,"appliedOffset":0,"currentVoters":[{"voterId":1},{"voterId":2},{"voterId":3}],"data_version":0}""",
            Text);
    }

    [Fact]
    public void What_another_program_wrote_beside_a_static_state_is_kept()
    {
        Text = """{"clusterId":"its-own","leaderId":-1,"leaderEpoch":3,"votedId":-1,"appliedOffset":42,"currentVoters":[{"voterId":1}],"hint":{"of":["theirs"]},"data_version":0}""";
        var file = File();
        Assert.Equal(new ElectionState(3, null, ReplicaKey.None), file.Read());
        file.Write(new ElectionState(4, 1, ReplicaKey.None), KRaftVersion.Static, QuorumFixture.Voters(1));
        Assert.Equal(
            """{"clusterId":"its-own","leaderId":1,"leaderEpoch":4,"votedId":-1,"appliedOffset":42,"currentVoters":[{"voterId":1}],"hint":{"of":["theirs"]},"data_version":0}""",
            Text);
    }

    [Fact]
    public void A_state_that_no_longer_is_a_static_quorums_leaves_out_what_only_those_have()
    {
        Text = """{"clusterId":"","leaderId":1,"leaderEpoch":3,"votedId":-1,"appliedOffset":0,"currentVoters":[{"voterId":1}],"hint":1,"data_version":0}""";
        var file = File();
        file.Read();
        file.Write(new ElectionState(4, 1, ReplicaKey.None), KRaftVersion.Reconfigurable, QuorumFixture.Voters(1));
        Assert.Equal(
            """{"leaderId":1,"leaderEpoch":4,"votedId":-1,"votedDirectoryId":"AAAAAAAAAAAAAAAAAAAAAA","hint":1,"data_version":1}""",
            Text);
    }

    private string Text
    {
        get => Encoding.UTF8.GetString(_files.ReadAllBytes(Path.Combine(Directory, QuorumStateFile.FileName)));
        set => _files.ReplaceAllBytes(Path.Combine(Directory, QuorumStateFile.FileName), Encoding.UTF8.GetBytes(value), durable: false);
    }

    private QuorumStateFile File() => new(_files, Directory);
}
