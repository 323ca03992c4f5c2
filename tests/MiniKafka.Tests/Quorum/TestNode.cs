using MiniKafka.Quorum;
using MiniKafka.Quorum.Participation;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum;

/// <summary>One node of a test: a quorum on a loop of its own, over files that outlive it.</summary>
internal sealed class TestNode
{
    private TestNode(MetadataQuorum quorum, RecordingListener listener)
    {
        Quorum = quorum;
        Listener = listener;
    }

    public MetadataQuorum Quorum { get; }

    public RecordingListener Listener { get; }

    /// <summary>Opens the log and makes a quorum that has not been started. Called on a loop of the host.</summary>
    public static TestNode Open(SimulatedLoopHost host, int id, IFileSystem files, IQuorumChannel channel, VoterSet voters)
    {
        var options = QuorumFixture.Options(id, voters);
        var loop = MiniKafka.Runtime.EventLoop.CurrentLoop!;
        var directory = QuorumFixture.Directory(files, loop.Clock);
        var log = directory.Open(QuorumFixture.LogConfig(), options, wasCleanShutdown: false);
        return new TestNode(new MetadataQuorum(options, log, directory.QuorumState, channel, loop), new RecordingListener());
    }

    public TestNode Start()
    {
        Quorum.Start(Listener);
        return this;
    }
}
