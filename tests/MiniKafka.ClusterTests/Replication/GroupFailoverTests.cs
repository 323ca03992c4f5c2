using System.Text;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Classic groups whose coordinator's broker crashes: another one reads the log and goes on where it was.</summary>
public sealed class GroupFailoverTests
{
    private const string Group = "billing";
    private const int Session = 45_000;

    [Fact]
    public void Members_generation_and_offsets_carry_on_at_the_next_coordinator() => VirtualCluster.Run(
        async cluster =>
        {
            await PartitionClient.CreateAsync(cluster, "orders", [0, 1, 2]);
            var first = await CoordinatorAsync(cluster, asked: 0, gone: -1);
            var (generation, members) = await FormAsync(cluster, first);
            Assert.Equal(ErrorCode.None, await CommitAsync(cluster, first, generation, members[1], 7));
            var before = await DescribeAsync(cluster, first);

            await cluster.KillAsync(first);
            var next = await CoordinatorAsync(cluster, asked: (first + 1) % 3, gone: first);
            foreach (var member in members)
            {
                Assert.Equal(ErrorCode.None, await BeatAsync(cluster, next, generation, member));
            }

            Assert.Equal(before, await DescribeAsync(cluster, next));
            Assert.Equal((7L, "from before"), await CommittedAsync(cluster, next));
            Assert.Equal(ErrorCode.None, await CommitAsync(cluster, next, generation, members[0], 8));
            Assert.Equal((8L, "from before"), await CommittedAsync(cluster, next));
            Assert.Equal(ErrorCode.IllegalGeneration, await BeatAsync(cluster, next, generation - 1, members[0]));
            Assert.Equal(ErrorCode.UnknownMemberId, await BeatAsync(cluster, next, generation, "nobody"));
        },
        brokers: 3,
        ("offsets.topic.num.partitions", "1"),
        ("offsets.topic.replication.factor", "3"));

    /// <summary>The coordinator that a broker names, once it is another than the one that is gone.</summary>
    private static async Task<int> CoordinatorAsync(VirtualCluster cluster, int asked, int gone)
    {
        for (var start = cluster.Now; ; await cluster.DelayAsync(TimeSpan.FromMilliseconds(100)))
        {
            var found = (await cluster.CallAsync(asked, new FindCoordinatorRequest { CoordinatorKeys = [Group] })).Coordinators[0];
            if (found.ErrorCode == ErrorCode.None && found.NodeId != gone)
            {
                return found.NodeId;
            }

            Assert.True(cluster.Now - start < TimeSpan.FromMinutes(1), $"Still {found.ErrorCode} and broker {found.NodeId}.");
        }
    }

    /// <summary>A stable group of two members with an assignment each, and a connection each.</summary>
    private static async Task<(int Generation, string[] Members)> FormAsync(VirtualCluster cluster, int coordinator)
    {
        List<string> members = [];
        foreach (var connection in new[] { 1, 2 })
        {
            members.Add((await LoadedAsync(cluster, () => JoinAsync(cluster, coordinator, connection, ""), answer => answer.ErrorCode)).MemberId);
        }

        var (one, other) = (JoinAsync(cluster, coordinator, 1, members[0]), JoinAsync(cluster, coordinator, 2, members[1]));
        JoinGroupResponse[] joined = [await one, await other];
        Assert.All(joined, answer => Assert.Equal((ErrorCode.None, joined[0].GenerationId, joined[0].Leader), (answer.ErrorCode, answer.GenerationId, answer.Leader)));
        var generation = joined[0].GenerationId;
        var (firstSync, secondSync) = (SyncAsync(0), SyncAsync(1));
        SyncGroupResponse[] synced = [await firstSync, await secondSync];
        Assert.Equal(members.Select(member => $"for {member}"), synced.Select(answer => Encoding.UTF8.GetString(answer.Assignment)));
        return (generation, [.. members]);

        Task<SyncGroupResponse> SyncAsync(int member) => cluster.CallAsync(
            coordinator,
            new SyncGroupRequest
            {
                GroupId = Group,
                GenerationId = generation,
                MemberId = members[member],
                ProtocolType = "consumer",
                ProtocolName = "range",
                Assignments = members[member] != joined[0].Leader
                    ? []
                    : [.. members.Select(each => new SyncGroupRequest.SyncGroupRequestAssignment { MemberId = each, Assignment = Encoding.UTF8.GetBytes($"for {each}") })],
            },
            connection: member + 1);
    }

