using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about the metadata log and the controllers that keep it.</summary>
internal static class QuorumKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("controller.listener.names", null)
            .Means("Which of the listeners are the controllers', the first of them being named to others. Each must have an address in listeners; "
                + "without this key controllers bind none and reach each other in memory."),
        List("controller.quorum.voters", "").VoterAddresses()
            .Means("The voters as id@host:port, separated by commas. They are the voters of a new cluster and of one whose quorum is static; in any other the voters stand in the "
                + "metadata log, where the address of each is replaced by this one. Give it before the data is moved to machines where controllers shall find each other there."),
        List("controller.quorum.bootstrap.servers", "").WithoutEffect("The controllers are in the same process, which knows them.")
            .Means("Addresses at which the controllers are looked for."),
        Boolean("controller.quorum.auto.join.enable", false).WithoutEffect("The first three nodes of a new cluster vote; others get a vote by AddRaftVoter.")
            .Means("Whether a controller makes itself a voter when it is none."),
        Int("controller.quorum.election.timeout.ms", 1000).AtLeast(0)
            .Means("How long a candidate waits for votes before it starts another election."),
        Int("controller.quorum.election.backoff.max.ms", 1000).AtLeast(0)
            .Means("Longest random wait between two elections that came to nothing."),
        Int("controller.quorum.fetch.timeout.ms", 2000).AtLeast(0)
            .Means("How long a controller goes without hearing from the leader before it calls an election, and a leader without a majority before it resigns."),
        Int("controller.quorum.append.linger.ms", 25).AtLeast(0).WithoutEffect("Records are written at once.")
            .Means("How long the leader gathers records before it writes them."),
        Int("controller.quorum.request.timeout.ms", 2000).AtLeast(0)
            .Means("How long a controller waits for another one's answer."),
        Int("controller.quorum.retry.backoff.ms", 20).AtLeast(0)
            .Means("Pause before a failed request to a controller is made again."),
        Int("controller.quorum.fetch.max.bytes", 1_048_576).AtLeast(1)
            .Means("Bytes asked for in one fetch of the metadata log."),
        Int("controller.quorum.fetch.snapshot.max.bytes", 1_048_576).WithoutEffect("controller.quorum.fetch.max.bytes bounds these fetches too.")
            .Means("Bytes asked for in one fetch of a snapshot."),
        Int("controller.socket.timeout.ms", 30_000).WithoutEffect("It is a remnant of channels that are gone.")
            .Means("Socket timeout of older channels from controllers to brokers."),
        String("metadata.log.dir", null).WithoutEffect("The metadata log lies in the first log directory.")
            .Means("Directory of the metadata log; without it the first log directory."),
        Int("metadata.log.segment.bytes", 1_073_741_824).AtLeast(8_388_608)
            .Means("Size at which a segment of the metadata log is closed."),
        Int("metadata.log.segment.min.bytes", 8_388_608).AtLeast(12).Unlisted().WithoutEffect("The smallest size of metadata.log.segment.bytes is fixed.")
            .Means("Smallest permitted size of a segment of the metadata log."),
        Long("metadata.log.segment.ms", 604_800_000)
            .Means("Age at which a segment of the metadata log is closed."),
        Long("metadata.max.retention.bytes", 104_857_600)
            .Means("Bytes of metadata log and snapshots above which old ones are deleted."),
        Long("metadata.max.retention.ms", 604_800_000)
            .Means("Age above which old metadata segments and snapshots are deleted."),
        Long("metadata.log.max.record.bytes.between.snapshots", 20_971_520).AtLeast(1)
            .Means("Bytes of new metadata records after which a snapshot is written."),
        Long("metadata.log.max.snapshot.interval.ms", 3_600_000).AtLeast(0)
            .Means("Longest time between two snapshots when there is anything new."),
        Int("metadata.max.idle.interval.ms", 500).AtLeast(0).WithoutEffect("A leader is known to be alive by its answers and writes no records for it.")
            .Means("Milliseconds after which an idle leader writes a record that says nothing, so that everybody sees it alive; 0 writes none."),
        Long("server.max.startup.time.ms", long.MaxValue).AtLeast(0).Unlisted().WithoutEffect("A start ends by its own steps or by the caller's cancellation.")
            .Means("Milliseconds within which a server must have started."),
        Int("internal.metadata.log.segment.bytes", null).Unlisted().WithoutEffect("metadata.log.segment.bytes says it.")
            .Means("Segment size of the metadata log, for tests; no lower bound."),
    ];
}
