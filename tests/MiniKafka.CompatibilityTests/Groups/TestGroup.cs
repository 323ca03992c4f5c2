using System.Globalization;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Groups;

using Confluent.Kafka;

/// <summary>A topic of six partitions, the members that read it as one group, and what they must have read.</summary>
internal sealed class TestGroup : IAsyncDisposable
{
    public const int Partitions = 6;
    private const string FirstTopic = "jobs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly BrokerUnderTest _broker;
    private readonly List<GroupMember> _members = [];
    private int _produced;

    private TestGroup(BrokerUnderTest broker) => _broker = broker;

    public string Assignor { get; init; } = "range";

    /// <summary>
    /// How long a member may be silent. Whoever is not killed outlasts any test: a machine that stands still for a few seconds would otherwise make
    /// others read again what it has not committed.
    /// </summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public string Topic { get; init; } = FirstTopic;

    private string Group => $"{Topic} workers";

    public static async Task<TestGroup> StartAsync(string assignor)
        => new(await BrokerUnderTest.StartAsync((FirstTopic, Partitions))) { Assignor = assignor };

    /// <summary>A group that soon gives up members who are killed.</summary>
    public static async Task<TestGroup> StartImpatientAsync(string assignor)
        => new(await BrokerUnderTest.StartAsync((FirstTopic, Partitions))) { Assignor = assignor, SessionTimeout = TimeSpan.FromSeconds(6) };

    /// <summary>A group on a cluster that others use too.</summary>
    public static async Task<TestGroup> OnAsync(string bootstrapServers, string assignor)
    {
        var name = $"{FirstTopic}-{Guid.NewGuid():N}";
        return new TestGroup(await BrokerUnderTest.OtherAsync(bootstrapServers, (name, Partitions))) { Assignor = assignor, Topic = name };
    }

    public GroupMember Join(MemberKind kind, string? instanceId = null)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["session.timeout.ms"] = SessionTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            ["heartbeat.interval.ms"] = "300",
            ["partition.assignment.strategy"] = Assignor,
        };
        if (instanceId is not null)
        {
            settings["group.instance.id"] = instanceId;
        }

        var member = Start(kind, settings, instanceId);
        _members.Add(member);
        return member;
    }

    /// <summary>Writes ten records to each partition.</summary>
    public async Task ProduceAsync()
    {
        using var producer = ConfluentClients.Producer(_broker.BootstrapServers);
        for (var i = 0; i < 10; i++, _produced++)
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                await producer.ProduceAsync(new TopicPartition(Topic, partition), new Message<string, string> { Value = $"{_produced}" });
            }
        }
    }

    /// <summary>Waits until the members share out all partitions, each that many.</summary>
    public Task SharedOutAsync(params (GroupMember Member, int Partitions)[] shares)
        => EventuallyAsync(
            () => shares.All(share => share.Member.Owned.Count == share.Partitions)
                && shares.SelectMany(share => share.Member.Owned).Distinct().Count() == Partitions,
            () => "the members own " + string.Join("; ", shares.Select(share => string.Join(',', share.Member.Owned))));

    /// <summary>Waits until the members share out all partitions, nobody idle.</summary>
    public Task SharedOutAsync(IReadOnlyCollection<GroupMember> members)
        => EventuallyAsync(
            () => members.All(member => member.Owned.Count > 0) && members.Sum(member => member.Owned.Count) == Partitions
                && members.SelectMany(member => member.Owned).Distinct().Count() == Partitions,
            () => "the members own " + string.Join("; ", members.Select(member => string.Join(',', member.Owned))));

    /// <summary>Waits until everything that was produced has been read by somebody.</summary>
    public Task AllReadAsync()
        => EventuallyAsync(
            () => _members.SelectMany(member => member.Records).Distinct().Count() == _produced * Partitions,
            () => $"{_members.SelectMany(member => member.Records).Distinct().Count()} of {_produced * Partitions} records were read");

    public void AssertNothingReadTwice()
    {
        var twice = _members.SelectMany(member => member.Records).CountBy(record => record).Where(read => read.Value > 1).Select(read => read.Key).ToList();
        Assert.True(twice.Count == 0, string.Join("; ", twice.Select(record => $"{record} was read by the members {ReadersOf(record)}")) + $". They said: {string.Join("; ", _members)}");

        string ReadersOf((int, long) record) => string.Join(" and ", _members.Index().Where(one => one.Item.Records.Contains(record)).Select(one => one.Index));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }

        await _broker.DisposeAsync();
    }

    private GroupMember Start(MemberKind kind, SortedDictionary<string, string> settings, string? instanceId)
    {
        var pairs = settings.Select(setting => string.Create(CultureInfo.InvariantCulture, $"{setting.Key}={setting.Value}")).ToArray();
        string[] arguments = [_broker.BootstrapServers, Topic, Group, .. pairs];
        return kind switch
        {
            MemberKind.MiniKafka => new OwnMember(_broker.BootstrapServers, Topic, Group, settings),
            MemberKind.ConfluentKafka => new ConfluentMember(_broker.BootstrapServers, Topic, Group, settings),
            MemberKind.ConfluentKafkaForPython => ProcessMember.StartScript(ExternalClient.ConfluentKafkaForPython.Program, TestFiles.PythonScript("confluent_kafka_member.py"), arguments),
            MemberKind.KafkaPython => ProcessMember.StartScript(ExternalClient.KafkaPython.Program, TestFiles.PythonScript("kafka_python_member.py"), arguments),
            MemberKind.KafkaJs => ProcessMember.StartScript(ExternalClient.KafkaJs.Program, TestFiles.NodeScript("kafkajs_member.js"), arguments),
            MemberKind.Kcat => ProcessMember.StartKcat(_broker.BootstrapServers, Topic, Group, pairs),
            MemberKind.Java => new JavaMember(_broker.BootstrapServers, Topic, Group, Assignor, instanceId),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such client"),
        };
    }

    private async Task EventuallyAsync(Func<bool> holds, Func<string> instead)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (!holds())
        {
            try
            {
                await look.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"After {Patience} {instead()}. The members said: {string.Join("; ", _members)}");
            }
        }
    }
}
