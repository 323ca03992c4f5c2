using System.Globalization;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>
/// What is settled about the cluster beside its records: topics that come, grow and go, configurations of every kind, quotas, the offsets of
/// a group without members. Each turn changes all of it; the next must show what the turn before was answered.
/// </summary>
internal sealed class Settled(AdminClient admin, IReadOnlyList<string> topics, IReadOnlyList<int> brokers, short replicas)
{
    private const string Group = "without members";
    private const string QuotaKey = "producer_byte_rate";
    private static readonly ClientQuotaEntity Somebody = ClientQuotaEntity.ClientId("somebody");

    private readonly SortedDictionary<string, int> _born = new(StringComparer.Ordinal);
    private readonly Dictionary<(ConfigResource Resource, string Key), string> _configs = [];
    private TopicPartitionOffset _committed = new(topics[0], 0, -1);
    private double _quota;

    /// <summary>Changes everything.</summary>
    public async Task ChangeAsync(int turn, long committed)
    {
        await ChangeTopicsAsync(turn);
        await SetAsync(ConfigResource.Topic(topics[0]), "max.message.bytes", 1_000_000 + turn);
        await SetAsync(ConfigResource.AllBrokers, "log.cleaner.delete.retention.ms", 86_400_000 + turn);
        await SetAsync(ConfigResource.Broker(brokers[^1]), "leader.replication.throttled.rate", 100_000_000 + turn);
        await SetAsync(new ConfigResource(ConfigResourceType.Group, Group), "consumer.session.timeout.ms", 45_000 + turn);
        _committed = new TopicPartitionOffset(topics[0], 0, committed);
        await admin.AlterGroupOffsetsAsync(Group, [_committed]);
        _quota = 10_000_000 + turn;
        await admin.AlterClientQuotasAsync([new ClientQuotaAlteration(Somebody, new Dictionary<string, double?> { [QuotaKey] = _quota })]);
    }

    /// <summary>Everything is as it was left.</summary>
    public async Task AssertHoldsAsync()
    {
        var there = (await admin.DescribeTopicsAsync(await admin.ListTopicsAsync())).ToDictionary(topic => topic.Name, topic => topic.Partitions.Count);
        Assert.Equal(topics.Order(StringComparer.Ordinal).Select(topic => $"{topic} {Writers.Partitions}").Concat(_born.Select(topic => $"{topic.Key} {topic.Value}")).Order(StringComparer.Ordinal),
            there.Select(topic => $"{topic.Key} {topic.Value}").Order(StringComparer.Ordinal));
        foreach (var ((resource, key), value) in _configs)
        {
            Assert.Equal((resource, key, value), (resource, key, (await admin.DescribeConfigsAsync(resource))[key].Value));
        }

        Assert.Equal(_committed.Offset, (await admin.ListGroupOffsetsAsync(Group))[_committed.TopicPartition].Offset);
        Assert.Equal(_quota, Assert.Single(await admin.DescribeClientQuotasAsync()).Values[QuotaKey]);
    }

    private async Task ChangeTopicsAsync(int turn)
    {
        foreach (var (old, partitions) in _born.ToList())
        {
            if (partitions == 1)
            {
                await admin.CreatePartitionsAsync(old, 2);
                _born[old] = 2;
            }
            else
            {
                await admin.DeleteTopicsAsync([old]);
                _born.Remove(old);
                foreach (var config in _configs.Keys.Where(config => config.Resource == ConfigResource.Topic(old)).ToList())
                {
                    _configs.Remove(config);
                }
            }
        }

        var born = new NewTopic($"born in turn {turn}".Replace(' ', '-'), 1, replicas) { Configs = new Dictionary<string, string> { ["retention.ms"] = $"{604_800_000 + turn}" } };
        await admin.CreateTopicsAsync([born]);
        _born[born.Name] = 1;
        _configs[(ConfigResource.Topic(born.Name), "retention.ms")] = born.Configs["retention.ms"];
    }

    private async Task SetAsync(ConfigResource resource, string key, int value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        await admin.IncrementalAlterConfigsAsync(resource, [new AlterConfigEntry(key, text)]);
        _configs[(resource, key)] = text;
    }
}
