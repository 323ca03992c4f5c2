using MiniKafka.Coordination;
using MiniKafka.Coordination.Groups;
using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>
/// A group coordinator with one partition in virtual time, on a log in memory, and the requests that tests send to it.
/// </summary>
internal sealed class GroupBroker
{
    public const string ClientId = "probe";

    private readonly CoordinatorSettings _settings;
    private readonly Random _random;
    private int _epoch;

    private GroupBroker(EventLoop loop, GroupSettings settings, Random random)
    {
        Loop = loop;
        Settings = settings;
        _random = random;
        _settings = new CoordinatorSettings(loop, TimeSpan.FromSeconds(5), CompressionCodecs.Default) { Logger = Story };
        Log.Committed = (partition, highWatermark) => Coordinator?.Shards.OnHighWatermark(partition, highWatermark);
        Coordinator = Create();
    }

    public EventLoop Loop { get; }

    public GroupSettings Settings { get; set; }

    public MemoryCoordinatorLog Log { get; } = new();

    public TestTopics Topics { get; } = new();

    /// <summary>What is told of the groups.</summary>
    public ListLogger Story { get; } = new();

    public GroupCoordinator Coordinator { get; private set; }

    /// <summary>Runs a test on the coordinator's loop, in virtual time. With several partitions, the test loads them itself.</summary>
    public static void Run(Func<GroupBroker, Task> test, GroupSettings? settings = null, long seed = 1, int partitions = 1)
    {
        var host = new SimulatedLoopHost(seed);
        host.Run(() =>
        {
            var loop = host.CreateLoop("broker");
            return loop.InvokeAsync(async () =>
            {
                var broker = new GroupBroker(loop, settings ?? new GroupSettings(), host.CreateRandom("member ids"));
                broker.Topics.Add("t", 4);
                broker.Topics.Add("u");
                broker.Log.PartitionCount = partitions;
                if (partitions == 1)
                {
                    await broker.Coordinator.Shards.LoadAsync(0, 0);
                }

                await test(broker);
            });
        });
    }

    /// <summary>The coordinator is lost and another one loads the log.</summary>
    public Task RestartAsync()
    {
        Coordinator.Shards.Unload(0);
        Coordinator = Create();
        return Coordinator.Shards.LoadAsync(0, ++_epoch);
    }

    public Task WaitAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Loop.Clock);

    public Task<JoinGroupResponse> JoinAsync(
        string member = "", string protocol = "range", string metadata = "m", string? instance = null, short version = 9,
        int session = 30_000, int rebalance = 30_000, string type = "consumer", string group = "g") =>
        Coordinator.JoinGroupAsync(Context(version), new JoinGroupRequest
        {
            GroupId = group,
            MemberId = member,
            GroupInstanceId = instance,
            ProtocolType = type,
            SessionTimeoutMs = session,
            RebalanceTimeoutMs = rebalance,
            Protocols = [.. protocol.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => new JoinGroupRequest.JoinGroupRequestProtocol
            {
                Name = p,
                Metadata = Bytes(metadata),
            })],
        });

    /// <summary>Asks for an id and joins with it; completes when the group is ready.</summary>
    public async Task<JoinGroupResponse> JoinNewAsync(
        string protocol = "range", string metadata = "m", int session = 30_000, int rebalance = 30_000, string type = "consumer")
    {
        var given = await JoinAsync("", protocol, metadata, session: session, rebalance: rebalance, type: type);
        Assert.Equal(ErrorCode.MemberIdRequired, given.ErrorCode);
        return await JoinAsync(given.MemberId, protocol, metadata, session: session, rebalance: rebalance, type: type);
    }

    public Task<SyncGroupResponse> SyncAsync(
        string member, int generation, string? instance = null, string? protocol = "range", string? type = "consumer", short version = 5,
        params (string Member, string Assignment)[] assignments) =>
        Coordinator.SyncGroupAsync(Context(version), new SyncGroupRequest
        {
            GroupId = "g",
            MemberId = member,
            GenerationId = generation,
            GroupInstanceId = instance,
            ProtocolName = protocol,
            ProtocolType = type,
            Assignments = [.. assignments.Select(a => new SyncGroupRequest.SyncGroupRequestAssignment
            {
                MemberId = a.Member,
                Assignment = Bytes(a.Assignment),
            })],
        });

    /// <summary>A stable group of members that joined one after the other; the first leads. Returns their ids.</summary>
    public async Task<List<string>> FormAsync(params string[] metadata) => await FormAsync(30_000, 30_000, metadata);

    public async Task<List<string>> FormAsync(int session, int rebalance, params string[] metadata)
    {
        var ids = new List<string>();
        foreach (var mine in metadata)
        {
            var given = await JoinAsync(metadata: mine, session: session, rebalance: rebalance);
            ids.Add(given.MemberId);
            // The newest first: its coming is what makes the others join again.
            var joins = ids.Select((id, i) => (id, i)).Reverse()
                .Select(m => JoinAsync(m.id, metadata: metadata[m.i], session: session, rebalance: rebalance)).ToList();
            Assert.All(await AllAsync(joins), j => Assert.Equal((ErrorCode.None, ids.Count), (j.ErrorCode, j.GenerationId)));
        }

        var syncs = ids.Select((id, i) => SyncAsync(
            id, ids.Count, assignments: i == 0 ? [.. ids.Select((m, j) => (m, "for " + metadata[j]))] : [])).ToList();
        Assert.All(await AllAsync(syncs), s => Assert.Equal(ErrorCode.None, s.ErrorCode));
        return ids;
    }

    /// <summary>All answers, awaited on the loop: Task.WhenAll would complete on another thread.</summary>
    public static async Task<List<T>> AllAsync<T>(IEnumerable<Task<T>> tasks)
    {
        var results = new List<T>();
        foreach (var task in tasks)
        {
            results.Add(await task);
        }

        return results;
    }

    /// <summary>A heartbeat that is answered at once, as nothing is waited for to be committed.</summary>
    public ErrorCode Beat(string member, int generation, string? instance = null, string group = "g")
    {
        var beat = BeatAsync(member, generation, instance, group);
        Assert.True(beat.IsCompletedSuccessfully);
        return beat.Result;
    }

    public async Task<ErrorCode> BeatAsync(string member, int generation, string? instance = null, string group = "g") =>
        (await Coordinator.HeartbeatAsync(4, new HeartbeatRequest { GroupId = group, MemberId = member, GenerationId = generation, GroupInstanceId = instance })).ErrorCode;

    public async Task<ErrorCode> LeaveAsync(string member, string? instance = null)
    {
        var response = await Coordinator.LeaveGroupAsync(Context(5), new LeaveGroupRequest
        {
            GroupId = "g",
            Members = [new LeaveGroupRequest.MemberIdentity { MemberId = member, GroupInstanceId = instance }],
        });
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return response.Members[0].ErrorCode;
    }

    public DescribeGroupsResponse.DescribedGroup Describe(string group = "g", short version = 6) =>
        Coordinator.DescribeGroups(Context(version), new DescribeGroupsRequest { Groups = [group] }).Groups[0];

    public string State => Describe().GroupState;

    public static GroupRequestContext Context(short version) => new(version, ClientId, "/127.0.0.1");

    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    public static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private GroupCoordinator Create() => new(_settings, Settings, Log, Topics, _random);
}