    private static Task<JoinGroupResponse> JoinAsync(VirtualCluster cluster, int coordinator, int connection, string member) => cluster.CallAsync(
        coordinator,
        new JoinGroupRequest
        {
            GroupId = Group,
            MemberId = member,
            ProtocolType = "consumer",
            SessionTimeoutMs = Session,
            RebalanceTimeoutMs = Session,
            Protocols = [new() { Name = "range", Metadata = [1] }],
        },
        connection: connection);

    private static async Task<ErrorCode> BeatAsync(VirtualCluster cluster, int coordinator, int generation, string member) => (await LoadedAsync(
        cluster,
        () => cluster.CallAsync(coordinator, new HeartbeatRequest { GroupId = Group, GenerationId = generation, MemberId = member }),
        answer => answer.ErrorCode)).ErrorCode;

    /// <summary>The answer to a request that is sent again as long as the coordinator reads its log, or has not heard that it is one.</summary>
    private static async Task<TAnswer> LoadedAsync<TAnswer>(VirtualCluster cluster, Func<Task<TAnswer>> ask, Func<TAnswer, ErrorCode> codeOf)
    {
        for (var start = cluster.Now; ; await cluster.DelayAsync(TimeSpan.FromMilliseconds(100)))
        {
            var answer = await ask();
            if (codeOf(answer) is not (ErrorCode.CoordinatorLoadInProgress or ErrorCode.NotCoordinator) || cluster.Now - start > TimeSpan.FromSeconds(20))
            {
                return answer;
            }
        }
    }

    private static async Task<ErrorCode> CommitAsync(VirtualCluster cluster, int coordinator, int generation, string member, long offset)
    {
        var committed = await cluster.CallAsync(
            coordinator,
            new OffsetCommitRequest
            {
                GroupId = Group,
                GenerationIdOrMemberEpoch = generation,
                MemberId = member,
                Topics = [new() { Name = "orders", Partitions = [new() { CommittedOffset = offset, CommittedMetadata = "from before" }] }],
            },
            newestVersion: 9);
        return committed.Topics[0].Partitions[0].ErrorCode;
    }

    private static async Task<(long Offset, string? Metadata)> CommittedAsync(VirtualCluster cluster, int coordinator)
    {
        var fetched = await cluster.CallAsync(
            coordinator,
            new OffsetFetchRequest { Groups = [new() { GroupId = Group, Topics = [new() { Name = "orders", PartitionIndexes = [0] }] }] },
            newestVersion: 9);
        var partition = fetched.Groups[0].Topics[0].Partitions[0];
        Assert.Equal(ErrorCode.None, partition.ErrorCode);
        return (partition.CommittedOffset, partition.Metadata);
    }

    /// <summary>State, protocol, members and assignments.</summary>
    private static async Task<string> DescribeAsync(VirtualCluster cluster, int coordinator)
    {
        var group = (await cluster.CallAsync(coordinator, new DescribeGroupsRequest { Groups = [Group] })).Groups[0];
        Assert.Equal((ErrorCode.None, "Stable", 2), (group.ErrorCode, group.GroupState, group.Members.Count));
        var members = group.Members.Select(member => $"{member.MemberId} {member.ClientId} {Encoding.UTF8.GetString(member.MemberAssignment)}").Order(StringComparer.Ordinal);
        return $"{group.ProtocolType} {group.ProtocolData} {string.Join(", ", members)}";
    }
}
